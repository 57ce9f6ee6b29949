//! Sinks: what a walk over objects hands its findings to.

use pyo3::exceptions::{PyException, PyMemoryError, PyTimeoutError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::raw::Lent;
use crate::shapes::Shape;
use crate::tables::Entries;

/// Why the fast walk ends early.
pub enum Stop {
    /// The root is not for the fast walk. Nothing of the caller's has run by then, so that the
    /// specification can walk the root as if it were the first to do so.
    Unfit,
    /// What no other walk would go on after: a signal, or that memory was refused. Python holds the error,
    /// since there may be no memory to hold it in.
    Raised,
}

pub use Stop::Unfit;

impl Stop {
    #[cold]
    pub fn raised(py: Python<'_>, error: PyErr) -> Stop {
        error.restore(py);
        Stop::Raised
    }
}

impl From<PyErr> for Stop {
    #[cold]
    fn from(error: PyErr) -> Stop {
        Python::attach(|py| {
            // The last is what handlers of signals raise, which no code of ours does.
            let is_final = !error.is_instance_of::<PyException>(py)
                || error.is_instance_of::<PyMemoryError>(py)
                || error.is_instance_of::<PyTimeoutError>(py);
            match is_final {
                true => Stop::raised(py, error),
                false => Unfit,
            }
        })
    }
}

pub type Walked<T> = Result<T, Stop>;

/// What was walked, or None where the root is unfit.
pub fn fit<T>(py: Python<'_>, walked: Walked<T>) -> PyResult<Option<T>> {
    match walked {
        Ok(result) => Ok(Some(result)),
        Err(Unfit) => Ok(None),
        Err(Stop::Raised) => Err(PyErr::fetch(py)),
    }
}

/// What kind of scalar a value is, by its exact class.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scalar {
    Null,
    Bool(bool),
    Int,
    Float,
    Text,
    Decimal,
}

/// What a sink took of a mapping as it was opened.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    Nothing,
    /// All that is a scalar, and the place of all else.
    Scalars,
    /// All there is: it is closed too.
    All,
}

/// Takes the values that a plan keeps, in order: each one is a scalar or opens a container; in a
/// container each is announced by `member` or `element` first.
pub trait Sink<'py>: Sized {
    /// The name of a member, made ready to be written again and again.
    type Key: Clone;
    /// What is made ready for mappings of one shape.
    type Row: Default;

    /// Whether the text under `_class` of a mapping is told to `open_object`, and no member.
    fn has_class_attributes(&self) -> bool {
        false
    }

    fn key(&mut self, name: &Bound<'py, PyString>) -> Walked<Self::Key>;
    fn member(&mut self, key: &Self::Key) -> Walked<()>;
    /// As `member`, for a name that is not likely to come again.
    fn rare_member(&mut self, name: &Bound<'py, PyString>) -> Walked<()>;
    fn element(&mut self) -> Walked<()>;
    fn scalar(&mut self, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()>;
    /// A member that is a scalar.
    #[inline(always)]
    fn scalar_member(&mut self, key: &Self::Key, value: Lent<'_, 'py>, kind: Scalar) -> Walked<()> {
        self.member(key)?;
        self.scalar(value, kind)
    }
    fn open_object(&mut self, class_name: Option<&Bound<'py, PyString>>) -> Walked<()>;
    /// Opens a mapping of a shape that it has just been found to have.
    #[inline(always)]
    fn open_mapping(
        &mut self,
        _dict: &Bound<'py, PyDict>,
        _shape: &Shape<'py, Self>,
        class_name: Option<&Bound<'py, PyString>>,
    ) -> Walked<Taken> {
        self.open_object(class_name)?;
        Ok(Taken::Nothing)
    }
    /// Takes all of a mapping, if it is of the shape and holds scalars alone: before anything can change it.
    #[inline(always)]
    fn take_row(&mut self, _entries: Entries<'_, 'py>, _shape: &Shape<'py, Self>) -> Walked<bool> {
        Ok(false)
    }
    fn open_array(&mut self, length: usize) -> Walked<()>;
    fn close_object(&mut self) -> Walked<()>;
    fn close_array(&mut self) -> Walked<()>;
    /// Whether more has been written than is allowed, or can be.
    fn is_over(&self) -> bool;
    /// Whether there was no memory for more.
    fn is_refused(&self) -> bool {
        false
    }
}
