//! Strings, numbers and words of a text that is loaded.

use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBool;
use treequery_heart::decode_string;

use super::{Loader, unreadable};
use crate::json_errors::limit_error;
use crate::made::{big_int, float, refused, string_of};

/// Longer values than that are not looked up among those that were there before.
const MAX_REPEATED_BYTES: usize = 32;
/// What Python allows unless it is told otherwise, which is what the specification says.
const MAX_DIGITS: u64 = 4300;

impl<'py> Loader<'py, '_> {
    #[inline(always)]
    pub(super) fn scalar(&mut self) -> PyResult<Bound<'py, PyAny>> {
        match self.byte() {
            b'"' => match self.string()? {
                (inside, true) => self.escaped(inside),
                // Short ones are often the same: states, class names.
                (inside, false) if inside.len() <= MAX_REPEATED_BYTES => {
                    self.strings.get(self.py, inside)
                }
                (inside, false) => string_of(self.py, inside, c"strict"),
            },
            b't' => Ok(self.word(4, PyBool::new(self.py, true).to_owned().into_any())),
            b'f' => Ok(self.word(5, PyBool::new(self.py, false).to_owned().into_any())),
            b'n' => Ok(self.word(4, self.py.None().into_bound(self.py))),
            _ => self.number(),
        }
    }

    fn word(&mut self, length: usize, value: Bound<'py, PyAny>) -> Bound<'py, PyAny> {
        self.at += length;
        value
    }

    pub(super) fn escaped(&self, inside: &[u8]) -> PyResult<Bound<'py, PyAny>> {
        let mut decoded = Vec::new();
        decoded
            .try_reserve_exact(inside.len())
            .map_err(|_| refused())?;
        decode_string(inside, &mut decoded).ok_or_else(unreadable)?;
        string_of(self.py, &decoded, c"surrogatepass")
    }

    #[inline(always)]
    fn number(&mut self) -> PyResult<Bound<'py, PyAny>> {
        let start = self.at;
        let is_negative = self.byte() == b'-';
        self.at += usize::from(is_negative);
        let first_digit = self.at;
        let mut value: i64 = 0;
        while let digit @ b'0'..=b'9' = self.byte() {
            value = value.wrapping_mul(10).wrapping_add(i64::from(digit - b'0'));
            self.at += 1;
        }
        if let b'.' | b'e' | b'E' = self.byte() {
            return self.float(start);
        }
        if self.at == first_digit {
            return Err(unreadable());
        }
        // 18 digits cannot have overflowed.
        if self.at - first_digit > 18 {
            return self.big_int(start);
        }
        let value = if is_negative { -value } else { value };
        // SAFETY: a new int, or NULL with an error.
        unsafe { Bound::from_owned_ptr_or_err(self.py, ffi::PyLong_FromLongLong(value)) }
    }

    #[cold]
    fn big_int(&self, start: usize) -> PyResult<Bound<'py, PyAny>> {
        let py = self.py;
        big_int(py, &self.text[start..self.at]).map_err(|error| {
            // Told apart here, since a handler of signals may raise a ValueError of its own.
            if !error.is_instance_of::<PyValueError>(py) {
                return error;
            }
            limit_error(
                py,
                0,
                "digits in a number that is decoded",
                MAX_DIGITS,
                None,
            )
            .map_or_else(|error| error, PyErr::from_value)
        })
    }

    fn float(&mut self, start: usize) -> PyResult<Bound<'py, PyAny>> {
        while let b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-' = self.byte() {
            self.at += 1;
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).map_err(|_| unreadable())?;
        let value: f64 = text.parse().map_err(|_| unreadable())?;
        float(self.py, value)
    }
}

impl<'a> Loader<'_, 'a> {
    /// The inside of the string that begins here, and whether there are escapes in it.
    #[inline(always)]
    pub(super) fn string(&mut self) -> PyResult<(&'a [u8], bool)> {
        let start = self.at + 1;
        let (mut end, mut is_escaped) = (start, false);
        loop {
            end = quote_or_backslash(self.text, end);
            match self.text.get(end) {
                Some(b'"') => break,
                Some(_) => {
                    is_escaped = true;
                    end += 2;
                }
                None => return Err(unreadable()),
            }
        }
        self.at = end + 1;
        Ok((&self.text[start..end], is_escaped))
    }
}

/// Where the next quote or backslash is, eight bytes at a time since strings are short.
#[inline(always)]
fn quote_or_backslash(text: &[u8], mut at: usize) -> usize {
    const LOW_BITS: u64 = 0x0101_0101_0101_0101;
    // The lowest bit that it sets is right, and only that one is used.
    let zeros = |word: u64| word.wrapping_sub(LOW_BITS) & !word & LOW_BITS << 7;
    while let Some(chunk) = text.get(at..).and_then(|rest| rest.first_chunk()) {
        let word = u64::from_le_bytes(*chunk);
        let found = zeros(word ^ (LOW_BITS * u64::from(b'"')))
            | zeros(word ^ (LOW_BITS * u64::from(b'\\')));
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    while !matches!(text.get(at), Some(b'"' | b'\\') | None) {
        at += 1;
    }
    at
}
