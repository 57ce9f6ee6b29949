//! The fast walk: over what can be read without running a line of the caller's code.

use std::collections::HashMap;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::classes::{Kind, Shown};
use crate::made;
use crate::mixing::Mixed;
use crate::nodes::Keep;
use crate::places::{PlaceId, Places};
use crate::raw::{self, class_of};
use crate::reads::lend;
use crate::rest::{Frame, Rest, Row};
use crate::scalars::{is_class_key, kind_of_scalar, scalar, scalar_member};
use crate::settings::Settings;
use crate::shapes::Shape;
use crate::signals::{STEPS, Signals};
use crate::sink::{Sink, Stop, Unfit, Walked};

// Cycles are looked for on each level of this many: often enough, since the walk need only end.
const LEVELS_BETWEEN_CHECKS: usize = 8;

/// One walk over one root, with a stack of its own.
///
/// It knows dict, list, tuple, scalars and instances whose attributes are plain. Whatever else it
/// meets, a broken limit included, makes the root unfit: as nothing of the caller's has run, the
/// specification may start anew and find the right result or error.
pub struct Walk<'a, 'py, S: Sink<'py>> {
    pub(crate) settings: &'a Settings,
    levels: usize,
    pub(crate) values: u64,
    /// Whether the root is what a walk has given already.
    pub(crate) is_graph: bool,
    /// Whether a mapping was opened as data: within it, it may come again as an object, and is no cycle to the walk.
    pub(crate) has_maps: bool,
    pub sink: S,
    pub(crate) open: Vec<Frame<'py, S>>,
    pub(crate) visited: u64,
    /// How many values are visited before signals are looked for again.
    pause_at: u64,
    signals: Signals,
    pub(crate) places: Places<'py, S>,
    pub(crate) kinds: HashMap<usize, (Bound<'py, PyAny>, Kind<'py>), Mixed>,
}

/// A container found within another, and its place.
pub type Inner<'py> = Option<(Bound<'py, PyAny>, PlaceId)>;

impl<'a, 'py, S: Sink<'py>> Walk<'a, 'py, S> {
    pub fn new(settings: &'a Settings, sink: S) -> Self {
        Walk {
            settings,
            levels: settings.levels,
            values: settings.values,
            is_graph: false,
            has_maps: false,
            sink,
            open: Vec::new(),
            visited: 0,
            pause_at: STEPS,
            signals: Signals::new(),
            places: Places::new(),
            kinds: HashMap::default(),
        }
    }

    /// A walk over a graph of dict, list, records and scalars, all of which is kept.
    pub fn over_graph(settings: &'a Settings, sink: S) -> Self {
        Walk {
            levels: usize::MAX,
            values: u64::MAX,
            is_graph: true,
            ..Walk::new(settings, sink)
        }
    }

    /// Hands all that is kept of `root` to the sink.
    pub fn run(&mut self, root: &Bound<'py, PyAny>) -> Walked<()> {
        if !self.is_graph && !self.settings.is_fast {
            return Err(Unfit);
        }
        let keep = match self.is_graph {
            true => Keep::WHOLE,
            false => self.settings.nodes.root,
        };
        let place = self.places.id(keep, &self.settings.nodes);
        let mut inner = match scalar(&mut self.sink, lend(root))? {
            true => None,
            false => Some((root.clone(), place)),
        };
        loop {
            if self.visited >= self.pause_at {
                self.pause_at = self.visited.saturating_add(STEPS);
                pause(root.py(), &mut self.signals)?;
            }
            while let Some((value, place)) = inner {
                inner = self.open(value, place)?;
            }
            if self.open.is_empty() {
                break;
            }
            inner = self.advance()?;
            if inner.is_none() {
                self.open.pop();
            }
        }
        if self.sink.is_over() {
            Err(Unfit)
        } else {
            Ok(())
        }
    }

    /// Whether another container may open, and how much has been written.
    #[inline(always)]
    pub(crate) fn check(&self) -> Walked<()> {
        if self.open.len() > self.levels || self.sink.is_over() {
            return Err(Unfit);
        }
        Ok(())
    }

    /// Makes a container the innermost one.
    #[inline(always)]
    pub(crate) fn enter(&mut self, place: PlaceId, rest: Rest<'py, S>) -> Walked<()> {
        self.check()?;
        let level = self.open.len();
        if level % LEVELS_BETWEEN_CHECKS == LEVELS_BETWEEN_CHECKS - 1
            && self.is_open(place, rest.source())
        {
            return Err(Unfit);
        }
        made::push(&mut self.open, Frame { place, rest })?;
        Ok(())
    }

    #[cold]
    pub(crate) fn is_open(&self, place: PlaceId, source: usize) -> bool {
        let mut open = self.open.iter();
        open.any(|frame| frame.place == place && frame.rest.source() == source)
    }

    /// Goes on with the innermost container until it ends or gives one within it.
    #[inline(always)]
    fn advance(&mut self) -> Walked<Inner<'py>> {
        let Walk {
            settings,
            levels,
            values,
            sink,
            open,
            visited,
            signals,
            places,
            has_maps,
            ..
        } = self;
        let level = open.len();
        let Frame { place: id, rest } = open.last_mut().ok_or(Unfit)?;
        let id = *id;
        let place = places.places.get_mut(id).ok_or(Unfit)?;
        let limit = *values;
        match rest {
            Rest::List(list, elements) => {
                while elements.next < elements.stop {
                    if elements.next as u64 % STEPS == STEPS - 1 {
                        pause(list.py(), signals)?;
                    }
                    let item = raw::list_item(list, elements.next).ok_or(Unfit)?;
                    elements.next += 1;
                    sink.element()?;
                    if scalar(sink, item)? {
                        continue;
                    }
                    let row = match *has_maps {
                        true => None,
                        false => place.take_row(item, &settings.nodes, sink)?,
                    };
                    match row {
                        Some(values) if level <= *levels => count(visited, values, limit)?,
                        _ => return Ok(Some((item.to_owned(), id))),
                    }
                }
                sink.close_array()?;
            }
            Rest::Tuple(tuple, elements) => {
                while elements.next < elements.stop {
                    if elements.next as u64 % STEPS == STEPS - 1 {
                        pause(tuple.py(), signals)?;
                    }
                    let item = raw::tuple_item(tuple, elements.next).ok_or(Unfit)?;
                    elements.next += 1;
                    sink.element()?;
                    if !scalar(sink, item)? {
                        return Ok(Some((item.to_owned(), id)));
                    }
                }
                sink.close_array()?;
            }
            Rest::Spots(dict, shape, row) => {
                if let Some(inner) = row_of(sink, dict, shape, row)? {
                    return Ok(Some(inner));
                }
            }
            Rest::Scan(dict, scan) => {
                loop {
                    if scan.at as u64 % STEPS == STEPS - 1 {
                        pause(dict.py(), signals)?;
                    }
                    if dict.len() != scan.length {
                        return Err(Unfit);
                    }
                    let Some((key, value)) = raw::next_entry(dict, &mut scan.at) else {
                        break;
                    };
                    if class_of(key) != &raw mut ffi::PyUnicode_Type {
                        return Err(Unfit);
                    }
                    let found = place.find(key, &settings.nodes);
                    let kept = if scan.is_map { Some(id) } else { found.child };
                    let Some(child) = kept else { continue };
                    count(visited, 1, limit)?;
                    if scan.has_class && is_class_key(key) {
                        continue;
                    }
                    if let Some(text) = found.text {
                        if !scalar_member(sink, text, value)? {
                            return Ok(Some((value.to_owned(), child)));
                        }
                        continue;
                    }
                    // Held, since making a name ready may call the specification.
                    let value = value.to_owned();
                    let name = found.key.cast::<PyString>().map_err(|_| Unfit)?;
                    if found.is_new {
                        sink.rare_member(name)?;
                    } else {
                        let text = sink.key(name)?;
                        sink.member(&text)?;
                        *found.text = Some(text);
                    }
                    if !scalar(sink, lend(&value))? {
                        return Ok(Some((value, child)));
                    }
                }
                sink.close_object()?;
            }
            Rest::Members(members, next) => {
                while let Some(pair) = raw::list_item(members, *next) {
                    *next += 1;
                    let pair = pair.to_owned();
                    let pair = pair.cast::<PyTuple>().map_err(|_| Unfit)?;
                    let name = pair.get_item(0)?.cast_into_exact::<PyString>();
                    let value = pair.get_item(1)?;
                    let found =
                        place.find(lend(name.map_err(|_| Unfit)?.as_any()), &settings.nodes);
                    let text = match found.text {
                        Some(text) => text,
                        empty => {
                            let name = found.key.cast::<PyString>().map_err(|_| Unfit)?;
                            empty.insert(sink.key(name)?)
                        }
                    };
                    if !scalar_member(sink, text, lend(&value))? {
                        return Ok(Some((value, id)));
                    }
                }
                sink.close_object()?;
            }
            Rest::Fields(instance, shown, next) => {
                if let Some(inner) = fields_of(sink, instance, shown, next, visited, limit)? {
                    return Ok(Some(inner));
                }
            }
        }
        Ok(None)
    }
}

/// Goes on with a mapping of a known shape until it is closed or gives a container within it.
#[inline(always)]
pub fn row_of<'py, S: Sink<'py>>(
    sink: &mut S,
    dict: &Bound<'py, PyDict>,
    shape: &Shape<'py, S>,
    row: &mut Row,
) -> Walked<Inner<'py>> {
    while let Some(spot) = shape.spots.get(row.next) {
        row.next += 1;
        let value = spot.value(dict).ok_or(Unfit)?;
        if row.has_class && spot.is_class {
            continue;
        }
        if row.has_scalars {
            if kind_of_scalar(value).is_some() {
                continue;
            }
            sink.member(&spot.text)?;
            return Ok(Some((value.to_owned(), spot.child)));
        }
        if !scalar_member(sink, &spot.text, value)? {
            return Ok(Some((value.to_owned(), spot.child)));
        }
    }
    sink.close_object()?;
    Ok(None)
}

/// Goes on with an instance until it is closed or gives a container within it.
#[inline(always)]
pub fn fields_of<'py, S: Sink<'py>>(
    sink: &mut S,
    instance: &Bound<'py, PyAny>,
    shown: &Shown<'py, S::Key>,
    next: &mut usize,
    visited: &mut u64,
    limit: u64,
) -> Walked<Inner<'py>> {
    while let Some(field) = shown.fields.get(*next) {
        *next += 1;
        let held;
        let value = match field.read.lent(instance) {
            Some(value) => value,
            None => {
                held = field.read.get(instance)?;
                lend(&held)
            }
        };
        if field.skips_null && value.is_none() {
            continue;
        }
        count(visited, 1, limit)?;
        if !scalar_member(sink, &field.key, value)? {
            return Ok(Some((value.to_owned(), field.child)));
        }
    }
    sink.close_object()?;
    Ok(None)
}

/// Lets signals be handled. Nothing lent may be held here, as a handler is the caller's code.
#[cold]
#[inline(never)]
fn pause(py: Python<'_>, signals: &mut Signals) -> Walked<()> {
    signals.check(py).map_err(|error| Stop::raised(py, error))
}

/// Counts so many values more.
#[inline(always)]
pub fn count(visited: &mut u64, more: usize, limit: u64) -> Walked<()> {
    *visited += more as u64;
    if *visited > limit { Err(Unfit) } else { Ok(()) }
}
