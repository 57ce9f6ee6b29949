//! Refusals: the errors of the careful walk, each with the path to where it stands.

use pyo3::prelude::*;
use pyo3::types::PyType;

use super::Careful;
use crate::failures::{self, caused, failure, is_caught};

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
        let mut steps: Vec<_> = self
            .open
            .iter()
            .map(|container| container.step.clone())
            .collect();
        if let Some(name) = name {
            steps.pop();
            steps.push(Some(name.clone()));
        }
        failures::path(self.py, steps)
    }

    /// SourceError because of `cause`, if that is of those that are caught.
    pub(super) fn source(&self, cause: PyErr) -> PyErr {
        if is_caught(self.py, &cause) {
            self.caused_by("SourceError", None, cause)
        } else {
            cause
        }
    }

    pub fn caused_by(&self, class: &str, name: Option<&Bound<'py, PyAny>>, cause: PyErr) -> PyErr {
        match self.path(name) {
            Ok(path) => caused(self.py, failure(self.py, class, (path,)), cause),
            Err(error) => error,
        }
    }

    /// That a limit of that name is exceeded.
    pub(super) fn over(&self, class: &str, limit: &str) -> PyErr {
        let arguments = || {
            Ok::<_, PyErr>((
                self.path(None)?,
                self.settings.limits.bind(self.py).getattr(limit)?,
            ))
        };
        arguments().map_or_else(|error| error, |both| failure(self.py, class, both))
    }

    pub fn too_many_merges(&self, name: &Bound<'py, PyAny>, limit: usize) -> PyErr {
        match self.path(Some(name)) {
            Ok(path) => failure(self.py, "DepthLimitError", (path, limit)),
            Err(error) => error,
        }
    }

    pub fn refused(
        &self,
        error: &str,
        name: Option<&Bound<'py, PyAny>>,
        class: &Bound<'py, PyType>,
    ) -> PyErr {
        let arguments = || Ok::<_, PyErr>((self.path(name)?, class.getattr("__qualname__")?));
        arguments().map_or_else(|error| error, |both| failure(self.py, error, both))
    }
}
