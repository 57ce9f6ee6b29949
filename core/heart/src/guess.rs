//! Guesses which key comes next: for each node, the texts between values that objects had so far.

use std::ops::Range;

use crate::grow::{Refused, push, with_room};
use crate::key::{Key, What};
use crate::plan::NodeId;
use crate::simd::{BLOCK, Simd};

/// A place in objects of one node: behind a key that is remembered, before the first, or behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceId(u32);

impl PlaceId {
    /// Behind a key that is not remembered.
    pub const UNKNOWN: Self = Self(0);
    /// Before the first key, where none is remembered.
    const UNKNOWN_START: Self = Self(1);
}

/// What is remembered of a key, and the text with it.
/// The texts come first, so that each lies in as few lines of the cache as it can.
#[repr(C, align(64))]
pub struct Guess {
    text: [u8; BLOCK],
    /// The text without white space.
    pub dense: [u8; BLOCK],
    /// The bits of the text, and those of them that have to be the same.
    within: u64,
    same: u64,
    length: u8,
    dense_length: u8,
    /// Where the key begins in the dense text: it is 1 behind a comma.
    key_start: u8,
    pub what: What,
    /// The place behind this key.
    pub place: PlaceId,
}

/// The guesses that came true at a place the last times: two, since a key may be absent, or objects of
/// two kinds may have one node.
type Followers = [u32; 2];

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
}

/// The guesses of one call, or of one thread's calls, for all nodes of one plan.
pub struct Guesses {
    guesses: Vec<Guess>,
    /// For each place.
    followers: Vec<Followers>,
    /// For each place the node of what lies behind its key and is left out, if there is one yet.
    inner: Vec<Option<NodeId>>,
    of_nodes: Vec<NodeGuesses>,
    of_inner: Vec<NodeGuesses>,
    /// For nodes that there was no memory for.
    none: NodeGuesses,
    /// How many bytes were read, and up to where in the text that is being read.
    bytes: usize,
    at: usize,
}

impl Guesses {
    pub fn new() -> Result<Self, Refused> {
        // Room for those of a small text, which else would be moved again and again.
        let mut guesses = with_room(64)?;
        guesses.push(Guess::never());
        let (mut followers, mut inner) = (with_room(2)?, with_room(2)?);
        followers.extend([[NEVER; 2]; 2]);
        inner.extend([None; 2]);
        Ok(Self {
            guesses,
            followers,
            inner,
            of_nodes: Vec::new(),
            of_inner: Vec::new(),
            none: NodeGuesses {
                start: PlaceId::UNKNOWN_START,
                guesses: Vec::new(),
                misses: usize::MAX,
            },
            bytes: 0,
            at: 0,
        })
    }

    /// The place before the first key of an object.
    #[inline(always)]
    pub fn start(&mut self, node: NodeId) -> PlaceId {
        match self.of_nodes.get(node.0 as usize) {
            Some(node) => node.start,
            None => self.of_node(node).start,
        }
    }

    #[inline(never)]
    fn of_node(&mut self, node: NodeId) -> &mut NodeGuesses {
        let (nodes, index) = match node.0.checked_sub(FIRST_INNER) {
            Some(index) => (&mut self.of_inner, index as usize),
            None => (&mut self.of_nodes, node.0 as usize),
        };
        let more = (index + 1).saturating_sub(nodes.len());
        if more > 0 {
            // A plan may have many nodes; without memory for them nothing is guessed.
            let has_room = nodes.try_reserve(more).is_ok()
                && self.followers.try_reserve(more).is_ok()
                && self.inner.try_reserve(more).is_ok();
            if !has_room {
                return &mut self.none;
            }
        }
        while nodes.len() <= index {
            self.inner.push(None);
            self.followers.push([NEVER; 2]);
            nodes.push(NodeGuesses {
                start: PlaceId(self.followers.len() as u32 - 1),
                guesses: Vec::new(),
                misses: 0,
            });
        }
        &mut nodes[index]
    }

    /// The node of what lies behind a key and is left out.
    pub fn inner(&mut self, place: PlaceId) -> NodeId {
        if let Some(inner) = self.inner[place.0 as usize] {
            return inner;
        }
        let inner = NodeId(FIRST_INNER + self.of_inner.len() as u32);
        self.of_node(inner);
        self.inner[place.0 as usize] = Some(inner);
        inner
    }

    /// Whether the keys of a node are not worth guessing.
    pub fn is_hopeless(&mut self, node: NodeId) -> bool {
        let bytes = self.bytes;
        self.of_node(node).misses > FREE_MISSES + bytes / BYTES_A_MISS
    }

    /// Makes the keys of a node not worth guessing.
    pub fn give_up(&mut self, node: NodeId) {
        self.of_node(node).misses = usize::MAX;
    }

    /// The guess that comes true in `chunk` at a place.
    #[inline(always)]
    pub fn find<S: Simd>(&self, simd: S, place: PlaceId, chunk: &[u8; BLOCK]) -> Option<&Guess> {
        let [likely, other] = self.followers[place.0 as usize];
        let guess = &self.guesses[likely as usize];
        if guess.is_true(simd, chunk) {
            return Some(guess);
        }
        let guess = &self.guesses[other as usize];
        guess.is_true(simd, chunk).then_some(guess)
    }

    /// Remembers that `key`, with its text, came at a place, and at `at`, where no guess came true.
    #[cold]
    #[inline(never)]
    pub fn learn(
        &mut self,
        node: NodeId,
        place: PlaceId,
        at: usize,
        text: &[u8],
        key: &Key,
    ) -> PlaceId {
        self.bytes += at.checked_sub(self.at).unwrap_or(at);
        self.at = at;
        // Where keys are data, looking for them among those that were there costs more than it gains.
        if self.is_hopeless(node) {
            return PlaceId::UNKNOWN;
        }
        self.of_node(node).misses += 1;
        let known = self.known(node, text);
        let Some(found) = known.or_else(|| self.add(node, text, key)) else {
            return PlaceId::UNKNOWN;
        };
        if place != PlaceId::UNKNOWN {
            let followers = &mut self.followers[place.0 as usize];
            *followers = [found, followers[0]];
        }
        self.guesses[found as usize].place
    }

    fn known(&mut self, node: NodeId, text: &[u8]) -> Option<u32> {
        let known = std::mem::take(&mut self.of_node(node).guesses);
        let mut all = known.iter().copied();
        let found = all.find(|known| self.guesses[*known as usize].text() == text);
        self.of_node(node).guesses = known;
        found
    }

    fn add(&mut self, node: NodeId, text: &[u8], key: &Key) -> Option<u32> {
        let count = self.of_node(node).guesses.len();
        if text.len() > BLOCK || count >= MAX_GUESSES || self.guesses.len() >= MAX_ALL_GUESSES {
            return None;
        }
        // Without memory nothing more is guessed.
        let has_room = self.guesses.len() < self.guesses.capacity()
            && self.followers.len() < self.followers.capacity()
            && self.inner.len() < self.inner.capacity();
        if !has_room {
            self.make_room()?;
        }
        let found = self.guesses.len() as u32;
        push(&mut self.of_node(node).guesses, found).ok()?;
        self.inner.push(None);
        self.followers.push([NEVER; 2]);
        let behind = PlaceId(self.followers.len() as u32 - 1);
        self.guesses.push(Guess::new(text, key, behind));
        Some(found)
    }

    #[cold]
    fn make_room(&mut self) -> Option<()> {
        self.guesses.try_reserve(1).ok()?;
        self.followers.try_reserve(1).ok()?;
        self.inner.try_reserve(1).ok()
    }
}

impl Guess {
    /// `text` is no longer than a block.
    fn new(text: &[u8], key: &Key, place: PlaceId) -> Self {
        let within = !0 >> (BLOCK - text.len());
        let mut guess = Self {
            within,
            same: within,
            length: text.len() as u8,
            what: key.what,
            place,
            ..Self::never()
        };
        guess.text[..text.len()].copy_from_slice(text);
        // Most texts have no white space, and small ones are learned more than they are guessed.
        if text.iter().all(|byte| *byte > b' ') {
            guess.dense = guess.text;
            guess.dense_length = guess.length;
        } else {
            let before = text[..key.inside.start].iter();
            let behind = text[key.inside.end..].iter();
            let dense = before
                .filter(|byte| **byte == b',')
                .chain(&text[key.inside.clone()])
                .chain(behind.filter(|byte| **byte == b':'));
            for (slot, byte) in guess.dense.iter_mut().zip(dense) {
                *slot = *byte;
                guess.dense_length += 1;
            }
        }
        guess.key_start = u8::from(guess.dense[0] == b',');
        guess
    }

    fn never() -> Self {
        Self {
            text: [0; BLOCK],
            dense: [0; BLOCK],
            within: 0,
            same: 1,
            length: 0,
            dense_length: 0,
            key_start: 0,
            what: What::Close,
            place: PlaceId::UNKNOWN,
        }
    }

    fn text(&self) -> &[u8] {
        &self.text[..self.length()]
    }

    #[inline(always)]
    pub fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// There is no white space in it.
    #[inline(always)]
    pub fn is_dense(&self) -> bool {
        self.length == self.dense_length
    }

    /// What is written for it in the dense text, behind a comma or not.
    #[inline(always)]
    pub fn written(&self, behind_comma: bool) -> Range<usize> {
        let start = match behind_comma {
            true => 0,
            false => self.key_start,
        };
        usize::from(start)..usize::from(self.dense_length)
    }

    #[inline(always)]
    fn is_true<S: Simd>(&self, simd: S, chunk: &[u8; BLOCK]) -> bool {
        let same = match self.length() <= S::SHORT {
            true => simd.same_short(&self.text, chunk),
            false => simd.same(simd.load(&self.text), simd.load(chunk)),
        };
        same & self.within == self.same
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
