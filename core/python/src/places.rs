//! Places: what one walk has learnt of each keep that it has come by.

use std::collections::HashMap;
use std::rc::Rc;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::classes::Shown;
use crate::mixing::Mixed;
use crate::nodes::{Keep, Nodes, Range};
use crate::raw::{self, Lent};
use crate::sink::{Sink, Walked};

// Objects of one document have their keys in common; this many of a place fit beside each other.
const SLOTS: usize = 128;

/// Index of a place in its walk.
pub type PlaceId = usize;

/// All places of one walk.
pub struct Places<'py, K> {
    pub places: Vec<Place<'py, K>>,
    known: HashMap<Keep, PlaceId, Mixed>,
}

pub struct Place<'py, K> {
    pub keep: Keep,
    pub range: Range,
    /// What is kept of a key of a mapping that has no name of its own here.
    rest: Option<PlaceId>,
    /// By position in the node's names; None for a name that keeps nothing.
    children: Vec<Option<PlaceId>>,
    has_children: bool,
    texts: Vec<Option<K>>,
    /// Where the keys stood that the last mapping had kept: most often the next one is alike.
    spots: Vec<Spot<'py>>,
    absent: Vec<usize>,
    has_learnt: bool,
    /// What is kept of a key, by its address. A key that is held here keeps its address to itself.
    slots: Vec<Option<Slot<'py, K>>>,
    shown: Vec<(usize, Rc<Shown<'py, K>>)>,
}

struct Spot<'py> {
    at: isize,
    key: Bound<'py, PyAny>,
    position: usize,
}

struct Slot<'py, K> {
    key: Bound<'py, PyAny>,
    position: Option<usize>,
    child: Option<PlaceId>,
    text: Option<K>,
}

/// An entry that is kept.
pub struct Entry<'a, 'py, K> {
    pub key: Lent<'a, 'py>,
    pub text: &'a K,
    pub child: PlaceId,
    pub value: Lent<'a, 'py>,
}

/// What is found for a key: what is kept of its value, if anything is, and what is remembered of it.
pub struct Found<'a, 'py, K> {
    pub child: Option<PlaceId>,
    pub key: &'a Bound<'py, PyAny>,
    /// Ready once the key has come again.
    pub text: &'a mut Option<K>,
    pub is_new: bool,
}

impl<'py, K: Clone> Places<'py, K> {
    pub fn new() -> Self {
        Places {
            places: Vec::new(),
            known: HashMap::default(),
        }
    }

    /// The place of a keep. What is below it gets places when a mapping is seen there.
    pub fn id(&mut self, keep: Keep, nodes: &Nodes) -> PlaceId {
        if let Some(&known) = self.known.get(&keep) {
            return known;
        }
        let id = self.places.len();
        self.known.insert(keep, id);
        self.places.push(Place {
            keep,
            range: nodes.range(keep),
            rest: None,
            children: Vec::new(),
            has_children: false,
            texts: Vec::new(),
            spots: Vec::new(),
            absent: Vec::new(),
            has_learnt: false,
            slots: Vec::new(),
            shown: Vec::new(),
        });
        id
    }

    /// The place, with what is below it known too.
    #[inline(always)]
    pub fn of_mapping(&mut self, id: PlaceId, nodes: &Nodes) -> &mut Place<'py, K> {
        if !self.places[id].has_children {
            self.find_children(id, nodes);
        }
        &mut self.places[id]
    }

    #[cold]
    fn find_children(&mut self, id: PlaceId, nodes: &Nodes) {
        let keep = self.places[id].keep;
        let rest = nodes.rest_of_mapping(keep).map(|keep| self.id(keep, nodes));
        let children: Vec<_> = nodes
            .of_mapping(keep)
            .names
            .iter()
            .map(|named| nodes.child_of_mapping(keep, named))
            .map(|keep| keep.map(|keep| self.id(keep, nodes)))
            .collect();
        let place = &mut self.places[id];
        place.rest = rest;
        place.texts = children.iter().map(|_| None).collect();
        place.absent = (0..children.len())
            .filter(|&position| children[position].is_some())
            .collect();
        place.children = children;
        place.has_children = true;
    }
}

impl<'py, K: Clone> Place<'py, K> {
    /// Whether nothing is kept of a mapping but what is named.
    #[inline(always)]
    pub fn is_closed(&self) -> bool {
        self.rest.is_none()
    }

    /// Makes sure that the spots are those of this mapping, whose keys are all exact str.
    #[inline(always)]
    pub fn locate<S: Sink<'py, Key = K>>(
        &mut self,
        dict: &Bound<'py, PyDict>,
        nodes: &Nodes,
        sink: &mut S,
    ) -> Walked<()> {
        let is_alike = self
            .spots
            .iter()
            .all(|spot| raw::value_at(dict, spot.at, &spot.key).is_some());
        if is_alike && (self.absent.is_empty() || self.are_absent(dict, nodes)) {
            return Ok(());
        }
        self.learn(dict, nodes, sink)
    }

    fn are_absent(&self, dict: &Bound<'py, PyDict>, nodes: &Nodes) -> bool {
        let names = &nodes.of_mapping(self.keep).names;
        self.absent.iter().all(|&position| {
            let name = names[position].name.bind_borrowed(dict.py());
            raw::entry(dict, name.as_any().as_borrowed()).is_none()
        })
    }

    fn learn<S: Sink<'py, Key = K>>(
        &mut self,
        dict: &Bound<'py, PyDict>,
        nodes: &Nodes,
        sink: &mut S,
    ) -> Walked<()> {
        self.spots.clear();
        self.absent.clear();
        let node = nodes.of_mapping(self.keep);
        // Names are looked up in the dict where it is the larger of the two.
        let mut wanted = 0;
        for (position, child) in self.children.iter().enumerate() {
            if child.is_none() {
                continue;
            }
            let name = node.names[position].name.bind_borrowed(dict.py());
            if raw::entry(dict, name.as_any().as_borrowed()).is_some() {
                wanted += 1;
            } else {
                self.absent.push(position);
            }
        }
        let mut at = 0;
        while self.spots.len() < wanted {
            let Some((key, _)) = raw::next_entry(dict, &mut at) else {
                break;
            };
            // A single mapping is not worth the slots.
            let position = if self.has_learnt {
                self.slot(key, nodes).0.position
            } else {
                node.position(key)
            };
            let kept = position.filter(|&position| self.children[position].is_some());
            if let Some(position) = kept {
                let key = key.to_owned();
                self.spots.push(Spot {
                    at: at - 1,
                    key,
                    position,
                });
            }
        }
        self.has_learnt = true;
        for spot in &self.spots {
            if self.texts[spot.position].is_none() {
                let name = spot
                    .key
                    .cast::<PyString>()
                    .map_err(|_| crate::sink::Unfit)?;
                self.texts[spot.position] = Some(sink.key(name)?);
            }
        }
        Ok(())
    }

    /// What is remembered of a key, and whether it is so only from now on.
    #[inline(always)]
    fn slot(&mut self, key: Lent<'_, 'py>, nodes: &Nodes) -> (&mut Slot<'py, K>, bool) {
        if self.slots.is_empty() {
            self.slots.resize_with(SLOTS, || None);
        }
        // Objects are laid out 16 bytes apart at least.
        let address = key.as_ptr() as usize;
        let number = ((address >> 4) ^ (address >> 11)) & (SLOTS - 1);
        let is_new = self.slots[number]
            .as_ref()
            .is_none_or(|slot| slot.key.as_ptr() != key.as_ptr());
        if is_new {
            self.slots[number] = None;
        }
        let slot = self.slots[number].get_or_insert_with(|| {
            let position = nodes.of_mapping(self.keep).position(key);
            Slot {
                key: key.to_owned(),
                position,
                child: position.map_or(self.rest, |position| self.children[position]),
                text: None,
            }
        });
        (slot, is_new)
    }

    /// The kept entry of that number. None behind the last one; the entry is None where the mapping has
    /// changed meanwhile.
    #[inline(always)]
    pub fn entry<'a>(
        &'a self,
        dict: &'a Bound<'py, PyDict>,
        number: usize,
    ) -> Option<Option<Entry<'a, 'py, K>>> {
        let spot = self.spots.get(number)?;
        Some(raw::value_at(dict, spot.at, &spot.key).and_then(|value| {
            Some(Entry {
                key: spot.key.as_borrowed(),
                text: self.texts.get(spot.position)?.as_ref()?,
                child: (*self.children.get(spot.position)?)?,
                value,
            })
        }))
    }

    /// What is kept under `key`, an exact str.
    #[inline(always)]
    pub fn find(&mut self, key: Lent<'_, 'py>, nodes: &Nodes) -> Found<'_, 'py, K> {
        let (slot, is_new) = self.slot(key, nodes);
        Found {
            child: slot.child,
            key: &slot.key,
            text: &mut slot.text,
            is_new,
        }
    }

    /// What is shown of a class here, if that has been found out.
    #[inline(always)]
    pub fn shown(&self, class: usize) -> Option<&Rc<Shown<'py, K>>> {
        let found = self.shown.iter().find(|(known, _)| *known == class);
        found.map(|(_, shown)| shown)
    }

    /// Remembers what is shown of a class, which the walk holds.
    pub fn show(&mut self, class: usize, shown: Shown<'py, K>) -> Rc<Shown<'py, K>> {
        let shown = Rc::new(shown);
        self.shown.push((class, Rc::clone(&shown)));
        shown
    }
}
