//! Entries: what is still to come of each kind of container in the careful walk.

use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList, PyString, PyTuple};

use crate::ask::Ask;
use crate::careful::Careful;
use crate::failures::is_caught;
use crate::made;
use crate::members::{Member, members};
use crate::nodes::Keep;
use crate::raw::class_of;
use crate::reads::lend;
use crate::settings::Settings;

// As in the specification, which walks merged values by recursion.
const MAX_MERGES: usize = 50;

/// Where a value stands, as the specification's `_Place` has it.
#[derive(Clone)]
pub struct Place<'py> {
    pub keep: Keep,
    pub declared: Option<Bound<'py, PyAny>>,
    pub verbose_map: Option<Bound<'py, PyTuple>>,
    pub is_exported: bool,
    pub is_item: bool,
    pub is_lenient: bool,
}

impl<'py> Place<'py> {
    pub fn root(keep: Keep) -> Self {
        Place {
            keep,
            declared: None,
            verbose_map: None,
            is_exported: false,
            is_item: false,
            is_lenient: false,
        }
    }

    fn item(&self) -> PyResult<Self> {
        let below = self
            .declared
            .as_ref()
            .map(|declared| declared.attribute(c"items"));
        Ok(Place {
            declared: below.transpose()?.filter(|declared| !declared.is_none()),
            is_item: self.is_exported,
            is_lenient: self.is_exported,
            ..self.clone()
        })
    }

    fn entry(&self) -> Self {
        Place {
            declared: None,
            is_item: self.is_exported,
            is_lenient: false,
            ..self.clone()
        }
    }
}

/// One entry of a container, not copied yet.
pub struct Entry<'py> {
    pub step: Bound<'py, PyAny>,
    pub value: Bound<'py, PyAny>,
    pub place: Place<'py>,
    /// Whether the value is a key and a value, to be shown as an object.
    pub is_pair: bool,
}

impl<'py> Entry<'py> {
    fn new(step: Bound<'py, PyAny>, value: Bound<'py, PyAny>, place: Place<'py>) -> Self {
        Entry {
            step,
            value,
            place,
            is_pair: false,
        }
    }
}

pub enum Entries<'py> {
    /// A mapping, whose items are asked for when the first is wanted.
    Unread(Bound<'py, PyAny>),
    Object(Bound<'py, PyIterator>),
    Map(Bound<'py, PyIterator>),
    /// A mapping shown as a list of objects, and the number of the next.
    Pairs(Bound<'py, PyIterator>, usize),
    Pair(Bound<'py, PyTuple>, usize),
    List(Bound<'py, PyList>, usize, usize),
    Tuple(Bound<'py, PyTuple>, usize, usize),
    /// Pairs of index and element.
    Ranged(Bound<'py, PyIterator>),
    /// A level for each merge within a merge.
    Members(Vec<Level<'py>>),
    /// An instance and its model, of which no member has been looked for yet.
    Model(Bound<'py, PyAny>, Bound<'py, PyAny>),
}

pub struct Level<'py> {
    instance: Bound<'py, PyAny>,
    members: Rc<Vec<Member<'py>>>,
    next: usize,
}

impl<'py> Entries<'py> {
    pub fn array(value: &Bound<'py, PyAny>, settings: &Settings, keep: Keep) -> PyResult<Self> {
        if let Ok(list) = value.cast_exact::<PyList>() {
            let (start, stop) = settings.nodes.range(keep).indexes(list.len());
            return Ok(Entries::List(list.clone(), start, stop));
        }
        if let Ok(tuple) = value.cast_exact::<PyTuple>() {
            let (start, stop) = settings.nodes.range(keep).indexes(tuple.len());
            return Ok(Entries::Tuple(tuple.clone(), start, stop));
        }
        let py = value.py();
        let bounds = &settings.nodes.of_mapping(keep).bounds;
        let limit = settings.limits.bind(py).attribute(c"values")?;
        let ranged = settings.specification.ranged.bind(py);
        let ranged = ranged.called([value, bounds.bind(py), &limit])?;
        Ok(Entries::Ranged(ranged.try_iter()?))
    }

    /// The items of a mapping, asked for now.
    pub fn items_at_once(
        mapping: &Bound<'py, PyAny>,
        settings: &Settings,
    ) -> PyResult<Bound<'py, PyIterator>> {
        Self::items_by(mapping, &settings.specification.items_at_once)
    }

    /// The items of a mapping, asked for in a generator.
    fn items(mapping: &Bound<'py, PyAny>, settings: &Settings) -> PyResult<Bound<'py, PyIterator>> {
        Self::items_by(mapping, &settings.specification.items)
    }

    fn items_by(
        mapping: &Bound<'py, PyAny>,
        function: &Py<PyAny>,
    ) -> PyResult<Bound<'py, PyIterator>> {
        if class_of(lend(mapping)) == &raw mut ffi::PyDict_Type {
            return mapping.method(c"items", [])?.try_iter();
        }
        made::called(function.bind(mapping.py()), mapping)?.try_iter()
    }
}

type Next<'py> = PyResult<Option<Entry<'py>>>;

impl<'py> Careful<'_, 'py> {
    /// The next entry of the innermost container; errors are as in the specification's generators.
    pub fn next_entry(&mut self) -> Next<'py> {
        let Some(container) = self.open.last_mut() else {
            return Ok(None);
        };
        let source = &container.source;
        match &mut container.entries {
            Entries::Unread(mapping) => {
                let items = Entries::items(mapping, self.settings)?;
                container.entries = Entries::Object(items);
                self.next_of_object()
            }
            Entries::Object(_) => self.next_of_object(),
            Entries::Map(items) => {
                let Some((key, value)) = next_item(items)? else {
                    return Ok(None);
                };
                let place = container.place.entry();
                // Below an exported class a map has no key None, as upstream.
                if key.is_none() && place.is_exported {
                    return Err(self.refused(c"UnsupportedKeyError", None, &key.get_type()));
                }
                let step = self.name(&key)?.into_any();
                Ok(Some(Entry::new(step, value, place)))
            }
            Entries::Pairs(items, next) => {
                let Some((key, value)) = next_item(items)? else {
                    return Ok(None);
                };
                let step = number(source, *next)?;
                *next += 1;
                let place = container.place.entry();
                let value = made::pair(&key, &value)?.into_any();
                Ok(Some(Entry {
                    is_pair: true,
                    ..Entry::new(step, value, place)
                }))
            }
            Entries::Pair(pair, next) => {
                if *next == 2 {
                    return Ok(None);
                }
                let place = &container.place;
                let Some(names) = &place.verbose_map else {
                    return Ok(None);
                };
                let (step, value) = (names.get_item(*next)?, pair.get_item(*next)?);
                *next += 1;
                let place = Place {
                    verbose_map: place.verbose_map.clone(),
                    is_exported: place.is_exported,
                    ..Place::root(place.keep)
                };
                Ok(Some(Entry::new(step, value, place)))
            }
            Entries::List(list, next, stop) => {
                if next >= stop {
                    return Ok(None);
                }
                let index = *next;
                *next += 1;
                let value = list
                    .get_item(index)
                    .map_err(|_| out_of_range(source.py()))?;
                let (step, place) = (number(source, index)?, container.place.item()?);
                Ok(Some(Entry::new(step, value, place)))
            }
            Entries::Tuple(tuple, next, stop) => {
                if next >= stop {
                    return Ok(None);
                }
                let index = *next;
                *next += 1;
                let (step, value) = (number(source, index)?, tuple.get_item(index)?);
                let place = container.place.item()?;
                Ok(Some(Entry::new(step, value, place)))
            }
            Entries::Ranged(pairs) => {
                let Some((step, value)) = next_item(pairs)? else {
                    return Ok(None);
                };
                let place = container.place.item()?;
                Ok(Some(Entry::new(step, value, place)))
            }
            Entries::Model(instance, model) => {
                let (instance, model, keep) =
                    (instance.clone(), model.clone(), container.place.keep);
                let (members, _) = self.members_of(&model, keep)?;
                let level = Level {
                    instance,
                    members,
                    next: 0,
                };
                let levels = made::all([Ok(level)].into_iter())?;
                if let Some(container) = self.open.last_mut() {
                    container.entries = Entries::Members(levels);
                }
                self.next_member()
            }
            Entries::Members(_) => self.next_member(),
        }
    }

    fn next_of_object(&mut self) -> Next<'py> {
        loop {
            let Some(container) = self.open.last_mut() else {
                return Ok(None);
            };
            let Entries::Object(items) = &mut container.entries else {
                return Ok(None);
            };
            let keep = container.place.keep;
            let Some((key, value)) = next_item(items)? else {
                return Ok(None);
            };
            self.step()?;
            let name = self.name(&key)?;
            let nodes = &self.settings.nodes;
            let child = match nodes.of_mapping(keep).named(lend(name.as_any())) {
                Some(named) => nodes.child_of_mapping(keep, named),
                None => nodes.rest_of_mapping(keep),
            };
            if let Some(child) = child {
                return Ok(Some(Entry::new(name.into_any(), value, Place::root(child))));
            }
        }
    }

    /// The text that a key counts as, an exact str.
    fn name(&self, key: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
        if let Ok(name) = key.cast_exact::<PyString>() {
            return Ok(name.clone());
        }
        let name = made::called(self.settings.specification.key_text.bind(key.py()), key)?;
        name.cast_into_exact::<PyString>()
            .map_err(|_| self.refused(c"UnsupportedKeyError", None, &key.get_type()))
    }

    fn next_member(&mut self) -> Next<'py> {
        loop {
            let Some(container) = self.open.last_mut() else {
                return Ok(None);
            };
            let keep = container.place.keep;
            let Entries::Members(levels) = &mut container.entries else {
                return Ok(None);
            };
            let merges = levels.len().saturating_sub(1);
            let Some(level) = levels.last_mut() else {
                return Ok(None);
            };
            if level.next >= level.members.len() {
                levels.pop();
                continue;
            }
            let (members, number) = (Rc::clone(&level.members), level.next);
            let instance = level.instance.clone();
            level.next += 1;
            let member = &members[number];
            let Some(value) = self.got(&instance, member, keep)? else {
                continue;
            };
            if value.is_none() && (member.skips_null || member.is_merged) {
                continue;
            }
            if !member.is_merged {
                let place = Place {
                    declared: member.declared.clone(),
                    verbose_map: member.verbose_map.clone(),
                    is_exported: true,
                    ..Place::root(member.keep)
                };
                let step = member.name.clone().into_any();
                return Ok(Some(Entry::new(step, value, place)));
            }
            self.merge(value, member, keep, merges)?;
        }
    }

    fn merge(
        &mut self,
        mut value: Bound<'py, PyAny>,
        member: &Member<'py>,
        keep: Keep,
        merges: usize,
    ) -> PyResult<()> {
        let mut class = value.get_type();
        let mut model = self.settings.model_of(&class)?;
        if model.is_none() {
            value = self.settings.meant(&value)?;
            class = value.get_type();
            model = self.settings.model_of(&class)?;
        }
        if model.is_none() {
            if self.settings.skips_failures {
                return Ok(());
            }
            return Err(self.refused(c"NotExportedError", Some(member.name.as_any()), &class));
        }
        if merges == MAX_MERGES {
            return Err(self.too_many_merges(member.name.as_any(), MAX_MERGES));
        }
        let members = members(&model, keep, member.masked.as_ref(), self.settings)?;
        let innermost = self.open.last_mut();
        if let Some(Entries::Members(levels)) = innermost.map(|open| &mut open.entries) {
            let level = Level {
                instance: value,
                members,
                next: 0,
            };
            made::push(levels, level)?;
        }
        Ok(())
    }

    /// The value of a property, or None where it is not to be shown.
    fn got(
        &mut self,
        instance: &Bound<'py, PyAny>,
        member: &Member<'py>,
        keep: Keep,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        let get = || -> PyResult<Option<Bound<'py, PyAny>>> {
            if let Some(is_loaded) = &member.is_loaded {
                if !made::called(is_loaded, instance)?.is_truthy()? {
                    return Ok(None);
                }
            }
            member.get.value(instance).map(Some)
        };
        match get() {
            Ok(value) => {
                let skip = self.settings.specification.skip.bind(instance.py());
                Ok(value.filter(|value| !value.is(skip)))
            }
            Err(error) if !is_caught(instance.py(), &error) => Err(error),
            Err(_) if self.settings.skips_failures => Ok(None),
            Err(_)
                if member.is_merged
                    && !member.could_show(instance.py(), keep, self.settings)? =>
            {
                Ok(None)
            }
            Err(error) => Err(self.caused_by(c"GetterError", Some(member.name.as_any()), error)),
        }
    }
}

#[cold]
fn out_of_range(py: Python<'_>) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    made::error(
        py,
        unsafe { ffi::PyExc_IndexError },
        c"list index out of range",
    )
}

fn number<'py>(near: &Bound<'py, PyAny>, index: usize) -> PyResult<Bound<'py, PyAny>> {
    made::int(near.py(), index)
}

/// The next pair of an iterator that gives nothing but pairs.
fn next_item<'py>(
    pairs: &mut Bound<'py, PyIterator>,
) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let Some(pair) = pairs.next() else {
        return Ok(None);
    };
    let pair = pair?.cast_into::<PyTuple>()?;
    Ok(Some((pair.get_item(0)?, pair.get_item(1)?)))
}
