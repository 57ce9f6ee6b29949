//! Objects without a form: those whose keys are data, escaped, or very long or many.

use pyo3::prelude::*;

use super::forms::FormId;
use super::{Loader, Open, Step, unreadable};
use crate::made::put;

impl<'py> Loader<'py, '_> {
    /// Goes on with an object that has no form any more.
    #[cold]
    pub(super) fn grow(&mut self, start: usize, form: FormId) -> PyResult<Step<'py>> {
        let object = self.object(start, form)?;
        if let Some(opened) = self.opened.last_mut() {
            *opened = Open::Formless { object, key: None };
        }
        Ok(Step::Formless)
    }

    /// Does what `properties` does for an object without a form.
    pub(super) fn more_properties(&mut self, object: &Bound<'py, PyAny>) -> PyResult<Step<'py>> {
        loop {
            if self.at >= self.pause_at {
                self.pause()?;
            }
            match self.byte() {
                b',' => self.at += 1,
                b'"' => {}
                b'}' => return Ok(Step::Ended(object.clone())),
                _ => return Err(unreadable()),
            }
            let name = match self.string()? {
                (inside, true) => self.escaped(inside)?,
                (inside, false) => self.forms.key(self.py, inside)?,
            };
            // The colon.
            self.at += 1;
            if let b'{' | b'[' = self.byte() {
                if let Some(Open::Formless { key, .. }) = self.opened.last_mut() {
                    *key = Some(name);
                }
                return Ok(Step::Container);
            }
            let value = self.scalar()?;
            put(object, &name, &value)?;
        }
    }
}
