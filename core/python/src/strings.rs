//! Remembers the strings of a text, since most keys and some values come again and again.

use pyo3::prelude::*;

use crate::made::{push, refused, string_of};

const SLOTS: usize = 1024;
/// Longer ones rarely come again.
const MAX_BYTES: usize = 64;
/// More keys than that are data, which do not come again.
const MAX_KEYS: usize = 1 << 14;

/// A table with one place for each hash, where the newest string drives out the one before.
pub struct Strings<'py, 'a> {
    slots: Vec<Option<(&'a [u8], Bound<'py, PyAny>)>>,
}

impl<'py, 'a> Strings<'py, 'a> {
    pub fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// The str for text without escapes.
    #[inline(always)]
    pub fn get(&mut self, py: Python<'py>, text: &'a [u8]) -> PyResult<Bound<'py, PyAny>> {
        if text.len() > MAX_BYTES {
            return string_of(py, text, c"strict");
        }
        if self.slots.is_empty() {
            self.slots.try_reserve_exact(SLOTS).map_err(|_| refused())?;
            self.slots.resize_with(SLOTS, || None);
        }
        let slot = &mut self.slots[hash(text) % SLOTS];
        match slot {
            Some((other, string)) if is_same(other, text) => Ok(string.clone()),
            _ => {
                let string = string_of(py, text, c"strict")?;
                *slot = Some((text, string.clone()));
                Ok(string)
            }
        }
    }
}

/// A key's place among those that are remembered.
#[derive(Clone, Copy)]
pub struct KeyId(usize);

/// Where a key is that is not remembered for longer than until the next one.
const OTHER: usize = 0;

/// A key that was there before.
struct Key<'py, 'a> {
    /// Its text with what is behind it: quote and colon.
    text: &'a [u8],
    string: Option<Bound<'py, PyAny>>,
    /// The key that came behind it the last time.
    next: usize,
}

/// The keys of a text in the order in which they came, since in that they come again.
pub struct Keys<'py, 'a> {
    keys: Vec<Key<'py, 'a>>,
    /// For each hash the newest key.
    slots: Vec<usize>,
    last: usize,
}

impl<'py, 'a> Keys<'py, 'a> {
    pub fn new() -> PyResult<Self> {
        let other = Key {
            text: b"",
            string: None,
            next: OTHER,
        };
        let (mut keys, mut slots) = (Vec::new(), Vec::new());
        push(&mut keys, other)?;
        slots.try_reserve_exact(SLOTS).map_err(|_| refused())?;
        slots.resize(SLOTS, OTHER);
        Ok(Self {
            keys,
            slots,
            last: OTHER,
        })
    }

    /// The key that `text` begins with, if it is the one that is expected, and its length with the
    /// quote and the colon behind it.
    #[inline(always)]
    pub fn expected(&mut self, text: &[u8]) -> Option<(KeyId, usize)> {
        let expected = self.keys.get(self.last)?.next;
        let key = self.keys.get(expected)?;
        let length = key.text.len();
        if expected == OTHER || !is_same(text.get(..length)?, key.text) {
            return None;
        }
        self.last = expected;
        Some((KeyId(expected), length))
    }

    /// The key without escapes that `text` is, with the quote and the colon behind it.
    pub fn learn(&mut self, py: Python<'py>, text: &'a [u8]) -> PyResult<KeyId> {
        let inside = &text[..text.len() - 2];
        let slot = hash(inside) % SLOTS;
        let known = self.slots[slot];
        let found = if known != OTHER && self.keys[known].text == text {
            known
        } else {
            let string = string_of(py, inside, c"strict")?;
            if inside.len() > MAX_BYTES || self.keys.len() >= MAX_KEYS {
                return Ok(self.other(string));
            }
            let key = Key {
                text,
                string: Some(string),
                next: OTHER,
            };
            push(&mut self.keys, key)?;
            self.slots[slot] = self.keys.len() - 1;
            self.slots[slot]
        };
        self.keys[self.last].next = found;
        self.last = found;
        Ok(KeyId(found))
    }

    /// A key that is not remembered.
    pub fn other(&mut self, string: Bound<'py, PyAny>) -> KeyId {
        self.keys[OTHER].string = Some(string);
        KeyId(OTHER)
    }

    /// The str of a key, until the next one is read if it is not remembered.
    #[inline(always)]
    pub fn string(&self, id: KeyId) -> Option<&Bound<'py, PyAny>> {
        self.keys.get(id.0)?.string.as_ref()
    }
}

/// Whether two texts are the same: without a call, since they are short.
#[inline(always)]
fn is_same(left: &[u8], right: &[u8]) -> bool {
    let length = left.len();
    if length != right.len() {
        return false;
    }
    let word = |text: &[u8], at: usize| {
        let chunk = text.get(at..).and_then(|rest| rest.first_chunk());
        chunk.map_or(0, |chunk| u64::from_le_bytes(*chunk))
    };
    if length < 8 {
        return left.iter().zip(right).all(|(left, right)| left == right);
    }
    // The last word overlaps the one before.
    let mut at = 0;
    while at + 8 < length {
        if word(left, at) != word(right, at) {
            return false;
        }
        at += 8;
    }
    word(left, length - 8) == word(right, length - 8)
}

/// Equal hashes only cost time, and no more than if nothing were remembered.
#[inline(always)]
fn hash(text: &[u8]) -> usize {
    let word = |at: usize| {
        text.get(at..)
            .and_then(|rest| rest.first_chunk())
            .map(|bytes| u64::from_le_bytes(*bytes))
    };
    let (first, last) = match text.len() {
        8.. => (word(0).unwrap_or(0), word(text.len() - 8).unwrap_or(0)),
        _ => (
            text.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte)),
            0,
        ),
    };
    let mixed =
        (first ^ last.rotate_left(23) ^ text.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    (mixed >> 40) as usize
}

#[cfg(test)]
mod tests {
    use super::is_same;

    #[test]
    fn texts_are_the_same_if_all_bytes_are() {
        for length in 0..40 {
            let text = vec![b'a'; length];
            assert!(is_same(&text, &text.clone()));
            assert!(!is_same(&text, &vec![b'a'; length + 1]));
            for at in 0..length {
                let mut other = text.clone();
                other[at] = b'b';
                assert!(!is_same(&text, &other), "{length} {at}");
            }
        }
    }
}
