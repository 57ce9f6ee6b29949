//! Remembers the strings of a text, since most keys and some values come again and again.

use pyo3::prelude::*;

use crate::made::{refused, string_of};

const MAX_SLOTS: usize = 1024;
const MIN_SLOTS: usize = 16;
/// In a text of so many bytes there is about one string that comes again.
const BYTES_A_STRING: usize = 32;
/// Longer ones rarely come again.
pub const MAX_BYTES: usize = 64;

/// A table with one place for each hash, where the newest string drives out the one before.
pub struct Strings<'py, 'a> {
    slots: Vec<Option<(&'a [u8], Bound<'py, PyAny>)>>,
    count: usize,
}

impl<'py, 'a> Strings<'py, 'a> {
    /// For a text of so many bytes: in small ones to make a large table takes longer than to read them.
    pub fn of(bytes: usize) -> Self {
        let wanted = (bytes / BYTES_A_STRING).next_power_of_two();
        Self {
            slots: Vec::new(),
            count: wanted.clamp(MIN_SLOTS, MAX_SLOTS),
        }
    }

    /// The str for text without escapes.
    #[inline(always)]
    pub fn get(&mut self, py: Python<'py>, text: &'a [u8]) -> PyResult<Bound<'py, PyAny>> {
        if text.len() > MAX_BYTES {
            return string_of(py, text, c"strict");
        }
        if self.slots.is_empty() {
            let count = self.count;
            self.slots.try_reserve_exact(count).map_err(|_| refused())?;
            self.slots.resize_with(count, || None);
        }
        // A power of two.
        let slot = hash(text) & (self.slots.len() - 1);
        let slot = &mut self.slots[slot];
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

/// Whether two texts are the same: without a call, since they are short.
#[inline(always)]
pub fn is_same(left: &[u8], right: &[u8]) -> bool {
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
pub fn hash(text: &[u8]) -> usize {
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
