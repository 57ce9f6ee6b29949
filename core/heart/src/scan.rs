//! The exact scanner: finds the first byte with which a text can no longer become a JSON text.

use crate::fault::{Found, Poll, TrimError};

const VALUE: &str = "a value";
const VALUE_OR_CLOSE: &str = "a value or ']'";
const KEY: &str = "a quoted key";
const KEY_OR_CLOSE: &str = "a quoted key or '}'";
const COLON: &str = "':'";
const AFTER_ELEMENT: &str = "',' or ']'";
const AFTER_PROPERTY: &str = "',' or '}'";
const END: &str = "the end";

/// What is expected next.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Value,
    ValueOrClose,
    Key,
    KeyOrClose,
    Colon,
    After,
}

/// Checks that `data` is one JSON text (RFC 8259) in UTF-8 whose nesting is at most `levels`, the root
/// being level 0. The error is the one with the smallest offset.
pub fn scan(data: &[u8], levels: u64, poll: &mut Poll) -> Result<(), TrimError> {
    Scanner {
        data,
        at: 0,
        opened: Vec::new(),
    }
    .run(levels, poll)
}

struct Scanner<'a> {
    data: &'a [u8],
    at: usize,
    /// Whether each open container is an object.
    opened: Vec<bool>,
}

impl Scanner<'_> {
    fn run(&mut self, levels: u64, poll: &mut Poll) -> Result<(), TrimError> {
        poll.start_at(0);
        let mut place = Place::Value;
        loop {
            self.pass_space();
            poll.reach(self.at)?;
            let Some(byte) = self.peek() else {
                let is_over = place == Place::After && self.opened.is_empty();
                return if is_over {
                    Ok(())
                } else {
                    Err(self.unexpected(self.at, self.expected(place)))
                };
            };
            place = match (place, byte) {
                (Place::KeyOrClose, b'}') | (Place::ValueOrClose, b']') => self.close(),
                (Place::Key | Place::KeyOrClose, b'"') => {
                    self.string(poll)?;
                    Place::Colon
                }
                (Place::Colon, b':') => {
                    self.at += 1;
                    Place::Value
                }
                (Place::Value | Place::ValueOrClose, b'{' | b'[') => self.open(byte, levels)?,
                (Place::Value | Place::ValueOrClose, _) => {
                    self.scalar(place, byte, poll)?;
                    Place::After
                }
                (Place::After, _) => self.after(byte)?,
                _ => return Err(self.unexpected(self.at, self.expected(place))),
            };
        }
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.at).copied()
    }

    fn pass_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.at += 1;
        }
    }

    fn expected(&self, place: Place) -> &'static str {
        match (place, self.opened.last()) {
            (Place::Value, _) => VALUE,
            (Place::ValueOrClose, _) => VALUE_OR_CLOSE,
            (Place::Key, _) => KEY,
            (Place::KeyOrClose, _) => KEY_OR_CLOSE,
            (Place::Colon, _) => COLON,
            (Place::After, Some(true)) => AFTER_PROPERTY,
            (Place::After, Some(false)) => AFTER_ELEMENT,
            (Place::After, None) => END,
        }
    }

    fn open(&mut self, byte: u8, levels: u64) -> Result<Place, TrimError> {
        if self.opened.len() as u64 > levels {
            return Err(TrimError::Levels { at: self.at });
        }
        self.opened
            .try_reserve(1)
            .map_err(|_| TrimError::OutOfMemory)?;
        self.opened.push(byte == b'{');
        self.at += 1;
        Ok(if byte == b'{' {
            Place::KeyOrClose
        } else {
            Place::ValueOrClose
        })
    }

    fn close(&mut self) -> Place {
        self.opened.pop();
        self.at += 1;
        Place::After
    }

    fn after(&mut self, byte: u8) -> Result<Place, TrimError> {
        match (byte, self.opened.last()) {
            (b'}', Some(true)) | (b']', Some(false)) => Ok(self.close()),
            (b',', Some(is_object)) => {
                self.at += 1;
                Ok(if *is_object { Place::Key } else { Place::Value })
            }
            _ => Err(self.unexpected(self.at, self.expected(Place::After))),
        }
    }

    fn scalar(&mut self, place: Place, byte: u8, poll: &mut Poll) -> Result<(), TrimError> {
        match byte {
            b'"' => self.string(poll),
            b'-' | b'0'..=b'9' => self.number(poll),
            b't' => self.word("true"),
            b'f' => self.word("false"),
            b'n' => self.word("null"),
            _ => Err(self.unexpected(self.at, self.expected(place))),
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), TrimError> {
        for byte in word.bytes() {
            if self.peek() != Some(byte) {
                return Err(self.unexpected(self.at, word));
            }
            self.at += 1;
        }
        Ok(())
    }

    fn number(&mut self, poll: &mut Poll) -> Result<(), TrimError> {
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits(poll)?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits(poll)?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.at += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.at += 1;
            }
            self.digits(poll)?;
        }
        Ok(())
    }

    fn digits(&mut self, poll: &mut Poll) -> Result<(), TrimError> {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.peek() {
            self.at += 1;
            poll.reach(self.at)?;
        }
        if self.at == start {
            Err(self.unexpected(self.at, "a digit"))
        } else {
            Ok(())
        }
    }

    fn string(&mut self, poll: &mut Poll) -> Result<(), TrimError> {
        self.at += 1;
        loop {
            poll.reach(self.at)?;
            match self.peek() {
                None => return Err(self.unexpected(self.at, "'\"'")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => self.escape()?,
                Some(..b' ') => {
                    return Err(
                        self.unexpected(self.at, "'\"' or an escape for a control character")
                    );
                }
                Some(b' '..0x80) => self.at += 1,
                Some(_) => self.character()?,
            }
        }
    }

    fn escape(&mut self) -> Result<(), TrimError> {
        self.at += 1;
        match self.peek() {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 1,
            Some(b'u') => {
                self.at += 1;
                for _ in 0..4 {
                    if !self.peek().is_some_and(|byte| byte.is_ascii_hexdigit()) {
                        return Err(self.unexpected(self.at, "a hexadecimal digit"));
                    }
                    self.at += 1;
                }
            }
            _ => return Err(self.unexpected(self.at, "one of \" \\ / b f n r t u")),
        }
        Ok(())
    }

    /// Passes one character of two to four bytes.
    fn character(&mut self) -> Result<(), TrimError> {
        let (second, more) = match self.data[self.at] {
            0xc2..=0xdf => (0x80..=0xbf, 0),
            0xe0 => (0xa0..=0xbf, 1),
            0xed => (0x80..=0x9f, 1),
            0xe1..=0xef => (0x80..=0xbf, 1),
            0xf0 => (0x90..=0xbf, 2),
            0xf1..=0xf3 => (0x80..=0xbf, 2),
            0xf4 => (0x80..=0x8f, 2),
            _ => return Err(self.not_utf_8()),
        };
        self.at += 1;
        for range in [second]
            .into_iter()
            .chain(std::iter::repeat_n(0x80..=0xbf, more))
        {
            if !self.peek().is_some_and(|byte| range.contains(&byte)) {
                return Err(self.not_utf_8());
            }
            self.at += 1;
        }
        Ok(())
    }

    fn not_utf_8(&self) -> TrimError {
        // The byte, since what breaks off a character is not read as one.
        let found = self.peek().map_or(Found::End, Found::Byte);
        TrimError::Syntax {
            at: self.at,
            expected: "UTF-8",
            found,
        }
    }

    fn unexpected(&self, at: usize, expected: &'static str) -> TrimError {
        TrimError::Syntax {
            at,
            expected,
            found: found(self.data, at),
        }
    }
}

fn found(data: &[u8], at: usize) -> Found {
    match data.get(at..).unwrap_or_default() {
        [] => Found::End,
        [0xef, 0xbb, 0xbf, ..] => Found::ByteOrderMark,
        [byte @ 0x20..0x7f, ..] => Found::Char(char::from(*byte)),
        [byte, ..] => Found::Byte(*byte),
    }
}

#[cfg(test)]
mod tests;
