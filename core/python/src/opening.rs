//! How the fast walk opens each kind of container.

use std::collections::hash_map::Entry as MapEntry;
use std::rc::Rc;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString, PyTuple};

use crate::classes::{self, Kind, Shown};
use crate::made;
use crate::places::PlaceId;
use crate::raw::{self, Lent, class_of};
use crate::reads::lend;
use crate::rest::{Elements, Rest, Row, Scan};
use crate::scalars::{class_name, scalar};
use crate::sink::{Scalar, Sink, Taken, Unfit, Walked};
use crate::walk::{Inner, Walk, count, fields_of, row_of};

impl<'py, S: Sink<'py>> Walk<'_, 'py, S> {
    /// Opens a container, or hands a value to the sink that is no more than a scalar after all; gives a container
    /// within, if that comes first.
    #[inline(always)]
    pub(crate) fn open(&mut self, value: Bound<'py, PyAny>, place: PlaceId) -> Walked<Inner<'py>> {
        let class = class_of(lend(&value));
        if class == &raw mut ffi::PyDict_Type {
            // SAFETY: its class is dict.
            return self.dict(unsafe { raw::known(value) }, place);
        }
        if class == &raw mut ffi::PyList_Type {
            // SAFETY: its class is list.
            let list: Bound<'py, PyList> = unsafe { raw::known(value) };
            let elements = self.elements(lend(list.as_any()), list.len(), place)?;
            self.enter(place, Rest::List(list, elements))?;
        } else if class == &raw mut ffi::PyTuple_Type {
            // SAFETY: its class is tuple.
            let tuple: Bound<'py, PyTuple> = unsafe { raw::known(value) };
            let elements = self.elements(lend(tuple.as_any()), tuple.len(), place)?;
            self.enter(place, Rest::Tuple(tuple, elements))?;
        } else {
            return self.instance(value, place);
        }
        Ok(None)
    }

    /// What is kept of an array of so many elements.
    #[inline(always)]
    fn elements(
        &mut self,
        array: Lent<'_, 'py>,
        length: usize,
        place: PlaceId,
    ) -> Walked<Elements> {
        let range = self.places.places.get(place).ok_or(Unfit)?.range;
        let (next, stop) = range.indexes(length);
        count(&mut self.visited, stop - next, self.values)?;
        self.sink.open_array(stop - next)?;
        let source = array.as_ptr() as usize;
        Ok(Elements { next, stop, source })
    }

    #[inline(always)]
    fn dict(&mut self, dict: Bound<'py, PyDict>, id: PlaceId) -> Walked<Inner<'py>> {
        let is_again = self.has_maps && self.is_open(id, dict.as_ptr() as usize);
        if is_again || !raw::has_text_keys(&dict) {
            return Err(Unfit);
        }
        let class_name = match self.sink.has_class_attributes() {
            true => class_name(&dict)?,
            false => None,
        };
        self.check()?;
        let nodes = &self.settings.nodes;
        let place = self.places.of_mapping(id, nodes);
        if !place.is_closed() {
            return self.scan(dict, class_name, id, false);
        }
        let Some(shape) = place.shape_of(&dict, nodes, &mut self.sink)? else {
            return self.scan(dict, class_name, id, false);
        };
        count(&mut self.visited, shape.spots.len(), self.values)?;
        let taken = self.sink.open_mapping(&dict, shape, class_name.as_ref())?;
        if taken == Taken::All {
            return Ok(None);
        }
        let mut row = Row {
            next: 0,
            has_class: class_name.is_some(),
            has_scalars: taken == Taken::Scalars,
        };
        let inner = row_of(&mut self.sink, &dict, shape, &mut row)?;
        if inner.is_some() {
            let shape = Rc::clone(shape);
            self.enter(id, Rest::Spots(dict, shape, row))?;
        }
        Ok(inner)
    }

    fn scan(
        &mut self,
        dict: Bound<'py, PyDict>,
        class_name: Option<Bound<'py, PyString>>,
        place: PlaceId,
        is_map: bool,
    ) -> Walked<Inner<'py>> {
        self.places.of_mapping(place, &self.settings.nodes);
        self.sink.open_object(class_name.as_ref())?;
        let scan = Scan {
            at: 0,
            length: dict.len(),
            has_class: class_name.is_some(),
            is_map,
        };
        self.enter(place, Rest::Scan(dict, scan))?;
        Ok(None)
    }

    #[cold]
    fn leaf(&mut self, plain: &Bound<'py, PyAny>) -> Walked<Inner<'py>> {
        if scalar(&mut self.sink, lend(plain))? {
            Ok(None)
        } else {
            Err(Unfit)
        }
    }

    fn instance(&mut self, value: Bound<'py, PyAny>, place: PlaceId) -> Walked<Inner<'py>> {
        let class = class_of(lend(&value)) as usize;
        if let Some(shown) = self.places.places.get(place).ok_or(Unfit)?.shown(class) {
            let shown = Rc::clone(shown);
            return self.enter_fields(value, shown, place);
        }
        if self.is_graph {
            self.record(value, place)?;
            return Ok(None);
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
                return self.fields(value, &model, place);
            }
            Kind::Decimal => self.sink.scalar(lend(&value), Scalar::Decimal)?,
            Kind::Moment if !classes::has_known_zone(&value)? => return Err(Unfit),
            Kind::Url if !classes::has_text_parts(&value) => return Err(Unfit),
            Kind::Plain | Kind::Moment | Kind::Url => {
                return self.leaf(&self.settings.plain(&value)?);
            }
            Kind::Enum => return self.leaf(&value.getattr("value")?),
            Kind::Map => return self.mapped(value.getattr("mapping")?, place),
            Kind::Dict => {
                let dict = value.cast_into::<PyDict>().map_err(|_| Unfit)?;
                return self.dict(dict, place);
            }
            Kind::Collection => {
                let list = made::list_of(&value)?;
                let elements = self.elements(lend(&value), list.len(), place)?;
                self.enter(place, Rest::List(list, elements))?;
            }
        }
        Ok(None)
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

    fn mapped(&mut self, held: Bound<'py, PyAny>, place: PlaceId) -> Walked<Inner<'py>> {
        let dict = held.cast_into_exact::<PyDict>().map_err(|_| Unfit)?;
        if !raw::has_text_keys(&dict) {
            return Err(Unfit);
        }
        self.has_maps = true;
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
    ) -> Walked<Inner<'py>> {
        let class = instance.get_type();
        let keep = self.places.places.get(place).ok_or(Unfit)?.keep;
        let (settings, sink) = (self.settings, &mut self.sink);
        let mut shown = classes::shown(&class, model, keep, settings, &mut self.places, sink)?;
        for field in &mut shown.fields {
            field.read.check(&instance);
        }
        let address = class_of(lend(&instance)) as usize;
        let shown = self
            .places
            .places
            .get_mut(place)
            .ok_or(Unfit)?
            .show(address, shown);
        self.enter_fields(instance, shown, place)
    }

    #[inline(always)]
    fn enter_fields(
        &mut self,
        instance: Bound<'py, PyAny>,
        shown: Rc<Shown<'py, S::Key>>,
        place: PlaceId,
    ) -> Walked<Inner<'py>> {
        self.check()?;
        self.sink.open_object(shown.class_name.as_ref())?;
        let (mut next, limit) = (0, self.values);
        let visited = &mut self.visited;
        let inner = fields_of(&mut self.sink, &instance, &shown, &mut next, visited, limit)?;
        if inner.is_some() {
            self.enter(place, Rest::Fields(instance, shown, next))?;
        }
        Ok(inner)
    }
}
