//! Decodes JSON text that is known to be well-formed and without white space into Python objects.

use std::ffi::CStr;

use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyBool;
use treequery_heart::decode_string;

use crate::made::{float, push, refused};
use crate::signals::{STEPS, Signals};
use crate::strings::Strings;

/// Longer values than that are not looked up among those that were there before.
const MAX_REPEATED_BYTES: usize = 32;
const PAUSE_BYTES: usize = 10 * STEPS as usize;

/// Returns the values that `json.loads` gives; ValueError is for integers of more digits than Python reads.
pub fn load<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    Loader {
        py,
        paused: Some(PausedCollector::new()),
        signals: Signals::new(),
        pause_at: PAUSE_BYTES,
        text,
        at: 0,
        strings: Strings::new(),
        values: Vec::new(),
        opened: Vec::new(),
    }
    .run()
}

/// Keeps the garbage collector from looking through what is being made, which cannot be garbage: no
/// code of Python's runs in the meantime that could notice. (Handlers of signals run in between.)
struct PausedCollector {
    was_enabled: bool,
}

impl PausedCollector {
    fn new() -> Self {
        // SAFETY: Python is attached where this is made and dropped.
        let was_enabled = unsafe { ffi::PyGC_Disable() } == 1;
        Self { was_enabled }
    }
}

impl Drop for PausedCollector {
    fn drop(&mut self) {
        if self.was_enabled {
            // SAFETY: Python is attached.
            unsafe { ffi::PyGC_Enable() };
        }
    }
}

struct Loader<'py, 'a> {
    py: Python<'py>,
    paused: Option<PausedCollector>,
    signals: Signals,
    /// How much is read before signals are looked for again.
    pause_at: usize,
    text: &'a [u8],
    at: usize,
    strings: Strings<'py, 'a>,
    /// The elements of all open arrays, the keys and values of all open objects.
    values: Vec<Bound<'py, PyAny>>,
    /// Where in `values` each open container begins, and whether it is an object.
    opened: Vec<(usize, bool)>,
}

impl<'py> Loader<'py, '_> {
    fn run(mut self) -> PyResult<Bound<'py, PyAny>> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            match self.byte() {
                b'{' => self.open(true)?,
                b'[' => self.open(false)?,
                _ => {
                    let value = self.scalar()?;
                    self.push(value)?;
                }
            }
            // Whatever is between this and the next value: brackets, commas and keys.
            loop {
                let Some((_, is_object)) = self.opened.last().copied() else {
                    return self.values.pop().ok_or_else(unreadable);
                };
                match self.byte() {
                    b'}' | b']' => self.close()?,
                    b',' => self.at += 1,
                    b'"' if is_object => {
                        let key = self.key()?;
                        self.push(key)?;
                        break;
                    }
                    0 => return Err(unreadable()),
                    _ => break,
                }
            }
        }
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        // 0 is no byte of a JSON text without white space.
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Lets signals be handled, by code that finds the collector as it was.
    #[cold]
    fn pause(&mut self) -> PyResult<()> {
        self.pause_at = self.at.saturating_add(PAUSE_BYTES);
        if self.signals.is_due() {
            self.paused = None;
            self.py.check_signals()?;
            self.paused = Some(PausedCollector::new());
        }
        Ok(())
    }

    fn open(&mut self, is_object: bool) -> PyResult<()> {
        push(&mut self.opened, (self.values.len(), is_object))?;
        self.at += 1;
        Ok(())
    }

    fn close(&mut self) -> PyResult<()> {
        let (start, is_object) = self.opened.pop().ok_or_else(unreadable)?;
        let items = self.values.get(start..).unwrap_or_default();
        let value = if is_object {
            object_of(self.py, items)?
        } else {
            array_of(self.py, items)?
        };
        self.values.truncate(start);
        self.at += 1;
        self.push(value)
    }

    #[inline(always)]
    fn push(&mut self, value: Bound<'py, PyAny>) -> PyResult<()> {
        if self.values.len() == self.values.capacity() {
            let more = self.values.len().max(64);
            self.values.try_reserve(more).map_err(|_| refused())?;
        }
        self.values.push(value);
        Ok(())
    }

    fn key(&mut self) -> PyResult<Bound<'py, PyAny>> {
        let (inside, is_escaped) = self.string()?;
        // The colon.
        self.at += 1;
        if is_escaped {
            self.escaped(inside)
        } else {
            self.strings.get(self.py, inside)
        }
    }

    #[inline(always)]
    fn scalar(&mut self) -> PyResult<Bound<'py, PyAny>> {
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

    fn escaped(&self, inside: &[u8]) -> PyResult<Bound<'py, PyAny>> {
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
            return big_int(self.py, &self.text[start..self.at]);
        }
        let value = if is_negative { -value } else { value };
        // SAFETY: a new int, or NULL with an error.
        unsafe { Bound::from_owned_ptr_or_err(self.py, ffi::PyLong_FromLongLong(value)) }
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
    fn string(&mut self) -> PyResult<(&'a [u8], bool)> {
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

/// A new str.
#[inline(always)]
pub fn string_of<'py>(py: Python<'py>, text: &[u8], errors: &CStr) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: as many bytes are there; gives a new str, or NULL with an error.
    unsafe {
        let (start, length) = (text.as_ptr().cast(), text.len() as ffi::Py_ssize_t);
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyUnicode_DecodeUTF8(start, length, errors.as_ptr()),
        )
    }
}

fn object_of<'py>(py: Python<'py>, items: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: gives a new dict, or NULL with an error.
    let object = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDict_New())? };
    for pair in items.chunks_exact(2) {
        // SAFETY: all three are objects, the first one a dict, which takes references of its own.
        if unsafe { ffi::PyDict_SetItem(object.as_ptr(), pair[0].as_ptr(), pair[1].as_ptr()) } != 0
        {
            return Err(PyErr::fetch(py));
        }
    }
    Ok(object)
}

fn array_of<'py>(py: Python<'py>, items: &[Bound<'py, PyAny>]) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: gives a new list, or NULL with an error; all its places are filled below.
    let array = unsafe {
        Bound::from_owned_ptr_or_err(py, ffi::PyList_New(items.len() as ffi::Py_ssize_t))?
    };
    for (index, item) in items.iter().enumerate() {
        // SAFETY: the list has this place, and takes the reference that is made for it.
        unsafe {
            ffi::PyList_SetItem(
                array.as_ptr(),
                index as ffi::Py_ssize_t,
                item.clone().into_ptr(),
            )
        };
    }
    Ok(array)
}

fn big_int<'py>(py: Python<'py>, digits: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    let mut ended = Vec::new();
    ended
        .try_reserve_exact(digits.len() + 1)
        .map_err(|_| refused())?;
    ended.extend_from_slice(digits);
    ended.push(0);
    let digits = CStr::from_bytes_with_nul(&ended).map_err(|_| unreadable())?;
    // SAFETY: text that ends in zero; gives a new int, or NULL with an error.
    unsafe {
        Bound::from_owned_ptr_or_err(
            py,
            ffi::PyLong_FromString(digits.as_ptr(), std::ptr::null_mut(), 10),
        )
    }
}

/// Only where another thread has changed the data while it was trimmed.
fn unreadable() -> PyErr {
    PyRuntimeError::new_err("the data was changed while it was read")
}

/// Whether Python refused an integer for its length.
pub fn is_too_long(error: &PyErr, py: Python) -> bool {
    error.is_instance_of::<PyValueError>(py)
}
