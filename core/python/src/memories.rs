//! Memories: what was learned of a small text, for the next one of the same plan.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use pyo3::prelude::*;
use treequery_heart::{Check, Memory};

use crate::made::{boxed, refused};
use crate::reserve;

/// To learn the keys of a larger text takes little of the time that the text takes; and where texts with other
/// keys come in turn, what was learned of one would be in the way of another.
const MAX_TEXT_BYTES: usize = 2048;
/// Texts of one plan may change: so often all is learned anew.
const MAX_USES: u32 = 256;
/// Of how many plans something is remembered at most.
const SLOTS: usize = 4;

static HELD: [Mutex<Option<Box<Held>>>; SLOTS] = [const { Mutex::new(None) }; SLOTS];

/// Who may remember what: where everything is checked, nothing counts that was learned without that.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Owner {
    number: u64,
    check: Check,
}

impl Owner {
    pub fn new(number: u64, check: Check) -> Self {
        Self { number, check }
    }

    fn slot(self) -> usize {
        self.number as usize % SLOTS
    }
}

/// A number that no other plan has.
pub fn number() -> u64 {
    static LAST: AtomicU64 = AtomicU64::new(0);
    LAST.fetch_add(1, Ordering::Relaxed)
}

/// What is remembered while one text is read. It is lost with a text that is at fault.
pub struct Held {
    owner: Owner,
    uses: u32,
    pub memory: Memory,
}

impl Held {
    /// For a text of so many bytes.
    pub fn of(owner: Owner, bytes: usize) -> PyResult<Box<Self>> {
        // Nobody waits: what another thread has learned is learned anew.
        let held = match HELD[owner.slot()].try_lock() {
            Ok(mut held) if bytes <= MAX_TEXT_BYTES => held.take(),
            _ => None,
        };
        match held {
            Some(held) if held.owner == owner && held.uses < MAX_USES => Ok(held),
            _ => boxed(Self {
                owner,
                uses: 0,
                memory: Memory::new().map_err(|_| refused())?,
            }),
        }
    }

    pub fn keep(mut self: Box<Self>, bytes: usize) {
        // What lasts does not come from the reserve.
        if bytes > MAX_TEXT_BYTES || reserve::look().is_err() {
            return;
        }
        self.uses += 1;
        if let Ok(mut held) = HELD[self.owner.slot()].try_lock() {
            *held = Some(self);
        }
    }
}
