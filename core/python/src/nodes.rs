//! What a plan keeps, as objects are walked by it: the keeps of Python made flat.

use std::collections::HashMap;

use pyo3::ffi;
use pyo3::gc::{PyTraverseError, PyVisit};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyFrozenSet, PyString};

use crate::ask::{Ask, module};
use crate::made;
use crate::raw::Lent;
use crate::room_for_one;

const NO_LEVEL: i64 = i64::MIN;
const NO_NODE: u32 = u32::MAX;
const WHOLE: u32 = 0;

/// What is kept at one place: what a level of depth keeps, what a node of the tree keeps, or what both do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Keep {
    level: i64,
    node: u32,
}

/// One node of a tree, the names that are kept in any case among its own.
pub struct Node {
    pub names: Vec<Named>,
    /// Index into `names`, by name.
    index: Py<PyDict>,
    rest: Option<u32>,
    range: Range,
    /// The range as the specification has it.
    pub bounds: Py<PyAny>,
    /// The keep that this was made of, if any.
    source: Option<Py<PyAny>>,
}

pub struct Named {
    pub name: Py<PyString>,
    child: Option<u32>,
    is_in_tree: bool,
    is_always: bool,
}

/// A slice of step 1.
#[derive(Clone, Copy)]
pub struct Range {
    start: isize,
    stop: Option<isize>,
}

impl Range {
    /// The indexes that are kept of an array, as `slice.indices` gives them.
    pub fn indexes(self, length: usize) -> (usize, usize) {
        let place = |bound: isize| match usize::try_from(bound) {
            Ok(bound) => bound.min(length),
            Err(_) => length.saturating_sub(bound.unsigned_abs()),
        };
        let start = place(self.start);
        (start, self.stop.map_or(length, place).max(start))
    }
}

/// All nodes of a plan; the first is the one that keeps everything.
pub struct Nodes {
    nodes: Vec<Node>,
    /// For places where no tree says anything: the names that are kept in any case.
    always: Node,
    pub root: Keep,
}

impl Nodes {
    /// Raises TypeError for keeps of other classes or shapes than `treequery.plan` makes.
    pub fn new(keep: &Bound<'_, PyAny>, always: &Bound<'_, PyFrozenSet>) -> PyResult<Nodes> {
        let classes = Classes::new(keep.py())?;
        let mut always_names = Vec::new();
        for name in always.as_any().try_iter()? {
            let name = name?;
            made::push(&mut always_names, exact(&name)?.unbind())?;
        }
        let mut builder = Builder {
            classes,
            always: always_names,
            nodes: Vec::new(),
            known: HashMap::new(),
            todo: Vec::new(),
        };
        let whole = builder.classes.whole.clone();
        builder.id(&whole)?;
        let root = builder.root(keep)?;
        builder.fill()?;
        let nodes = builder.nodes.into_iter();
        let nodes = made::all(nodes.map(|node| node.ok_or_else(|| unknown(keep.py()))))?;
        let all = module(keep.py(), c"treequery.tree")?.attribute(c"ALL")?;
        let always = Builder::node(&all, &builder.always, Vec::new(), None)?;
        Ok(Nodes {
            nodes,
            always,
            root,
        })
    }

    /// Shows the garbage collector what is held; text and numbers hold nobody.
    pub fn traverse(&self, visit: &PyVisit<'_>) -> Result<(), PyTraverseError> {
        self.nodes
            .iter()
            .try_for_each(|node| visit.call(&node.source))
    }

    /// The node that tells by name what a mapping keeps.
    #[inline]
    pub fn of_mapping(&self, keep: Keep) -> &Node {
        self.nodes.get(keep.node as usize).unwrap_or(&self.always)
    }

    #[inline]
    pub fn range(&self, keep: Keep) -> Range {
        self.of_mapping(keep).range
    }

    /// What is kept of every key of a mapping that has no name in its node.
    #[inline]
    pub fn rest_of_mapping(&self, keep: Keep) -> Option<Keep> {
        Some(Keep {
            level: keep.next_level(1, false)?,
            node: self.next_node(keep, None)?,
        })
    }

    /// What is kept under a name of a mapping's node.
    pub fn child_of_mapping(&self, keep: Keep, named: &Named) -> Option<Keep> {
        if named.is_always {
            return Some(Keep::WHOLE);
        }
        Some(Keep {
            level: keep.next_level(1, false)?,
            node: self.next_node(keep, Some(named))?,
        })
    }

    /// What is kept of a property of a class.
    pub fn child_of_class(
        &self,
        keep: Keep,
        name: &Bound<'_, PyAny>,
        visibility: i64,
        is_inline: bool,
    ) -> PyResult<Option<Keep>> {
        let named = self.of_mapping(keep).named(name.as_borrowed());
        let level = keep.next_level(visibility, is_inline);
        let node = self.next_node(keep, named.filter(|named| named.is_in_tree));
        Ok(level.zip(node).map(|(level, node)| Keep { level, node }))
    }

    /// What is kept of a property that is shown in place of itself.
    pub fn merged(&self, keep: Keep, visibility: i64) -> Option<Keep> {
        keep.next_level(visibility, true).map(|_| keep)
    }

    /// Whether a tree alone says what is kept, and asks for this property by name.
    pub fn is_asked_for(&self, keep: Keep, name: &Bound<'_, PyAny>) -> bool {
        keep.level == NO_LEVEL
            && self
                .of_mapping(keep)
                .named(name.as_borrowed())
                .is_some_and(|named| named.is_in_tree)
    }

    /// What is kept, as the specification has it.
    pub fn source<'py>(&self, py: Python<'py>, keep: Keep) -> PyResult<Bound<'py, PyAny>> {
        let module = module(py, c"treequery.keep")?;
        let node = self.nodes.get(keep.node as usize);
        let tree = node.and_then(|node| node.source.as_ref());
        if let (NO_LEVEL, Some(tree)) = (keep.level, tree) {
            return Ok(tree.bind(py).clone());
        }
        // SAFETY: gives an int, or null with an error set.
        let level =
            unsafe { Bound::from_owned_ptr_or_err(py, ffi::PyLong_FromLongLong(keep.level))? };
        let level = module.method(c"keep_level", [&level])?;
        match tree {
            Some(tree) => module.method(c"KeepBoth", [&level, tree.bind(py)]),
            None => Ok(level),
        }
    }

    fn next_node(&self, keep: Keep, named: Option<&Named>) -> Option<u32> {
        let Some(node) = self.nodes.get(keep.node as usize) else {
            return Some(NO_NODE);
        };
        match named {
            Some(named) if named.is_in_tree => named.child,
            _ => node.rest,
        }
    }
}

impl Keep {
    pub const WHOLE: Keep = Keep {
        level: NO_LEVEL,
        node: WHOLE,
    };

    fn next_level(self, visibility: i64, is_inline: bool) -> Option<i64> {
        if self.level == NO_LEVEL || (is_inline && visibility >= self.level) {
            return Some(self.level);
        }
        (visibility >= self.level).then_some(self.level + 1)
    }
}

impl Node {
    #[inline]
    pub fn named(&self, name: Lent<'_, '_>) -> Option<&Named> {
        self.names.get(self.position(name)?)
    }

    /// Index into `names` of an exact str.
    #[inline]
    pub fn position(&self, name: Lent<'_, '_>) -> Option<usize> {
        if self.names.is_empty() {
            return None;
        }
        let index = self.index.bind(name.py());
        let found = crate::raw::entry(index, name)?;
        // SAFETY: `found` is a live int that `node` below has put in.
        let position = unsafe { ffi::PyLong_AsSsize_t(found.as_ptr()) };
        usize::try_from(position).ok()
    }
}

struct Classes<'py> {
    tree: Bound<'py, PyAny>,
    level: Bound<'py, PyAny>,
    both: Bound<'py, PyAny>,
    whole: Bound<'py, PyAny>,
}

impl<'py> Classes<'py> {
    fn new(py: Python<'py>) -> PyResult<Self> {
        let module = module(py, c"treequery.keep")?;
        Ok(Classes {
            tree: module.attribute(c"KeepTree")?,
            level: module.attribute(c"KeepLevel")?,
            both: module.attribute(c"KeepBoth")?,
            whole: module.attribute(c"WHOLE")?,
        })
    }
}

struct Builder<'py> {
    classes: Classes<'py>,
    always: Vec<Py<PyString>>,
    nodes: Vec<Option<Node>>,
    known: HashMap<usize, u32>,
    todo: Vec<(u32, Bound<'py, PyAny>)>,
}

impl<'py> Builder<'py> {
    fn root(&mut self, keep: &Bound<'py, PyAny>) -> PyResult<Keep> {
        let class = keep.get_type();
        if class.is(&self.classes.tree) {
            let node = self.id(keep)?;
            return Ok(Keep {
                level: NO_LEVEL,
                node,
            });
        }
        if class.is(&self.classes.both) {
            let level = self.level(&keep.attribute(c"first")?)?;
            let node = self.id(&keep.attribute(c"second")?)?;
            return Ok(Keep { level, node });
        }
        let level = self.level(keep)?;
        Ok(Keep {
            level,
            node: NO_NODE,
        })
    }

    fn level(&self, keep: &Bound<'py, PyAny>) -> PyResult<i64> {
        let bounds = range(&keep.attribute(c"range")?)?;
        let is_known = keep.get_type().is(&self.classes.level);
        if !is_known || bounds.start != 0 || bounds.stop.is_some() {
            return Err(unknown(keep.py()));
        }
        keep.attribute(c"level")?.extract::<i32>().map(i64::from)
    }

    fn id(&mut self, keep: &Bound<'py, PyAny>) -> PyResult<u32> {
        if !keep.get_type().is(&self.classes.tree) {
            return Err(unknown(keep.py()));
        }
        let address = keep.as_ptr() as usize;
        if let Some(id) = self.known.get(&address) {
            return Ok(*id);
        }
        let id = u32::try_from(self.nodes.len()).map_err(|_| unknown(keep.py()))?;
        room_for_one!(self.known)?;
        self.known.insert(address, id);
        made::push(&mut self.nodes, None)?;
        made::push(&mut self.todo, (id, keep.clone()))?;
        Ok(id)
    }

    fn fill(&mut self) -> PyResult<()> {
        while let Some((id, keep)) = self.todo.pop() {
            let rest = self.child(&keep.attribute(c"rest")?)?;
            let bounds = keep.attribute(c"range")?;
            let mut named = Vec::new();
            for item in keep.attribute(c"named")?.method(c"items", [])?.try_iter()? {
                let (name, child): (Bound<'py, PyAny>, Bound<'py, PyAny>) = item?.extract()?;
                let named_child = (exact(&name)?.unbind(), self.child(&child)?);
                made::push(&mut named, named_child)?;
            }
            let mut node = Self::node(&bounds, &self.always, named, rest)?;
            node.source = Some(keep.unbind());
            self.nodes[id as usize] = Some(node);
        }
        Ok(())
    }

    fn child(&mut self, keep: &Bound<'py, PyAny>) -> PyResult<Option<u32>> {
        if keep.is_none() {
            return Ok(None);
        }
        self.id(keep).map(Some)
    }

    fn node(
        bounds: &Bound<'_, PyAny>,
        always: &[Py<PyString>],
        named: Vec<(Py<PyString>, Option<u32>)>,
        rest: Option<u32>,
    ) -> PyResult<Node> {
        let py = bounds.py();
        let index = made::dict(py)?;
        let mut names: Vec<Named> = Vec::new();
        for (name, child) in named {
            index.set_item(&name, made::int(py, names.len())?)?;
            let named = Named {
                name,
                child,
                is_in_tree: true,
                is_always: false,
            };
            made::push(&mut names, named)?;
        }
        for name in always {
            if let Some(position) = index.get_item(name)? {
                names[position.extract::<usize>()?].is_always = true;
                continue;
            }
            index.set_item(name, made::int(py, names.len())?)?;
            let named = Named {
                name: name.clone_ref(py),
                child: None,
                is_in_tree: false,
                is_always: true,
            };
            made::push(&mut names, named)?;
        }
        Ok(Node {
            names,
            index: index.unbind(),
            rest,
            range: range(bounds)?,
            bounds: bounds.clone().unbind(),
            source: None,
        })
    }
}

/// A str of just that class, as keys of dicts are that are looked up without running anybody's code.
fn exact<'py>(name: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyString>> {
    // SAFETY: a new reference to an exact str, or null with an error set.
    let text = unsafe {
        Bound::from_owned_ptr_or_err(name.py(), ffi::PyUnicode_FromObject(name.as_ptr()))?
    };
    Ok(text.cast_into::<PyString>()?)
}

fn range(range: &Bound<'_, PyAny>) -> PyResult<Range> {
    let stop = range.attribute(c"stop")?;
    Ok(Range {
        start: clamped(&range.attribute(c"start")?)?,
        stop: if stop.is_none() {
            None
        } else {
            Some(clamped(&stop)?)
        },
    })
}

/// The nearest number that an index may be: no array is as long as that.
fn clamped(bound: &Bound<'_, PyAny>) -> PyResult<isize> {
    let largest = made::int(bound.py(), isize::MAX as usize)?;
    if bound.gt(&largest)? {
        return Ok(isize::MAX);
    }
    if bound.lt(largest.neg()?)? {
        return Ok(-isize::MAX);
    }
    bound.extract()
}

fn unknown(py: Python<'_>) -> PyErr {
    // SAFETY: the address of a class of the interpreter.
    let class = unsafe { ffi::PyExc_TypeError };
    let wanted = c"keep: expected what a plan makes of a tree or a depth";
    made::error(py, class, wanted)
}
