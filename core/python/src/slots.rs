//! Makes instances of frozen, slotted classes of our own, without their `__init__`.

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

use crate::ask::Ask;
use crate::made;

/// Where the instances of one class keep an attribute.
pub struct Slot {
    descriptor: Py<PyAny>,
    set: ffi::descrsetfunc,
}

impl Slot {
    pub fn new(class: &Bound<PyType>, name: &CStr) -> PyResult<Self> {
        let descriptor = class.attribute(name)?;
        // SAFETY: a live class; what it has in this place, if anything, is such a function.
        let set = unsafe {
            let found =
                ffi::PyType_GetSlot(descriptor.get_type().as_type_ptr(), ffi::Py_tp_descr_set);
            std::mem::transmute::<*mut std::ffi::c_void, Option<ffi::descrsetfunc>>(found)
        };
        let set = set.ok_or_else(|| {
            // SAFETY: the address of a class of the interpreter.
            let class = unsafe { ffi::PyExc_TypeError };
            made::error(descriptor.py(), class, c"expected slots")
        })?;
        Ok(Self {
            descriptor: descriptor.unbind(),
            set,
        })
    }

    /// Sets the attribute, which a frozen class would refuse.
    #[inline]
    pub fn set(&self, instance: &Bound<PyAny>, value: &Bound<PyAny>) -> PyResult<()> {
        // SAFETY: the descriptor's own function, which checks that the instance has such a slot.
        match unsafe { (self.set)(self.descriptor.as_ptr(), instance.as_ptr(), value.as_ptr()) } {
            0 => Ok(()),
            _ => Err(PyErr::fetch(instance.py())),
        }
    }
}

/// A new instance of a class that inherits from `object` alone, with no attribute set yet.
pub fn new_instance<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: a live class, for which `object.__new__` does just this; gives a new object or NULL with an error.
    unsafe {
        let instance = ffi::PyType_GenericAlloc(class.as_type_ptr(), 0);
        Bound::from_owned_ptr_or_err(class.py(), instance)
    }
}
