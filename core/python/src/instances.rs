//! Instances: attributes that are read where CPython keeps them.
//!
//! That is no part of the stable ABI, so it is done only in the versions that are known to lay instances out so,
//! after a look at some of our own; and each place is tried on an instance before it is relied upon.

use std::cell::Cell;
use std::ffi::{c_char, c_ulong};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};

use crate::ask::Ask;
use crate::made;
use crate::raw::Lent;
use crate::tables;

const WORD: usize = size_of::<usize>();
/// The size of its instances in a class.
const SIZE_AT: usize = 32;
/// An instance's dict, if it has one.
const DICT_AT: isize = -3;
/// In 3.11 its values, if it has no dict.
const VALUES_AT: isize = -4;
const MANAGED_DICT: c_ulong = 1 << 4;
const INLINE_VALUES: c_ulong = 1 << 2;
/// Of values in the instance itself: whether they hold, and how much stands before the first.
const IS_VALID_AT: usize = 3;
const VALUES_HEAD: usize = 8;

/// How a member descriptor tells where its value is.
const MEMBER_AT: usize = 40;
const OBJECT_OR_ERROR: i32 = 16;
const AUDITED: i32 = 2;

/// Where instances of one class keep one attribute.
pub enum Spot {
    /// So many bytes behind their start, or nothing there.
    Slot(usize),
    /// Among the values of instances that have no dict, under that number, or at some place in their dict.
    Value(Values, Option<usize>, Cell<isize>),
}

/// Where instances of one class keep their values.
#[derive(Clone, Copy)]
pub enum Values {
    Behind(isize),
    Inline(usize),
    /// Nowhere but in a dict.
    None,
}

#[repr(C)]
struct Member {
    name: *const c_char,
    kind: i32,
    offset: isize,
    flags: i32,
}

impl Spot {
    /// Where a member descriptor reads; None where it does anything else.
    pub fn of_descriptor(class: &Bound<'_, PyType>, descriptor: &Bound<'_, PyAny>) -> Option<Spot> {
        layout(class.py())?;
        // SAFETY: in the known versions a member descriptor has this member, which lives as long as its class.
        let member = unsafe {
            &**descriptor
                .as_ptr()
                .cast::<u8>()
                .add(MEMBER_AT)
                .cast::<*const Member>()
        };
        let offset = usize::try_from(member.offset).ok()?;
        let is_plain = member.kind == OBJECT_OR_ERROR
            && member.flags & AUDITED == 0
            && offset >= 2 * WORD
            && offset % WORD == 0
            && offset + WORD <= size_of_instances(class);
        is_plain.then_some(Spot::Slot(offset))
    }

    /// Where an attribute is that the class does not define, as far as can be told.
    pub fn of_attribute(class: &Bound<'_, PyType>, name: &Bound<'_, PyString>) -> Option<Spot> {
        let (keys_at, values_at) = layout(class.py())?.attributes?;
        // SAFETY: a live class.
        let flags = unsafe { ffi::PyType_GetFlags(class.as_type_ptr()) };
        if flags & MANAGED_DICT == 0 {
            return None;
        }
        let values = match values_at {
            Some(at) => Values::Behind(at),
            None if flags & INLINE_VALUES != 0 => Values::Inline(size_of_instances(class)),
            None => Values::None,
        };
        // SAFETY: in the known versions a class has this member; its keys are never taken away.
        let number =
            unsafe { tables::number_in_split_keys(cached_keys(class, keys_at), name.as_any()) };
        Some(Spot::Value(values, number, Cell::new(0)))
    }

    /// The value of the attribute; None where it is elsewhere, or where there is none.
    #[inline(always)]
    pub fn read<'a, 'py>(
        &self,
        instance: &'a Bound<'py, PyAny>,
        name: &Bound<'py, PyString>,
    ) -> Option<Lent<'a, 'py>> {
        let start = instance.as_ptr().cast::<u8>();
        // SAFETY: an instance of the class whose instances have their values just there.
        unsafe {
            match self {
                Spot::Slot(offset) => lent(instance, *start.add(*offset).cast()),
                Spot::Value(values, number, at) => {
                    let values = match *values {
                        Values::Behind(at) => *start.cast::<*const *mut ffi::PyObject>().offset(at),
                        Values::Inline(at) if *start.add(at + IS_VALID_AT) != 0 => {
                            start.add(at + VALUES_HEAD).cast()
                        }
                        _ => std::ptr::null(),
                    };
                    match number {
                        Some(number) if !values.is_null() => lent(instance, *values.add(*number)),
                        _ if values.is_null() => in_dict(instance, name, at),
                        _ => None,
                    }
                }
            }
        }
    }
}

/// The value under `name` in the dict of an instance that has its values there.
///
/// # Safety
/// The instance has a place for its dict.
#[inline(always)]
unsafe fn in_dict<'a, 'py>(
    instance: &'a Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
    at: &Cell<isize>,
) -> Option<Lent<'a, 'py>> {
    // SAFETY: as the caller promises. It is held for as long as is needed: until the value is found.
    let dict = unsafe {
        let dict = *instance
            .as_ptr()
            .cast::<*mut ffi::PyObject>()
            .offset(DICT_AT);
        Bound::from_borrowed_ptr_or_opt(instance.py(), dict)?
    };
    let dict = dict.cast_into_exact::<PyDict>().ok()?;
    let value = match tables::value_at(&dict, at.get(), name.as_any()) {
        Some(value) => value,
        None => {
            at.set(tables::place_of(&dict, name.as_any())?);
            tables::value_at(&dict, at.get(), name.as_any())?
        }
    };
    // SAFETY: owned by the dict, which the instance owns.
    unsafe { lent(instance, value.as_ptr()) }
}

/// # Safety
/// `value` is null or owned by the instance.
#[inline(always)]
unsafe fn lent<'a, 'py>(
    instance: &'a Bound<'py, PyAny>,
    value: *mut ffi::PyObject,
) -> Option<Lent<'a, 'py>> {
    if value.is_null() {
        return None;
    }
    // SAFETY: as the caller promises.
    Some(unsafe { Lent::from_ptr(instance.py(), value) })
}

/// How the instances of this version are laid out.
struct Layout {
    /// Where a class has the keys that its instances share, and where those have their values if not inline.
    attributes: Option<(usize, Option<isize>)>,
}

/// None where it is not known.
fn layout(py: Python<'_>) -> Option<&'static Layout> {
    static LAYOUT: PyOnceLock<Option<Layout>> = PyOnceLock::new();
    // Where memory is refused nothing is known yet.
    let found = LAYOUT.get_or_try_init(py, || look_at_instances(py));
    found.ok()?.as_ref()
}

#[cold]
fn look_at_instances(py: Python<'_>) -> PyResult<Option<Layout>> {
    if !tables::is_known_version(py)? || !has_sizes(py)? {
        return Ok(None);
    }
    let keys_at = place_of_keys(py)?;
    let attributes = match py.version_info().minor {
        11 => keys_at.map(|at| (at, Some(VALUES_AT))),
        // Where an instance has either values or a dict, and a bit of the pointer tells which.
        12 => None,
        _ => keys_at.map(|at| (at, None)),
    };
    Ok(Some(Layout { attributes }))
}

/// Whether classes have the size of their instances where it is looked for.
fn has_sizes(py: Python<'_>) -> PyResult<bool> {
    for class in [
        py.get_type::<PyType>(),
        py.get_type::<PyDict>(),
        py.get_type::<PyAny>(),
    ] {
        let size: usize = class.attribute(c"__basicsize__")?.extract()?;
        if size_of_instances(&class) != size {
            return Ok(false);
        }
    }
    Ok(true)
}

fn size_of_instances(class: &Bound<'_, PyType>) -> usize {
    // SAFETY: in the known versions every class has this member.
    unsafe { *class.as_ptr().cast::<u8>().add(SIZE_AT).cast::<usize>() }
}

/// Where some classes of our own have the keys of their instances, if all have them at one place.
fn place_of_keys(py: Python<'_>) -> PyResult<Option<usize>> {
    let size: usize = py
        .get_type::<PyType>()
        .attribute(c"__basicsize__")?
        .extract()?;
    let mut found = None;
    for names in [&[c"one"][..], &[c"first", c"second", c"third"]] {
        let class = made::class(&made::dict(py)?)?.cast_into::<PyType>()?;
        let instance = class.called([])?;
        for (number, name) in names.iter().enumerate() {
            instance.setattr(made::interned(py, name)?, made::int(py, number)?)?;
        }
        let dict = instance.attribute(c"__dict__")?.cast_into::<PyDict>()?;
        let Some(keys) = tables::split_keys_of(&dict) else {
            return Ok(None);
        };
        let mut places = (2 * WORD..size)
            .step_by(WORD)
            // SAFETY: within the class.
            .filter(|&at| unsafe { cached_keys(&class, at) } == keys);
        let (Some(place), None) = (places.next(), places.next()) else {
            return Ok(None);
        };
        if found.is_some_and(|other| other != place) {
            return Ok(None);
        }
        found = Some(place);
    }
    Ok(found)
}

/// # Safety
/// A class has a pointer there.
unsafe fn cached_keys(class: &Bound<'_, PyType>, at: usize) -> *const u8 {
    // SAFETY: as the caller promises.
    unsafe { *class.as_ptr().cast::<u8>().add(at).cast::<*const u8>() }
}
