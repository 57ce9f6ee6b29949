//! What the bytes of an input mean: a letter of settings, an expression, a line end, and the data.

use treequery_heart::expression::{Dialect, Limits, parse};
use treequery_heart::{Check, Plan, Poll, TrimError, trim};

use crate::keep::Keep;

pub const LIMITS: Limits = Limits {
    chars: 262_144,
    nesting: 250,
    names: 20_000,
};

/// The one name that is kept always, if any is.
const ALWAYS: &[u8] = b"_class";

pub struct Input<'a> {
    pub keep: Keep<'a>,
    pub levels: u64,
    pub line_bytes: u64,
    pub data: &'a [u8],
}

impl<'a> Input<'a> {
    /// Any bytes are an input. All is kept where there is no expression, or none that can be parsed.
    pub fn of(bytes: &'a [u8]) -> Self {
        let (settings, rest) = bytes.split_first().unwrap_or((&0, &[]));
        let line_end = rest.iter().position(|byte| *byte == b'\n');
        let (expression, data) = match line_end {
            Some(at) => (&rest[..at], &rest[at + 1..]),
            None => (&b""[..], rest),
        };
        let tree = parse(expression, Dialect::Extended, &LIMITS).unwrap_or_default();
        let is_set = |bit: u8| settings >> bit & 1 == 1;
        Self {
            keep: Keep {
                tree,
                always: is_set(0).then_some(ALWAYS),
                has_whole_leaves: is_set(3),
            },
            levels: [500, 70, 4, 0][usize::from(settings >> 1 & 3)],
            line_bytes: if is_set(6) { 16 } else { u64::MAX },
            data,
        }
    }

    pub fn plan(&self) -> Plan {
        self.keep.plan()
    }

    pub fn trimmed(&self, data: &[u8], plan: &Plan, check: Check) -> Result<Vec<u8>, TrimError> {
        trimmed(data, plan, check, self.levels)
    }
}

/// What `trim` gives, with room for no byte more than it asks for.
pub fn trimmed(data: &[u8], plan: &Plan, check: Check, levels: u64) -> Result<Vec<u8>, TrimError> {
    let mut out = Vec::with_capacity(data.len());
    let mut is_stopped = || false;
    let result = trim(
        data,
        plan,
        check,
        levels,
        &mut Poll::new(&mut is_stopped),
        &mut out,
    );
    assert!(out.len() <= data.len(), "more was written than was read");
    match result {
        Ok(()) => Ok(out),
        Err(error) => {
            assert!(out.is_empty(), "something was written before an error");
            Err(error)
        }
    }
}
