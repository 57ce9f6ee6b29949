//! Makes keeps of `treequery.keep`, as its `keep_of_tree` does.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyString, PyType};
use treequery_heart::Range;
use treequery_heart::expression::Node;

use super::trees::Trees;
use super::{Named, name_of};
use crate::ask::{Ask, module};
use crate::made::{self, push};
use crate::slots::{Slot, new_instance};

/// What keeps are made of.
pub struct Keeps {
    class: Py<PyType>,
    named: Slot,
    rest: Slot,
    range: Slot,
    whole: Py<PyAny>,
    star: Py<PyString>,
    trees: &'static Trees,
}

impl Keeps {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static KEEPS: PyOnceLock<Keeps> = PyOnceLock::new();
        KEEPS.get_or_try_init(py, || Self::new(py))
    }

    fn new(py: Python) -> PyResult<Self> {
        let module = module(py, c"treequery.keep")?;
        let class = module.attribute(c"KeepTree")?.cast_into::<PyType>()?;
        Ok(Self {
            named: Slot::new(&class, c"named")?,
            rest: Slot::new(&class, c"rest")?,
            range: Slot::new(&class, c"range")?,
            whole: module.attribute(c"WHOLE")?.unbind(),
            star: made::interned(py, c"*")?.unbind(),
            trees: Trees::get(py)?,
            class: class.unbind(),
        })
    }

    /// What the tree keeps; with whole leaves a name without brackets keeps all below it.
    pub fn keep<'py>(
        &self,
        named: &Named<'_, 'py>,
        has_whole_leaves: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, tree) = (named.py, named.tree);
        let whole = self.whole.bind(py);
        let mut made = made::with_room(tree.nodes().len())?;
        // One for all leaves of this tree: one for all trees would outlive what is remembered for it.
        let mut leaf: Option<Bound<PyAny>> = None;
        for (at, node) in tree.nodes().iter().enumerate() {
            // The root of what is parsed is no leaf: it has names, or keeps all.
            let is_leaf = node.height == 0 && !node.is_deep;
            debug_assert!(!is_leaf || at + 1 < tree.nodes().len());
            let is_deep = node.is_deep || is_leaf && has_whole_leaves;
            let is_plain =
                node.range == Range::ALL && node.height == 0 && tree.excluded(node).is_empty();
            let keep = match &leaf {
                _ if is_plain && is_deep => whole.clone(),
                Some(leaf) if is_plain => leaf.clone(),
                _ => self.node(named, node, &made, is_deep)?,
            };
            if is_plain && !is_deep && leaf.is_none() {
                leaf = Some(keep.clone());
            }
            push(&mut made, keep)?;
        }
        Ok(made.pop().unwrap_or_else(|| whole.clone()))
    }

    fn node<'py>(
        &self,
        read: &Named<'_, 'py>,
        node: &Node,
        made: &[Bound<'py, PyAny>],
        is_deep: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, tree) = (read.py, read.tree);
        let named = made::dict(py)?;
        for name in tree.excluded(node) {
            named.set_item(name_of(py, name)?, py.None())?;
        }
        let none = py.None().into_bound(py);
        let mut rest = if is_deep { self.whole.bind(py) } else { &none };
        for (child, name) in read.children(node) {
            match &child.name {
                Some(_) => named.set_item(name, &made[child.node])?,
                None => rest = &made[child.node],
            }
        }
        if let Some(star) = node.star {
            named.set_item(self.star.bind(py), &made[star])?;
        }
        let instance = new_instance(self.class.bind(py))?;
        self.named.set(&instance, named.as_any())?;
        self.rest.set(&instance, rest)?;
        self.range
            .set(&instance, &self.trees.range(py, node.range)?)?;
        Ok(instance)
    }
}
