//! What has to hold of the core whatever bytes it is given, as functions that panic where it does not.

pub mod mutate;
pub mod targets;

mod input;
mod json;
mod keep;
