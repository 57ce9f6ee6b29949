//! Parses expressions into what `treequery` makes of them.

mod keeps;
mod trees;

use pyo3::prelude::*;
use pyo3::types::PyString;
use treequery_heart::expression::{Dialect, Limits, Tree, parse};

use keeps::Keeps;
use trees::Trees;

/// Returns the tree that `text` means, or None where `treequery.parse` may find fault with it.
#[pyfunction]
pub fn parse_tree<'py>(
    text: &Bound<'py, PyAny>,
    dialect: &Bound<'py, PyAny>,
    chars: &Bound<'py, PyAny>,
    nesting: &Bound<'py, PyAny>,
    names: &Bound<'py, PyAny>,
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = text.py();
    with_parsed(text, dialect, [chars, nesting, names], |tree, dialect| {
        Trees::get(py)?.tree(py, tree, dialect)
    })
}

/// Returns that tree and what `keep_of_tree` gives for it, with whole leaves if so asked, or None as
/// `parse_tree` does.
#[pyfunction]
pub fn parse_both<'py>(
    text: &Bound<'py, PyAny>,
    dialect: &Bound<'py, PyAny>,
    chars: &Bound<'py, PyAny>,
    nesting: &Bound<'py, PyAny>,
    names: &Bound<'py, PyAny>,
    has_whole_leaves: bool,
) -> PyResult<Option<(Bound<'py, PyAny>, Bound<'py, PyAny>)>> {
    let py = text.py();
    with_parsed(text, dialect, [chars, nesting, names], |tree, dialect| {
        Ok((
            Trees::get(py)?.tree(py, tree, dialect)?,
            Keeps::get(py)?.keep(py, tree, has_whole_leaves)?,
        ))
    })
}

/// What `make` gives for the parsed text; None for text and arguments that the heart does not take.
fn with_parsed<'py, T>(
    text: &Bound<'py, PyAny>,
    dialect: &Bound<'py, PyAny>,
    limits: [&Bound<'py, PyAny>; 3],
    make: impl FnOnce(&Tree, Dialect) -> PyResult<T>,
) -> PyResult<Option<T>> {
    let (Ok(text), Ok(dialect)) = (text.cast::<PyString>(), dialect.extract::<&str>()) else {
        return Ok(None);
    };
    let dialect = match dialect {
        "extended" => Dialect::Extended,
        "jenkins" => Dialect::Jenkins,
        _ => return Ok(None),
    };
    let [Ok(chars), Ok(nesting), Ok(names)] = limits.map(|limit| limit.extract()) else {
        return Ok(None);
    };
    let limits = Limits {
        chars,
        nesting,
        names,
    };
    let encoded;
    let bytes = match text.to_str() {
        Ok(text) => text.as_bytes(),
        Err(_) => {
            encoded = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
            encoded.extract()?
        }
    };
    parse(bytes, dialect, &limits)
        .map(|tree| make(&tree, dialect))
        .transpose()
}
