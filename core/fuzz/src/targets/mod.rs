//! The targets: one for each verb that is given bytes.

mod lines;
mod load;
mod parse;
mod trim;

pub use lines::lines;
pub use load::load;
pub use parse::parse;
pub use trim::trim;

/// A function that panics where its input shows a fault.
pub type Target = fn(&[u8]);

/// All targets, by the names of the folders that hold their seeds.
pub const ALL: [(&str, Target); 4] = [
    ("trim", trim),
    ("lines", lines),
    ("load", load),
    ("parse", parse),
];
