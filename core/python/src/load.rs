//! Decodes JSON text that is known to be well-formed and without white space into Python objects.

mod formless;
mod forms;
mod scalars;

use pyo3::ffi;
use pyo3::prelude::*;

use crate::made::{self, array_of, dict, push, put, refused};
use crate::signals::{STEPS, Signals};
use crate::strings::Strings;
use forms::{FormId, Forms};

const PAUSE_BYTES: usize = 10 * STEPS as usize;

/// Returns the values that `json.loads` gives.
pub fn load<'py>(py: Python<'py>, text: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    Loader {
        py,
        paused: PausedCollector::new(),
        signals: Signals::new(),
        pause_at: PAUSE_BYTES,
        text,
        at: 0,
        strings: Strings::of(text.len()),
        forms: Forms::of(text.len())?,
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
        Self {
            was_enabled: Self::disable(),
        }
    }

    /// Whether it was going.
    fn disable() -> bool {
        // Where there is no global lock, other threads run in the meantime, which have the same collector.
        // SAFETY: Python is attached for as long as a text is loaded.
        cfg!(not(Py_GIL_DISABLED)) && unsafe { ffi::PyGC_Disable() } == 1
    }

    /// Pauses it again, if somebody has set it going.
    fn pause(&mut self) {
        self.was_enabled |= Self::disable();
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
    forms: Forms<'py, 'a>,
    /// The elements of all open arrays, and the values of open objects.
    values: Vec<Bound<'py, PyAny>>,
    opened: Vec<Open<'py>>,
}

/// A container that is being read.
enum Open<'py> {
    /// It is made when it ends.
    Object {
        /// Where in the values it begins.
        start: usize,
        form: FormId,
        has_containers: bool,
    },
    /// An object without a form.
    Formless {
        object: Bound<'py, PyAny>,
        /// The key of the container in it that is being read.
        key: Option<Bound<'py, PyAny>>,
    },
    Array {
        start: usize,
        /// The form with which its objects begin.
        inner: FormId,
    },
}

/// Why there is nothing more to read in a container for now.
enum Step<'py> {
    Ended(Bound<'py, PyAny>),
    Container,
    /// An object is no longer one with a form.
    Formless,
}

impl<'py> Loader<'py, '_> {
    fn run(mut self) -> PyResult<Bound<'py, PyAny>> {
        if !matches!(self.byte(), b'{' | b'[') {
            return self.scalar();
        }
        self.open()?;
        loop {
            let step = match self.opened.last() {
                Some(Open::Object { start, form, .. }) => {
                    let (start, form) = (*start, *form);
                    self.properties(start, form)?
                }
                Some(Open::Formless { object, .. }) => {
                    let object = object.clone();
                    self.more_properties(&object)?
                }
                Some(Open::Array { start, .. }) => {
                    let start = *start;
                    self.elements(start)?
                }
                None => return Err(unreadable()),
            };
            let ended = match step {
                Step::Ended(ended) => ended,
                Step::Container => {
                    self.open()?;
                    continue;
                }
                Step::Formless => continue,
            };
            if let Some(root) = self.close(ended)? {
                return Ok(root);
            }
        }
    }

    /// Puts a container that has ended into that around it, or else gives it back.
    #[inline(always)]
    fn close(&mut self, ended: Bound<'py, PyAny>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.at += 1;
        self.opened.pop();
        match self.opened.last_mut() {
            None => return Ok(Some(ended)),
            Some(Open::Formless { object, key }) => {
                put(object, &key.take().ok_or_else(unreadable)?, &ended)?;
                return Ok(None);
            }
            Some(Open::Object { has_containers, .. }) => *has_containers = true,
            Some(Open::Array { .. }) => {}
        }
        self.push(ended)?;
        Ok(None)
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
        let inner = match self.opened.last() {
            Some(Open::Object { form, .. }) => {
                let form = *form;
                self.forms.inner(form)?
            }
            Some(Open::Array { inner, .. }) => *inner,
            _ => FormId::START,
        };
        let start = self.values.len();
        let opened = match self.byte() {
            b'{' if self.forms.is_followed_by_data(inner) => Open::Formless {
                object: dict(self.py)?.into_any(),
                key: None,
            },
            b'{' => Open::Object {
                start,
                form: inner,
                has_containers: false,
            },
            _ => Open::Array { start, inner },
        };
        push(&mut self.opened, opened)?;
        self.at += 1;
        Ok(())
    }

    /// Reads properties up to the end of the object, or else up to a container.
    #[inline(always)]
    fn properties(&mut self, start: usize, mut form: FormId) -> PyResult<Step<'py>> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            let at = self.at;
            match self.byte() {
                b',' => self.at += 1,
                b'"' => {}
                b'}' => return self.object(start, form).map(Step::Ended),
                _ => return Err(unreadable()),
            }
            match self.form(form)? {
                Some(next) => form = next,
                None => {
                    self.at = at;
                    return self.grow(start, form);
                }
            }
            if let b'{' | b'[' = self.byte() {
                if let Some(Open::Object { form: reached, .. }) = self.opened.last_mut() {
                    *reached = form;
                }
                return Ok(Step::Container);
            }
            let value = self.scalar()?;
            self.push(value)?;
        }
    }

    /// Makes the object whose values begin at `start`.
    #[inline(always)]
    fn object(&mut self, start: usize, form: FormId) -> PyResult<Bound<'py, PyAny>> {
        let Some(Open::Object { has_containers, .. }) = self.opened.last() else {
            return Err(unreadable());
        };
        let values = self.values.get(start..).ok_or_else(unreadable)?;
        let object = self.forms.object(self.py, form, values, *has_containers)?;
        self.values.truncate(start);
        Ok(object.into_any())
    }

    /// Reads elements up to the end of the array, or else up to a container.
    #[inline(always)]
    fn elements(&mut self, start: usize) -> PyResult<Step<'py>> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            match self.byte() {
                b',' => self.at += 1,
                b'{' | b'[' => return Ok(Step::Container),
                b']' => return array_of(self.py, self.values.drain(start..)).map(Step::Ended),
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
        if self.values.len() == self.values.capacity() {
            let more = self.values.len().max(64);
            self.values.try_reserve(more).map_err(|_| refused())?;
        }
        self.values.push(value);
        Ok(())
    }

    /// Reads a key and its colon; None where the object has no form with it.
    #[inline(always)]
    fn form(&mut self, form: FormId) -> PyResult<Option<FormId>> {
        let rest = self.text.get(self.at + 1..).unwrap_or_default();
        if let Some((next, length)) = self.forms.expected(form, rest) {
            self.at += 1 + length;
            return Ok(Some(next));
        }
        let start = self.at + 1;
        let (_, is_escaped) = self.string()?;
        // The colon.
        self.at += 1;
        if is_escaped {
            return Ok(None);
        }
        let text = self.text.get(start..self.at).ok_or_else(unreadable)?;
        self.forms.learn(self.py, form, text)
    }
}

/// Only where another thread has changed the data while it was trimmed.
fn unreadable() -> PyErr {
    Python::attach(made::changed)
}
