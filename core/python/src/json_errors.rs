//! The errors of trimming as Python knows them: those of `treequery.errors`.

use std::ffi::CStr;
use std::io::Write;

use pyo3::ffi;
use pyo3::prelude::*;
use treequery_heart::{Found, LineError, LineTrim, TrimError};

use crate::ask::{Ask, module};
use crate::made::{self, refused};

/// How many bytes there are before a text, and the number of its line if there are lines.
type Before = (usize, Option<usize>);

/// The error of a text without lines; `surrogate_at` is where in text a lone surrogate stands.
pub fn trim_error(py: Python, error: TrimError, levels: u64, surrogate_at: Option<usize>) -> PyErr {
    let made = match error {
        TrimError::Syntax { at, expected, .. } if surrogate_at == Some(at) => {
            syntax_error(py, at, expected, "a lone surrogate", None)
        }
        error => text_error(py, &error, levels, (0, None)),
    };
    made.map_or_else(|error| error, PyErr::from_value)
}

/// The error of a line; `before` is how many bytes and lines are before the source.
pub fn line_error<'py>(
    py: Python<'py>,
    error: LineError,
    lines: &LineTrim,
    before: (usize, usize),
) -> PyResult<Bound<'py, PyAny>> {
    match error {
        LineError::Trim { error, start, line } => {
            let before = (before.0 + start, Some(before.1 + line));
            text_error(py, &error, lines.levels, before)
        }
        LineError::TooLong { at, line } => {
            let (at, line) = (before.0 + at, Some(before.1 + line));
            limit_error(py, at, "bytes in a line", lines.line_bytes, line)
        }
    }
}

fn text_error<'py>(
    py: Python<'py>,
    error: &TrimError,
    levels: u64,
    before: Before,
) -> PyResult<Bound<'py, PyAny>> {
    match *error {
        TrimError::Syntax {
            at,
            expected,
            found,
        } => {
            let mut room = [0; 16];
            let found = found_text(found, &mut room);
            syntax_error(py, before.0 + at, expected, found, before.1)
        }
        TrimError::Levels { at } => limit_error(py, before.0 + at, "levels", levels, before.1),
        TrimError::OutOfMemory => Err(refused()),
        TrimError::Stopped => Err(made::changed(py)),
    }
}

fn syntax_error<'py>(
    py: Python<'py>,
    at: usize,
    expected: &str,
    found: &str,
    line: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let (expected, found) = (made::text(py, expected)?, made::text(py, found)?);
    let facts = [&made::int(py, at)?, expected.as_any(), found.as_any()];
    of_line(py, c"JsonSyntaxError", facts, line)
}

/// That there is more of something than a limit allows.
pub fn limit_error<'py>(
    py: Python<'py>,
    at: usize,
    what: &str,
    limit: u64,
    line: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: gives an int, or null with an error set.
    let limit =
        unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromUnsignedLongLong(limit))? };
    let (at, what) = (made::int(py, at)?, made::text(py, what)?);
    of_line(py, c"JsonLimitError", [&at, what.as_any(), &limit], line)
}

fn of_line<'py>(
    py: Python<'py>,
    class: &CStr,
    facts: [&Bound<'py, PyAny>; 3],
    line: Option<usize>,
) -> PyResult<Bound<'py, PyAny>> {
    let class = module(py, c"treequery.errors")?.attribute(class)?;
    match line {
        None => class.called(facts),
        Some(line) => class.called([facts[0], facts[1], facts[2], &made::int(py, line)?]),
    }
}

/// What was found, in the words of the specification.
fn found_text(found: Found, room: &mut [u8; 16]) -> &str {
    let mut rest = &mut room[..];
    let result = match found {
        Found::End => return "the end",
        Found::ByteOrderMark => return "a byte order mark",
        // As Python's repr shows it.
        Found::Char('\'') => return "\"'\"",
        Found::Char('\\') => return r"'\\'",
        Found::Byte(byte) => write!(rest, "byte 0x{byte:02x}"),
        Found::Char(char) => write!(rest, "'{char}'"),
    };
    // There is room for any of these.
    debug_assert!(result.is_ok());
    let count = 16 - rest.len();
    std::str::from_utf8(&room[..count]).unwrap_or_default()
}
