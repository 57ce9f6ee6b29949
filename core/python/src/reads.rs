//! Reads: how an attribute of an instance is read where that provably runs no code of a caller's.

use pyo3::ffi;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple, PyType};

use crate::instances::Spot;
use crate::raw::Lent;
use crate::settings::Settings;
use crate::sink::{Unfit, Walked};

/// How one attribute of the instances of one class is read.
pub struct Read<'py> {
    name: Bound<'py, PyString>,
    how: How<'py>,
    /// Where it most often is.
    spot: Option<Spot>,
}

enum How<'py> {
    /// From a slot, by a descriptor of CPython's own.
    Slot {
        descriptor: Bound<'py, PyAny>,
        get: ffi::descrgetfunc,
        class: Bound<'py, PyType>,
    },
    /// From the instance's dict, or else a plain attribute of the class.
    Attribute,
}

impl<'py> Read<'py> {
    /// Unfit where `get` is anything but the specification's own reading of a public attribute, or
    /// where a descriptor would be asked.
    pub fn new(
        class: &Bound<'py, PyType>,
        get: &Bound<'py, PyAny>,
        settings: &Settings,
    ) -> Walked<Read<'py>> {
        let py = class.py();
        if !get
            .getattr("__code__")?
            .is(settings.specification.attribute_code.bind(py))
        {
            return Err(Unfit);
        }
        let cells = get.getattr("__closure__")?;
        let name = cells
            .get_item(0)?
            .getattr("cell_contents")?
            .cast_into_exact::<PyString>()
            .map_err(|_| Unfit)?;
        let found = defined(class, &name)?.map(|(_, found)| found);
        let descriptor = found.and_then(|found| Some((descriptor_get(&found.get_type())?, found)));
        let Some((get, descriptor)) = descriptor else {
            let spot = Spot::of_attribute(class, &name);
            let how = How::Attribute;
            return Ok(Read { name, how, spot });
        };
        if !settings.is_slot(&descriptor.get_type()) {
            return Err(Unfit);
        }
        Ok(Read {
            name,
            spot: match descriptor.get_type().is(&settings.specification.slots[0]) {
                true => Spot::of_descriptor(class, &descriptor),
                false => None,
            },
            how: How::Slot {
                descriptor,
                get,
                class: class.clone(),
            },
        })
    }

    /// Tries the place on an instance, and forgets it if anything else is there.
    pub fn check(&mut self, instance: &Bound<'py, PyAny>) {
        if let Some(value) = self.lent(instance) {
            if !self.get(instance).is_ok_and(|wanted| wanted.is(value)) {
                self.spot = None;
            }
        }
    }

    /// The value of the attribute, if it is where it most often is.
    #[inline(always)]
    pub fn lent<'a>(&self, instance: &'a Bound<'py, PyAny>) -> Option<Lent<'a, 'py>> {
        self.spot.as_ref()?.read(instance, &self.name)
    }

    /// The value of the attribute; unfit where there is none.
    pub fn get(&self, instance: &Bound<'py, PyAny>) -> Walked<Bound<'py, PyAny>> {
        // SAFETY: each call takes live objects and gives a new reference, or null with an error set;
        // `get` belongs to the class of `descriptor`, which is alive.
        let value = unsafe {
            match &self.how {
                How::Slot {
                    descriptor,
                    get,
                    class,
                } => get(descriptor.as_ptr(), instance.as_ptr(), class.as_ptr()),
                How::Attribute => {
                    ffi::PyObject_GenericGetAttr(instance.as_ptr(), self.name.as_ptr())
                }
            }
        };
        // SAFETY: as above.
        unsafe { Bound::from_owned_ptr_or_opt(instance.py(), value) }.ok_or_else(|| {
            // SAFETY: the interpreter is attached.
            unsafe { ffi::PyErr_Clear() };
            Unfit
        })
    }
}

/// Whether `getattr` on instances asks their dict and class as `object` does, before any
/// `__getattr__`, and `isinstance` is told the truth.
pub fn is_read_plainly(class: &Bound<'_, PyType>) -> Walked<bool> {
    let py = class.py();
    let object = py.get_type::<PyAny>();
    let Some((definer, _)) = defined(class, &PyString::intern(py, "__getattribute__"))? else {
        return Ok(false);
    };
    // SAFETY: a live class.
    let flags = unsafe { ffi::PyType_GetFlags(definer.as_type_ptr()) };
    let is_native = flags & ffi::Py_TPFLAGS_HEAPTYPE == 0;
    Ok(is_native && is_defined_by(class, "__class__", &object)?)
}

/// Whether `base` is the first class of `class` and its bases that defines `name`.
pub fn is_defined_by(
    class: &Bound<'_, PyType>,
    name: &str,
    base: &Bound<'_, PyType>,
) -> Walked<bool> {
    let name = PyString::intern(class.py(), name);
    Ok(defined(class, &name)?.is_some_and(|(definer, _)| definer.is(base)))
}

/// What a class or the nearest of its bases defines under `name`, and which of them.
fn defined<'py>(
    class: &Bound<'py, PyType>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<(Bound<'py, PyType>, Bound<'py, PyAny>)>> {
    let bases: Bound<'py, PyTuple> = class.mro();
    for base in bases.iter() {
        let members = members_of(&base)?;
        if members.contains(name)? {
            let found = members.get_item(name)?;
            return Ok(Some((base.cast_into::<PyType>()?, found)));
        }
    }
    Ok(None)
}

/// What a class itself defines, as a view that shows later changes too.
pub fn members_of<'py>(class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    class.getattr(intern!(class.py(), "__dict__"))
}

fn descriptor_get(class: &Bound<'_, PyType>) -> Option<ffi::descrgetfunc> {
    // SAFETY: the slot of a live class holds null or a function of this type.
    unsafe {
        let slot = ffi::PyType_GetSlot(class.as_type_ptr(), ffi::Py_tp_descr_get);
        (!slot.is_null())
            .then(|| std::mem::transmute::<*mut std::ffi::c_void, ffi::descrgetfunc>(slot))
    }
}

/// A loan on a value that is held.
#[inline(always)]
pub fn lend<'a, 'py>(value: &'a Bound<'py, PyAny>) -> Lent<'a, 'py> {
    value.as_borrowed()
}
