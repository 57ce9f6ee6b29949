//! Scans JSON text and trims it to what a plan keeps.

mod bits;
mod copy;
pub mod expression;
mod fault;
mod glance;
mod guess;
mod key;
mod kinds;
mod lines;
mod plan;
mod quick;
mod scalar;
mod scan;
mod simd;
mod skip;
mod text;
mod trim;
mod validate;
mod walk;

#[cfg(test)]
mod random;

pub use fault::{Found, Poll, TrimError};
pub use lines::{LineError, LineTrim, Trimmed};
pub use plan::{NodeId, Plan, PlanBuilder, Range};
#[cfg(feature = "sets")]
pub use simd::Set;
pub use text::decode_string;
pub use trim::{Check, trim, trim_into, trim_with};
pub use walk::Memory;
