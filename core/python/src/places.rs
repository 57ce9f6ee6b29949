//! Places: what one walk has learnt of each keep that it has come by.

use std::collections::HashMap;
use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::classes::Shown;
use crate::made;
use crate::mixing::Mixed;
use crate::nodes::{Keep, Nodes, Range};
use crate::raw::{self, Lent, class_of};
use crate::room_for_one;
use crate::shapes::{Parts, Shape, Spot};
use crate::sink::{Sink, Unfit, Walked};
use crate::tables;

// Objects of one document have their keys in common; this many of a place fit beside each other.
const SLOTS: usize = 128;
// Mappings that differ do so in few ways: some leave out what others have.
const SHAPES: usize = 4;
// For so few it never pays to look at all keys instead.
const FEW_NAMES: usize = 32;

/// Index of a place in its walk.
pub type PlaceId = usize;

/// All places of one walk.
pub struct Places<'py, S: Sink<'py>> {
    pub places: Vec<Place<'py, S>>,
    known: HashMap<Keep, PlaceId, Mixed>,
}

pub struct Place<'py, S: Sink<'py>> {
    pub keep: Keep,
    pub range: Range,
    /// What is kept of a key of a mapping that has no name of its own here.
    rest: Option<PlaceId>,
    /// By position in the node's names; None for a name that keeps nothing.
    children: Vec<Option<PlaceId>>,
    has_children: bool,
    texts: Vec<Option<S::Key>>,
    /// Those of the last mappings that were new; `newest` is that of the last mapping.
    shapes: Vec<Rc<Shape<'py, S>>>,
    newest: usize,
    /// What is kept of a key, by its address. A key that is held here keeps its address to itself.
    slots: Vec<Option<Slot<'py, S::Key>>>,
    shown: Vec<(usize, Rc<Shown<'py, S::Key>>)>,
}

struct Slot<'py, K> {
    key: Bound<'py, PyAny>,
    child: Option<PlaceId>,
    text: Option<K>,
}

/// What is found for a key: what is kept of its value, if anything is, and what is remembered of it.
pub struct Found<'a, 'py, K> {
    pub child: Option<PlaceId>,
    pub key: &'a Bound<'py, PyAny>,
    /// Ready once the key has come again.
    pub text: &'a mut Option<K>,
    pub is_new: bool,
}

impl<'py, S: Sink<'py>> Places<'py, S> {
    pub fn new() -> Self {
        Places {
            places: Vec::new(),
            known: HashMap::default(),
        }
    }

    /// The place of a keep. What is below it gets places when a mapping is seen there.
    pub fn id(&mut self, keep: Keep, nodes: &Nodes) -> PyResult<PlaceId> {
        if let Some(&known) = self.known.get(&keep) {
            return Ok(known);
        }
        let id = self.places.len();
        room_for_one!(self.known)?;
        let place = Place {
            keep,
            range: nodes.range(keep),
            rest: None,
            children: Vec::new(),
            has_children: false,
            texts: Vec::new(),
            shapes: Vec::new(),
            newest: 0,
            slots: Vec::new(),
            shown: Vec::new(),
        };
        made::push(&mut self.places, place)?;
        self.known.insert(keep, id);
        Ok(id)
    }

    /// The place, with what is below it known too.
    #[inline(always)]
    pub fn of_mapping(&mut self, id: PlaceId, nodes: &Nodes) -> Walked<&mut Place<'py, S>> {
        if !self.places[id].has_children {
            self.find_children(id, nodes)?;
        }
        Ok(&mut self.places[id])
    }

    #[cold]
    fn find_children(&mut self, id: PlaceId, nodes: &Nodes) -> PyResult<()> {
        let keep = self.places[id].keep;
        let mut place_of = |keep: Option<Keep>| keep.map(|keep| self.id(keep, nodes)).transpose();
        let rest = place_of(nodes.rest_of_mapping(keep))?;
        let names = nodes.of_mapping(keep).names.iter();
        let children = made::all(names.map(|named| place_of(nodes.child_of_mapping(keep, named))))?;
        let texts = made::all(children.iter().map(|_| Ok(None)))?;
        let place = &mut self.places[id];
        (place.rest, place.children, place.texts) = (rest, children, texts);
        place.has_children = true;
        Ok(())
    }
}

impl<'py, S: Sink<'py>> Place<'py, S> {
    /// Whether nothing is kept of a mapping but what is named.
    #[inline(always)]
    pub fn is_closed(&self) -> bool {
        self.rest.is_none()
    }

    /// The shape of a mapping, whose keys are all exact str. None where it has far fewer of them than are named
    /// here.
    #[inline(always)]
    pub fn shape_of(
        &mut self,
        dict: &Bound<'py, PyDict>,
        nodes: &Nodes,
        sink: &mut S,
    ) -> Walked<Option<&Rc<Shape<'py, S>>>> {
        if self.children.len() > FEW_NAMES && self.children.len() / 2 > dict.len() {
            return Ok(None);
        }
        let is_alike = match self.shapes.get(self.newest) {
            Some(shape) => shape.fits(dict, nodes.of_mapping(self.keep)),
            None => false,
        };
        if !is_alike {
            self.find_shape(dict, nodes, sink)?;
        } else if let Some(shape) = self.shapes.get(self.newest) {
            shape.is_common.set(true);
        }
        Ok(self.shapes.get(self.newest))
    }

    /// Hands a value to the sink, whole, if it is a mapping like the last one and the sink takes it so; gives how
    /// many values that are.
    #[inline(always)]
    pub fn take_row(
        &self,
        value: Lent<'_, 'py>,
        nodes: &Nodes,
        sink: &mut S,
    ) -> Walked<Option<usize>> {
        let Some(shape) = self.shapes.get(self.newest) else {
            return Ok(None);
        };
        if !shape.is_flat.get() || class_of(value) != &raw mut ffi::PyDict_Type {
            return Ok(None);
        }
        // SAFETY: its class is dict.
        let dict = unsafe { value.cast_unchecked::<PyDict>() };
        let Some(entries) = tables::entries(&dict) else {
            return Ok(None);
        };
        if !shape.lacks_the_same(&dict, nodes.of_mapping(self.keep)) {
            return Ok(None);
        }
        let is_taken = sink.take_row(entries, shape)?;
        Ok(is_taken.then_some(shape.spots.len()))
    }

    #[inline(never)]
    fn find_shape(&mut self, dict: &Bound<'py, PyDict>, nodes: &Nodes, sink: &mut S) -> Walked<()> {
        let node = nodes.of_mapping(self.keep);
        let newest = self.newest;
        let mut others = self.shapes.iter().enumerate();
        let known = others.find(|(number, shape)| *number != newest && shape.fits(dict, node));
        if let Some((number, shape)) = known {
            shape.is_common.set(true);
            self.newest = number;
            return Ok(());
        }
        if self.shapes.len() < SHAPES {
            let newest = self.shapes.len();
            made::push(&mut self.shapes, made::shared(Shape::default())?)?;
            self.newest = newest;
        } else {
            self.newest = (self.newest + 1) % SHAPES;
        }
        // In the memory of the one that is driven out, if no mapping needs that any more.
        let oldest = Rc::get_mut(&mut self.shapes[self.newest]);
        let parts = oldest.map(Shape::take).unwrap_or_default();
        let shape = self.learn(dict, nodes, sink, parts)?;
        match Rc::get_mut(&mut self.shapes[self.newest]) {
            Some(place) => *place = shape,
            None => self.shapes[self.newest] = made::shared(shape)?,
        }
        Ok(())
    }

    fn learn(
        &mut self,
        dict: &Bound<'py, PyDict>,
        nodes: &Nodes,
        sink: &mut S,
        parts: Parts<'py, S::Key>,
    ) -> Walked<Shape<'py, S>> {
        let (mut spots, mut absent) = parts;
        let node = nodes.of_mapping(self.keep);
        let mut unplaced = 0;
        for position in 0..self.children.len() {
            if self.children[position].is_none() {
                continue;
            }
            let name = node.names[position].name.bind_borrowed(dict.py());
            let name = name.as_any().as_borrowed();
            let Some(entries) = tables::entries(dict) else {
                match raw::entry(dict, name) {
                    Some(_) => unplaced += 1,
                    None => made::push(&mut absent, position)?,
                }
                continue;
            };
            match entries.find(name) {
                Some((at, key)) => {
                    let spot = self.spot(at, key, position, sink)?;
                    spot.map_or(Ok(()), |spot| made::push(&mut spots, spot))?;
                }
                None => made::push(&mut absent, position)?,
            }
        }
        let mut at = 0;
        while unplaced > 0 {
            let Some((key, _)) = raw::next_entry(dict, &mut at) else {
                break;
            };
            let position = node.position(key);
            if let Some(position) = position.filter(|&it| self.children[it].is_some()) {
                let spot = self.spot(at - 1, key, position, sink)?;
                spot.map_or(Ok(()), |spot| made::push(&mut spots, spot))?;
                unplaced -= 1;
            }
        }
        Ok(Shape::new((spots, absent)))
    }

    /// The spot of a key of which something is kept.
    fn spot(
        &mut self,
        at: isize,
        key: Lent<'_, 'py>,
        position: usize,
        sink: &mut S,
    ) -> Walked<Option<Spot<'py, S::Key>>> {
        let Some(child) = self.children[position] else {
            return Ok(None);
        };
        // Held, since making a name ready may call the specification.
        let key = key.to_owned();
        let text = match &self.texts[position] {
            Some(text) => text.clone(),
            None => {
                let text = sink.key(key.cast::<PyString>().map_err(|_| Unfit)?)?;
                self.texts[position].insert(text).clone()
            }
        };
        Ok(Some(Spot::new(at, key, text, child)))
    }

    #[cold]
    fn make_slots(&mut self) -> PyResult<()> {
        let room = self.slots.try_reserve_exact(SLOTS);
        room.map_err(|_| made::refused())?;
        self.slots.resize_with(SLOTS, || None);
        Ok(())
    }

    /// What is remembered of a key, and whether it is so only from now on.
    #[inline(always)]
    fn slot(
        &mut self,
        key: Lent<'_, 'py>,
        nodes: &Nodes,
    ) -> Walked<(&mut Slot<'py, S::Key>, bool)> {
        if self.slots.is_empty() {
            self.make_slots()?;
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
                child: position.map_or(self.rest, |position| self.children[position]),
                text: None,
            }
        });
        Ok((slot, is_new))
    }

    /// What is kept under `key`, an exact str.
    #[inline(always)]
    pub fn find(&mut self, key: Lent<'_, 'py>, nodes: &Nodes) -> Walked<Found<'_, 'py, S::Key>> {
        let (slot, is_new) = self.slot(key, nodes)?;
        Ok(Found {
            child: slot.child,
            key: &slot.key,
            text: &mut slot.text,
            is_new,
        })
    }

    /// What is shown of a class here, if that has been found out.
    #[inline(always)]
    pub fn shown(&self, class: usize) -> Option<&Rc<Shown<'py, S::Key>>> {
        let found = self.shown.iter().find(|(known, _)| *known == class);
        found.map(|(_, shown)| shown)
    }

    /// Remembers what is shown of a class, which the walk holds.
    pub fn show(
        &mut self,
        class: usize,
        shown: Shown<'py, S::Key>,
    ) -> PyResult<Rc<Shown<'py, S::Key>>> {
        let shown = made::shared(shown)?;
        made::push(&mut self.shown, (class, Rc::clone(&shown)))?;
        Ok(shown)
    }
}
