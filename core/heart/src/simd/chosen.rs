//! Which set of instructions the calling thread uses: for tests that compare them with each other.

use std::cell::Cell;

use super::{Portable, Simd, Task};

/// A set of instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    Portable,
    #[cfg(target_arch = "x86_64")]
    Sse2,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(all(target_arch = "x86_64", has_avx512))]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

thread_local! {
    static CHOSEN: Cell<Option<Set>> = const { Cell::new(None) };
}

impl Set {
    /// All that this machine has.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            all.push(Self::Sse2);
            all.extend(super::Avx2::detect().map(|_| Self::Avx2));
            #[cfg(has_avx512)]
            all.extend(super::Avx512::detect().map(|_| Self::Avx512));
        }
        #[cfg(target_arch = "aarch64")]
        all.push(Self::Neon);
        all
    }

    /// Does work for which this thread uses this set, as far as the machine has it.
    pub fn during<T>(self, work: impl FnOnce() -> T) -> T {
        let before = CHOSEN.replace(Some(self));
        let result = work();
        CHOSEN.set(before);
        result
    }
}

/// Runs a task with the set that was chosen; gives it back if there is none.
pub fn run<T: Task>(task: T) -> Result<T::Result, T> {
    match CHOSEN.get() {
        Some(Set::Portable) => Ok(Portable.call(task)),
        #[cfg(target_arch = "x86_64")]
        Some(Set::Sse2) => Ok(super::Sse2.call(task)),
        #[cfg(target_arch = "x86_64")]
        Some(Set::Avx2) => match super::Avx2::detect() {
            Some(simd) => Ok(simd.call(task)),
            None => Err(task),
        },
        #[cfg(all(target_arch = "x86_64", has_avx512))]
        Some(Set::Avx512) => match super::Avx512::detect() {
            Some(simd) => Ok(simd.call(task)),
            None => Err(task),
        },
        #[cfg(target_arch = "aarch64")]
        Some(Set::Neon) => Ok(super::Neon.call(task)),
        None => Err(task),
    }
}
