//! Tags: the elements of XML that properties and items of lists are written as.

use pyo3::prelude::*;
use pyo3::types::PyString;

use crate::made::{self, refused};
use crate::settings::Settings;
use crate::sink::Walked;
use crate::text::Ready;

/// The tags of a property, and those of each item of a list under it.
pub struct Tags {
    pub own: Tag,
    pub item: Tag,
}

pub struct Tag {
    pub open: Ready,
    pub close: Ready,
}

impl Tag {
    /// Of the name that the two parts make together.
    fn new(stem: &[u8], end: &[u8]) -> Walked<Tag> {
        Ok(Tag {
            open: Ready::of(&[b"<", stem, end, b">"]).ok_or_else(refused)?,
            close: Ready::of(&[b"</", stem, end, b">"]).ok_or_else(refused)?,
        })
    }
}

/// The tags for a property called `name`: at once for names that are plain, else as the
/// specification makes them.
pub fn tags(settings: &Settings, name: &Bound<'_, PyString>) -> Walked<Tags> {
    let text = name.to_str().unwrap_or_default().as_bytes();
    if is_plain(text) {
        let (stem, end) = singular(text);
        return Ok(Tags {
            own: Tag::new(text, b"")?,
            item: Tag::new(stem, end)?,
        });
    }
    let py = name.py();
    let own = made::called(settings.specification.element_name.bind(py), name.as_any())?;
    let item = made::called(settings.specification.item_name.bind(py), name.as_any())?;
    Ok(Tags {
        own: Tag::new(own.extract::<&str>()?.as_bytes(), b"")?,
        item: Tag::new(item.extract::<&str>()?.as_bytes(), b"")?,
    })
}

/// Whether a name is an element name as it stands, and ASCII.
fn is_plain(name: &[u8]) -> bool {
    let is_start = |byte: &u8| byte.is_ascii_alphabetic() || *byte == b'_';
    let is_inner = |byte: &u8| is_start(byte) || byte.is_ascii_digit() || b"-.".contains(byte);
    name.first().is_some_and(is_start) && name.iter().all(is_inner)
}

/// The name of one item of a list with a plain name, in two parts.
fn singular(name: &[u8]) -> (&[u8], &[u8]) {
    if let Some(stem) = name.strip_suffix(b"ies") {
        return (stem, b"y");
    }
    match name.strip_suffix(b"s") {
        Some(b"") => (b"_", b""),
        Some(stem) => (stem, b""),
        None => (name, b""),
    }
}
