//! Languages: how JSON, Python and Ruby spell what a graph holds.

use std::ffi::CStr;

use crate::escape::Quoting;

/// How a language spells what a graph holds: where it says nothing, as JSON does.
pub trait Language {
    const NULL: &'static [u8];
    const TRUE: &'static [u8];
    const FALSE: &'static [u8];
    const COLON: &'static [u8] = b":";
    const PRETTY_COLON: &'static [u8] = b" : ";
    const OPEN: &'static [u8] = b"{";
    const CLOSE: &'static [u8] = b"}";
    /// Pretty printing indents arrays in every language, objects not in Ruby.
    const INDENTS_OBJECTS: bool = true;
    const QUOTING: Quoting;
    /// Which of the specification's functions spells text that has surrogates.
    const NUMBER: usize;
    /// The specification's own writer: its module and its name there.
    const WRITER: (&'static CStr, &'static CStr);
}

pub struct Json;
pub struct Python;
pub struct Ruby;

impl Language for Json {
    const NULL: &'static [u8] = b"null";
    const TRUE: &'static [u8] = b"true";
    const FALSE: &'static [u8] = b"false";
    const QUOTING: Quoting = Quoting {
        is_wide: false,
        has_interpolation: false,
    };
    const NUMBER: usize = 0;
    const WRITER: (&'static CStr, &'static CStr) =
        (c"treequery.writers.json_writer", c"write_json");
}

impl Language for Python {
    const NULL: &'static [u8] = b"None";
    const TRUE: &'static [u8] = b"True";
    const FALSE: &'static [u8] = b"False";
    const QUOTING: Quoting = Quoting {
        is_wide: true,
        has_interpolation: false,
    };
    const NUMBER: usize = 1;
    const WRITER: (&'static CStr, &'static CStr) =
        (c"treequery.writers.python_writer", c"write_python");
}

impl Language for Ruby {
    const NULL: &'static [u8] = b"nil";
    const TRUE: &'static [u8] = b"true";
    const FALSE: &'static [u8] = b"false";
    const COLON: &'static [u8] = b" => ";
    const PRETTY_COLON: &'static [u8] = b" => ";
    const OPEN: &'static [u8] = b"OpenStruct.new({";
    const CLOSE: &'static [u8] = b"})";
    const INDENTS_OBJECTS: bool = false;
    const QUOTING: Quoting = Quoting {
        is_wide: false,
        has_interpolation: true,
    };
    const NUMBER: usize = 2;
    const WRITER: (&'static CStr, &'static CStr) =
        (c"treequery.writers.ruby_writer", c"write_ruby");
}
