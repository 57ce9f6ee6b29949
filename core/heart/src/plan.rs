//! Plans: what to keep at each place of a value, as an arena of nodes that may share and repeat themselves.

use std::collections::HashMap;

use crate::grow::{Refused, copied, insert, push, with_room};
use crate::key::What;

/// A node's place in its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NodeId(pub(crate) u32);

/// Which elements of an array are kept, as in a Python slice: negative bounds count from the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub start: i64,
    pub stop: Option<i64>,
}

impl Range {
    pub const ALL: Self = Self {
        start: 0,
        stop: None,
    };

    fn counts_from_end(self) -> bool {
        self.start < 0 || self.stop.is_some_and(|stop| stop < 0)
    }

    /// The first index kept and the first one no more, for an array of `count` elements; both are 0 where
    /// none is kept.
    pub(crate) fn resolve(self, count: u64) -> (u64, u64) {
        let resolve = |bound: i64| match bound {
            0.. => bound as u64,
            _ => count.saturating_sub(bound.unsigned_abs()),
        };
        let (start, stop) = (resolve(self.start), self.stop.map_or(u64::MAX, resolve));
        if start < stop { (start, stop) } else { (0, 0) }
    }
}

#[derive(Debug, Clone)]
struct Draft {
    named: HashMap<Vec<u8>, Option<NodeId>>,
    rest: Option<NodeId>,
    range: Range,
}

/// One place: what is kept of the properties of an object, and which elements of an array.
#[derive(Debug, Clone)]
pub struct Node {
    pub(crate) named: Names,
    pub(crate) rest: Option<NodeId>,
    pub(crate) range: Range,
    /// The first index kept and the first one no more, where neither counts from the end.
    pub(crate) bounds: Option<(u64, u64)>,
    /// Everything below is kept, so that a value can be copied as it stands.
    pub(crate) is_whole: bool,
    /// No property is kept, so that an object can be passed over.
    pub(crate) is_empty: bool,
}

impl Node {
    /// What is kept of the property whose key, decoded, is `name`.
    pub(crate) fn child(&self, name: &[u8]) -> Option<NodeId> {
        self.named.get(name).unwrap_or(self.rest)
    }
}

/// Names and what is kept below them.
#[derive(Debug, Clone)]
pub enum Names {
    Few(Vec<(Box<[u8]>, Option<NodeId>)>),
    /// Hashed with a secret, since the names may be a stranger's.
    Many(HashMap<Box<[u8]>, Option<NodeId>>),
}

/// Up to as many names are found sooner by comparing them all.
const MAX_FEW: usize = 12;

impl Names {
    fn get(&self, name: &[u8]) -> Option<Option<NodeId>> {
        match self {
            Self::Few(names) => names
                .iter()
                .find(|(other, _)| **other == *name)
                .map(|(_, child)| *child),
            Self::Many(names) => names.get(name).copied(),
        }
    }
}

/// What to keep of a value, ready to be applied to any number of them, from any thread.
#[derive(Debug, Clone)]
pub struct Plan {
    nodes: Vec<Node>,
    root: NodeId,
}

impl Plan {
    pub(crate) fn root(&self) -> NodeId {
        self.root
    }

    /// What is to be done with the property `name` of an object under a node.
    pub(crate) fn what(&self, id: NodeId, name: &[u8]) -> What {
        // A node that is none of the plan's is for what is left out.
        match self
            .nodes
            .get(id.0 as usize)
            .and_then(|node| node.child(name))
        {
            Some(child) => What::Keep(child),
            None => What::Skip,
        }
    }

    #[inline(always)]
    pub(crate) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }
}

/// Puts a plan together: nodes are made first and filled later, so that they may lead in circles.
///
/// Names are decoded keys in UTF-8 in which lone surrogates have their three bytes too.
pub struct PlanBuilder {
    drafts: Vec<Draft>,
}

impl PlanBuilder {
    /// The node that keeps everything.
    pub const WHOLE: NodeId = NodeId(0);

    pub fn new() -> Result<Self, Refused> {
        let mut drafts = Vec::new();
        let whole = Draft {
            named: HashMap::new(),
            rest: Some(Self::WHOLE),
            range: Range::ALL,
        };
        push(&mut drafts, whole)?;
        Ok(Self { drafts })
    }

    /// How many nodes there are.
    pub fn count(&self) -> usize {
        self.drafts.len()
    }

    /// Adds a node that keeps no property and all elements.
    ///
    /// # Panics
    /// With more than 2³² nodes.
    pub fn add(&mut self) -> Result<NodeId, Refused> {
        let id = u32::try_from(self.drafts.len()).expect("a plan has fewer nodes");
        let draft = Draft {
            named: HashMap::new(),
            rest: None,
            range: Range::ALL,
        };
        push(&mut self.drafts, draft)?;
        Ok(NodeId(id))
    }

    pub fn set_range(&mut self, node: NodeId, range: Range) {
        self.drafts[node.0 as usize].range = range;
    }

    /// Says what is kept of the properties without a name in this node.
    pub fn set_rest(&mut self, node: NodeId, rest: Option<NodeId>) {
        self.drafts[node.0 as usize].rest = rest;
    }

    pub fn set_name(
        &mut self,
        node: NodeId,
        name: Vec<u8>,
        child: Option<NodeId>,
    ) -> Result<(), Refused> {
        insert(&mut self.drafts[node.0 as usize].named, name, child)
    }

    /// What is kept of the property `name` so far.
    pub fn child(&self, node: NodeId, name: &[u8]) -> Option<NodeId> {
        let draft = &self.drafts[node.0 as usize];
        draft.named.get(name).copied().unwrap_or(draft.rest)
    }

    pub fn rest(&self, node: NodeId) -> Option<NodeId> {
        self.drafts[node.0 as usize].rest
    }

    pub fn range(&self, node: NodeId) -> Range {
        self.drafts[node.0 as usize].range
    }

    pub fn names(&self, node: NodeId) -> impl Iterator<Item = &[u8]> {
        self.drafts[node.0 as usize].named.keys().map(Vec::as_slice)
    }

    /// The plan that begins at `root`; properties named in `always` are kept whole by every node.
    pub fn build(mut self, root: NodeId, always: &[Vec<u8>]) -> Result<Plan, Refused> {
        let wholes = self.wholes(always)?;
        for draft in &mut self.drafts {
            for name in always {
                insert(&mut draft.named, copied(name)?, Some(Self::WHOLE))?;
            }
        }
        let mut nodes = with_room(self.drafts.len())?;
        for (draft, is_whole) in self.drafts.into_iter().zip(wholes) {
            nodes.push(Node {
                is_whole,
                is_empty: draft.rest.is_none() && draft.named.values().all(Option::is_none),
                rest: draft.rest,
                range: draft.range,
                bounds: (!draft.range.counts_from_end()).then(|| draft.range.resolve(0)),
                named: names(draft.named)?,
            });
        }
        Ok(Plan { nodes, root })
    }

    /// Which nodes keep everything: all those for which nothing says otherwise.
    fn wholes(&self, always: &[Vec<u8>]) -> Result<Vec<bool>, Refused> {
        let mut parents: Vec<Vec<u32>> = with_room(self.drafts.len())?;
        parents.resize_with(self.drafts.len(), Vec::new);
        let mut is_whole = with_room(self.drafts.len())?;
        is_whole.resize(self.drafts.len(), true);
        let mut todo = Vec::new();
        for (id, draft) in self.drafts.iter().enumerate() {
            let named = draft
                .named
                .iter()
                .filter(|(name, _)| !always.contains(name))
                .map(|(_, child)| *child);
            let mut keeps_all = draft.range == Range::ALL;
            for child in named.chain([draft.rest]) {
                match child {
                    Some(child) => push(&mut parents[child.0 as usize], id as u32)?,
                    None => keeps_all = false,
                }
            }
            if !keeps_all {
                is_whole[id] = false;
                push(&mut todo, id)?;
            }
        }
        while let Some(id) = todo.pop() {
            for parent in std::mem::take(&mut parents[id]) {
                if std::mem::replace(&mut is_whole[parent as usize], false) {
                    push(&mut todo, parent as usize)?;
                }
            }
        }
        Ok(is_whole)
    }
}

fn names(named: HashMap<Vec<u8>, Option<NodeId>>) -> Result<Names, Refused> {
    let count = named.len();
    let pairs = named
        .into_iter()
        .map(|(name, child)| (name.into_boxed_slice(), child));
    if count > MAX_FEW {
        let mut names = HashMap::new();
        names.try_reserve(count).map_err(|_| Refused)?;
        names.extend(pairs);
        Ok(Names::Many(names))
    } else {
        let mut names = with_room(count)?;
        names.extend(pairs);
        Ok(Names::Few(names))
    }
}

#[cfg(test)]
mod tests;
