//! Parses tree expressions, in time linear in the text and without recursion.

mod list;

use std::borrow::Cow;
use std::ops;

use crate::grow::push;
use crate::plan::Range;
use crate::text::decoded_string;
use list::{Entry, Kept};

/// More brackets within brackets than that no tree may have.
const MAX_NESTING: usize = 250;
/// Java's int.
const MAX_JENKINS_INDEX: u64 = (1 << 31) - 1;
/// An integer that every JSON reader holds exactly.
const MAX_EXTENDED_INDEX: u64 = (1 << 53) - 1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Extended,
    Jenkins,
}

/// Bounds on what a stranger's expression may cost.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Characters, each of which may have several bytes.
    pub chars: usize,
    /// Brackets within brackets.
    pub nesting: usize,
    /// Names on all levels together; every comma counts as one, those in ranges too.
    pub names: usize,
}

/// A name: UTF-8 in which lone surrogates have their three bytes.
pub type Name<'t> = Cow<'t, [u8]>;

/// What an expression says, as an arena of nodes.
#[derive(Debug, Default)]
pub struct Tree<'t> {
    nodes: Vec<Node>,
    children: Vec<Child<'t>>,
    excluded: Vec<Name<'t>>,
}

/// What is kept at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    pub range: Range,
    /// Every property without a name here is kept whole.
    pub is_deep: bool,
    /// What is kept of a property that is really called `*`.
    pub star: Option<usize>,
    /// How many levels there are below.
    pub height: usize,
    children: ops::Range<usize>,
    excluded: ops::Range<usize>,
}

impl Node {
    const LEAF: Self = Self {
        range: Range::ALL,
        is_deep: false,
        star: None,
        height: 0,
        children: 0..0,
        excluded: 0..0,
    };
}

/// A property and the index of the node that says what is kept of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Child<'t> {
    /// `None` stands for every property without a name.
    pub name: Option<Name<'t>>,
    pub node: usize,
}

impl<'t> Tree<'t> {
    /// All nodes, each behind those below it, so that the root is the last one.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The properties with a node of their own, in the order written.
    pub fn children(&self, node: &Node) -> &[Child<'t>] {
        &self.children[node.children.clone()]
    }

    /// The children of all nodes, those of one after those of another.
    pub fn all_children(&self) -> &[Child<'t>] {
        &self.children
    }

    /// Where those of one node stand among them.
    pub fn places(&self, node: &Node) -> ops::Range<usize> {
        node.children.clone()
    }

    /// The properties that are left out of what is kept of the rest.
    pub fn excluded(&self, node: &Node) -> &[Name<'t>] {
        &self.excluded[node.excluded.clone()]
    }
}

/// The tree that `text` means: UTF-8 in which lone surrogates have their three bytes.
///
/// `None` for what departs from the dialect's grammar or goes beyond the limits, and where memory is refused.
pub fn parse<'t>(text: &'t [u8], dialect: Dialect, limits: &Limits) -> Option<Tree<'t>> {
    if text.len() > limits.chars && count_chars(text) > limits.chars {
        return None;
    }
    let mut parser = Parser::new(text, dialect, limits);
    parser.count_names(1)?;
    loop {
        let (name, kept) = parser.item()?;
        if matches!(kept, Kept::Node(_)) {
            if parser.take(b'[') {
                parser.open(name)?;
                continue;
            }
            let range = parser.range()?;
            parser.add(
                name,
                Node {
                    range,
                    ..Node::LEAF
                },
            )?;
        } else {
            push(&mut parser.entries, Entry { name, kept }).ok()?;
        }
        while !parser.take(b',') {
            if parser.take(b']') {
                let (name, start) = parser.opened.pop()?;
                let node = parser.tree.list(&mut parser.entries, start)?;
                let range = parser.range()?;
                parser.add(name, Node { range, ..node })?;
            } else if parser.at == text.len() && parser.opened.is_empty() {
                let root = parser.tree.list(&mut parser.entries, 0)?;
                push(&mut parser.tree.nodes, root).ok()?;
                return Some(parser.tree);
            } else {
                return None;
            }
        }
        parser.count_names(1)?;
    }
}

fn count_chars(text: &[u8]) -> usize {
    text.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// Classes of characters, as bits.
const JENKINS: u8 = 1;
const EXTENDED: u8 = 2;
const WHITE_SPACE: u8 = 4;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let (mut at, special) = (0, b",[]{}<>\"");
    while at < special.len() {
        classes[special[at] as usize] = if at < 5 { JENKINS | EXTENDED } else { EXTENDED };
        at += 1;
    }
    let (mut at, spaces) = (0, b" \t\n\r");
    while at < spaces.len() {
        classes[spaces[at] as usize] = WHITE_SPACE;
        at += 1;
    }
    classes
};

fn is(byte: u8, class: u8) -> bool {
    CLASSES[usize::from(byte)] & class != 0
}

struct Parser<'t> {
    text: &'t [u8],
    at: usize,
    is_extended: bool,
    /// What ends a bare name, and what means nothing around one.
    special: u8,
    space: u8,
    max_index: u64,
    max_names: usize,
    max_nesting: usize,
    names: usize,
    /// The lists that are open: the name before the bracket, and where its entries start.
    opened: Vec<(Option<Name<'t>>, usize)>,
    entries: Vec<Entry<'t>>,
    tree: Tree<'t>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t [u8], dialect: Dialect, limits: &Limits) -> Self {
        let (is_extended, special, space, max_index) = match dialect {
            Dialect::Extended => (true, EXTENDED, WHITE_SPACE, MAX_EXTENDED_INDEX),
            Dialect::Jenkins => (false, JENKINS, 0, MAX_JENKINS_INDEX),
        };
        Self {
            text,
            at: 0,
            is_extended,
            special,
            space,
            max_index,
            max_names: limits.names,
            max_nesting: limits.nesting.min(MAX_NESTING),
            names: 0,
            opened: Vec::new(),
            entries: Vec::new(),
            tree: Tree::default(),
        }
    }

    /// What comes behind white space.
    #[inline(always)]
    fn peek(&mut self) -> Option<u8> {
        loop {
            let byte = *self.text.get(self.at)?;
            if !is(byte, self.space) {
                return Some(byte);
            }
            self.at += 1;
        }
    }

    #[inline(always)]
    fn take(&mut self, byte: u8) -> bool {
        let is_there = self.peek() == Some(byte);
        self.at += usize::from(is_there);
        is_there
    }

    fn count_names(&mut self, more: usize) -> Option<()> {
        self.names += more;
        (self.names <= self.max_names).then_some(())
    }

    fn open(&mut self, name: Option<Name<'t>>) -> Option<()> {
        self.count_names(1)?;
        push(&mut self.opened, (name, self.entries.len())).ok()?;
        (self.opened.len() <= self.max_nesting).then_some(())
    }

    fn add(&mut self, name: Option<Name<'t>>, node: Node) -> Option<()> {
        let kept = Kept::Node(self.tree.nodes.len());
        push(&mut self.entries, Entry { name, kept }).ok()?;
        push(&mut self.tree.nodes, node).ok()
    }

    /// A name, or what stands in place of one. A kept one's node is yet to come.
    fn item(&mut self) -> Option<(Option<Name<'t>>, Kept)> {
        if self.is_extended && self.take(b'!') {
            return Some((Some(self.name()?.0), Kept::Nothing));
        }
        Some(match self.name()? {
            (name, false) if *name == *b"*" => (None, Kept::Node(0)),
            (name, false) if self.is_extended && *name == *b"**" => (None, Kept::Whole),
            (name, _) => (Some(name), Kept::Node(0)),
        })
    }

    /// A name, and whether it was quoted.
    fn name(&mut self) -> Option<(Name<'t>, bool)> {
        let first = self.peek()?;
        if self.is_extended && first == b'"' {
            return Some((self.quoted()?, true));
        }
        if self.is_extended && first == b'!' {
            return None;
        }
        let rest = &self.text[self.at..];
        let length = rest
            .iter()
            .position(|byte| is(*byte, self.special))
            .unwrap_or(rest.len());
        self.at += length;
        let end = rest[..length]
            .iter()
            .rposition(|byte| !is(*byte, self.space))?;
        Some((Cow::Borrowed(&rest[..=end]), false))
    }

    /// A name as a JSON string.
    fn quoted(&mut self) -> Option<Name<'t>> {
        let start = self.at + 1;
        let mut at = start;
        loop {
            match self.text.get(at)? {
                b'"' => break,
                b'\\' => at += 2,
                ..b' ' => return None,
                _ => at += 1,
            }
        }
        self.at = at + 1;
        decoded_string(&self.text[start..at])
    }

    /// The range in brackets of its own, or all where there are none.
    fn range(&mut self) -> Option<Range> {
        let close = match self.peek() {
            Some(b'{') => b'}',
            Some(b'<') if self.is_extended => b'>',
            _ => return Some(Range::ALL),
        };
        self.at += 1;
        let start = self.index()?;
        let has_comma = self.take(b',');
        let stop = if has_comma {
            self.count_names(1)?;
            self.index()?
        } else {
            None
        };
        if !self.take(close) {
            return None;
        }
        match (start, stop) {
            (None, None) => None,
            // The last element has none behind it.
            (Some(-1), None) => Some(Range {
                start: -1,
                stop: None,
            }),
            (Some(start), None) if !has_comma => Some(Range {
                start,
                stop: Some(start + 1),
            }),
            (start, stop) => Some(Range {
                start: start.unwrap_or(0),
                stop,
            }),
        }
    }

    /// The index that comes next, if there is one. The outer `None` is for no number at all.
    fn index(&mut self) -> Option<Option<i64>> {
        let is_negative = self.is_extended && self.take(b'-');
        if !is_negative {
            self.peek();
        }
        let start = self.at;
        let mut number: u64 = 0;
        while let Some(digit @ b'0'..=b'9') = self.text.get(self.at) {
            number = number * 10 + u64::from(digit - b'0');
            if number > self.max_index {
                return None;
            }
            self.at += 1;
        }
        if self.at == start {
            return if is_negative { None } else { Some(None) };
        }
        let index = i64::try_from(number).ok()?;
        Some(Some(if is_negative { -index } else { index }))
    }
}

#[cfg(test)]
mod tests;
