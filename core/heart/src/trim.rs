//! Trims one JSON text: the fast passes, and the exact scan where they find a fault.

use std::mem::MaybeUninit;

use crate::copy::Copy;
use crate::fault::{Fault, Poll, TrimError};
use crate::plan::Plan;
use crate::scan::scan;
use crate::simd::{Simd, Task, Windows, dispatch};
use crate::walk::{Memory, Walk};

/// How much of a text is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check {
    /// All of it, so that what is accepted does not depend on the plan.
    Full,
    /// All that is kept, and that brackets and strings end in what is not.
    Kept,
}

/// Appends the part of the JSON text `data` that `plan` keeps, without white space between tokens.
///
/// Nesting is at most `levels`, counting the root as 0. After an error nothing is appended.
pub fn trim(
    data: &[u8],
    plan: &Plan,
    check: Check,
    levels: u64,
    poll: &mut Poll,
    out: &mut Vec<u8>,
) -> Result<(), TrimError> {
    out.try_reserve(data.len())
        .map_err(|_| TrimError::OutOfMemory)?;
    let length = trim_into(data, plan, check, levels, poll, out.spare_capacity_mut())?;
    let length = out.len() + length;
    // SAFETY: `trim_into` has written as many bytes as it says behind the old length.
    unsafe { out.set_len(length) };
    Ok(())
}

/// Does what `trim` does into memory that has room for as many bytes as the data; returns how many it wrote.
pub fn trim_into(
    data: &[u8],
    plan: &Plan,
    check: Check,
    levels: u64,
    poll: &mut Poll,
    out: &mut [MaybeUninit<u8>],
) -> Result<usize, TrimError> {
    let (end, mut memory) = (data.len(), Memory::new()?);
    trim_with(data, end, plan, check, levels, poll, &mut memory, out)
}

/// Does what `trim_into` does to what lies before `end`, with what other texts have left behind.
#[expect(clippy::too_many_arguments)]
pub fn trim_with(
    data: &[u8],
    end: usize,
    plan: &Plan,
    check: Check,
    levels: u64,
    poll: &mut Poll,
    memory: &mut Memory,
    out: &mut [MaybeUninit<u8>],
) -> Result<usize, TrimError> {
    let fast = Fast {
        data,
        end,
        plan,
        check,
        levels,
        poll: &mut *poll,
        memory,
        out,
    };
    explained(dispatch(fast), &data[..end], levels, poll)
}

/// Says where and why a text is malformed, if that is what the fast passes have found.
#[inline(always)]
pub fn explained(
    result: Result<usize, Fault>,
    text: &[u8],
    levels: u64,
    poll: &mut Poll,
) -> Result<usize, TrimError> {
    match result {
        Ok(length) => Ok(length),
        Err(fault) => {
            if fault == Fault::Malformed {
                scan(text, levels, poll)?;
            }
            Err(fault.into())
        }
    }
}

/// The fast passes over what lies before `end`, with what other texts have left behind.
///
/// What is behind it may be looked at, which is sooner than to see to it each time that it is not; in
/// the end it is no part of the text.
pub struct Fast<'a, 'o, 'p, 'c> {
    pub data: &'a [u8],
    pub end: usize,
    pub plan: &'a Plan,
    pub check: Check,
    pub levels: u64,
    pub poll: &'p mut Poll<'c>,
    pub memory: &'p mut Memory,
    pub out: &'o mut [MaybeUninit<u8>],
}

impl Task for Fast<'_, '_, '_, '_> {
    type Result = Result<usize, Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let Self {
            data,
            end,
            plan,
            levels,
            poll,
            memory:
                Memory {
                    guesses,
                    opened,
                    passed,
                },
            ..
        } = self;
        let copy = Copy::new(data, self.out);
        match self.check {
            Check::Full => simd.call(Walk::<true> {
                data,
                windows: Windows::of(data),
                end,
                plan,
                levels,
                copy,
                guesses,
                poll,
                opened,
                passed,
            }),
            Check::Kept => simd.call(Walk::<false> {
                data,
                windows: Windows::of(data),
                end,
                plan,
                levels,
                copy,
                guesses,
                poll,
                opened,
                passed,
            }),
        }
    }
}

#[cfg(test)]
mod tests;
