//! JSON read plainly, by serde_json and by a reader that does the obvious: what the core is compared with.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Deserializer;

use crate::keep::{Keep, Place};

/// Whether `data` is one JSON text in UTF-8, however deep.
pub fn is_json(data: &[u8]) -> bool {
    // What is ignored is not checked for UTF-8, nor numbers for their size and escapes for surrogates.
    let mut reader = Deserializer::from_slice(data);
    std::str::from_utf8(data).is_ok()
        && IgnoredAny::deserialize(&mut reader).is_ok()
        && reader.end().is_ok()
}

/// How many containers are open before each byte of `data`; whatever the brackets' kinds.
pub fn depths(data: &[u8]) -> impl Iterator<Item = u64> {
    let (mut depth, mut is_string, mut is_escaped) = (0u64, false, false);
    data.iter().map(move |byte| {
        let before = depth;
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if is_string => is_escaped = true,
            b'"' => is_string = !is_string,
            b'{' | b'[' if !is_string => depth += 1,
            b'}' | b']' if !is_string => depth = depth.saturating_sub(1),
            _ => {}
        }
        before
    })
}

/// Whether brackets and quotes balance, whatever else there is: brackets of either kind, and quotes that
/// no backslash escapes, in strings or outside them.
pub fn balances(data: &[u8]) -> bool {
    let (mut depth, mut is_string, mut is_escaped) = (0u64, false, false);
    for byte in data {
        let was_escaped = std::mem::take(&mut is_escaped);
        match byte {
            b'\\' => is_escaped = !was_escaped,
            b'"' if !was_escaped => is_string = !is_string,
            b'{' | b'[' if !is_string => depth += 1,
            b'}' | b']' if !is_string => match depth.checked_sub(1) {
                Some(outer) => depth = outer,
                None => return false,
            },
            _ => {}
        }
    }
    depth == 0 && !is_string
}

/// A well-formed value, as the pieces of text it is made of.
pub enum Value<'a> {
    Scalar(&'a [u8]),
    Array(Vec<Value<'a>>),
    /// Keys with their quotes.
    Object(Vec<(&'a [u8], Value<'a>)>),
}

impl<'a> Value<'a> {
    /// Reads a text that is known to be well-formed and not too deep to recurse into.
    pub fn read(data: &'a [u8]) -> Self {
        Reader { data, at: 0 }.value()
    }

    /// Appends what is kept, without white space.
    pub fn write(&self, keep: &Keep, place: Place, out: &mut Vec<u8>) {
        match self {
            Self::Scalar(text) => out.extend_from_slice(text),
            Self::Array(elements) => {
                let (start, stop) = Keep::kept(place, elements.len());
                out.push(b'[');
                for (index, element) in elements[start..stop].iter().enumerate() {
                    out.extend_from_slice(if index > 0 { b"," } else { b"" });
                    element.write(keep, place, out);
                }
                out.push(b']');
            }
            Self::Object(properties) => {
                out.push(b'{');
                let mut is_first = true;
                for (key, value) in properties {
                    let name = decoded(&key[1..key.len() - 1]).expect("the key is well-formed");
                    let Some(child) = keep.child(place, &name) else {
                        continue;
                    };
                    out.extend_from_slice(if is_first { b"" } else { b"," });
                    is_first = false;
                    out.extend_from_slice(key);
                    out.push(b':');
                    value.write(keep, child, out);
                }
                out.push(b'}');
            }
        }
    }

    /// Calls `see` for each scalar and each key, in the order of the text.
    pub fn visit(&self, see: &mut dyn FnMut(&'a [u8])) {
        match self {
            Self::Scalar(text) => see(text),
            Self::Array(elements) => elements.iter().for_each(|element| element.visit(see)),
            Self::Object(properties) => {
                for (key, value) in properties {
                    see(key);
                    value.visit(see);
                }
            }
        }
    }
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&mut self) -> u8 {
        while b" \t\r\n".contains(&self.data[self.at]) {
            self.at += 1;
        }
        self.data[self.at]
    }

    fn value(&mut self) -> Value<'a> {
        match self.peek() {
            b'{' => Value::Object(self.items(b'}', |reader| {
                reader.peek();
                let key = reader.scalar();
                reader.peek();
                reader.at += 1;
                (key, reader.value())
            })),
            b'[' => Value::Array(self.items(b']', Self::value)),
            _ => Value::Scalar(self.scalar()),
        }
    }

    fn items<T>(&mut self, close: u8, item: impl Fn(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.at += 1;
        while self.peek() != close {
            self.at += usize::from(self.peek() == b',');
            items.push(item(self));
        }
        self.at += 1;
        items
    }

    fn scalar(&mut self) -> &'a [u8] {
        let rest = &self.data[self.at..];
        let length = if rest[0] == b'"' {
            let mut at = 1;
            while rest[at] != b'"' {
                at += if rest[at] == b'\\' { 2 } else { 1 };
            }
            at + 1
        } else {
            let ends = |byte: &u8| b",]} \t\r\n".contains(byte);
            rest.iter().position(ends).unwrap_or(rest.len())
        };
        self.at += length;
        &rest[..length]
    }
}

/// What a string's inside means, by way of UTF-16; lone surrogates get their three bytes.
pub fn decoded(inside: &[u8]) -> Option<Vec<u8>> {
    let (mut out, mut units, mut at) = (Vec::new(), Vec::new(), 0);
    while at < inside.len() {
        if inside[at] != b'\\' {
            push_units(&mut units, &mut out);
            out.push(inside[at]);
            at += 1;
            continue;
        }
        let (unit, length) = match inside.get(at + 1)? {
            b'u' => {
                let digits = inside.get(at + 2..at + 6)?;
                if !digits.iter().all(u8::is_ascii_hexdigit) {
                    return None;
                }
                (
                    u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?,
                    6,
                )
            }
            other => {
                let place = b"\"\\/bfnrt".iter().position(|byte| byte == other)?;
                (u16::from(b"\"\\/\x08\x0c\n\r\t"[place]), 2)
            }
        };
        units.push(unit);
        at += length;
    }
    push_units(&mut units, &mut out);
    Some(out)
}

/// Moves what escapes mean that stand side by side.
fn push_units(units: &mut Vec<u16>, out: &mut Vec<u8>) {
    for char in char::decode_utf16(units.drain(..)) {
        match char {
            Ok(char) => out.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes()),
            Err(error) => {
                let code = error.unpaired_surrogate();
                let low = |shift: u16| 0x80 | (code >> shift & 0x3f) as u8;
                out.extend_from_slice(&[0xe0 | (code >> 12) as u8, low(6), low(0)]);
            }
        }
    }
}
