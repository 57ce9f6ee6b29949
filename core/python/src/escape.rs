//! Escapes: text as it stands in the quotes of JSON, Python and Ruby, and between the tags of XML.

use crate::text::{CHUNK, Pen, Text, filled};

/// How a language escapes text in quotes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Quoting {
    /// Whether a character above U+FFFF is one escape of eight digits, not two of four.
    pub is_wide: bool,
    /// Whether `#` before `{`, `$` and `@` is escaped.
    pub has_interpolation: bool,
}

const HEX: &[u8; 16] = b"0123456789abcdef";

/// Appends `text`, escaped and in quotes.
#[inline(always)]
pub fn quoted(out: &mut Text, text: &str, how: Quoting) {
    out.push(b'"');
    inside_quotes(out, text, how);
    out.push(b'"');
}

/// Appends `text`, escaped.
#[inline(always)]
pub fn inside_quotes(out: &mut Text, text: &str, how: Quoting) {
    if how.has_interpolation {
        replaced(out, text, is_special::<true>, |out, bytes| {
            special(out, bytes, how)
        });
    } else {
        replaced(out, text, is_special::<false>, |out, bytes| {
            special(out, bytes, how)
        });
    }
}

/// Text longer than that is written in parts, between which signals are looked for.
pub const LONG: usize = 1 << 20;

/// The parts of a long text, each of which is escaped as if the others were not there.
pub fn parts(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut end = rest.len().min(LONG);
        // Not within a character, nor behind a hash sign, which what follows makes special or not.
        while end < rest.len()
            && end > 0
            && (!rest.is_char_boundary(end) || rest.as_bytes()[end - 1] == b'#')
        {
            end -= 1;
        }
        if end == 0 {
            end = rest.len();
        }
        let (part, behind) = rest.split_at(end);
        rest = behind;
        (!part.is_empty()).then_some(part)
    })
}

/// Puts down `text` in quotes, if nothing in it needs an escape and the pen has room for it and two chunks.
#[inline(always)]
pub fn put_quoted(pen: &mut Pen<'_>, text: &str, how: Quoting) -> bool {
    let start = pen.at;
    pen.part(b"\"", 1);
    let copied = if how.has_interpolation {
        copy_plain(text.as_bytes(), pen.rest(), is_special::<true>)
    } else {
        copy_plain(text.as_bytes(), pen.rest(), is_special::<false>)
    };
    if copied < text.len() {
        pen.at = start;
        return false;
    }
    pen.at += copied;
    pen.part(b"\"", 1);
    true
}

#[inline(always)]
fn is_special<const HASH: bool>(byte: u8) -> bool {
    (byte < 0x20)
        | (byte == b'"')
        | (byte == b'\\')
        | (byte == 0x7f)
        | (byte == 0xc2)
        | (byte >= 0xf0)
        | (HASH & (byte == b'#'))
}

/// Appends `text` with what begins with a special byte replaced; `replace` gives the length of that.
#[inline(always)]
fn replaced(
    out: &mut Text,
    text: &str,
    is_special: impl Fn(u8) -> bool,
    replace: impl Fn(&mut Text, &[u8]) -> usize,
) {
    let mut bytes = text.as_bytes();
    loop {
        let Some(room) = out.room(bytes.len()) else {
            return;
        };
        let copied = copy_plain(bytes, room, &is_special);
        out.advance(copied);
        bytes = &bytes[copied..];
        if bytes.is_empty() {
            return;
        }
        let plain = bytes.iter().take_while(|&&byte| !is_special(byte)).count();
        out.put_short(&bytes[..plain]);
        bytes = &bytes[plain..];
        if !bytes.is_empty() {
            bytes = &bytes[replace(out, bytes)..];
        }
    }
}

/// Copies text up to a chunk in which there is something special; gives how much that is.
#[inline(always)]
fn copy_plain(text: &[u8], room: &mut [u8], is_special: impl Fn(u8) -> bool) -> usize {
    // In whole chunks, without a way out in between, so that they become vector instructions.
    let has_special = |chunk: &[u8; CHUNK]| {
        let mut any = 0;
        for &byte in chunk {
            any |= u8::from(is_special(byte));
        }
        any != 0
    };
    let mut bytes = text;
    let mut copied = 0;
    let mut put = |copied: usize, chunk: &[u8; CHUNK]| {
        let place = room.get_mut(copied..).and_then(<[u8]>::first_chunk_mut);
        place.is_some_and(|place| {
            *place = *chunk;
            !has_special(chunk)
        })
    };
    while let Some((chunk, rest)) = bytes.split_first_chunk() {
        if !put(copied, chunk) {
            return copied;
        }
        copied += CHUNK;
        bytes = rest;
    }
    if bytes.is_empty() || put(copied, &filled(bytes)) {
        text.len()
    } else {
        copied
    }
}

/// Appends what the character at the start becomes; gives its length.
#[cold]
fn special(out: &mut Text, bytes: &[u8], how: Quoting) -> usize {
    match (bytes[0], bytes.get(1)) {
        (quote @ (b'"' | b'\\'), _) => {
            out.put(&[b'\\', quote]);
            1
        }
        (b'#', Some(b'{' | b'$' | b'@')) => {
            out.put(b"\\#");
            1
        }
        (0xc2, Some(&second)) => {
            if second < 0xa0 {
                escape(out, u32::from(second), 4);
            } else {
                out.put(&[0xc2, second]);
            }
            2
        }
        (first, Some(_)) if first >= 0xf0 && bytes.len() >= 4 => {
            let code = bytes[1..4]
                .iter()
                .fold(u32::from(first & 7), |code, &byte| {
                    code << 6 | u32::from(byte & 0x3f)
                });
            if how.is_wide {
                escape(out, code, 8);
            } else {
                let above = code - 0x1_0000;
                escape(out, 0xd800 + (above >> 10), 4);
                escape(out, 0xdc00 + (above & 0x3ff), 4);
            }
            4
        }
        (control, _) if control < 0x20 || control == 0x7f => {
            escape(out, u32::from(control), 4);
            1
        }
        (other, _) => {
            out.push(other);
            1
        }
    }
}

fn escape(out: &mut Text, code: u32, digits: u32) {
    out.put(if digits == 8 { b"\\U" } else { b"\\u" });
    for digit in (0..digits).rev() {
        out.push(HEX[(code >> (4 * digit) & 0xf) as usize]);
    }
}

/// Appends `text` as character data of XML: markup escaped, what XML 1.0 forbids made U+FFFD.
#[inline]
pub fn character_data(out: &mut Text, text: &str, in_attribute: bool) {
    if in_attribute {
        replaced(out, text, is_special_data::<true>, |out, bytes| {
            special_data(out, bytes, true)
        });
    } else {
        replaced(out, text, is_special_data::<false>, |out, bytes| {
            special_data(out, bytes, false)
        });
    }
}

/// Puts down `text`, not in an attribute, if nothing in it needs an escape and the pen has room for it and a chunk.
#[inline(always)]
pub fn put_character_data(pen: &mut Pen<'_>, text: &str) -> bool {
    let copied = copy_plain(text.as_bytes(), pen.rest(), is_special_data::<false>);
    if copied == text.len() {
        pen.at += copied;
    }
    copied == text.len()
}

#[inline(always)]
fn is_special_data<const ATTRIBUTE: bool>(byte: u8) -> bool {
    (byte < 0x20)
        | (byte == b'&')
        | (byte == b'<')
        | (byte == b'>')
        | (byte == 0xef)
        | (ATTRIBUTE & (byte == b'\''))
}

#[cold]
fn special_data(out: &mut Text, bytes: &[u8], in_attribute: bool) -> usize {
    let becomes: &[u8] = match bytes {
        [b'&', ..] => b"&amp;",
        [b'<', ..] => b"&lt;",
        [b'>', ..] => b"&gt;",
        [b'\'', ..] if in_attribute => b"&#39;",
        // Read back through a parser, white space in an attribute would become blanks.
        [b'\t', ..] if in_attribute => b"&#9;",
        [b'\n', ..] if in_attribute => b"&#10;",
        [b'\r', ..] if in_attribute => b"&#13;",
        [0xef, 0xbf, 0xbe | 0xbf, ..] => {
            out.put("\u{fffd}".as_bytes());
            return 3;
        }
        [control, ..] if *control < 0x20 && !b"\t\n\r".contains(control) => "\u{fffd}".as_bytes(),
        _ => &bytes[..1],
    };
    out.put(becomes);
    1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        let mut out = Text::new();
        let how = Quoting {
            is_wide: false,
            has_interpolation: false,
        };
        quoted(&mut out, text, how);
        String::from_utf8(out.as_bytes().to_vec()).unwrap_or_default()
    }

    #[test]
    fn controls_and_quotes_are_escaped() {
        assert_eq!(
            json("a\"\\\n\u{7f}\u{9f}\u{a0}"),
            "\"a\\\"\\\\\\u000a\\u007f\\u009f\u{a0}\""
        );
    }

    #[test]
    fn characters_above_the_plane_are_pairs() {
        assert_eq!(
            json("plain text of some length \u{1f600}"),
            "\"plain text of some length \\ud83d\\ude00\""
        );
    }

    #[test]
    fn forbidden_characters_are_replaced() {
        let mut out = Text::new();
        character_data(&mut out, "a\0<\u{ffff}\u{fffd}'", false);
        assert_eq!(out.as_bytes(), "a\u{fffd}&lt;\u{fffd}\u{fffd}'".as_bytes());
    }
}
