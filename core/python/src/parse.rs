//! Parses expressions into what `treequery` makes of them.

mod keeps;
mod plans;
mod trees;

use pyo3::prelude::*;
use pyo3::types::PyString;
use treequery_heart::expression::{Child, Dialect, Limits, Node, Tree, parse};

use crate::made::{self, string_of};
use keeps::Keeps;
use plans::Plans;
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
        Trees::get(py)?.tree(&Named::new(py, tree)?, dialect)
    })
}

/// Returns the plan that `treequery.compile` gives for `text` under its settings `always`, `leaves`, `dates`,
/// `export` and `limits`, or None as `parse_tree` does.
#[pyfunction]
pub fn parse_plan<'py>(
    text: &Bound<'py, PyAny>,
    dialect: &Bound<'py, PyAny>,
    settings: [Bound<'py, PyAny>; 5],
) -> PyResult<Option<Bound<'py, PyAny>>> {
    let py = text.py();
    let plans = Plans::get(py)?;
    let limits = plans.limits(&settings)?;
    with_parsed(text, dialect, limits.each_ref(), |tree, dialect| {
        let named = Named::new(py, tree)?;
        let keep = Keeps::get(py)?.keep(&named, plans.has_whole_leaves(&settings)?)?;
        let tree = Trees::get(py)?.tree(&named, dialect)?;
        plans.plan(py, &tree, &keep, &settings)
    })
}

/// A tree that is parsed, and the names in it as objects that all that is made of it shares.
struct Named<'t, 'py> {
    py: Python<'py>,
    tree: &'t Tree<'t>,
    names: Vec<Bound<'py, PyAny>>,
}

impl<'t, 'py> Named<'t, 'py> {
    fn new(py: Python<'py>, tree: &'t Tree<'t>) -> PyResult<Self> {
        let name = |child: &Child| match &child.name {
            Some(name) => name_of(py, name),
            None => Ok(made::interned(py, c"*")?.into_any()),
        };
        let names = made::all(tree.all_children().iter().map(name))?;
        Ok(Self { py, tree, names })
    }

    /// The children of a node, each with its name, which is `*` for the rest.
    fn children(
        &self,
        node: &Node,
    ) -> impl Iterator<Item = (&'t Child<'t>, &Bound<'py, PyAny>)> + use<'_, 't, 'py> {
        self.tree
            .children(node)
            .iter()
            .zip(&self.names[self.tree.places(node)])
    }
}

fn name_of<'py>(py: Python<'py>, name: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    string_of(py, name, c"surrogatepass")
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
            encoded = made::encoded(text)?;
            encoded.as_bytes()
        }
    };
    parse(bytes, dialect, &limits)
        .map(|tree| make(&tree, dialect))
        .transpose()
}
