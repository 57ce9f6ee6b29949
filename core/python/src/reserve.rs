//! The reserve: memory for small things when the machine has none left.
//!
//! Where a Rust program cannot have the memory for a small thing it ends, and with it the process that it is part of.
//! Whatever grows is therefore asked for in ways that can be refused. What cannot be asked for so, such as an `Rc`, or
//! what PyO3 makes to hold an error, is small, and comes from here when there is nothing else. As long as
//! anything does, nothing new is begun: `look` refuses it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::UnsafeCell;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;

use crate::made::refused;

const BLOCKS: usize = u64::BITS as usize;
/// Nothing that cannot be refused takes more.
const BLOCK_BYTES: usize = 1 << 10;

#[repr(align(64))]
struct Memory(UnsafeCell<[u8; BLOCKS * BLOCK_BYTES]>);

// SAFETY: of each block only the one has use to whom it was given.
unsafe impl Sync for Memory {}

static MEMORY: Memory = Memory(UnsafeCell::new([0; BLOCKS * BLOCK_BYTES]));
/// A bit for each block that is in use.
static TAKEN: AtomicU64 = AtomicU64::new(0);

/// Raises MemoryError if anything of the reserve is in use.
#[inline]
pub fn look() -> PyResult<()> {
    match TAKEN.load(Ordering::Relaxed) {
        0 => Ok(()),
        _ => Err(refused()),
    }
}

fn start() -> *mut u8 {
    MEMORY.0.get().cast()
}

/// A block, or null where it would be too small or there is none.
#[cold]
fn take(layout: Layout) -> *mut u8 {
    if layout.size() > BLOCK_BYTES || layout.align() > align_of::<Memory>() {
        return std::ptr::null_mut();
    }
    let first_free = |taken: u64| (taken != u64::MAX).then(|| taken | (taken + 1));
    match TAKEN.fetch_update(Ordering::Acquire, Ordering::Relaxed, first_free) {
        // SAFETY: there are so many blocks.
        Ok(taken) => unsafe { start().add(taken.trailing_ones() as usize * BLOCK_BYTES) },
        Err(_) => std::ptr::null_mut(),
    }
}

/// The number of the block that begins there, if one does.
#[inline(always)]
fn number_of(place: *mut u8) -> Option<usize> {
    let offset = (place as usize).wrapping_sub(start() as usize);
    (offset < BLOCKS * BLOCK_BYTES).then_some(offset / BLOCK_BYTES)
}

#[cold]
fn give_back(number: usize) {
    TAKEN.fetch_and(!(1 << number), Ordering::Release);
}

/// The system's memory, and the reserve behind it.
pub struct Reserving;

// SAFETY: memory is the system's, or a block that is in use by nobody else until it is given back, is large enough
// and aligned for all that it is given for. Nothing here panics or allocates.
unsafe impl GlobalAlloc for Reserving {
    #[inline]
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let place = unsafe { System.alloc(layout) };
        if place.is_null() { take(layout) } else { place }
    }

    #[inline]
    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        let place = unsafe { System.alloc_zeroed(layout) };
        if !place.is_null() {
            return place;
        }
        let block = take(layout);
        if !block.is_null() {
            // SAFETY: a block has that many bytes.
            unsafe { block.write_bytes(0, layout.size()) };
        }
        block
    }

    #[inline]
    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        match number_of(place) {
            // SAFETY: what is no block came from the system.
            None => unsafe { System.dealloc(place, layout) },
            Some(number) => give_back(number),
        }
    }

    #[inline]
    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if number_of(place).is_none() {
            // SAFETY: as the caller promises; what is no block came from the system.
            let moved = unsafe { System.realloc(place, layout, size) };
            if !moved.is_null() {
                return moved;
            }
        }
        // SAFETY: the caller promises that the size is one that a layout may have; what is made anew has room for as
        // much of the old as is copied, and cannot overlap it.
        unsafe {
            let moved = self.alloc(Layout::from_size_align_unchecked(size, layout.align()));
            if !moved.is_null() {
                moved.copy_from_nonoverlapping(place, layout.size().min(size));
                self.dealloc(place, layout);
            }
            moved
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_are_given_once_until_they_are_given_back() {
        let layout = Layout::from_size_align(BLOCK_BYTES, 64).expect("a layout");
        let mut blocks: Vec<_> = (0..BLOCKS).map(|_| take(layout)).collect();
        assert!(take(layout).is_null());
        assert_ne!(TAKEN.load(Ordering::Relaxed), 0);
        for block in &blocks {
            give_back(number_of(*block).expect("a block"));
        }
        blocks.sort_unstable();
        blocks.dedup();
        assert_eq!(blocks.len(), BLOCKS);
        assert_eq!(TAKEN.load(Ordering::Relaxed), 0);
        let large = Layout::from_size_align(BLOCK_BYTES + 1, 1).expect("a layout");
        assert!(take(large).is_null());
    }
}
