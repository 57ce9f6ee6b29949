//! What is still to come of the containers that the fast walk is in.

use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::classes::Shown;
use crate::places::PlaceId;

/// A container that another one has opened in.
pub struct Frame<'py, K> {
    pub place: PlaceId,
    pub rest: Rest<'py, K>,
}

/// What is still to come of a container.
pub enum Rest<'py, K> {
    List(Bound<'py, PyList>, Elements),
    Tuple(Bound<'py, PyTuple>, Elements),
    /// A dict whose kept keys stand where its place says; whether the text under `_class` is an
    /// attribute, and no member.
    Spots(Bound<'py, PyDict>, usize, bool),
    /// A dict, entry by entry.
    Scan(Bound<'py, PyDict>, Scan),
    Fields(Bound<'py, PyAny>, Rc<Shown<'py, K>>, usize),
    /// The members of a record of a graph: pairs of name and value.
    Members(Bound<'py, PyList>, usize),
}

pub struct Elements {
    pub next: usize,
    pub stop: usize,
}

pub struct Scan {
    pub at: isize,
    pub length: usize,
    /// Whether the text under `_class` is an attribute, and no member.
    pub has_class: bool,
    /// Whether all keys are kept, with the keep of the dict itself.
    pub is_map: bool,
}

impl<K> Rest<'_, K> {
    /// The address of the container.
    pub fn source(&self) -> usize {
        let source = match self {
            Rest::List(list, _) | Rest::Members(list, _) => list.as_ptr(),
            Rest::Tuple(tuple, _) => tuple.as_ptr(),
            Rest::Spots(dict, ..) | Rest::Scan(dict, _) => dict.as_ptr(),
            Rest::Fields(instance, ..) => instance.as_ptr(),
        };
        source as usize
    }
}
