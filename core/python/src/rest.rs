//! What is still to come of the containers that the fast walk is in.

use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

use crate::classes::Shown;
use crate::places::PlaceId;
use crate::shapes::Shape;
use crate::sink::Sink;

/// A container that another one has opened in.
pub struct Frame<'py, S: Sink<'py>> {
    pub place: PlaceId,
    pub rest: Rest<'py, S>,
}

/// What is still to come of a container.
pub enum Rest<'py, S: Sink<'py>> {
    List(Bound<'py, PyList>, Elements),
    Tuple(Bound<'py, PyTuple>, Elements),
    /// A dict of a known shape.
    Spots(Bound<'py, PyDict>, Rc<Shape<'py, S>>, Row),
    /// A dict, entry by entry.
    Scan(Bound<'py, PyDict>, Scan),
    Fields(Bound<'py, PyAny>, Rc<Shown<'py, S::Key>>, usize),
    /// The members of a record of a graph: pairs of name and value.
    Members(Bound<'py, PyList>, usize),
}

#[derive(Clone, Copy)]
pub struct Row {
    /// Number of the next spot.
    pub next: usize,
    /// Whether the text under `_class` is an attribute, and no member.
    pub has_class: bool,
    /// Whether all scalars have been taken.
    pub has_scalars: bool,
}

pub struct Elements {
    pub next: usize,
    pub stop: usize,
    /// The address of what has these elements: not the list that was made of a set or deque.
    pub source: usize,
}

pub struct Scan {
    pub at: isize,
    pub length: usize,
    /// Whether the text under `_class` is an attribute, and no member.
    pub has_class: bool,
    /// Whether all keys are kept, with the keep of the dict itself.
    pub is_map: bool,
}

impl<'py, S: Sink<'py>> Rest<'py, S> {
    /// The address of the container.
    pub fn source(&self) -> usize {
        let source = match self {
            Rest::List(_, elements) | Rest::Tuple(_, elements) => return elements.source,
            Rest::Members(list, _) => list.as_ptr(),
            Rest::Spots(dict, ..) | Rest::Scan(dict, _) => dict.as_ptr(),
            Rest::Fields(instance, ..) => instance.as_ptr(),
        };
        source as usize
    }
}
