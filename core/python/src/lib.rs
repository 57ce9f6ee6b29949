//! The core as a Python module: `treequery._core`.

mod bytes;
mod careful;
mod classes;
mod entries;
mod escape;
mod failures;
mod hooks;
mod input;
mod inside;
mod instances;
mod interpreters;
mod json_errors;
mod keep;
mod languages;
mod load;
mod made;
mod members;
mod memories;
mod metaclasses;
mod mixing;
mod nesting;
mod nodes;
mod number;
mod objects;
mod opening;
mod parse;
mod places;
mod project;
mod raw;
mod reads;
mod records;
mod rest;
mod scalars;
mod scratch;
mod settings;
mod shapes;
mod signals;
mod sink;
mod slots;
mod specification;
mod strings;
mod tables;
mod tags;
mod templates;
mod text;
mod walk;
mod write_literal;
mod write_xml;

use pyo3::prelude::*;

#[pymodule(gil_used = false)]
mod _core {
    /// What `treequery/engine.py` compares with its own.
    #[pymodule_export]
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    #[pymodule_export]
    use super::bytes::BytesPlan;
    #[pymodule_export]
    use super::objects::ObjectPlan;
    #[pymodule_export]
    use super::parse::{parse_plan, parse_tree};

    #[pymodule_init]
    fn init(module: &super::Bound<'_, super::PyModule>) -> super::PyResult<()> {
        super::interpreters::claim(module.py())
    }
}
