//! Tables: the entries of CPython's dicts, read in place.

use std::sync::atomic::{AtomicU8, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::made;
use crate::raw::{Lent, is_plain_cpython, next_entry};

// How CPython lays out a dict and its table is no part of the stable ABI, so it is read only in the
// versions that are known to have it so, after a look at some dicts of our own.
const TABLE_AT: usize = 32;
const SPLIT_VALUES_AT: usize = 40;
const GENERAL: u8 = 0;
const TEXTS: u8 = 1;
const SPLIT: u8 = 2;
/// The hash of a str.
const HASH_AT: usize = 24;

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

/// A key and its value.
#[repr(C)]
pub struct Entry {
    key: *mut ffi::PyObject,
    pub value: *mut ffi::PyObject,
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

/// Whether a dict is known to have keys of exact str alone.
#[inline(always)]
pub fn is_of_texts(dict: &Bound<'_, PyDict>) -> bool {
    // SAFETY: read only where the table is laid out as expected.
    is_table_readable(dict.py()) && unsafe { (*table(dict)).kind } != GENERAL
}

/// The entries of a dict, for as long as nothing can change it.
#[derive(Clone, Copy)]
pub struct Entries<'a, 'py> {
    dict: &'a Bound<'py, PyDict>,
    first: *mut Entry,
    count: isize,
}

/// The hash of an exact str that has been a key.
///
/// # Safety
/// It is one, in a version whose tables are readable.
#[inline(always)]
unsafe fn hash_of(key: *mut ffi::PyObject) -> isize {
    // SAFETY: as the caller promises.
    unsafe { *key.cast::<u8>().add(HASH_AT).cast::<isize>() }
}

/// The entries of a dict that has a table of texts of its own, laid out as it was found to be.
#[inline(always)]
pub fn entries<'a, 'py>(dict: &'a Bound<'py, PyDict>) -> Option<Entries<'a, 'py>> {
    if !is_table_readable(dict.py()) {
        return None;
    }
    // SAFETY: it is.
    unsafe { entries_of(dict) }
}

/// # Safety
/// The dict is laid out as expected.
#[inline(always)]
unsafe fn entries_of<'a, 'py>(dict: &'a Bound<'py, PyDict>) -> Option<Entries<'a, 'py>> {
    // SAFETY: such a table has `entry_count` entries behind its indexes.
    unsafe {
        let head = table(dict);
        let split = *dict
            .as_ptr()
            .cast::<u8>()
            .add(SPLIT_VALUES_AT)
            .cast::<*const u8>();
        if (*head).kind != TEXTS || !split.is_null() {
            return None;
        }
        let first = head
            .cast::<u8>()
            .add(size_of::<TableHead>() + (1 << (*head).log2_index_bytes))
            .cast::<Entry>();
        Some(Entries {
            dict,
            first: first.cast_mut(),
            count: (*head).entry_count,
        })
    }
}

impl<'a, 'py> Entries<'a, 'py> {
    pub fn first(self) -> *mut Entry {
        self.first
    }

    pub fn count(self) -> usize {
        usize::try_from(self.count).unwrap_or(0)
    }

    /// The place of a key, an exact str, found as CPython finds it; and the key that is there.
    #[inline]
    pub fn find(self, key: Lent<'_, 'py>) -> Option<(isize, Lent<'a, 'py>)> {
        const PERTURB_SHIFT: u32 = 5;
        // SAFETY: an exact str knows its hash once it has been a key; the indexes lie behind the head, some of
        // them without an entry, and what is there is below the number of entries.
        unsafe {
            let hash = hash_of(key.as_ptr());
            let head = table(self.dict);
            let mask = (1usize << (*head).log2_size) - 1;
            let width = (*head).log2_index_bytes.checked_sub((*head).log2_size)?;
            let indexes = head.cast::<u8>().add(size_of::<TableHead>());
            let (mut slot, mut perturb) = (hash as usize & mask, hash as usize);
            loop {
                let at = match width {
                    0 => isize::from(*indexes.cast::<i8>().add(slot)),
                    1 => isize::from(*indexes.cast::<i16>().add(slot)),
                    2 => *indexes.cast::<i32>().add(slot) as isize,
                    _ => *indexes.cast::<isize>().add(slot),
                };
                if at == -1 {
                    return None;
                }
                if at >= 0 && at < self.count {
                    let found = (*self.first.add(at as usize)).key;
                    if found == key.as_ptr()
                        || (!found.is_null()
                            && hash_of(found) == hash
                            && ffi::PyUnicode_Compare(found, key.as_ptr()) == 0)
                    {
                        return Some((at, Lent::from_ptr(self.dict.py(), found)));
                    }
                }
                perturb >>= PERTURB_SHIFT;
                slot = (slot.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1)) & mask;
            }
        }
    }

    /// The value at the place `at`, if `key` itself is the key there.
    #[inline(always)]
    pub fn value_at(self, at: isize, key: &Bound<'py, PyAny>) -> Option<Lent<'a, 'py>> {
        if at < 0 || at >= self.count {
            return None;
        }
        // SAFETY: there are `count` entries, the key and value of one that is deleted being null.
        unsafe {
            let entry = &*self.first.add(at as usize);
            if entry.key != key.as_ptr() || entry.value.is_null() {
                return None;
            }
            Some(Lent::from_ptr(self.dict.py(), entry.value))
        }
    }
}

/// The value at the place `at` of a dict, if `key` itself is the key there.
#[inline(always)]
pub fn value_at<'a, 'py>(
    dict: &'a Bound<'py, PyDict>,
    at: isize,
    key: &Bound<'py, PyAny>,
) -> Option<Lent<'a, 'py>> {
    match entries(dict) {
        Some(entries) => entries.value_at(at, key),
        None => value_at_slowly(dict, at, key),
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

/// The place of a key itself in a dict.
pub fn place_of(dict: &Bound<'_, PyDict>, key: &Bound<'_, PyAny>) -> Option<isize> {
    let mut at = 0;
    while let Some((found, _)) = next_entry(dict, &mut at) {
        if found.as_ptr() == key.as_ptr() {
            return Some(at - 1);
        }
    }
    None
}

/// The table that a dict shares with others, if it does.
pub fn split_keys_of(dict: &Bound<'_, PyDict>) -> Option<*const u8> {
    if !is_table_readable(dict.py()) {
        return None;
    }
    // SAFETY: laid out as expected.
    unsafe { ((*table(dict)).kind == SPLIT).then(|| table(dict).cast()) }
}

/// The number of a key itself in a table that dicts share.
///
/// # Safety
/// `keys` is null or a table, laid out as in the known versions.
pub unsafe fn number_in_split_keys(keys: *const u8, key: &Bound<'_, PyAny>) -> Option<usize> {
    let head = keys.cast::<TableHead>();
    // SAFETY: as the caller promises; so many entries stand behind the indexes.
    unsafe {
        if head.is_null() || (*head).kind != SPLIT {
            return None;
        }
        let first = keys
            .add(size_of::<TableHead>() + (1 << (*head).log2_index_bytes))
            .cast::<Entry>();
        let count = usize::try_from((*head).entry_count).ok()?;
        (0..count).find(|&number| (*first.add(number)).key == key.as_ptr())
    }
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
    let is_readable = is_known_version(py).and_then(|is_known| Ok(is_known && is_laid_out(py)?));
    // Where memory is refused nothing is known yet.
    if let Ok(is_readable) = is_readable {
        let state = if is_readable { READABLE } else { UNREADABLE };
        TABLES.store(state, Ordering::Relaxed);
    }
    is_readable.unwrap_or(false)
}

/// Whether a key is found by its hash at its place, and one that is none nowhere.
fn is_found_by_hash(dict: &Bound<'_, PyDict>, number: usize) -> PyResult<bool> {
    let key = made::int(dict.py(), number)?.str()?;
    let none = made::int(dict.py(), number + 1_000_000)?.str()?;
    // Asked for their hashes, they know them.
    key.hash()?;
    none.hash()?;
    // SAFETY: so far the table is as expected.
    let entries = unsafe { entries_of(dict) };
    Ok(entries.is_some_and(|entries| {
        let found = entries.find(key.as_any().as_borrowed());
        found.is_some_and(|(at, _)| at == number as isize)
            && entries.find(none.as_any().as_borrowed()).is_none()
    }))
}

/// Whether objects are laid out as in the versions of CPython that were looked at.
pub fn is_known_version(py: Python<'_>) -> PyResult<bool> {
    let version = py.version_info();
    Ok(cfg!(target_pointer_width = "64")
        && version.major == 3
        && (11..=14).contains(&version.minor)
        && is_plain_cpython(py)?)
}

/// Whether dicts of several sizes, and those with other keys, look as expected.
fn is_laid_out(py: Python<'_>) -> PyResult<bool> {
    for count in [1, 5, 20, 300] {
        let dict = made::dict(py)?;
        for number in 0..count {
            let number = made::int(py, number)?;
            dict.set_item(number.str()?, number)?;
        }
        // SAFETY: in the known versions every dict has these members.
        let (kind, entries, log2_bytes) = unsafe {
            let head = &*table(&dict);
            (head.kind, head.entry_count, head.log2_index_bytes)
        };
        if kind != TEXTS || entries != count as isize || log2_bytes > 12 {
            return Ok(false);
        }
        // SAFETY: as above; that many entries stand behind the indexes.
        let entry = unsafe {
            let entries = table(&dict)
                .cast::<u8>()
                .add(size_of::<TableHead>() + (1 << log2_bytes))
                .cast::<Entry>();
            &*entries.add(count - 1)
        };
        let mut at = count as isize - 1;
        let is_found = next_entry(&dict, &mut at).is_some_and(|(key, value)| {
            at == count as isize && key.as_ptr() == entry.key && value.as_ptr() == entry.value
        });
        let mut are_found = true;
        for number in 0..count {
            are_found = are_found && is_found_by_hash(&dict, number)?;
        }
        let one = made::int(py, 1)?;
        dict.set_item(&one, &one)?;
        // SAFETY: as above.
        if !are_found || !is_found || unsafe { (*table(&dict)).kind } != GENERAL {
            return Ok(false);
        }
    }
    Ok(true)
}
