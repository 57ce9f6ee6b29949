//! The name under which the class of an object is written.

pub const CLASS_KEY: &str = "_class";
