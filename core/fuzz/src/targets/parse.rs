//! Expressions: what is parsed can be said again, and means the same in both dialects where it may.

use treequery_heart::Range;
use treequery_heart::expression::{Dialect, Limits, Node, Tree, parse as parse_tree};

use crate::input::LIMITS;

pub fn parse(text: &[u8]) {
    let jenkins = parse_tree(text, Dialect::Jenkins, &LIMITS);
    let extended = parse_tree(text, Dialect::Extended, &LIMITS);
    for (tree, dialect) in [(&jenkins, Dialect::Jenkins), (&extended, Dialect::Extended)] {
        if let Some(tree) = tree {
            check_tree(tree);
            check_said_again(tree, dialect);
        }
        check_limits(text, tree.as_ref(), dialect);
    }
    if let Some(tree) = &jenkins {
        let is_new = |byte: &u8| b"<>\"! \t\r\n".contains(byte);
        if !text.iter().any(is_new) && !text.windows(2).any(|two| two == b"**") {
            let other = extended
                .as_ref()
                .expect("the extended dialect takes it too");
            assert!(is_same(tree, other), "the dialects differ");
        }
    }
}

/// All nodes stand behind those below them, and know how high they are.
fn check_tree(tree: &Tree) {
    assert!(!tree.nodes().is_empty());
    for (index, node) in tree.nodes().iter().enumerate() {
        let below = tree.children(node).iter().map(|child| child.node);
        let heights = below.chain(node.star).map(|below| {
            assert!(below < index, "a node stands before one below it");
            tree.nodes()[below].height + 1
        });
        assert_eq!(node.height, heights.max().unwrap_or(0));
        // The innermost brackets hold names, which are one level more.
        assert!(node.height <= LIMITS.nesting + 1);
        let mut names: Vec<_> = tree
            .children(node)
            .iter()
            .map(|child| &child.name)
            .collect();
        names.sort();
        assert!(names.windows(2).all(|two| two[0] != two[1]), "a name twice");
        for name in tree.excluded(node) {
            assert!(names.binary_search(&&Some(name.clone())).is_err());
        }
    }
}

/// Narrower limits make the tree be refused, never another one.
fn check_limits(text: &[u8], tree: Option<&Tree>, dialect: Dialect) {
    let narrow = Limits {
        chars: 40,
        nesting: 3,
        names: 8,
    };
    if let Some(other) = parse_tree(text, dialect, &narrow) {
        assert!(text.iter().filter(|byte| **byte & 0xc0 != 0x80).count() <= 40);
        let tree = tree.expect("what narrow limits allow is allowed");
        assert!(is_same(tree, &other) && other.nodes()[other.nodes().len() - 1].height <= 4);
    }
}

fn check_said_again(tree: &Tree, dialect: Dialect) {
    let mut text = Vec::new();
    let root = tree.nodes().last().expect("there is a root");
    // An expression cannot say that nothing is kept of what is no object.
    say_list(tree, root, dialect, &mut text);
    // As many names as before, each longer by its quotes and escapes.
    let limits = Limits {
        chars: usize::MAX,
        nesting: LIMITS.nesting,
        names: usize::MAX,
    };
    let again = parse_tree(&text, dialect, &limits);
    let is_said = again.is_some_and(|again| is_same(tree, &again));
    assert!(is_said, "said as {}", text.escape_ascii());
}

fn say_list(tree: &Tree, node: &Node, dialect: Dialect, text: &mut Vec<u8>) {
    let separate = |text: &mut Vec<u8>| {
        if !matches!(text.last(), None | Some(b'[')) {
            text.push(b',');
        }
    };
    // Where nothing has a name, `**` is how to say that all is kept.
    if node.is_deep && dialect == Dialect::Extended {
        separate(text);
        text.extend_from_slice(b"**");
    }
    for name in tree.excluded(node) {
        separate(text);
        text.push(b'!');
        say_name(name, dialect, text);
    }
    for child in tree.children(node) {
        separate(text);
        match &child.name {
            Some(name) => say_name(name, dialect, text),
            None => text.push(b'*'),
        }
        say_below(tree, child.node, dialect, text);
    }
    if let Some(star) = node.star {
        separate(text);
        text.extend_from_slice(b"\"*\"");
        say_below(tree, star, dialect, text);
    }
}

fn say_below(tree: &Tree, node: usize, dialect: Dialect, text: &mut Vec<u8>) {
    let node = &tree.nodes()[node];
    if node.height > 0 || node.is_deep || !tree.excluded(node).is_empty() {
        text.push(b'[');
        say_list(tree, node, dialect, text);
        text.push(b']');
    }
    let Range { start, stop } = node.range;
    let said = match stop {
        _ if node.range == Range::ALL => return,
        // The only way to say the greatest index of all.
        Some(stop) if start >= 0 && stop == start + 1 => format!("{{{start}}}"),
        Some(stop) => format!("{{{start},{stop}}}"),
        None => format!("{{{start},}}"),
    };
    text.extend_from_slice(said.as_bytes());
}

fn say_name(name: &[u8], dialect: Dialect, text: &mut Vec<u8>) {
    if dialect == Dialect::Jenkins {
        text.extend_from_slice(name);
        return;
    }
    text.push(b'"');
    for byte in name {
        match byte {
            b'"' | b'\\' => text.extend_from_slice(&[b'\\', *byte]),
            ..b' ' => text.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
            _ => text.push(*byte),
        }
    }
    text.push(b'"');
}

/// Whether two trees say the same, in whatever order.
fn is_same(one: &Tree, other: &Tree) -> bool {
    let roots = one
        .nodes()
        .len()
        .checked_sub(1)
        .zip(other.nodes().len().checked_sub(1));
    let mut todo: Vec<_> = roots.into_iter().collect();
    while let Some((left, right)) = todo.pop() {
        let (left, right) = (&one.nodes()[left], &other.nodes()[right]);
        let excluded = |tree: &Tree, node: &Node| {
            let mut names: Vec<_> = tree
                .excluded(node)
                .iter()
                .map(|name| name.to_vec())
                .collect();
            names.sort();
            names
        };
        let children = |tree: &Tree, node: &Node| {
            let children = tree.children(node).iter();
            let mut all: Vec<_> = children
                .map(|child| (child.name.as_ref().map(|name| name.to_vec()), child.node))
                .collect();
            all.sort();
            all
        };
        let (lefts, rights) = (children(one, left), children(other, right));
        if (left.range, left.is_deep, left.height) != (right.range, right.is_deep, right.height)
            || left.star.is_some() != right.star.is_some()
            || excluded(one, left) != excluded(other, right)
            || !lefts
                .iter()
                .map(|(name, _)| name)
                .eq(rights.iter().map(|(name, _)| name))
        {
            return false;
        }
        todo.extend(
            lefts
                .iter()
                .zip(&rights)
                .map(|(left, right)| (left.1, right.1)),
        );
        todo.extend(left.star.zip(right.star));
    }
    true
}
