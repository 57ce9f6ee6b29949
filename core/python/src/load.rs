//! Decodes JSON text that is known to be well-formed and without white space into Python objects.

mod scalars;

use pyo3::exceptions::PyValueError;
use pyo3::ffi;
use pyo3::prelude::*;

use crate::made::{self, array_of, dict, push, put, refused};
use crate::signals::{STEPS, Signals};
use crate::strings::{KeyId, Keys, Strings};

const PAUSE_BYTES: usize = 10 * STEPS as usize;

/// Returns the values that `json.loads` gives; ValueError is for integers of more digits than Python reads.
pub fn load<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    Loader {
        py,
        paused: PausedCollector::new(),
        signals: Signals::new(),
        pause_at: PAUSE_BYTES,
        text,
        at: 0,
        strings: Strings::new(),
        keys: Keys::new()?,
        elements: Vec::new(),
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

    /// Pauses it again, if somebody has set it going.
    fn pause(&mut self) {
        // SAFETY: Python is attached where this is called.
        self.was_enabled |= unsafe { ffi::PyGC_Disable() } == 1;
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
    paused: PausedCollector,
    signals: Signals,
    /// How much is read before signals are looked for again.
    pause_at: usize,
    text: &'a [u8],
    at: usize,
    strings: Strings<'py, 'a>,
    keys: Keys<'py, 'a>,
    /// The elements of all open arrays.
    elements: Vec<Bound<'py, PyAny>>,
    opened: Vec<Open<'py>>,
}

/// A container that is being read.
enum Open<'py> {
    Object {
        object: Bound<'py, PyAny>,
        /// The key of the container in it that is being read.
        key: Option<Bound<'py, PyAny>>,
    },
    /// Where in the elements it begins.
    Array(usize),
}

impl<'py> Loader<'py, '_> {
    fn run(mut self) -> PyResult<Bound<'py, PyAny>> {
        if !matches!(self.byte(), b'{' | b'[') {
            return self.scalar();
        }
        self.open()?;
        loop {
            // What has ended, unless another container has begun.
            let ended = match self.opened.last() {
                Some(Open::Object { object, .. }) => {
                    let object = object.clone();
                    self.properties(&object)?.then_some(object)
                }
                Some(Open::Array(start)) => {
                    let start = *start;
                    match self.elements()? {
                        true => Some(array_of(self.py, self.elements.drain(start..))?),
                        false => None,
                    }
                }
                None => return Err(unreadable()),
            };
            let Some(ended) = ended else {
                self.open()?;
                continue;
            };
            self.at += 1;
            self.opened.pop();
            match self.opened.last_mut() {
                None => return Ok(ended),
                Some(Open::Object { object, key }) => {
                    put(object, &key.take().ok_or_else(unreadable)?, &ended)?;
                }
                Some(Open::Array(_)) => self.push(ended)?,
            }
        }
    }

    #[inline(always)]
    fn byte(&self) -> u8 {
        // 0 is no byte of a JSON text without white space.
        self.text.get(self.at).copied().unwrap_or(0)
    }

    /// Lets signals be handled. The collector stays paused: all that was made so far would count as new, and
    /// whoever presses Ctrl-C would wait until it has looked through that.
    #[cold]
    fn pause(&mut self) -> PyResult<()> {
        self.pause_at = self.at.saturating_add(PAUSE_BYTES);
        self.signals.check(self.py)?;
        // A handler may have set it going.
        self.paused.pause();
        Ok(())
    }

    /// Begins the container that is here.
    fn open(&mut self) -> PyResult<()> {
        let opened = match self.byte() {
            b'{' => Open::Object {
                object: dict(self.py)?.into_any(),
                key: None,
            },
            _ => Open::Array(self.elements.len()),
        };
        push(&mut self.opened, opened)?;
        self.at += 1;
        Ok(())
    }

    /// Reads properties up to the end of the object, or else up to a container.
    #[inline(always)]
    fn properties(&mut self, object: &Bound<'py, PyAny>) -> PyResult<bool> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            match self.byte() {
                b',' => self.at += 1,
                b'"' => {}
                b'}' => return Ok(true),
                _ => return Err(unreadable()),
            }
            let id = self.key()?;
            if let b'{' | b'[' = self.byte() {
                let name = self.keys.string(id).cloned();
                if let Some(Open::Object { key, .. }) = self.opened.last_mut() {
                    *key = name;
                }
                return Ok(false);
            }
            let value = self.scalar()?;
            put(object, self.keys.string(id).ok_or_else(unreadable)?, &value)?;
        }
    }

    /// Reads elements up to the end of the array, or else up to a container.
    #[inline(always)]
    fn elements(&mut self) -> PyResult<bool> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            match self.byte() {
                b',' => self.at += 1,
                b'{' | b'[' => return Ok(false),
                b']' => return Ok(true),
                0 => return Err(unreadable()),
                _ => {
                    let value = self.scalar()?;
                    self.push(value)?;
                }
            }
        }
    }

    #[inline(always)]
    fn push(&mut self, value: Bound<'py, PyAny>) -> PyResult<()> {
        if self.elements.len() == self.elements.capacity() {
            let more = self.elements.len().max(64);
            self.elements.try_reserve(more).map_err(|_| refused())?;
        }
        self.elements.push(value);
        Ok(())
    }

    /// Reads a key and its colon.
    #[inline(always)]
    fn key(&mut self) -> PyResult<KeyId> {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        if let Some((id, length)) = self.keys.expected(rest) {
            self.at += 1 + length;
            return Ok(id);
        }
        let start = self.at + 1;
        let (inside, is_escaped) = self.string()?;
        // The colon.
        self.at += 1;
        if is_escaped {
            let string = self.escaped(inside)?;
            return Ok(self.keys.other(string));
        }
        let text = self.text.get(start..self.at).ok_or_else(unreadable)?;
        self.keys.learn(self.py, text)
    }
}

/// Only where another thread has changed the data while it was trimmed.
fn unreadable() -> PyErr {
    Python::attach(made::changed)
}

/// Whether Python refused an integer for its length.
pub fn is_too_long(error: &PyErr, py: Python) -> bool {
    error.is_instance_of::<PyValueError>(py)
}
