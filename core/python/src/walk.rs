//! The fast walk: over what can be read without running a line of the caller's code.

use std::collections::HashMap;
use std::collections::hash_map::Entry as MapEntry;
use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::classes::{self, Kind};
use crate::made;
use crate::mixing::Mixed;
use crate::nodes::Keep;
use crate::places::{PlaceId, Places};
use crate::raw::{self, class_of};
use crate::reads::lend;
use crate::rest::{Elements, Frame, Rest, Scan};
use crate::scalars::{class_name, is_class_key, scalar, scalar_member};
use crate::settings::Settings;
use crate::signals::{STEPS, Signals};
use crate::sink::{Scalar, Sink, Stop, Unfit, Walked};

// Cycles are looked for on each level of this many: often enough, since the walk need only end.
const LEVELS_BETWEEN_CHECKS: usize = 8;

/// One walk over one root, with a stack of its own.
///
/// It knows dict, list, tuple, scalars and instances whose attributes are plain. Whatever else it
/// meets, a broken limit included, makes the root unfit: as nothing of the caller's has run, the
/// specification may start anew and find the right result or error.
pub struct Walk<'a, 'py, S: Sink<'py>> {
    settings: &'a Settings,
    levels: usize,
    values: u64,
    /// Whether the root is what a walk has given already.
    is_graph: bool,
    pub sink: S,
    open: Vec<Frame<'py, S::Key>>,
    visited: u64,
    /// How many values are visited before signals are looked for again.
    pause_at: u64,
    signals: Signals,
    places: Places<'py, S::Key>,
    kinds: HashMap<usize, (Bound<'py, PyAny>, Kind<'py>), Mixed>,
}

/// A container found within another, and its place.
type Inner<'py> = Option<(Bound<'py, PyAny>, PlaceId)>;

impl<'a, 'py, S: Sink<'py>> Walk<'a, 'py, S> {
    pub fn new(settings: &'a Settings, sink: S) -> Self {
        Walk {
            settings,
            levels: settings.levels,
            values: settings.values,
            is_graph: false,
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
        if !scalar(&mut self.sink, lend(root))? {
            self.open(root.clone(), place)?;
        }
        while !self.open.is_empty() {
            match self.advance()? {
                Some((value, place)) => self.open(value, place)?,
                None => drop(self.open.pop()),
            }
        }
        if self.sink.is_over() {
            Err(Unfit)
        } else {
            Ok(())
        }
    }

    /// Makes a container the innermost one.
    #[inline(always)]
    fn enter(&mut self, place: PlaceId, rest: Rest<'py, S::Key>) -> Walked<()> {
        let level = self.open.len();
        if level > self.levels || self.sink.is_over() {
            return Err(Unfit);
        }
        if level % LEVELS_BETWEEN_CHECKS == LEVELS_BETWEEN_CHECKS - 1
            && self.is_open(place, rest.source())
        {
            return Err(Unfit);
        }
        made::push(&mut self.open, Frame { place, rest })?;
        Ok(())
    }

    #[cold]
    fn is_open(&self, place: PlaceId, source: usize) -> bool {
        let mut open = self.open.iter();
        open.any(|frame| frame.place == place && frame.rest.source() == source)
    }

    /// Goes on with the innermost container until it ends or gives one within it.
    #[inline(always)]
    fn advance(&mut self) -> Walked<Inner<'py>> {
        let Walk {
            settings,
            values,
            sink,
            open,
            visited,
            pause_at,
            signals,
            places,
            ..
        } = self;
        let Frame { place: id, rest } = open.last_mut().ok_or(Unfit)?;
        let id = *id;
        let place = places.places.get_mut(id).ok_or(Unfit)?;
        let limit = *values;
        match rest {
            Rest::List(list, elements) => {
                while elements.next < elements.stop {
                    if *visited >= *pause_at {
                        pause(list.py(), signals, *visited, pause_at)?;
                    }
                    let item = raw::list_item(list, elements.next).ok_or(Unfit)?;
                    elements.next += 1;
                    count(visited, limit)?;
                    sink.element()?;
                    if !scalar(sink, item)? {
                        return Ok(Some((item.to_owned(), id)));
                    }
                }
                sink.close_array()?;
            }
            Rest::Tuple(tuple, elements) => {
                while elements.next < elements.stop {
                    if *visited >= *pause_at {
                        pause(tuple.py(), signals, *visited, pause_at)?;
                    }
                    let item = raw::tuple_item(tuple, elements.next).ok_or(Unfit)?;
                    elements.next += 1;
                    count(visited, limit)?;
                    sink.element()?;
                    if !scalar(sink, item)? {
                        return Ok(Some((item.to_owned(), id)));
                    }
                }
                sink.close_array()?;
            }
            Rest::Spots(dict, next, has_class) => {
                while let Some(entry) = place.entry(dict, *next) {
                    let entry = entry.ok_or(Unfit)?;
                    *next += 1;
                    count(visited, limit)?;
                    if *has_class && is_class_key(entry.key) {
                        continue;
                    }
                    if !scalar_member(sink, entry.text, entry.value)? {
                        return Ok(Some((entry.value.to_owned(), entry.child)));
                    }
                }
                sink.close_object()?;
            }
            Rest::Scan(dict, scan) => {
                loop {
                    if *visited >= *pause_at {
                        pause(dict.py(), signals, *visited, pause_at)?;
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
                    count(visited, limit)?;
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
                while let Some(field) = shown.fields.get(*next) {
                    *next += 1;
                    let value = field.read.get(instance)?;
                    if field.skips_null && value.is_none() {
                        continue;
                    }
                    count(visited, limit)?;
                    if !scalar_member(sink, &field.key, lend(&value))? {
                        return Ok(Some((value, field.child)));
                    }
                }
                sink.close_object()?;
            }
        }
        Ok(None)
    }

    /// Opens a container, or hands a value to the sink that is no more than a scalar after all.
    #[inline(always)]
    fn open(&mut self, value: Bound<'py, PyAny>, place: PlaceId) -> Walked<()> {
        let class = class_of(lend(&value));
        if class == &raw mut ffi::PyDict_Type {
            // SAFETY: its class is dict.
            return self.dict(unsafe { raw::known(value) }, place);
        }
        if class == &raw mut ffi::PyList_Type {
            // SAFETY: its class is list.
            return self.list(unsafe { raw::known(value) }, place);
        }
        if class == &raw mut ffi::PyTuple_Type {
            // SAFETY: its class is tuple.
            let tuple: Bound<'py, PyTuple> = unsafe { raw::known(value) };
            let elements = self.elements(tuple.len(), place)?;
            return self.enter(place, Rest::Tuple(tuple, elements));
        }
        self.instance(value, place)
    }

    #[inline(always)]
    fn list(&mut self, list: Bound<'py, PyList>, place: PlaceId) -> Walked<()> {
        let elements = self.elements(list.len(), place)?;
        self.enter(place, Rest::List(list, elements))
    }

    #[inline(always)]
    fn elements(&mut self, length: usize, place: PlaceId) -> Walked<Elements> {
        let range = self.places.places.get(place).ok_or(Unfit)?.range;
        let (next, stop) = range.indexes(length);
        self.sink.open_array(stop - next)?;
        Ok(Elements { next, stop })
    }

    #[inline(always)]
    fn dict(&mut self, dict: Bound<'py, PyDict>, id: PlaceId) -> Walked<()> {
        if !raw::has_text_keys(&dict) {
            return Err(Unfit);
        }
        let class_name = match self.sink.has_class_attributes() {
            true => class_name(&dict)?,
            false => None,
        };
        let nodes = &self.settings.nodes;
        let place = self.places.of_mapping(id, nodes);
        if !place.is_closed() {
            return self.scan(dict, class_name, id, false);
        }
        place.locate(&dict, nodes, &mut self.sink)?;
        self.sink.open_object(class_name.as_ref())?;
        self.enter(id, Rest::Spots(dict, 0, class_name.is_some()))
    }

    fn scan(
        &mut self,
        dict: Bound<'py, PyDict>,
        class_name: Option<Bound<'py, PyString>>,
        place: PlaceId,
        is_map: bool,
    ) -> Walked<()> {
        self.places.of_mapping(place, &self.settings.nodes);
        self.sink.open_object(class_name.as_ref())?;
        let scan = Scan {
            at: 0,
            length: dict.len(),
            has_class: class_name.is_some(),
            is_map,
        };
        self.enter(place, Rest::Scan(dict, scan))
    }

    #[cold]
    fn leaf(&mut self, plain: &Bound<'py, PyAny>) -> Walked<()> {
        if scalar(&mut self.sink, lend(plain))? {
            Ok(())
        } else {
            Err(Unfit)
        }
    }

    fn instance(&mut self, value: Bound<'py, PyAny>, place: PlaceId) -> Walked<()> {
        let class = class_of(lend(&value)) as usize;
        if let Some(shown) = self.places.places.get(place).ok_or(Unfit)?.shown(class) {
            let shown = Rc::clone(shown);
            self.sink.open_object(shown.class_name.as_ref())?;
            return self.enter(place, Rest::Fields(value, shown, 0));
        }
        if self.is_graph {
            return self.record(value, place);
        }
        let kind = match self.kinds.entry(class) {
            MapEntry::Occupied(known) => &known.into_mut().1,
            MapEntry::Vacant(empty) => {
                let class = value.get_type();
                let kind = classes::kind_of(&class, self.settings)?;
                &empty.insert((class.into_any(), kind)).1
            }
        };
        match kind {
            Kind::Model(model) => {
                let model = model.clone();
                self.fields(value, &model, place)
            }
            Kind::Decimal => self.sink.scalar(lend(&value), Scalar::Decimal),
            Kind::Moment if !classes::has_known_zone(&value)? => Err(Unfit),
            Kind::Plain | Kind::Moment => self.leaf(&self.settings.plain(&value)?),
            Kind::Enum => self.leaf(&value.getattr("value")?),
            Kind::Map => self.mapped(value.getattr("mapping")?, place),
            Kind::Dict => {
                let dict = value.cast_into::<PyDict>().map_err(|_| Unfit)?;
                self.dict(dict, place)
            }
            Kind::Collection => {
                let list = made::list_of(&value)?;
                self.list(list, place)
            }
        }
    }

    /// What a graph holds besides dict, list and scalars of the machine's.
    fn record(&mut self, value: Bound<'py, PyAny>, place: PlaceId) -> Walked<()> {
        let class = value.get_type();
        if !class.is(self.settings.specification.record_class.bind(value.py())) {
            return self.sink.scalar(lend(&value), Scalar::Decimal);
        }
        let name = value.getattr("class_name")?;
        let name = name.cast::<PyString>().ok();
        let members = value.getattr("members")?.cast_into::<PyList>();
        self.places.of_mapping(place, &self.settings.nodes);
        self.sink.open_object(name)?;
        self.enter(place, Rest::Members(members.map_err(|_| Unfit)?, 0))
    }

    fn mapped(&mut self, held: Bound<'py, PyAny>, place: PlaceId) -> Walked<()> {
        let dict = held.cast_into_exact::<PyDict>().map_err(|_| Unfit)?;
        if !raw::has_text_keys(&dict) {
            return Err(Unfit);
        }
        let class_name = match self.sink.has_class_attributes() {
            true => class_name(&dict)?,
            false => None,
        };
        self.scan(dict, class_name, place, true)
    }

    fn fields(
        &mut self,
        instance: Bound<'py, PyAny>,
        model: &Bound<'py, PyAny>,
        place: PlaceId,
    ) -> Walked<()> {
        let class = instance.get_type();
        let keep = self.places.places.get(place).ok_or(Unfit)?.keep;
        let (settings, sink) = (self.settings, &mut self.sink);
        let shown = classes::shown(&class, model, keep, settings, &mut self.places, sink)?;
        let address = class_of(lend(&instance)) as usize;
        let shown = self
            .places
            .places
            .get_mut(place)
            .ok_or(Unfit)?
            .show(address, shown);
        self.sink.open_object(shown.class_name.as_ref())?;
        self.enter(place, Rest::Fields(instance, shown, 0))
    }
}

/// Lets signals be handled. Nothing lent may be held here, as a handler is the caller's code.
#[cold]
#[inline(never)]
fn pause(py: Python<'_>, signals: &mut Signals, visited: u64, pause_at: &mut u64) -> Walked<()> {
    *pause_at = visited.saturating_add(STEPS);
    signals.check(py).map_err(|error| Stop::raised(py, error))
}

#[inline(always)]
fn count(visited: &mut u64, limit: u64) -> Walked<()> {
    *visited += 1;
    if *visited > limit { Err(Unfit) } else { Ok(()) }
}
