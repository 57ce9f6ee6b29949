//! The careful walk: over whatever a root holds, as the specification walks it, step by step.

mod refusals;

use std::collections::hash_map::Entry as MapEntry;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyIterator, PyList, PyTuple, PyType};

use crate::entries::{Entries, Entry, Place};
use crate::failures::{self, failure};
use crate::hooks::Hooks;
use crate::made::{self, refused};
use crate::members::{Member, make_a_dict, members};
use crate::mixing::Mixed;
use crate::nodes::Keep;
use crate::raw::class_of;
use crate::reads::lend;
use crate::records::CLASS_KEY;
use crate::scalars::{is_builtin, is_plain_scalar};
use crate::settings::Settings;
use crate::signals::{STEPS, Signals};

/// One walk over one root; each part of it does what the part of the same name does in the
/// specification, `treequery/project.py`.
pub struct Careful<'a, 'py> {
    py: Python<'py>,
    pub settings: &'a Settings,
    is_plain: bool,
    pub open: Vec<Container<'py>>,
    entered: HashSet<(usize, Keep), Mixed>,
    visited: u64,
    steps: u64,
    signals: Signals,
    facts: HashMap<usize, Facts<'py>, Mixed>,
    hooks: Hooks<'py>,
    members: HashMap<(usize, Keep), Shown<'py>, Mixed>,
}

/// What is shown of a model, and whether that makes a dict.
type Shown<'py> = (Rc<[Member<'py>]>, bool);

struct Facts<'py> {
    /// Held, so that its address stays its own.
    _class: Bound<'py, PyType>,
    is_decimal: bool,
    model: Option<Bound<'py, PyAny>>,
}

/// An array or object being copied.
pub struct Container<'py> {
    pub source: Bound<'py, PyAny>,
    pub place: Place<'py>,
    pub entries: Entries<'py>,
    copy: Copied<'py>,
    pub step: Option<Bound<'py, PyAny>>,
}

#[derive(Clone)]
enum Copied<'py> {
    Object(Bound<'py, PyDict>),
    Array(Bound<'py, PyList>),
    /// A record, and its members.
    Record(Bound<'py, PyAny>, Bound<'py, PyList>),
}

impl<'py> Copied<'py> {
    fn graph(&self) -> Bound<'py, PyAny> {
        match self {
            Copied::Object(object) => object.clone().into_any(),
            Copied::Array(array) => array.clone().into_any(),
            Copied::Record(record, _) => record.clone(),
        }
    }

    fn add(&self, step: &Bound<'py, PyAny>, value: &Bound<'py, PyAny>) -> PyResult<()> {
        match self {
            Copied::Object(object) => object.set_item(step.str()?, value),
            Copied::Array(array) => array.append(value),
            Copied::Record(_, members) => members.append((step.str()?, value)),
        }
    }

    /// Takes away what was added last.
    fn drop_last(&self, step: Option<&Bound<'py, PyAny>>) -> PyResult<()> {
        match (self, step) {
            (Copied::Object(object), Some(step)) => object.del_item(step.str()?),
            (Copied::Array(array), _) => array.del_item(array.len().saturating_sub(1)),
            // The members of a record are no items.
            _ => Ok(()),
        }
    }
}

impl<'a, 'py> Careful<'a, 'py> {
    pub fn new(py: Python<'py>, settings: &'a Settings, is_plain: bool) -> Self {
        Careful {
            py,
            settings,
            is_plain,
            open: Vec::new(),
            entered: HashSet::default(),
            visited: 0,
            steps: 0,
            signals: Signals::new(),
            facts: HashMap::default(),
            hooks: Hooks::default(),
            members: HashMap::default(),
        }
    }

    pub fn run(&mut self, root: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let place = Place::root(self.settings.nodes.root);
        let graph = self.copy(root.clone(), place)?;
        while !self.open.is_empty() {
            self.step()?;
            let entry = match self.next() {
                Ok(entry) => entry,
                Err(error) => {
                    let getter_error = self.settings.specification.getter_error.bind(self.py);
                    if !error.is_instance(self.py, getter_error) || !self.drop_item()? {
                        return Err(error);
                    }
                    continue;
                }
            };
            let Some(entry) = entry else {
                self.leave();
                continue;
            };
            let Entry {
                step,
                value,
                mut place,
                is_pair,
            } = entry;
            let copied = match self.open.last_mut() {
                Some(container) => {
                    container.step = Some(step.clone());
                    container.copy.clone()
                }
                None => break,
            };
            self.visited += 1;
            if self.visited > self.settings.values {
                return Err(self.over("ValuesLimitError", "values"));
            }
            let replacement = self.replacement(value.clone())?;
            if !replacement.is(&value) {
                place.is_lenient = false;
            }
            let copy = match is_pair {
                true => self.pair(replacement.cast_into::<PyTuple>()?, place)?,
                false => self.copy(replacement, place)?,
            };
            copied.add(&step, &copy)?;
        }
        Ok(graph)
    }

    /// Counts a step, and lets signals be handled after so many.
    #[inline]
    pub fn step(&mut self) -> PyResult<()> {
        self.steps += 1;
        if self.steps % STEPS == 0 {
            self.signals.check(self.py)?;
        }
        Ok(())
    }

    fn next(&mut self) -> PyResult<Option<Entry<'py>>> {
        let py = self.py;
        self.next_entry().map_err(|error| {
            let error = failures::from_generator(py, error);
            if error.is_instance(py, self.settings.specification.endless.bind(py)) {
                return self.over("ValuesLimitError", "values");
            }
            self.unless_ours(error)
        })
    }

    fn drop_item(&mut self) -> PyResult<bool> {
        while let Some(container) = self.leave() {
            if container.place.is_item {
                if let Some(outer) = self.open.last() {
                    outer.copy.drop_last(outer.step.as_ref())?;
                }
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// What a value's own `__export__` gives in its place, or the value itself.
    fn replacement(&mut self, value: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let mut value = value;
        for _ in 0..self.settings.levels {
            if is_builtin(&value) {
                return Ok(value);
            }
            let hook = self
                .hooks
                .of(&value.get_type())
                .map_err(|error| self.source(error))?;
            let Some(hook) = hook else {
                return Ok(value);
            };
            value = made::called(&hook, &value).map_err(|error| self.source(error))?;
        }
        Err(self.over("DepthLimitError", "levels"))
    }

    /// The copy of a scalar; of anything else an empty container, which is opened to be filled.
    fn copy(&mut self, value: Bound<'py, PyAny>, place: Place<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.opened(value, place)
            .map_err(|error| self.unless_ours(error))
    }

    fn opened(
        &mut self,
        value: Bound<'py, PyAny>,
        place: Place<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let mut value = value;
        if !is_builtin(&value) {
            let class = value.get_type();
            let facts = self.facts(&class)?;
            if facts.is_decimal {
                return Ok(value);
            }
            let mut model = facts.model.clone();
            if model.is_none() {
                let meant = self.settings.plain(&value)?;
                // What it stands for may be an instance of an exported class.
                if !meant.is(&value) && !is_builtin(&meant) {
                    model = self.facts(&meant.get_type())?.model.clone();
                }
                value = meant;
            }
            if let Some(model) = model {
                let copy = self.record(&value, &model, &place)?;
                let entries = Entries::Model(value.clone(), model);
                return self.enter(value, place, entries, copy);
            }
        }
        if is_plain_scalar(&value) || self.is_decimal(&value)? {
            return Ok(value);
        }
        let py = self.py;
        let is_dict = class_of(lend(&value)) == &raw mut ffi::PyDict_Type;
        if !is_dict && value.is_instance(self.settings.specification.map_class.bind(py))? {
            return self.mapped(value.getattr("mapping")?, place);
        }
        if is_dict || value.is_instance(self.settings.specification.mapping_class.bind(py))? {
            if place.verbose_map.is_some() {
                return self.mapped(value, place);
            }
            let entries = Entries::Unread(value.clone());
            return self.enter(value, place, entries, Copied::Object(made::dict(py)?));
        }
        if is_builtin(&value)
            || made::called(self.settings.specification.is_array.bind(py), &value)?.is_truthy()?
        {
            let entries = Entries::array(&value, self.settings, place.keep)?;
            return self.enter(value, place, entries, Copied::Array(made::list(py)?));
        }
        if place.is_lenient || (place.is_exported && self.settings.skips_failures) {
            return Ok(made::dict(py)?.into_any());
        }
        Err(self.refused("NotExportedError", None, &value.get_type()))
    }

    fn is_decimal(&self, value: &Bound<'py, PyAny>) -> PyResult<bool> {
        if is_builtin(value) {
            return Ok(false);
        }
        let decimal = crate::classes::loaded(self.py, "decimal", "Decimal")?;
        Ok(decimal.is_some_and(|decimal| decimal.is(value.get_type())))
    }

    /// What there is to know of a class that is not builtin.
    fn facts(&mut self, class: &Bound<'py, PyType>) -> PyResult<&Facts<'py>> {
        match self.facts.entry(class.as_ptr() as usize) {
            MapEntry::Occupied(known) => Ok(known.into_mut()),
            MapEntry::Vacant(place) => {
                let decimal = crate::classes::loaded(self.py, "decimal", "Decimal")?;
                let is_decimal = decimal.is_some_and(|decimal| decimal.is(class));
                let model = match is_decimal {
                    true => None,
                    false => Some(self.settings.model_of(class)?),
                };
                Ok(place.insert(Facts {
                    _class: class.clone(),
                    is_decimal,
                    model: model.filter(|model| !model.is_none()),
                }))
            }
        }
    }

    /// The members of a model that nothing masks, remembered.
    pub fn members_of(&mut self, model: &Bound<'py, PyAny>, keep: Keep) -> PyResult<Shown<'py>> {
        // The model is held by `facts`, so that its address stays its own.
        let spot = (model.as_ptr() as usize, keep);
        if let Some(known) = self.members.get(&spot) {
            return Ok(known.clone());
        }
        let found = members(model, keep, None, self.settings)?;
        let makes_a_dict = make_a_dict(&found);
        self.members.insert(spot, (Rc::clone(&found), makes_a_dict));
        Ok((found, makes_a_dict))
    }

    fn record(
        &mut self,
        value: &Bound<'py, PyAny>,
        model: &Bound<'py, PyAny>,
        place: &Place<'py>,
    ) -> PyResult<Copied<'py>> {
        let mut attribute = self.settings.class_name_attribute;
        if self.settings.names_if_needed {
            if let Some(declared) = &place.declared {
                let is_known = declared.call_method1("is_class_of", (value,))?;
                if is_known.is_truthy()? {
                    attribute = None;
                }
            }
        }
        let name = attribute
            .map(|attribute| model.getattr(attribute))
            .transpose()?;
        // Records are dearer than dicts.
        if name.is_none()
            && self
                .members_of(model, place.keep)
                .is_ok_and(|shown| shown.1)
        {
            return Ok(Copied::Object(made::dict(self.py)?));
        }
        self.object(name)
    }

    fn object(&self, class_name: Option<Bound<'py, PyAny>>) -> PyResult<Copied<'py>> {
        if self.is_plain {
            let object = made::dict(self.py)?;
            if let Some(name) = class_name {
                object.set_item(pyo3::intern!(self.py, CLASS_KEY), name)?;
            }
            return Ok(Copied::Object(object));
        }
        let record = self
            .settings
            .specification
            .record_class
            .bind(self.py)
            .call1((class_name,))?;
        let members = record.getattr("members")?.cast_into::<PyList>()?;
        Ok(Copied::Record(record, members))
    }

    /// The copy of one entry of a mapping that is shown as a list of objects.
    pub fn pair(
        &mut self,
        pair: Bound<'py, PyTuple>,
        place: Place<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let copy = self.object(None)?;
        let entries = Entries::Pair(pair.clone(), 0);
        self.enter(pair.into_any(), place, entries, copy)
    }

    fn mapped(
        &mut self,
        mapping: Bound<'py, PyAny>,
        place: Place<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let items: Bound<'py, PyIterator> = Entries::items_at_once(&mapping)?;
        if place.verbose_map.is_none() {
            let copy = Copied::Object(made::dict(self.py)?);
            return self.enter(mapping, place, Entries::Map(items), copy);
        }
        let copy = Copied::Array(made::list(self.py)?);
        self.enter(mapping, place, Entries::Pairs(items, 0), copy)
    }

    fn enter(
        &mut self,
        source: Bound<'py, PyAny>,
        place: Place<'py>,
        entries: Entries<'py>,
        copy: Copied<'py>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let spot = (source.as_ptr() as usize, place.keep);
        if self.entered.contains(&spot) {
            return Err(match self.path(None) {
                Ok(path) => failure(self.py, "CycleError", (path,)),
                Err(error) => error,
            });
        }
        if self.open.len() > self.settings.levels {
            return Err(self.over("DepthLimitError", "levels"));
        }
        self.entered.try_reserve(1).map_err(|_| refused())?;
        self.entered.insert(spot);
        let graph = copy.graph();
        let container = Container {
            source,
            place,
            entries,
            copy,
            step: None,
        };
        made::push(&mut self.open, container)?;
        Ok(graph)
    }

    fn leave(&mut self) -> Option<Container<'py>> {
        let container = self.open.pop()?;
        let spot = (container.source.as_ptr() as usize, container.place.keep);
        self.entered.remove(&spot);
        Some(container)
    }
}
