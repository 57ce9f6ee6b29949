//! Reads CPython containers without counting references: the few places where that pays.

use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyTuple};

/// A reference that its container owns. Nothing may run between its making and its use that could
/// change the container; whoever keeps one for longer takes a reference of his own.
pub type Lent<'a, 'py> = Borrowed<'a, 'py, PyAny>;

/// The class of a value, to be compared by address.
#[inline(always)]
pub fn class_of(value: Lent<'_, '_>) -> *mut ffi::PyTypeObject {
    // SAFETY: every object has a class, which lives as long as the object.
    unsafe { ffi::Py_TYPE(value.as_ptr()) }
}

/// The entry at the place `at` of a dict, or the first one behind it; `at` moves behind what is given.
#[inline(always)]
pub fn next_entry<'a, 'py>(
    dict: &'a Bound<'py, PyDict>,
    at: &mut isize,
) -> Option<(Lent<'a, 'py>, Lent<'a, 'py>)> {
    let (mut key, mut value) = (std::ptr::null_mut(), std::ptr::null_mut());
    // SAFETY: `dict` is a dict, and CPython checks every place against its size.
    unsafe {
        if ffi::PyDict_Next(dict.as_ptr(), at, &mut key, &mut value) == 0 {
            return None;
        }
        Some((
            Lent::from_ptr(dict.py(), key),
            Lent::from_ptr(dict.py(), value),
        ))
    }
}

/// The value under `key`, an exact str, in a dict whose keys are all exact str.
#[inline(always)]
pub fn entry<'a, 'py>(dict: &'a Bound<'py, PyDict>, key: Lent<'_, 'py>) -> Option<Lent<'a, 'py>> {
    // SAFETY: both are live; comparing exact str runs no code of a caller's and cannot fail.
    unsafe {
        let found = ffi::PyDict_GetItemWithError(dict.as_ptr(), key.as_ptr());
        if found.is_null() {
            if !ffi::PyErr_Occurred().is_null() {
                ffi::PyErr_Clear();
            }
            return None;
        }
        Some(Lent::from_ptr(dict.py(), found))
    }
}

/// The element at `index` of a list, or None where it has become shorter.
#[inline(always)]
pub fn list_item<'a, 'py>(list: &'a Bound<'py, PyList>, index: usize) -> Option<Lent<'a, 'py>> {
    // SAFETY: `list` is a list, and CPython checks the index.
    unsafe {
        let item = ffi::PyList_GetItem(list.as_ptr(), index as ffi::Py_ssize_t);
        lent(list.py(), item)
    }
}

/// The element at `index` of a tuple, or None where there is none.
#[inline(always)]
pub fn tuple_item<'a, 'py>(tuple: &'a Bound<'py, PyTuple>, index: usize) -> Option<Lent<'a, 'py>> {
    // SAFETY: `tuple` is a tuple, and CPython checks the index.
    unsafe {
        let item = ffi::PyTuple_GetItem(tuple.as_ptr(), index as ffi::Py_ssize_t);
        lent(tuple.py(), item)
    }
}

/// # Safety
/// `item` is null, with an error set, or is owned by something that outlives the result.
#[inline(always)]
unsafe fn lent<'a, 'py>(py: Python<'py>, item: *mut ffi::PyObject) -> Option<Lent<'a, 'py>> {
    if item.is_null() {
        // SAFETY: the interpreter is attached, as `py` proves.
        unsafe { ffi::PyErr_Clear() };
        return None;
    }
    // SAFETY: as the caller promises.
    Some(unsafe { Lent::from_ptr(py, item) })
}

/// Whether all keys of a dict are exact str; most often told without looking at one of them.
#[inline(always)]
pub fn has_text_keys(dict: &Bound<'_, PyDict>) -> bool {
    // SAFETY: read only where the table is laid out as expected.
    if is_table_readable(dict.py()) && unsafe { (*table(dict)).kind } != GENERAL {
        return true;
    }
    let mut at = 0;
    while let Some((key, _)) = next_entry(dict, &mut at) {
        if class_of(key) != &raw mut ffi::PyUnicode_Type {
            return false;
        }
    }
    true
}

/// The UTF-8 form of an exact str, None where surrogates in it have none.
#[inline(always)]
pub fn utf_8<'a>(text: Lent<'a, '_>) -> Option<&'a str> {
    let mut size = 0;
    // SAFETY: `text` is an exact str, which keeps its UTF-8 form for as long as it lives.
    unsafe {
        let data = ffi::PyUnicode_AsUTF8AndSize(text.as_ptr(), &mut size);
        if data.is_null() {
            ffi::PyErr_Clear();
            return None;
        }
        let bytes = std::slice::from_raw_parts(data.cast::<u8>(), size as usize);
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// A value of which the class has been found to be just that of `T`.
///
/// # Safety
/// It has.
#[inline(always)]
pub unsafe fn known<T>(value: Bound<'_, PyAny>) -> Bound<'_, T> {
    // SAFETY: as the caller promises.
    unsafe { value.cast_into_unchecked() }
}

// How CPython lays out a dict and its table is no part of the stable ABI, so it is read only in the
// versions that are known to have it so, after a look at some dicts of our own.
const TABLE_AT: usize = 32;
const SPLIT_VALUES_AT: usize = 40;
const GENERAL: u8 = 0;
const TEXTS: u8 = 1;

#[repr(C)]
struct TableHead {
    references: isize,
    log2_size: u8,
    log2_index_bytes: u8,
    kind: u8,
    version: u32,
    usable: isize,
    entry_count: isize,
}

#[repr(C)]
struct TableEntry {
    key: *mut ffi::PyObject,
    value: *mut ffi::PyObject,
}

/// # Safety
/// `is_table_readable` has said so.
#[inline(always)]
unsafe fn table(dict: &Bound<'_, PyDict>) -> *const TableHead {
    // SAFETY: as the caller promises; every dict has a table.
    unsafe {
        *dict
            .as_ptr()
            .cast::<u8>()
            .add(TABLE_AT)
            .cast::<*const TableHead>()
    }
}

/// The value at the place `at` of a dict, if `key` itself is the key there.
#[inline(always)]
pub fn value_at<'a, 'py>(
    dict: &'a Bound<'py, PyDict>,
    at: isize,
    key: &Bound<'py, PyAny>,
) -> Option<Lent<'a, 'py>> {
    if !is_table_readable(dict.py()) {
        return value_at_slowly(dict, at, key);
    }
    // SAFETY: the table is laid out as it was found to be; a table of texts that is not split has
    // `entry_count` entries behind its indexes, the key and value of one that is deleted being null.
    unsafe {
        let head = table(dict);
        let split = *dict
            .as_ptr()
            .cast::<u8>()
            .add(SPLIT_VALUES_AT)
            .cast::<*const u8>();
        if (*head).kind != TEXTS || !split.is_null() {
            return value_at_slowly(dict, at, key);
        }
        if at < 0 || at >= (*head).entry_count {
            return None;
        }
        let entries = head
            .cast::<u8>()
            .add(size_of::<TableHead>() + (1 << (*head).log2_index_bytes))
            .cast::<TableEntry>();
        let entry = &*entries.add(at as usize);
        if entry.key != key.as_ptr() || entry.value.is_null() {
            return None;
        }
        Some(Lent::from_ptr(dict.py(), entry.value))
    }
}

fn value_at_slowly<'a, 'py>(
    dict: &'a Bound<'py, PyDict>,
    at: isize,
    key: &Bound<'py, PyAny>,
) -> Option<Lent<'a, 'py>> {
    let mut at = at;
    let (found, value) = next_entry(dict, &mut at)?;
    (found.as_ptr() == key.as_ptr()).then_some(value)
}

const UNKNOWN: u8 = 0;
const READABLE: u8 = 1;
const UNREADABLE: u8 = 2;
static TABLES: AtomicU8 = AtomicU8::new(UNKNOWN);

#[inline(always)]
fn is_table_readable(py: Python<'_>) -> bool {
    match TABLES.load(Ordering::Relaxed) {
        UNKNOWN => look_at_tables(py),
        state => state == READABLE,
    }
}

#[cold]
fn look_at_tables(py: Python<'_>) -> bool {
    let is_readable = is_known_version(py).unwrap_or(false) && is_laid_out(py).unwrap_or(false);
    let state = if is_readable { READABLE } else { UNREADABLE };
    TABLES.store(state, Ordering::Relaxed);
    is_readable
}

fn is_known_version(py: Python<'_>) -> PyResult<bool> {
    let version = py.version_info();
    Ok(cfg!(target_pointer_width = "64")
        && version.major == 3
        && (11..=14).contains(&version.minor)
        && is_plain_cpython(py)?)
}

/// Whether dicts of several sizes, and those with other keys, look as expected.
fn is_laid_out(py: Python<'_>) -> PyResult<bool> {
    for count in [1, 5, 20, 300] {
        let dict = PyDict::new(py);
        for number in 0..count {
            dict.set_item(number.to_string(), number)?;
        }
        // SAFETY: in the known versions every dict has these members.
        let (kind, entries, log2_bytes) = unsafe {
            let head = &*table(&dict);
            (head.kind, head.entry_count, head.log2_index_bytes)
        };
        if kind != TEXTS || entries != count || log2_bytes > 12 {
            return Ok(false);
        }
        // SAFETY: as above; that many entries stand behind the indexes.
        let entry = unsafe {
            let entries = table(&dict)
                .cast::<u8>()
                .add(size_of::<TableHead>() + (1 << log2_bytes))
                .cast::<TableEntry>();
            &*entries.add(count as usize - 1)
        };
        let mut at = count - 1;
        let is_found = next_entry(&dict, &mut at).is_some_and(|(key, value)| {
            at == count && key.as_ptr() == entry.key && value.as_ptr() == entry.value
        });
        dict.set_item(1, 1)?;
        // SAFETY: as above.
        if !is_found || unsafe { (*table(&dict)).kind } != GENERAL {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether this is CPython with a lock around its objects.
pub fn is_plain_cpython(py: Python<'_>) -> PyResult<bool> {
    let sys = py.import("sys")?;
    let name: String = sys.getattr("implementation")?.getattr("name")?.extract()?;
    let flags: String = sys
        .getattr("abiflags")
        .map_or(Ok(String::new()), |it| it.extract())?;
    // Debugging builds may lay objects out otherwise.
    Ok(name == "cpython" && !flags.contains(['t', 'd']))
}
