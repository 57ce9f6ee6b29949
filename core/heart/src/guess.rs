//! Guesses which key comes next: for each node, the texts between values that objects had so far.

mod learn;
mod text;

use self::text::{Guess, MAX_TEXT};
use crate::grow::{Refused, with_room};
use crate::plan::NodeId;
use crate::simd::{BLOCK, Simd};

/// A place in objects of one node: behind the key of a guess, before the first key, or behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceId(u32);

impl PlaceId {
    /// Behind a key that is not remembered.
    pub const UNKNOWN: Self = Self(0);
    /// Before the first key, where none is remembered.
    const UNKNOWN_START: Self = Self(1);
}

/// The guess that does not come true.
const NEVER: u32 = 0;
/// More texts than that for one node mean that its keys are data.
const MAX_GUESSES: usize = 64;
/// So many misses cost nothing to speak of, and one more in so many bytes.
const FREE_MISSES: usize = 512;
const BYTES_A_MISS: usize = 512;
/// How many of all the guesses are held at most, so that a large plan takes no memory to speak of.
const MAX_ALL_GUESSES: usize = 4096;

/// From this number on nodes are none of the plan's: each is for what lies behind one key and is left out.
const FIRST_INNER: u32 = 1 << 31;

struct NodeGuesses {
    /// The place before the first key.
    start: PlaceId,
    guesses: Vec<u32>,
    misses: usize,
    last: Last,
}

/// What was learned last: where it was, behind which place, and the place behind it.
#[derive(Clone, Copy)]
struct Last {
    at: usize,
    before: PlaceId,
    behind: PlaceId,
}

impl NodeGuesses {
    fn new(misses: usize) -> Self {
        Self {
            start: PlaceId::UNKNOWN,
            guesses: Vec::new(),
            misses,
            last: Last {
                at: 0,
                before: PlaceId::UNKNOWN,
                behind: PlaceId::UNKNOWN,
            },
        }
    }
}

/// The guesses of one call, or of one thread's calls, for all nodes of one plan.
pub struct Guesses {
    /// For each place what is behind it; before the first key of a node there is a guess that never comes
    /// true.
    guesses: Vec<Guess>,
    of_nodes: Vec<NodeGuesses>,
    of_inner: Vec<NodeGuesses>,
    /// For nodes that there was no memory for.
    none: NodeGuesses,
    /// How many bytes all texts before this one had, and how many this one has.
    before: usize,
    length: usize,
    /// How many bytes had been read when something was learned.
    bytes: usize,
}

impl Guesses {
    pub fn new() -> Result<Self, Refused> {
        // Room for those of a small text, which else would be moved again and again.
        let mut guesses = with_room(160)?;
        // One for each of the places that are unknown.
        guesses.extend([Guess::never(), Guess::never()]);
        Ok(Self {
            guesses,
            of_nodes: Vec::new(),
            of_inner: Vec::new(),
            none: NodeGuesses {
                start: PlaceId::UNKNOWN_START,
                ..NodeGuesses::new(usize::MAX)
            },
            before: 0,
            length: 0,
            bytes: 0,
        })
    }

    /// Begins another text of so many bytes.
    pub fn begin(&mut self, length: usize) {
        self.before += std::mem::replace(&mut self.length, length);
    }

    /// The place before the first key of an object.
    #[inline(always)]
    pub fn start(&mut self, node: NodeId) -> PlaceId {
        match self.of_nodes.get(node.0 as usize) {
            Some(node) if node.start != PlaceId::UNKNOWN => node.start,
            _ => self.of_node(node).start,
        }
    }

    /// Whether a place in an object is that before its first key. There may be memory for the node by now
    /// that there was not when the object began.
    #[inline(always)]
    pub fn is_start(&mut self, node: NodeId, place: PlaceId) -> bool {
        place == self.start(node) || place == PlaceId::UNKNOWN_START
    }

    /// The place before the first key of an object that is left out; `None` if its keys are not worth
    /// guessing.
    #[inline(always)]
    pub fn hopeful_start(&mut self, node: NodeId) -> Option<PlaceId> {
        let known = match node.0.checked_sub(FIRST_INNER) {
            Some(index) => self.of_inner.get(index as usize),
            None => self.of_nodes.get(node.0 as usize),
        };
        match known {
            Some(node) if node.start != PlaceId::UNKNOWN && node.misses <= FREE_MISSES => {
                Some(node.start)
            }
            _ => self.late_start(node),
        }
    }

    #[cold]
    #[inline(never)]
    fn late_start(&mut self, node: NodeId) -> Option<PlaceId> {
        match self.is_hopeless(node) {
            true => None,
            false => Some(self.of_node(node).start),
        }
    }

    #[inline(never)]
    fn of_node(&mut self, node: NodeId) -> &mut NodeGuesses {
        let (nodes, index) = match node.0.checked_sub(FIRST_INNER) {
            Some(index) => (&mut self.of_inner, index as usize),
            None => (&mut self.of_nodes, node.0 as usize),
        };
        // A plan may have many nodes; without memory for them nothing is guessed.
        let more = (index + 1).saturating_sub(nodes.len());
        if nodes.try_reserve(more).is_err() || self.guesses.try_reserve(1).is_err() {
            return &mut self.none;
        }
        while nodes.len() <= index {
            nodes.push(NodeGuesses::new(0));
        }
        let node = &mut nodes[index];
        if node.start == PlaceId::UNKNOWN {
            node.start = PlaceId(self.guesses.len() as u32);
            self.guesses.push(Guess::never());
        }
        node
    }

    /// The node of what lies behind a key and is left out.
    #[inline(always)]
    pub fn inner(&mut self, place: PlaceId) -> NodeId {
        match self.guesses[place.0 as usize].inner {
            Some(inner) => inner,
            None => self.add_inner(place),
        }
    }

    #[cold]
    #[inline(never)]
    fn add_inner(&mut self, place: PlaceId) -> NodeId {
        let inner = NodeId(FIRST_INNER + self.of_inner.len() as u32);
        self.of_node(inner);
        self.guesses[place.0 as usize].inner = Some(inner);
        inner
    }

    /// Whether the keys of a node are not worth guessing.
    fn is_hopeless(&mut self, node: NodeId) -> bool {
        let bytes = self.bytes;
        self.of_node(node).misses > FREE_MISSES + bytes / BYTES_A_MISS
    }

    /// Makes the keys of a node not worth guessing.
    pub fn give_up(&mut self, node: NodeId) {
        self.of_node(node).misses = usize::MAX;
    }

    /// The guess that comes true in `chunk`, which is at `at`, at a place, and the place behind its key.
    #[inline(always)]
    pub fn find<S: Simd>(
        &self,
        simd: S,
        place: PlaceId,
        at: usize,
        chunk: &[u8; BLOCK],
    ) -> Option<(PlaceId, &Guess)> {
        let guesses = self.guesses.as_slice();
        let here = &guesses[place.0 as usize];
        let [likely, other] = here.followers.get();
        let guess = &guesses[likely as usize];
        if guess.is_true(simd, chunk) {
            return Some((guess.behind, guess));
        }
        let other = &guesses[other as usize];
        if !other.is_true(simd, chunk) {
            return None;
        }
        guess.miss(self.before + at, here);
        Some((other.behind, other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::{Key, What};

    #[test]
    fn the_place_before_the_first_key_is_never_that_behind_one() {
        let mut guesses = Guesses::new().expect("memory");
        let start = guesses.start(NodeId(7));
        // What there is for nodes without memory too.
        for start in [start, guesses.none.start] {
            assert_ne!(start, PlaceId::UNKNOWN);
        }
        assert_ne!(start, guesses.none.start);
    }

    #[test]
    fn an_object_begins_where_it_began_without_memory() {
        let mut guesses = Guesses::new().expect("memory");
        let (place, node) = (guesses.none.start, NodeId(7));
        assert!(guesses.is_start(node, place));
        let key = Key {
            length: 4,
            inside: 0..3,
            what: What::Skip,
        };
        // Objects of other nodes may begin at the same place.
        let behind = guesses.learn(node, place, b"\"a\":1}", 0, &key);
        assert_eq!(behind, PlaceId::UNKNOWN);
        assert!(!guesses.is_start(node, behind));
        assert_eq!(
            guesses.guesses[place.0 as usize].followers.get(),
            [NEVER; 2]
        );
    }
}
