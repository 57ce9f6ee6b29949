//! Memories: what was learned of a small text, for the next one of the same plan in the same thread.

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use treequery_heart::{Check, Memory};

/// To learn the keys of a larger text takes little of the time that the text takes; and where texts with other
/// keys come in turn, what was learned of one would be in the way of another.
const MAX_TEXT_BYTES: usize = 2048;
/// Texts of one plan may change: so often all is learned anew.
const MAX_USES: u32 = 256;
/// Of how many plans a thread remembers something at most.
const SLOTS: usize = 4;

thread_local! {
    static HELD: [Cell<Option<Box<Held>>>; SLOTS] = const { [const { Cell::new(None) }; SLOTS] };
}

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
    pub fn of(owner: Owner, bytes: usize) -> Box<Self> {
        let held = match bytes <= MAX_TEXT_BYTES {
            true => HELD.with(|held| held[owner.slot()].take()),
            false => None,
        };
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
