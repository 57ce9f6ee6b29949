//! Inside: what CPython's str and int hold, read in place.
//!
//! That is no part of the stable ABI, so it is done only in the versions that are known to lay them out so, after
//! a look at some of our own.

use std::sync::atomic::{AtomicUsize, Ordering};

use pyo3::ffi;
use pyo3::prelude::*;

use crate::made;
use crate::raw::{self, Lent};
use crate::tables::is_known_version;

const LENGTH_AT: usize = 16;
const STATE_AT: usize = 32;
const COMPACT_ASCII: u32 = 0b110_0000;
const SIZE_AT: usize = 16;
const DIGITS_AT: usize = 24;
const DIGIT_BITS: u32 = 30;

const UNKNOWN: usize = 0;
const UNREADABLE: usize = 1;
/// Where the characters of an ASCII str begin, if they may be read there.
static CHARACTERS_AT: AtomicUsize = AtomicUsize::new(UNKNOWN);

/// How the size of an int is told: since 3.12 its sign stands in the lowest bits.
const SIGNED: usize = 2;
const TAGGED: usize = 3;
static SIZES: AtomicUsize = AtomicUsize::new(UNKNOWN);

/// The characters of an exact str that is ASCII. None of others, and of all where they cannot be read in place.
#[inline(always)]
pub fn ascii<'a>(text: Lent<'a, '_>) -> Option<&'a str> {
    let at = match CHARACTERS_AT.load(Ordering::Relaxed) {
        UNKNOWN => look_at_texts(text.py()),
        at => at,
    };
    if at == UNREADABLE {
        return None;
    }
    // SAFETY: an exact str, laid out as some were found to be, has these members.
    unsafe { ascii_at(text, at) }
}

/// # Safety
/// The characters of an ASCII str begin `at` bytes behind its start.
#[inline(always)]
unsafe fn ascii_at<'a>(text: Lent<'a, '_>, at: usize) -> Option<&'a str> {
    let start = text.as_ptr().cast::<u8>();
    // SAFETY: as the caller promises; such text is UTF-8 as it stands.
    unsafe {
        if *start.add(STATE_AT).cast::<u32>() & COMPACT_ASCII != COMPACT_ASCII {
            return None;
        }
        let length = *start.add(LENGTH_AT).cast::<usize>();
        let bytes = std::slice::from_raw_parts(start.add(at), length);
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// The value of an exact int of at most two digits of CPython's. None of others, and of all where they cannot be
/// read in place.
#[inline(always)]
pub fn small_int(int: Lent<'_, '_>) -> Option<i64> {
    let sizes = match SIZES.load(Ordering::Relaxed) {
        UNKNOWN => look_at_ints(int.py()),
        sizes => sizes,
    };
    if sizes == UNREADABLE {
        return None;
    }
    // SAFETY: an exact int, laid out as some were found to be, has these members.
    unsafe { small_int_of(int, sizes) }
}

/// # Safety
/// The size of an int is told as `sizes` says.
#[inline(always)]
unsafe fn small_int_of(int: Lent<'_, '_>, sizes: usize) -> Option<i64> {
    let start = int.as_ptr().cast::<u8>();
    // SAFETY: as the caller promises; every int has room for one digit.
    unsafe {
        let size = *start.add(SIZE_AT).cast::<isize>();
        let (count, is_negative) = match sizes {
            TAGGED => (size as usize >> 3, size & 3 == 2),
            _ => (size.unsigned_abs(), size < 0),
        };
        let digits = start.add(DIGITS_AT).cast::<u32>();
        let number = match count {
            0 => 0,
            1 => i64::from(*digits),
            2 => i64::from(*digits) | i64::from(*digits.add(1)) << DIGIT_BITS,
            _ => return None,
        };
        Some(if is_negative { -number } else { number })
    }
}

#[cold]
fn look_at_texts(py: Python<'_>) -> usize {
    let found = match is_known_version(py) {
        Ok(true) => place_of_characters(py).map(|at| at.unwrap_or(UNREADABLE)),
        Ok(false) => Ok(UNREADABLE),
        Err(error) => Err(error),
    };
    // Where memory is refused nothing is known yet.
    if let Ok(found) = found {
        CHARACTERS_AT.store(found, Ordering::Relaxed);
    }
    found.unwrap_or(UNREADABLE)
}

/// Where the characters begin; None if any of some texts does not look as expected.
fn place_of_characters(py: Python<'_>) -> PyResult<Option<usize>> {
    let first = made::text(py, "some text")?;
    let start = first.as_ptr() as usize;
    let place = raw::any_utf_8(first.as_any().as_borrowed());
    let at = place.map_or(0, |text| (text.as_ptr() as usize).wrapping_sub(start));
    if !(STATE_AT + 8..=64).contains(&at) {
        return Ok(None);
    }
    for text in [
        "",
        "a",
        "0123456789abcdef~",
        "\u{7f}",
        "\u{e9}",
        "a\u{20ac}",
        "\u{1f600}",
    ] {
        let string = made::text(py, text)?;
        // SAFETY: in the known versions every str has these members.
        let found = unsafe { ascii_at(string.as_any().as_borrowed(), at) };
        if found != text.is_ascii().then_some(text) {
            return Ok(None);
        }
    }
    Ok(Some(at))
}

#[cold]
fn look_at_ints(py: Python<'_>) -> usize {
    let sizes = match py.version_info().minor {
        11 => SIGNED,
        _ => TAGGED,
    };
    let is_readable =
        is_known_version(py).and_then(|is_known| Ok(is_known && are_told(py, sizes)?));
    let found = match is_readable {
        Ok(true) => sizes,
        _ => UNREADABLE,
    };
    if is_readable.is_ok() {
        SIZES.store(found, Ordering::Relaxed);
    }
    found
}

fn are_told(py: Python<'_>, sizes: usize) -> PyResult<bool> {
    let numbers = [
        0,
        1,
        255,
        300,
        (1 << 30) - 1,
        1 << 30,
        1 << 31,
        (1 << 60) - 1,
        1 << 60,
        i64::MAX,
    ];
    for number in numbers.into_iter().flat_map(|number| [number, -number]) {
        // SAFETY: gives a new int, or null with an error set.
        let int = unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromLongLong(number))? };
        // SAFETY: in the known versions every int has these members.
        let found = unsafe { small_int_of(int.as_borrowed(), sizes) };
        if found != (number.unsigned_abs() < 1 << 60).then_some(number) {
            return Ok(false);
        }
    }
    Ok(true)
}
