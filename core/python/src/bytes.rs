//! Trims bytes for Python: `BytesPlan`.

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::critical_section::with_critical_section;
use pyo3::types::{PyByteArray, PyBytes};
use treequery_heart::{Check, LineTrim, Plan, Poll, trim_with};

use crate::ask::{self, Ask};
use crate::input::Input;
use crate::json_errors::{line_error, trim_error};
use crate::keep::{name_bytes, plan_of};
use crate::load::load;
use crate::made::{self, bytes, list, refused};
use crate::memories::{self, Held, Owner};
use crate::reserve;
use crate::scratch::Scratch;
use crate::signals::{STEPS, Signals};

/// Below this other threads are not let in: that would take longer than the work.
const MIN_DETACHED_BYTES: usize = 1 << 15;
const LINE_KINDS: &CStr = c"bytes, bytearray, memoryview, mmap or a binary stream";

/// What a plan keeps of JSON text, made ready for the core.
#[pyclass(frozen, module = "treequery._core")]
pub struct BytesPlan {
    plan: Plan,
    number: u64,
    levels: u64,
    line_bytes: u64,
}

#[pymethods]
impl BytesPlan {
    #[new]
    #[pyo3(signature = (keep, *, always, limits))]
    fn new(keep: &Bound<PyAny>, always: &Bound<PyAny>, limits: &Bound<PyAny>) -> PyResult<Self> {
        // Not collected: where PyO3 asks how many there are, it panics where memory is refused.
        let mut names = Vec::new();
        for name in always.try_iter()? {
            made::push(&mut names, name_bytes(&name?)?)?;
        }
        let levels = bound(&limits.attribute(c"levels")?);
        let line_bytes = bound(&limits.attribute(c"line_bytes")?);
        let plan = plan_of(keep, &names, levels)?;
        // What lasts is not kept in the reserve.
        reserve::look()?;
        Ok(Self {
            plan,
            number: memories::number(),
            levels,
            line_bytes,
        })
    }

    /// Return the part of the JSON text ``data`` that is kept, as bytes.
    #[pyo3(signature = (data, check = "full"))]
    fn trim<'py>(&self, data: &Bound<'py, PyAny>, check: &str) -> PyResult<Bound<'py, PyBytes>> {
        let (input, check) = (Input::of_text_too(data)?, check_of(data.py(), check)?);
        let (result, length) = self.trimmed(data.py(), &input, check)?;
        result.into_bytes(data.py(), length)
    }

    /// Append what ``trim`` gives to a bytearray and return how many bytes that are.
    #[pyo3(signature = (data, target, check = "full"))]
    fn trim_into(
        &self,
        data: &Bound<PyAny>,
        target: &Bound<PyByteArray>,
        check: &str,
    ) -> PyResult<Py<PyAny>> {
        let (input, check) = (Input::of_text_too(data)?, check_of(data.py(), check)?);
        let (result, length) = self.trimmed(data.py(), &input, check)?;
        // Released first, since it may be the target itself.
        drop(input);
        with_critical_section(target.as_any(), || {
            let start = target.len();
            target.resize(start + length)?;
            // SAFETY: Python is attached, and nobody else has the bytearray while the bytes are copied.
            let bytes = unsafe { target.as_bytes_mut() };
            bytes[start..].copy_from_slice(result.written(length));
            Ok(made::int(data.py(), length)?.unbind())
        })
    }

    /// Return the part of ``data`` that is kept, decoded to dict, list and scalars.
    #[pyo3(signature = (data, check = "full"))]
    fn load<'py>(&self, data: &Bound<'py, PyAny>, check: &str) -> PyResult<Bound<'py, PyAny>> {
        let (input, check) = (Input::of_text_too(data)?, check_of(data.py(), check)?);
        let (result, length) = self.trimmed(data.py(), &input, check)?;
        drop(input);
        load(data.py(), result.written(length))
    }

    /// Return what is kept of all lines of ``source``, each ending in a newline.
    #[pyo3(signature = (source, check = "full", *, threads = 1))]
    fn trim_lines<'py>(
        &self,
        source: &Bound<'py, PyAny>,
        check: &str,
        threads: usize,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let py = source.py();
        let (input, lines) = (
            Input::of(source, c"source", LINE_KINDS)?,
            self.lines(py, check)?,
        );
        let data = input.bytes()?;
        let mut result = Scratch::of(py, data.len() + 1)?;
        let room = result.room();
        let trimmed = working(py, data.len(), |poll| {
            lines.run_on_threads(data, threads, poll, room)
        })?;
        match trimmed.error {
            None => result.into_bytes(py, trimmed.length),
            Some(error) => Err(PyErr::from_value(line_error(py, error, &lines, (0, 0))?)),
        }
    }

    /// Return what is kept of each line of ``source``, up to the first at fault, that one's error or
    /// None, and how many lines were read.
    ///
    /// ``start`` and ``number`` are the bytes and the lines before ``source``.
    #[pyo3(signature = (source, check = "full", *, start = 0, number = 0))]
    fn trim_line_list<'py>(
        &self,
        source: &Bound<'py, PyAny>,
        check: &str,
        start: usize,
        number: usize,
    ) -> PyResult<Bound<'py, PyAny>> {
        let py = source.py();
        let (input, lines) = (
            Input::of(source, c"source", LINE_KINDS)?,
            self.lines(py, check)?,
        );
        let data = input.bytes()?;
        let (mut result, mut ends) = (Scratch::of(py, data.len() + 1)?, Vec::new());
        let room = result.room();
        let mut is_refused = false;
        let mut written = |end| match ends.try_reserve(1) {
            Ok(()) => ends.push(end),
            Err(_) => is_refused = true,
        };
        let trimmed = working(py, data.len(), |poll| {
            lines.run(data, poll, room, &mut written)
        })?;
        if is_refused {
            return Err(refused());
        }
        let (list, mut line_start) = (list(py)?, 0);
        let (all, mut signals) = (result.written(trimmed.length), Signals::new());
        for (number, end) in ends.into_iter().enumerate() {
            if number as u64 % STEPS == STEPS - 1 {
                signals.check(py)?;
            }
            list.append(bytes(py, &all[line_start..end])?)?;
            line_start = end;
        }
        let error = match trimmed.error {
            Some(error) => line_error(py, error, &lines, (start, number))?,
            None => py.None().into_bound(py),
        };
        ask::tuple(py, [list.as_any(), &error, &made::int(py, trimmed.lines)?])
    }
}

impl BytesPlan {
    fn lines(&self, py: Python<'_>, check: &str) -> PyResult<LineTrim<'_>> {
        let check = check_of(py, check)?;
        Ok(LineTrim {
            plan: &self.plan,
            check,
            levels: self.levels,
            line_bytes: self.line_bytes,
        })
    }

    /// Trims into scratch memory and returns it with the length of what was written.
    fn trimmed<'py>(
        &self,
        py: Python<'py>,
        input: &Input,
        check: Check,
    ) -> PyResult<(Scratch<'py>, usize)> {
        let data = input.bytes()?;
        let mut result = Scratch::of(py, data.len())?;
        let room = result.room();
        let (end, plan, levels) = (data.len(), &self.plan, self.levels);
        let mut held = Held::of(Owner::new(self.number, check), end)?;
        let memory = &mut held.memory;
        let trimmed = working(py, end, |poll| {
            trim_with(data, end, plan, check, levels, poll, memory, room)
        })?;
        match trimmed {
            Ok(length) => {
                held.keep(end);
                Ok((result, length))
            }
            Err(error) => Err(trim_error(py, error, self.levels, input.surrogate_at())),
        }
    }
}

/// Does byte work, with other threads let in where it takes long; stops at a signal.
fn working<T: Send>(
    py: Python,
    bytes: usize,
    work: impl FnOnce(&mut Poll) -> T + Send,
) -> PyResult<T> {
    let (mut signal, mut signals) = (None, Signals::detached());
    let mut is_stopped = || {
        if signals.is_due() {
            signal = Python::attach(|py| py.check_signals()).err();
        }
        signal.is_some()
    };
    let result = match bytes < MIN_DETACHED_BYTES {
        true => work(&mut Poll::new(&mut is_stopped)),
        false => py.detach(|| work(&mut Poll::new(&mut is_stopped))),
    };
    signal.map_or(Ok(result), Err)
}

fn check_of(py: Python<'_>, check: &str) -> PyResult<Check> {
    match check {
        "full" => Ok(Check::Full),
        "kept" => Ok(Check::Kept),
        // SAFETY: the address of a class of the interpreter.
        _ => Err(made::error(
            py,
            unsafe { ffi::PyExc_ValueError },
            c"check: expected 'full' or 'kept'",
        )),
    }
}

/// A limit, or the greatest one that has 64 bits: no text reaches that.
fn bound(limit: &Bound<PyAny>) -> u64 {
    limit.extract().unwrap_or(u64::MAX)
}
