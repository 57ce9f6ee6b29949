//! What an expression keeps, said twice: as the plan that the core follows, and as plain questions.

use treequery_heart::expression::{Child, Node, Tree};
use treequery_heart::{NodeId, Plan, PlanBuilder};

pub struct Keep<'a> {
    pub tree: Tree<'a>,
    pub always: Option<&'a [u8]>,
    pub has_whole_leaves: bool,
}

/// A place in what is kept.
#[derive(Clone, Copy)]
pub enum Place<'k> {
    Whole,
    At(&'k Node),
}

impl Keep<'_> {
    pub fn root(&self) -> Place<'_> {
        self.tree.nodes().last().map_or(Place::Whole, Place::At)
    }

    /// What is kept of the property called `name`.
    pub fn child<'k>(&'k self, place: Place<'k>, name: &[u8]) -> Option<Place<'k>> {
        let Place::At(node) = place else {
            return Some(Place::Whole);
        };
        let at = |index: usize| Some(Place::At(&self.tree.nodes()[index]));
        if self.always == Some(name) {
            return Some(Place::Whole);
        }
        if self
            .tree
            .excluded(node)
            .iter()
            .any(|other| **other == *name)
        {
            return None;
        }
        let children = self.tree.children(node);
        if let (b"*", Some(star)) = (name, node.star) {
            return at(star);
        }
        let called = |name: Option<&[u8]>| {
            let is_it = |child: &&Child| child.name.as_deref() == name;
            children.iter().find(is_it)
        };
        if let Some(child) = called(Some(name)).or_else(|| called(None)) {
            return at(child.node);
        }
        self.is_deep(node).then_some(Place::Whole)
    }

    fn is_deep(&self, node: &Node) -> bool {
        node.is_deep || self.has_whole_leaves && node.height == 0
    }

    /// The elements that are kept of `count`: from the first index up to the second.
    pub fn kept(place: Place, count: usize) -> (usize, usize) {
        let Place::At(node) = place else {
            return (0, count);
        };
        let clamped = |bound: i64| {
            let count = i128::try_from(count).unwrap_or(i128::MAX);
            let bound = i128::from(bound);
            let index = if bound < 0 { bound + count } else { bound };
            usize::try_from(index.clamp(0, count)).unwrap_or(0)
        };
        let start = clamped(node.range.start);
        let stop = node.range.stop.map_or(count, clamped);
        (start, stop.max(start))
    }

    /// Whether what was kept is all kept when it is trimmed again: a range must not count its start
    /// from the first element, nor its end from the last one, for those are others then.
    pub fn is_stable(&self) -> bool {
        self.tree
            .nodes()
            .iter()
            .all(|node| node.range.start <= 0 && node.range.stop.is_none_or(|stop| stop >= 0))
    }

    pub fn plan(&self) -> Plan {
        let mut builder = PlanBuilder::new().expect("memory");
        let mut made: Vec<NodeId> = Vec::new();
        for node in self.tree.nodes() {
            made.push(self.add(&mut builder, node, &made));
        }
        let root = made.last().copied().unwrap_or(PlanBuilder::WHOLE);
        let always: Vec<_> = self.always.into_iter().map(<[u8]>::to_vec).collect();
        builder.build(root, &always).expect("memory")
    }

    fn add(&self, builder: &mut PlanBuilder, node: &Node, made: &[NodeId]) -> NodeId {
        let id = builder.add().expect("memory");
        builder.set_range(id, node.range);
        for name in self.tree.excluded(node) {
            builder.set_name(id, name.to_vec(), None).expect("memory");
        }
        if self.is_deep(node) {
            builder.set_rest(id, Some(PlanBuilder::WHOLE));
        }
        for child in self.tree.children(node) {
            match &child.name {
                Some(name) => builder
                    .set_name(id, name.to_vec(), Some(made[child.node]))
                    .expect("memory"),
                None => builder.set_rest(id, Some(made[child.node])),
            }
        }
        if let Some(star) = node.star {
            builder
                .set_name(id, b"*".to_vec(), Some(made[star]))
                .expect("memory");
        }
        id
    }
}

/// The plan that keeps everything.
pub fn whole() -> Plan {
    PlanBuilder::new()
        .expect("memory")
        .build(PlanBuilder::WHOLE, &[])
        .expect("memory")
}
