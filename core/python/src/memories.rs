//! Memories: what was learned of small texts, for the next text of the same plan in the same thread.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use treequery_heart::{Check, Memory};

/// In a larger text little of the time goes into learning its keys.
const MAX_TEXT_BYTES: usize = 1 << 16;
/// Texts of one plan may change: so often all is learned anew.
const MAX_USES: u32 = 256;
/// How many plans a thread remembers at most. Little memory for each, and none that grows.
const SLOTS: usize = 4;

thread_local! {
    static HELD: [Cell<Option<Box<Held>>>; SLOTS] = const { [const { Cell::new(None) }; SLOTS] };
}

/// Who may remember what: keys that are kept without a look at the rest are not what all of them were.
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
    pub fn of(owner: Owner, bytes: usize) -> Box<Self> {
        let held = (bytes <= MAX_TEXT_BYTES)
            .then(|| HELD.with(|held| held[owner.slot()].take()))
            .flatten();
        match held {
            Some(held) if held.owner == owner && held.uses < MAX_USES => held,
            _ => Box::new(Self {
                owner,
                uses: 0,
                memory: Memory::new(),
            }),
        }
    }

    pub fn keep(mut self: Box<Self>, bytes: usize) {
        if bytes <= MAX_TEXT_BYTES {
            self.uses += 1;
            let slot = self.owner.slot();
            HELD.with(|held| held[slot].set(Some(self)));
        }
    }
}
