//! Forms: the keys of objects in their order. Most objects of a text have one that was there before.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::made::{dict, push, put, refused, track};
use crate::strings::{MAX_BYTES, Strings, hash, is_same};
use crate::templates::Template;

/// More forms than that are data, which do not come again.
const MAX_FORMS: usize = 4096;
/// More keys than that in one object are, too, and so are more that came next in objects of one form.
const MAX_LENGTH: u32 = 256;
const MAX_FOLLOWERS: u32 = 64;
const MIN_SLOTS: usize = 16;
const MAX_SLOTS: usize = 1024;
/// In a text of so many bytes there is about one key.
const BYTES_A_KEY: usize = 16;
/// As many as in little memory, which most allocators have at hand.
const FIRST_FORMS: usize = 8;
/// A template pays off from about that many objects on.
const ENOUGH: u32 = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FormId(u32);

impl FormId {
    const NONE: Self = Self(0);
    /// Of the root without keys, and of all for which there was no other.
    pub const START: Self = Self(1);
}

/// An object that has these keys, so far or in the end.
struct Form<'py, 'a> {
    /// The text of its last key with what is behind it: quote and colon.
    text: &'a [u8],
    key: Option<Bound<'py, PyAny>>,
    before: FormId,
    length: u32,
    /// What it became with another key the last time.
    next: FormId,
    /// How many forms came of it.
    followers: u32,
    /// Of objects without keys as yet that the value of the last key consists of.
    inner: FormId,
    uses: u32,
    template: Option<Template<'py>>,
}

impl Form<'_, '_> {
    const EMPTY: Self = Self {
        text: b"",
        key: None,
        before: FormId::NONE,
        length: 0,
        next: FormId::NONE,
        followers: 0,
        inner: FormId::NONE,
        uses: 0,
        template: None,
    };
}

pub struct Forms<'py, 'a> {
    forms: Vec<Form<'py, 'a>>,
    /// For each hash of a key and what was before it the newest form.
    slots: Vec<FormId>,
    keys: Strings<'py, 'a>,
    /// For the way back through a form.
    path: Vec<FormId>,
}

impl<'py, 'a> Forms<'py, 'a> {
    /// For a text of so many bytes.
    pub fn of(bytes: usize) -> PyResult<Self> {
        let wanted = (bytes / BYTES_A_KEY).next_power_of_two();
        let count = wanted.clamp(MIN_SLOTS, MAX_SLOTS);
        let (mut forms, mut slots) = (Vec::new(), Vec::new());
        forms.try_reserve(FIRST_FORMS).map_err(|_| refused())?;
        slots.try_reserve_exact(count).map_err(|_| refused())?;
        forms.extend([Form::EMPTY, Form::EMPTY]);
        slots.resize(count, FormId::NONE);
        Ok(Self {
            forms,
            slots,
            keys: Strings::of(bytes),
            path: Vec::new(),
        })
    }

    #[inline(always)]
    fn form(&self, id: FormId) -> &Form<'py, 'a> {
        &self.forms[id.0 as usize]
    }

    fn form_mut(&mut self, id: FormId) -> &mut Form<'py, 'a> {
        &mut self.forms[id.0 as usize]
    }

    /// The form with the key that `text` begins with, if it is the one that is expected, and the key's
    /// length with the quote and the colon behind it.
    #[inline(always)]
    pub fn expected(&self, id: FormId, text: &[u8]) -> Option<(FormId, usize)> {
        let next = self.form(id).next;
        let key = self.form(next).text;
        if next == FormId::NONE || !is_same(text.get(..key.len())?, key) {
            return None;
        }
        Some((next, key.len()))
    }

    /// Whether the keys that come next are not worth a form.
    #[inline(always)]
    pub fn is_followed_by_data(&self, id: FormId) -> bool {
        self.form(id).followers >= MAX_FOLLOWERS
    }

    /// The form with one more key, which is `text` without escapes, with the quote and the colon behind
    /// it. None where it looks like data.
    pub fn learn(
        &mut self,
        py: Python<'py>,
        id: FormId,
        text: &'a [u8],
    ) -> PyResult<Option<FormId>> {
        let inside = &text[..text.len() - 2];
        let length = self.form(id).length + 1;
        if self.is_followed_by_data(id) || inside.len() > MAX_BYTES || length > MAX_LENGTH {
            return Ok(None);
        }
        let mixed = hash(inside) ^ (id.0 as usize).wrapping_mul(0x9e37_79b1);
        let slot = mixed & (self.slots.len() - 1);
        let mut found = self.slots[slot];
        let known = self.form(found);
        if found == FormId::NONE || known.before != id || known.text != text {
            let form = Form {
                text,
                key: Some(self.keys.get(py, inside)?),
                before: id,
                length,
                ..Form::EMPTY
            };
            match self.add(form)? {
                Some(added) => found = added,
                None => return Ok(None),
            }
            self.slots[slot] = found;
            self.form_mut(id).followers += 1;
        }
        self.form_mut(id).next = found;
        Ok(Some(found))
    }

    fn add(&mut self, form: Form<'py, 'a>) -> PyResult<Option<FormId>> {
        if self.forms.len() >= MAX_FORMS {
            return Ok(None);
        }
        push(&mut self.forms, form)?;
        Ok(Some(FormId(self.forms.len() as u32 - 1)))
    }

    /// The str of a key without escapes, of an object that has no form.
    pub fn key(&mut self, py: Python<'py>, inside: &'a [u8]) -> PyResult<Bound<'py, PyAny>> {
        self.keys.get(py, inside)
    }

    /// The form with which objects begin in the value of the last key of a form.
    #[inline(always)]
    pub fn inner(&mut self, id: FormId) -> PyResult<FormId> {
        match self.form(id).inner {
            FormId::NONE => self.new_inner(id),
            inner => Ok(inner),
        }
    }

    #[cold]
    fn new_inner(&mut self, id: FormId) -> PyResult<FormId> {
        let inner = self.add(Form::EMPTY)?.unwrap_or(FormId::START);
        self.form_mut(id).inner = inner;
        Ok(inner)
    }

    /// A new dict with these values under the keys of a form.
    #[inline(always)]
    pub fn object(
        &mut self,
        py: Python<'py>,
        id: FormId,
        values: &[Bound<'py, PyAny>],
        has_containers: bool,
    ) -> PyResult<Bound<'py, PyDict>> {
        let form = self.form(id);
        if let Some(template) = &form.template {
            if let Some(object) = template.copy(values.iter().map(|it| Some(it.as_borrowed()))) {
                if has_containers {
                    track(&object);
                }
                return Ok(object);
            }
        }
        self.new_object(py, id, values)
    }

    #[inline(never)]
    fn new_object(
        &mut self,
        py: Python<'py>,
        id: FormId,
        values: &[Bound<'py, PyAny>],
    ) -> PyResult<Bound<'py, PyDict>> {
        self.walk_back(id)?;
        let object = dict(py)?;
        for (id, value) in self.path.iter().rev().zip(values) {
            if let Some(key) = &self.form(*id).key {
                put(&object, key, value)?;
            }
        }
        self.form_mut(id).uses += 1;
        if self.form(id).uses == ENOUGH {
            self.form_mut(id).template = self.template(py);
        }
        Ok(object)
    }

    /// Finds the way from a form back to that without keys.
    fn walk_back(&mut self, mut id: FormId) -> PyResult<()> {
        self.path.clear();
        while self.form(id).length > 0 {
            push(&mut self.path, id)?;
            id = self.form(id).before;
        }
        Ok(())
    }

    /// The template of the form from which the way back was found; None where a key is there twice.
    fn template(&self, py: Python<'py>) -> Option<Template<'py>> {
        let keys = self.path.iter().rev().filter_map(|id| {
            let key = self.form(*id).key.clone()?;
            key.cast_into::<PyString>().ok()
        });
        Template::new(py, keys).filter(|template| template.count() == self.path.len())
    }
}
