//! Lists: what the entries between two brackets say together.

use std::borrow::Cow;
use std::collections::HashSet;

use super::{Child, Name, Node, Tree};
use crate::grow::{copied, push};
use crate::plan::Range;

/// One item of a list.
#[derive(Debug)]
pub struct Entry<'t> {
    /// `None` stands for every property without a name.
    pub name: Option<Name<'t>>,
    pub kept: Kept,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    Nothing,
    Node(usize),
    Whole,
}

/// Up to as many entries are found sooner by comparing them all.
const MAX_FEW: usize = 16;

impl<'t> Tree<'t> {
    /// Makes the node for the entries from `start` on, the last of equal names wins. None where memory is refused.
    pub(super) fn list(&mut self, entries: &mut Vec<Entry<'t>>, start: usize) -> Option<Node> {
        let count = entries.len() - start;
        let mut seen = (count > MAX_FEW).then(HashSet::new);
        if let Some(seen) = &mut seen {
            seen.try_reserve(count).ok()?;
        }
        let mut node = Node {
            range: Range::ALL,
            is_deep: false,
            star: None,
            height: 0,
            children: self.children.len()..0,
            excluded: self.excluded.len()..0,
        };
        let mut has_rest = false;
        for entry in entries.drain(start..).rev() {
            let is_overruled = match (&mut seen, &entry.name) {
                (_, None) => has_rest,
                (None, Some(name)) => self.says(&node, name),
                (Some(seen), Some(name)) => !seen.insert(same(name)?),
            };
            if is_overruled {
                continue;
            }
            has_rest |= entry.name.is_none();
            match (entry.kept, entry.name) {
                (Kept::Whole, _) => node.is_deep = true,
                (Kept::Nothing, Some(name)) => push(&mut self.excluded, name).ok()?,
                (Kept::Nothing, None) => {}
                (Kept::Node(below), Some(name)) if *name == *b"*" => node.star = Some(below),
                (Kept::Node(node), name) => push(&mut self.children, Child { name, node }).ok()?,
            }
        }
        self.children[node.children.start..].reverse();
        node.children.end = self.children.len();
        if !has_rest && node.children.is_empty() && node.star.is_none() {
            node.is_deep = true;
        }
        if !has_rest && !node.is_deep {
            self.excluded.truncate(node.excluded.start);
        }
        node.excluded.end = self.excluded.len();
        let below = self
            .children(&node)
            .iter()
            .map(|child| child.node)
            .chain(node.star);
        node.height = below
            .map(|below| self.nodes[below].height + 1)
            .max()
            .unwrap_or(0);
        Some(node)
    }

    /// Whether an entry further back already says what is kept of the property `name`.
    fn says(&self, node: &Node, name: &Name) -> bool {
        let has_child = |child: &Child| child.name.as_ref() == Some(name);
        self.children[node.children.start..].iter().any(has_child)
            || self.excluded[node.excluded.start..].contains(name)
            || node.star.is_some() && **name == *b"*"
    }
}

fn same<'t>(name: &Name<'t>) -> Option<Name<'t>> {
    Some(match name {
        Cow::Borrowed(name) => Cow::Borrowed(*name),
        Cow::Owned(name) => Cow::Owned(copied(name).ok()?),
    })
}
