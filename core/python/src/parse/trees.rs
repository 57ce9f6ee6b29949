//! Makes trees of `treequery.tree` without running their `__init__`, which takes most of a parse's time.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::frozenset::PyFrozenSetBuilder;
use pyo3::types::{PyBool, PyDict, PyFrozenSet, PyMappingProxy, PyString, PyTuple, PyType};
use treequery_heart::Range;
use treequery_heart::expression::{Dialect, Name, Node, Tree};

use crate::made::string_of;
use crate::slots::{Slot, new_instance};

/// An object whose hash is that of another, for which Python would have to run code of its own.
#[pyclass(frozen)]
struct Digest(isize);

#[pymethods]
impl Digest {
    fn __hash__(&self) -> isize {
        self.0
    }
}

/// A tree that is made, and its digest.
type Made<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// What trees are made of: their classes, and the parts that most of them share.
pub struct Trees {
    tree_class: Py<PyType>,
    tree_slots: TreeSlots,
    range_class: Py<PyType>,
    range_slots: [Slot; 2],
    all: Py<PyAny>,
    all_digest: Py<PyAny>,
    star: Py<PyString>,
    no_names: Py<PyFrozenSet>,
    extended: Parts,
    jenkins: Parts,
}

/// What there is of each dialect.
struct Parts {
    name: Py<PyString>,
    /// The tree without anything and the one that keeps all, of which every expression has many.
    leaf: (Py<PyAny>, Py<PyAny>),
    whole: Option<(Py<PyAny>, Py<PyAny>)>,
}

struct TreeSlots {
    children: Slot,
    range: Slot,
    deep: Slot,
    excluded: Slot,
    star: Slot,
    dialect: Slot,
    height: Slot,
    hash: Slot,
}

impl Trees {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static TREES: PyOnceLock<Trees> = PyOnceLock::new();
        TREES.get_or_try_init(py, || Self::new(py))
    }

    fn new(py: Python) -> PyResult<Self> {
        let module = py.import("treequery.tree")?;
        let tree_class = module.getattr("Tree")?.cast_into::<PyType>()?;
        let range_class = module.getattr("Range")?.cast_into::<PyType>()?;
        let slot = |name| Slot::new(&tree_class, name);
        let tree_slots = TreeSlots {
            children: slot("children")?,
            range: slot("range")?,
            deep: slot("deep")?,
            excluded: slot("excluded")?,
            star: slot("star")?,
            dialect: slot("dialect")?,
            height: slot("_height")?,
            hash: slot("_hash")?,
        };
        let parts = |name: &str| -> PyResult<Parts> {
            let arguments = PyDict::new(py);
            let name = PyString::intern(py, name);
            arguments.set_item("dialect", &name)?;
            let leaf = tree_class.call((), Some(&arguments))?;
            Ok(Parts {
                name: name.unbind(),
                leaf: with_digest(leaf)?,
                whole: None,
            })
        };
        let mut extended = parts("extended")?;
        extended.whole = Some(with_digest(module.getattr("WHOLE")?)?);
        let (all, all_digest) = with_digest(module.getattr("ALL")?)?;
        Ok(Self {
            tree_slots,
            range_slots: [
                Slot::new(&range_class, "start")?,
                Slot::new(&range_class, "stop")?,
            ],
            all,
            all_digest,
            star: PyString::intern(py, "*").unbind(),
            no_names: PyFrozenSet::empty(py)?.unbind(),
            extended,
            jenkins: parts("jenkins")?,
            tree_class: tree_class.unbind(),
            range_class: range_class.unbind(),
        })
    }

    /// The tree that the heart has parsed.
    pub fn tree<'py>(
        &self,
        py: Python<'py>,
        tree: &Tree,
        dialect: Dialect,
    ) -> PyResult<Bound<'py, PyAny>> {
        let parts = match dialect {
            Dialect::Extended => &self.extended,
            Dialect::Jenkins => &self.jenkins,
        };
        let mut made = Vec::with_capacity(tree.nodes().len());
        for node in tree.nodes() {
            let ready = match &parts.whole {
                _ if node.range != Range::ALL
                    || node.height > 0
                    || !tree.excluded(node).is_empty() =>
                {
                    None
                }
                whole if node.is_deep => whole.as_ref(),
                _ => Some(&parts.leaf),
            };
            made.push(match ready {
                Some((leaf, digest)) => (leaf.bind(py).clone(), digest.bind(py).clone()),
                None => self.node(py, tree, node, &made, parts)?,
            });
        }
        // A tree always has a root.
        Ok(made
            .pop()
            .map_or_else(|| parts.leaf.0.bind(py).clone(), |(root, _)| root))
    }

    fn node<'py>(
        &self,
        py: Python<'py>,
        tree: &Tree,
        node: &Node,
        made: &[Made<'py>],
        parts: &Parts,
    ) -> PyResult<Made<'py>> {
        let children = PyDict::new(py);
        let mut pairs = PyFrozenSetBuilder::new(py)?;
        for child in tree.children(node) {
            let name = match &child.name {
                Some(name) => string_of(py, name, c"surrogatepass")?,
                None => self.star.bind(py).clone().into_any(),
            };
            let (below, digest) = &made[child.node];
            children.set_item(&name, below)?;
            pairs.add(PyTuple::new(py, [&name, digest])?)?;
        }
        let excluded = self.names(py, tree.excluded(node))?;
        let none = py.None().into_bound(py);
        let (star, star_digest) = match node.star {
            Some(star) => (&made[star].0, &made[star].1),
            None => (&none, &none),
        };
        let deep = PyBool::new(py, node.is_deep);
        let (range, range_digest) = (
            self.range(py, node.range)?,
            self.range_digest(py, node.range)?,
        );
        let children = PyMappingProxy::new(py, children.as_mapping());
        // As Tree.__post_init__ has it.
        let told =
            (pairs.finalize(), range_digest, deep, &excluded, star_digest).into_pyobject(py)?;
        let hash = told.hash()?;
        let slots = &self.tree_slots;
        let instance = new_instance(self.tree_class.bind(py))?;
        slots.children.set(&instance, children.as_any())?;
        slots.range.set(&instance, &range)?;
        slots.deep.set(&instance, &deep)?;
        slots.excluded.set(&instance, excluded.as_any())?;
        slots.star.set(&instance, star)?;
        slots.dialect.set(&instance, parts.name.bind(py).as_any())?;
        slots
            .height
            .set(&instance, node.height.into_pyobject(py)?.as_any())?;
        slots
            .hash
            .set(&instance, hash.into_pyobject(py)?.as_any())?;
        Ok((instance, Bound::new(py, Digest(hash))?.into_any()))
    }

    fn names<'py>(&self, py: Python<'py>, names: &[Name]) -> PyResult<Bound<'py, PyFrozenSet>> {
        if names.is_empty() {
            return Ok(self.no_names.bind(py).clone());
        }
        let mut set = PyFrozenSetBuilder::new(py)?;
        for name in names {
            set.add(string_of(py, name, c"surrogatepass")?)?;
        }
        Ok(set.finalize())
    }

    /// The range as an object of `treequery.tree`.
    pub fn range<'py>(&self, py: Python<'py>, range: Range) -> PyResult<Bound<'py, PyAny>> {
        if range == Range::ALL {
            return Ok(self.all.bind(py).clone());
        }
        let instance = new_instance(self.range_class.bind(py))?;
        self.range_slots[0].set(&instance, range.start.into_pyobject(py)?.as_any())?;
        self.range_slots[1].set(&instance, &range.stop.into_pyobject(py)?)?;
        Ok(instance)
    }

    fn range_digest<'py>(&self, py: Python<'py>, range: Range) -> PyResult<Bound<'py, PyAny>> {
        if range == Range::ALL {
            return Ok(self.all_digest.bind(py).clone());
        }
        // As a frozen dataclass has it.
        let hash = (range.start, range.stop).into_pyobject(py)?.hash()?;
        Ok(Bound::new(py, Digest(hash))?.into_any())
    }
}

fn with_digest(tree: Bound<PyAny>) -> PyResult<(Py<PyAny>, Py<PyAny>)> {
    let digest = Bound::new(tree.py(), Digest(tree.hash()?))?;
    Ok((tree.unbind(), digest.into_any().unbind()))
}
