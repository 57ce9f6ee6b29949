//! Remembers the keys of a text, since most of them come again and again.

use pyo3::prelude::*;

use crate::load::string_of;
use crate::made::refused;

const SLOTS: usize = 1024;
/// Longer ones are rarely keys that come again.
const MAX_BYTES: usize = 64;

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
            Some((other, string)) if *other == text => Ok(string.clone()),
            _ => {
                let string = string_of(py, text, c"strict")?;
                *slot = Some((text, string.clone()));
                Ok(string)
            }
        }
    }
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
