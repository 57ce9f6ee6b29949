//! Held memory: what was written to is held for the next result, since memory that is used again costs no page faults.

use std::sync::Mutex;

use crate::reserve;

/// Memory that is in use by nobody. Not each thread's own: such things have to be torn down with it, and the C
/// library ends the process where it lacks the memory to remember that.
pub struct Held(Mutex<Vec<u8>>);

impl Held {
    pub const fn new() -> Held {
        Held(Mutex::new(Vec::new()))
    }

    /// What is held, or nothing.
    pub fn take(&self) -> Vec<u8> {
        // Nobody waits for memory that he can have elsewhere.
        self.0
            .try_lock()
            .map_or_else(|_| Vec::new(), |mut held| std::mem::take(&mut held))
    }

    pub fn put(&self, memory: Vec<u8>) {
        // What lasts does not come from the reserve.
        if let (Ok(mut held), Ok(())) = (self.0.try_lock(), reserve::look()) {
            *held = memory;
        }
    }
}
