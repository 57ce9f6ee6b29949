//! Shapes: where mappings have the keys that are kept, since most often the next one is alike.

use std::cell::Cell;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::nodes::Node;
use crate::places::PlaceId;
use crate::raw::{self, Lent};
use crate::records::CLASS_KEY;
use crate::sink::{Sink, Unfit, Walked};
use crate::tables::{self, Entries};

/// Where the mappings of one place that are alike have what is kept of them.
pub struct Shape<'py, S: Sink<'py>> {
    /// In the order of the mappings.
    pub spots: Vec<Spot<'py, S::Key>>,
    /// Names that would be kept, by their number in the node.
    absent: Vec<usize>,
    /// Whether a second mapping has been found to be so.
    pub is_common: Cell<bool>,
    /// Whether the last mapping that the sink took of a template held scalars alone.
    pub is_flat: Cell<bool>,
    /// What the sink makes of it.
    pub row: S::Row,
}

/// What a shape is made of: its spots, in any order, and the names that are absent.
pub type Parts<'py, K> = (Vec<Spot<'py, K>>, Vec<usize>);

/// Where a kept key stands.
pub struct Spot<'py, K> {
    at: isize,
    key: Bound<'py, PyAny>,
    pub text: K,
    pub child: PlaceId,
    pub is_class: bool,
}

impl<'py, K> Spot<'py, K> {
    pub fn new(at: isize, key: Bound<'py, PyAny>, text: K, child: PlaceId) -> Self {
        Spot {
            at,
            is_class: raw::utf_8(key.as_borrowed()) == Some(CLASS_KEY),
            key,
            text,
            child,
        }
    }

    pub fn name(&self) -> Walked<&Bound<'py, PyString>> {
        self.key.cast::<PyString>().map_err(|_| Unfit)
    }

    /// The value in a mapping that is found to have just this key here.
    #[inline(always)]
    pub fn value<'a>(&self, dict: &'a Bound<'py, PyDict>) -> Option<Lent<'a, 'py>> {
        tables::value_at(dict, self.at, &self.key)
    }
}

impl<'py, K> Spot<'py, K> {
    /// The same, as long as nothing can have happened since the entries were looked for.
    #[inline(always)]
    pub fn value_in<'a>(&self, entries: Entries<'a, 'py>) -> Option<Lent<'a, 'py>> {
        entries.value_at(self.at, &self.key)
    }
}

impl<'py, S: Sink<'py>> Default for Shape<'py, S> {
    fn default() -> Self {
        Shape::new(Parts::default())
    }
}

impl<'py, S: Sink<'py>> Shape<'py, S> {
    pub fn new(parts: Parts<'py, S::Key>) -> Self {
        let (mut spots, absent) = parts;
        spots.sort_unstable_by_key(|spot| spot.at);
        Shape {
            spots,
            absent,
            is_common: Cell::new(false),
            is_flat: Cell::new(false),
            row: S::Row::default(),
        }
    }

    /// The memory of a shape that is needed no more.
    pub fn take(&mut self) -> Parts<'py, S::Key> {
        let (mut spots, mut absent) = (
            std::mem::take(&mut self.spots),
            std::mem::take(&mut self.absent),
        );
        spots.clear();
        absent.clear();
        (spots, absent)
    }

    /// Whether a mapping, whose keys are all exact str, is of this shape.
    #[inline(always)]
    pub fn fits(&self, dict: &Bound<'py, PyDict>, node: &Node) -> bool {
        let mut spots = self.spots.iter();
        let are_there = match tables::entries(dict) {
            Some(entries) => spots.all(|spot| {
                spot.value_in(entries)
                    .inspect(|value| raw::prefetch(value.as_ptr().cast()))
                    .is_some()
            }),
            None => spots.all(|spot| spot.value(dict).is_some()),
        };
        are_there && self.lacks_the_same(dict, node)
    }

    /// Whether a mapping has none of the names that are absent here.
    #[inline(always)]
    pub fn lacks_the_same(&self, dict: &Bound<'py, PyDict>, node: &Node) -> bool {
        self.absent.is_empty() || self.are_absent(dict, node)
    }

    fn are_absent(&self, dict: &Bound<'py, PyDict>, node: &Node) -> bool {
        self.absent.iter().all(|&position| {
            let name = node.names[position].name.bind_borrowed(dict.py());
            raw::entry(dict, name.as_any().as_borrowed()).is_none()
        })
    }
}
