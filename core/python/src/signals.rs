//! Signals: long work asks from time to time whether Python has one to handle, Ctrl-C above all.

use std::time::{Duration, Instant};

use pyo3::prelude::*;

/// Asking runs handlers, and from Python 3.12 on the garbage collector too.
const ATTACHED: Duration = Duration::from_millis(20);
/// Whoever let other threads in has to wait for them before he may ask.
const DETACHED: Duration = Duration::from_millis(25);

/// How many values are walked over, about ten times as many bytes read, before the clock is looked at.
pub const STEPS: u64 = 4096;

pub struct Signals {
    between: Duration,
    /// When the last question was asked, or would have been first.
    last: Option<Instant>,
}

impl Signals {
    pub const fn new() -> Self {
        Self {
            between: ATTACHED,
            last: None,
        }
    }

    pub const fn detached() -> Self {
        Self {
            between: DETACHED,
            last: None,
        }
    }

    /// Whether it is time to ask. Not before there was some work: most is done in less.
    pub fn is_due(&mut self) -> bool {
        let now = Instant::now();
        let is_due = self
            .last
            .is_some_and(|last| now.duration_since(last) >= self.between);
        if is_due || self.last.is_none() {
            self.last = Some(now);
        }
        is_due
    }

    /// Asks if it is time; raises what a handler raises. The caller's code may run here.
    #[cold]
    pub fn check(&mut self, py: Python<'_>) -> PyResult<()> {
        if self.is_due() {
            py.check_signals()
        } else {
            Ok(())
        }
    }
}
