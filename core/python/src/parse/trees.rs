//! Makes trees of `treequery.tree` without running their `__init__`, which takes most of a parse's time.

use std::ffi::CStr;

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::frozenset::PyFrozenSetBuilder;
use pyo3::types::{PyBool, PyFrozenSet, PyString, PyType};
use treequery_heart::Range;
use treequery_heart::expression::{Dialect, Name, Node};

use super::{Named, name_of};
use crate::ask::{Ask, module};
use crate::made::{self, push};
use crate::slots::{Slot, new_instance};

/// What trees are made of: their classes, and the parts that most of them share.
pub struct Trees {
    tree_class: Py<PyType>,
    tree_slots: TreeSlots,
    range_class: Py<PyType>,
    range_slots: [Slot; 2],
    all: Py<PyAny>,
    no_names: Py<PyFrozenSet>,
    extended: Parts,
    jenkins: Parts,
}

/// What there is of each dialect.
struct Parts {
    name: Py<PyString>,
    /// The tree without anything and the one that keeps all, of which every expression has many.
    leaf: Py<PyAny>,
    whole: Option<Py<PyAny>>,
}

struct TreeSlots {
    children: Slot,
    range: Slot,
    deep: Slot,
    excluded: Slot,
    star: Slot,
    dialect: Slot,
    height: Slot,
}

impl Trees {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static TREES: PyOnceLock<Trees> = PyOnceLock::new();
        TREES.get_or_try_init(py, || Self::new(py))
    }

    fn new(py: Python) -> PyResult<Self> {
        let module = module(py, c"treequery.tree")?;
        let tree_class = module.attribute(c"Tree")?.cast_into::<PyType>()?;
        let range_class = module.attribute(c"Range")?.cast_into::<PyType>()?;
        let slot = |name| Slot::new(&tree_class, name);
        let tree_slots = TreeSlots {
            children: slot(c"children")?,
            range: slot(c"range")?,
            deep: slot(c"deep")?,
            excluded: slot(c"excluded")?,
            star: slot(c"star")?,
            dialect: slot(c"dialect")?,
            height: slot(c"_height")?,
        };
        let parts = |name: &CStr| -> PyResult<Parts> {
            let arguments = made::dict(py)?;
            let name = made::interned(py, name)?;
            arguments.set_item(made::interned(py, c"dialect")?, &name)?;
            let leaf = tree_class.call((), Some(&arguments))?;
            Ok(Parts {
                name: name.unbind(),
                leaf: leaf.unbind(),
                whole: None,
            })
        };
        let mut extended = parts(c"extended")?;
        extended.whole = Some(module.attribute(c"WHOLE")?.unbind());
        Ok(Self {
            tree_slots,
            range_slots: [
                Slot::new(&range_class, c"start")?,
                Slot::new(&range_class, c"stop")?,
            ],
            all: module.attribute(c"ALL")?.unbind(),
            no_names: PyFrozenSet::empty(py)?.unbind(),
            extended,
            jenkins: parts(c"jenkins")?,
            tree_class: tree_class.unbind(),
            range_class: range_class.unbind(),
        })
    }

    /// The tree that the heart has parsed.
    pub fn tree<'py>(
        &self,
        named: &Named<'_, 'py>,
        dialect: Dialect,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, tree) = (named.py, named.tree);
        let parts = match dialect {
            Dialect::Extended => &self.extended,
            Dialect::Jenkins => &self.jenkins,
        };
        let mut made = made::with_room(tree.nodes().len())?;
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
            let tree = match ready {
                Some(ready) => ready.bind(py).clone(),
                None => self.node(named, node, &made, parts)?,
            };
            push(&mut made, tree)?;
        }
        // A tree always has a root.
        Ok(made.pop().unwrap_or_else(|| parts.leaf.bind(py).clone()))
    }

    fn node<'py>(
        &self,
        named: &Named<'_, 'py>,
        node: &Node,
        made: &[Bound<'py, PyAny>],
        parts: &Parts,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, tree) = (named.py, named.tree);
        let children = made::dict(py)?;
        for (child, name) in named.children(node) {
            children.set_item(name, &made[child.node])?;
        }
        let excluded = self.names(py, tree.excluded(node))?;
        let none = py.None().into_bound(py);
        let star = node.star.map_or(&none, |star| &made[star]);
        let deep = PyBool::new(py, node.is_deep);
        let range = self.range(py, node.range)?;
        // SAFETY: a live dict; gives a new object, or null with an error set.
        let children =
            unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyDictProxy_New(children.as_ptr()))? };
        let slots = &self.tree_slots;
        let instance = new_instance(self.tree_class.bind(py))?;
        slots.children.set(&instance, &children)?;
        slots.range.set(&instance, &range)?;
        slots.deep.set(&instance, &deep)?;
        slots.excluded.set(&instance, excluded.as_any())?;
        slots.star.set(&instance, star)?;
        slots.dialect.set(&instance, parts.name.bind(py).as_any())?;
        slots.height.set(&instance, &made::int(py, node.height)?)?;
        Ok(instance)
    }

    fn names<'py>(&self, py: Python<'py>, names: &[Name]) -> PyResult<Bound<'py, PyFrozenSet>> {
        if names.is_empty() {
            return Ok(self.no_names.bind(py).clone());
        }
        let mut set = PyFrozenSetBuilder::new(py)?;
        for name in names {
            set.add(name_of(py, name)?)?;
        }
        Ok(set.finalize())
    }

    /// The range as an object of `treequery.tree`.
    pub fn range<'py>(&self, py: Python<'py>, range: Range) -> PyResult<Bound<'py, PyAny>> {
        if range == Range::ALL {
            return Ok(self.all.bind(py).clone());
        }
        let instance = new_instance(self.range_class.bind(py))?;
        self.range_slots[0].set(&instance, &index(py, range.start)?)?;
        let stop = range.stop.map(|stop| index(py, stop)).transpose()?;
        let stop = stop.unwrap_or_else(|| py.None().into_bound(py));
        self.range_slots[1].set(&instance, &stop)?;
        Ok(instance)
    }
}

fn index<'py>(py: Python<'py>, index: i64) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: gives an int, or null with an error set.
    unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromLongLong(index)) }
}
