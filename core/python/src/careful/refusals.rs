//! Refusals: the errors of the careful walk, each with the path to where it stands.

use std::ffi::CStr;

use pyo3::prelude::*;
use pyo3::types::PyType;

use super::Careful;
use crate::ask::Ask;
use crate::failures::{self, caused, failure, is_caught};
use crate::made;

impl<'py> Careful<'_, 'py> {
    /// An error of ours as it is, any other as the SourceError that it causes.
    pub(super) fn unless_ours(&self, error: PyErr) -> PyErr {
        let own_error = self.settings.specification.own_error.bind(self.py);
        if error.is_instance(self.py, own_error) {
            error
        } else {
            self.source(error)
        }
    }

    pub(super) fn path(&self, name: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let last = self.open.len().saturating_sub(1);
        let steps = self
            .open
            .iter()
            .enumerate()
            .map(|(level, container)| match name {
                Some(name) if level == last => Some(name.clone()),
                _ => container.step.clone(),
            });
        failures::path(self.py, steps)
    }

    /// SourceError because of `cause`, if that is of those that are caught.
    pub(super) fn source(&self, cause: PyErr) -> PyErr {
        if is_caught(self.py, &cause) {
            self.caused_by(c"SourceError", None, cause)
        } else {
            cause
        }
    }

    pub fn caused_by(&self, class: &CStr, name: Option<&Bound<'py, PyAny>>, cause: PyErr) -> PyErr {
        match self.path(name) {
            Ok(path) => caused(self.py, failure(self.py, class, [&path]), cause),
            Err(error) => error,
        }
    }

    /// That a limit of that name is exceeded.
    pub(super) fn over(&self, class: &CStr, limit: &CStr) -> PyErr {
        let arguments = || {
            Ok::<_, PyErr>((
                self.path(None)?,
                self.settings.limits.bind(self.py).attribute(limit)?,
            ))
        };
        arguments().map_or_else(
            |error| error,
            |(path, limit)| failure(self.py, class, [&path, &limit]),
        )
    }

    pub fn too_many_merges(&self, name: &Bound<'py, PyAny>, limit: usize) -> PyErr {
        match self.path(Some(name)) {
            Ok(path) => match made::int(self.py, limit) {
                Ok(limit) => failure(self.py, c"DepthLimitError", [&path, &limit]),
                Err(error) => error,
            },
            Err(error) => error,
        }
    }

    pub fn refused(
        &self,
        error: &CStr,
        name: Option<&Bound<'py, PyAny>>,
        class: &Bound<'py, PyType>,
    ) -> PyErr {
        let arguments = || Ok::<_, PyErr>((self.path(name)?, class.attribute(c"__qualname__")?));
        arguments().map_or_else(
            |error| error,
            |(path, name)| failure(self.py, error, [&path, &name]),
        )
    }
}
