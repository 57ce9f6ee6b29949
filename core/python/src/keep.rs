//! Turns what Python keeps (`treequery.keep`) into a plan of the heart.

use std::collections::HashMap;

use pyo3::exceptions::PyOverflowError;
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use treequery_heart::{NodeId, Plan, PlanBuilder, Range, Refused};

use crate::ask::{Ask, module};
use crate::made::{self, push, refused};
use crate::room_for_one;

/// More nodes than that, each a hundred bytes or more, are not worth a plan of their own.
const MAX_NODES: usize = 1 << 20;

/// Makes the plan for `keep`, for JSON texts that nest at most `levels` deep.
pub fn plan_of(keep: &Bound<PyAny>, always: &[Vec<u8>], levels: u64) -> PyResult<Plan> {
    let mut keeps = Keeps::new(keep.py(), levels)?;
    let root = keeps.node(keep)?;
    keeps.fill()?;
    or_refused(keeps.builder.build(root, always))
}

/// A name as the heart compares it: UTF-8 in which lone surrogates have their three bytes.
pub fn name_bytes(name: &Bound<PyAny>) -> PyResult<Vec<u8>> {
    let name = name.cast::<PyString>()?;
    let encoded;
    let text = match name.to_str() {
        Ok(text) => text.as_bytes(),
        Err(_) => {
            encoded = made::encoded(name)?;
            encoded.as_bytes()
        }
    };
    copied(text)
}

fn copied(name: &[u8]) -> PyResult<Vec<u8>> {
    let mut copy = Vec::new();
    copy.try_reserve_exact(name.len()).map_err(|_| refused())?;
    copy.extend_from_slice(name);
    Ok(copy)
}

/// The plan that is being made, and what of it is still to be filled.
struct Keeps<'py> {
    builder: PlanBuilder,
    levels: u64,
    tree: Bound<'py, PyAny>,
    level: Bound<'py, PyAny>,
    both: Bound<'py, PyAny>,
    /// By identity, since keeps lead in circles; all live as long as the root does.
    by_identity: HashMap<usize, NodeId>,
    by_level: HashMap<i64, NodeId>,
    trees: Vec<(NodeId, Bound<'py, PyAny>)>,
    pairs: Pairs,
}

impl<'py> Keeps<'py> {
    fn new(py: Python<'py>, levels: u64) -> PyResult<Self> {
        let module = module(py, c"treequery.keep")?;
        let builder = or_refused(PlanBuilder::new())?;
        let whole = module.attribute(c"WHOLE")?.as_ptr() as usize;
        let mut keeps = Self {
            builder,
            levels,
            tree: module.attribute(c"KeepTree")?,
            level: module.attribute(c"KeepLevel")?,
            both: module.attribute(c"KeepBoth")?,
            by_identity: HashMap::new(),
            by_level: HashMap::new(),
            trees: Vec::new(),
            pairs: Pairs::default(),
        };
        keeps.know(whole, PlanBuilder::WHOLE)?;
        Ok(keeps)
    }

    fn know(&mut self, address: usize, node: NodeId) -> PyResult<()> {
        room_for_one!(self.by_identity)?;
        self.by_identity.insert(address, node);
        Ok(())
    }

    /// The node of a keep; what it holds is filled later.
    fn node(&mut self, keep: &Bound<'py, PyAny>) -> PyResult<NodeId> {
        let mut found: Vec<NodeId> = Vec::new();
        let mut todo = Vec::new();
        push(&mut todo, Step::Node(keep.clone()))?;
        while let Some(step) = todo.pop() {
            let keep = match step {
                Step::Node(keep) => keep,
                Step::Pair(keep) => {
                    let (Some(second), Some(first)) = (found.pop(), found.pop()) else {
                        continue;
                    };
                    let node = self.pairs.node(&mut self.builder, first, second)?;
                    self.know(keep.as_ptr() as usize, node)?;
                    push(&mut found, node)?;
                    continue;
                }
            };
            self.check_size()?;
            if let Some(node) = self.by_identity.get(&(keep.as_ptr() as usize)) {
                push(&mut found, *node)?;
            } else if keep.is_instance(&self.both)? {
                push(&mut todo, Step::Pair(keep.clone()))?;
                push(&mut todo, Step::Node(keep.attribute(c"second")?))?;
                push(&mut todo, Step::Node(keep.attribute(c"first")?))?;
            } else {
                let node = self.simple(&keep)?;
                self.know(keep.as_ptr() as usize, node)?;
                push(&mut found, node)?;
            }
        }
        found.pop().ok_or_else(|| no_keep(keep.py()))
    }

    /// The node of a keep that is no pair.
    fn simple(&mut self, keep: &Bound<'py, PyAny>) -> PyResult<NodeId> {
        if keep.is_instance(&self.level)? {
            let level = clamped(&keep.attribute(c"level")?)?;
            let range = range(&keep.attribute(c"range")?)?;
            if range == Range::ALL {
                return self.level(level);
            }
            let node = or_refused(self.builder.add())?;
            self.builder.set_range(node, range);
            if level <= 1 {
                let below = self.level(level + 1)?;
                self.builder.set_rest(node, Some(below));
            }
            return Ok(node);
        }
        if !keep.is_instance(&self.tree)? {
            return Err(no_keep(keep.py()));
        }
        let node = or_refused(self.builder.add())?;
        self.builder
            .set_range(node, range(&keep.attribute(c"range")?)?);
        push(&mut self.trees, (node, keep.clone()))?;
        Ok(node)
    }

    /// The node of a level: a plain mapping's keys have visibility 1, so that none is kept above it.
    fn level(&mut self, level: i64) -> PyResult<NodeId> {
        let shown = 2u64.saturating_add_signed(level.saturating_neg());
        if level <= 1 && shown > self.levels {
            // No text within the limit is so deep that anything would be left out.
            return Ok(PlanBuilder::WHOLE);
        }
        let mut below = None;
        for level in (level..=level.max(2)).rev() {
            if let Some(node) = self.by_level.get(&level) {
                below = Some(*node);
                continue;
            }
            self.check_size()?;
            let node = or_refused(self.builder.add())?;
            self.builder
                .set_rest(node, if level <= 1 { below } else { None });
            room_for_one!(self.by_level)?;
            self.by_level.insert(level, node);
            below = Some(node);
        }
        below.ok_or_else(|| Python::attach(too_large))
    }

    fn fill(&mut self) -> PyResult<()> {
        while let Some((node, keep)) = self.trees.pop() {
            let rest = keep.attribute(c"rest")?;
            let rest = if rest.is_none() {
                None
            } else {
                Some(self.node(&rest)?)
            };
            self.builder.set_rest(node, rest);
            let named = keep.attribute(c"named")?;
            let named = match named.cast_into::<PyDict>() {
                Ok(named) => named,
                Err(other) => {
                    let copy = made::dict(keep.py())?;
                    copy.update(other.into_inner().cast()?)?;
                    copy
                }
            };
            for (name, child) in named {
                let child = if child.is_none() {
                    None
                } else {
                    Some(self.node(&child)?)
                };
                or_refused(self.builder.set_name(node, name_bytes(&name)?, child))?;
            }
        }
        self.pairs.fill(&mut self.builder)
    }

    fn check_size(&self) -> PyResult<()> {
        if self.builder.count() > MAX_NODES {
            Err(Python::attach(too_large))
        } else {
            Ok(())
        }
    }
}

enum Step<'py> {
    Node(Bound<'py, PyAny>),
    /// A pair whose two nodes were found.
    Pair(Bound<'py, PyAny>),
}

/// Nodes that keep what two other ones both keep.
#[derive(Default)]
struct Pairs {
    by_parts: HashMap<(NodeId, NodeId), NodeId>,
    parts: HashMap<NodeId, (NodeId, NodeId)>,
    /// Those that hold nothing yet.
    todo: Vec<NodeId>,
}

impl Pairs {
    fn node(
        &mut self,
        builder: &mut PlanBuilder,
        first: NodeId,
        second: NodeId,
    ) -> PyResult<NodeId> {
        if first == PlanBuilder::WHOLE {
            return Ok(second);
        }
        if let Some(node) = self.by_parts.get(&(first, second)) {
            return Ok(*node);
        }
        let node = or_refused(builder.add())?;
        builder.set_range(node, builder.range(second));
        room_for_one!(self.by_parts)?;
        room_for_one!(self.parts)?;
        self.by_parts.insert((first, second), node);
        self.parts.insert(node, (first, second));
        push(&mut self.todo, node)?;
        Ok(node)
    }

    fn fill(&mut self, builder: &mut PlanBuilder) -> PyResult<()> {
        while let Some(node) = self.todo.pop() {
            if builder.count() > MAX_NODES || self.todo.len() > MAX_NODES {
                return Err(Python::attach(too_large));
            }
            let Some((first, second)) = self.parts.get(&node).copied() else {
                continue;
            };
            // A part that is an unfilled pair itself has its turn first.
            if let Some(part) = [first, second]
                .into_iter()
                .find(|part| self.parts.contains_key(part))
            {
                push(&mut self.todo, node)?;
                push(&mut self.todo, part)?;
                continue;
            }
            let names = builder.names(first).chain(builder.names(second));
            let names = made::all(names.map(copied))?;
            for name in names {
                let child = builder
                    .child(first, &name)
                    .zip(builder.child(second, &name));
                let child = child.map(|(first, second)| self.node(builder, first, second));
                or_refused(builder.set_name(node, name, child.transpose()?))?;
            }
            let rest = builder.rest(first).zip(builder.rest(second));
            let rest = rest.map(|(first, second)| self.node(builder, first, second));
            builder.set_rest(node, rest.transpose()?);
            self.parts.remove(&node);
        }
        Ok(())
    }
}

fn range(range: &Bound<PyAny>) -> PyResult<Range> {
    let stop = range.attribute(c"stop")?;
    let stop = if stop.is_none() {
        None
    } else {
        Some(clamped(&stop)?)
    };
    Ok(Range {
        start: clamped(&range.attribute(c"start")?)?,
        stop,
    })
}

/// An int, or the nearest one that has 64 bits: no array is so long that it would matter.
fn clamped(int: &Bound<PyAny>) -> PyResult<i64> {
    match int.extract() {
        Ok(int) => Ok(int),
        Err(err) if err.is_instance_of::<PyOverflowError>(int.py()) => {
            let is_negative = int.lt(made::int(int.py(), 0)?)?;
            Ok(if is_negative { i64::MIN } else { i64::MAX })
        }
        Err(err) => Err(err),
    }
}

fn or_refused<T>(result: Result<T, Refused>) -> PyResult<T> {
    result.map_err(|Refused| refused())
}

fn too_large(py: Python<'_>) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    let class = unsafe { ffi::PyExc_OverflowError };
    made::error(py, class, c"the plan has too many nodes")
}

fn no_keep(py: Python<'_>) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    made::error(
        py,
        unsafe { ffi::PyExc_TypeError },
        c"keep: expected a keep",
    )
}
