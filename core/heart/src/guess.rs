//! Guesses which key comes next: for each node, the texts between values that objects had so far.

use std::ops::Range;

use crate::plan::NodeId;
use crate::simd::{BLOCK, Simd};

/// A place in objects of one node: behind a key that is remembered, before the first, or behind another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlaceId(u32);

impl PlaceId {
    /// Behind a key that is not remembered.
    pub const UNKNOWN: Self = Self(0);
}

/// What comes at a place in an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A property that is kept, under this node.
    Keep(NodeId),
    Skip,
    /// The closing bracket.
    Close,
}

/// A key as it was read, with all that is between the value before it and its own; or a closing
/// bracket with the white space before it, which then is the key.
pub struct Key {
    pub length: usize,
    /// Where in that the key is, with its quotes.
    pub inside: Range<usize>,
    pub what: What,
}

/// What is remembered of a key, and the text with it.
#[repr(align(64))]
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
    of_nodes: Vec<NodeGuesses>,
    /// How many bytes were read, and up to where in the text that is being read.
    bytes: usize,
    at: usize,
}

impl Guesses {
    pub fn new() -> Self {
        // Room for those of a small text, which else would be moved again and again.
        let mut guesses = Vec::with_capacity(64);
        guesses.push(Guess::never());
        Self {
            guesses,
            followers: vec![[NEVER; 2]],
            of_nodes: Vec::new(),
            bytes: 0,
            at: 0,
        }
    }

    /// The place before the first key of an object.
    #[inline(always)]
    pub fn start(&mut self, node: NodeId) -> PlaceId {
        match self.of_nodes.get(node.0 as usize) {
            Some(node) => node.start,
            None => self.first_start(node),
        }
    }

    #[cold]
    #[inline(never)]
    fn first_start(&mut self, node: NodeId) -> PlaceId {
        // A plan may have many nodes; without memory for them nothing is guessed.
        let more = node.0 as usize + 1 - self.of_nodes.len();
        let has_room =
            self.of_nodes.try_reserve(more).is_ok() && self.followers.try_reserve(more).is_ok();
        if !has_room {
            return PlaceId::UNKNOWN;
        }
        while self.of_nodes.len() <= node.0 as usize {
            let start = self.add_place();
            self.of_nodes.push(NodeGuesses {
                start,
                guesses: Vec::new(),
                misses: 0,
            });
        }
        self.of_nodes[node.0 as usize].start
    }

    fn add_place(&mut self) -> PlaceId {
        self.followers.push([NEVER; 2]);
        PlaceId(self.followers.len() as u32 - 1)
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
        self.start(node);
        let Some(of_node) = self.of_nodes.get_mut(node.0 as usize) else {
            return PlaceId::UNKNOWN;
        };
        // Where keys are data, looking for them among those that were there costs more than it gains.
        if of_node.misses > FREE_MISSES + self.bytes / BYTES_A_MISS {
            return PlaceId::UNKNOWN;
        }
        of_node.misses += 1;
        let guesses = &self.guesses;
        let mut known = of_node.guesses.iter().copied();
        let found = match known.find(|known| guesses[*known as usize].text() == text) {
            Some(known) => known,
            None if text.len() > BLOCK || of_node.guesses.len() >= MAX_GUESSES => {
                return PlaceId::UNKNOWN;
            }
            None if guesses.len() >= MAX_ALL_GUESSES => return PlaceId::UNKNOWN,
            None => {
                let found = guesses.len() as u32;
                of_node.guesses.push(found);
                let behind = self.add_place();
                self.guesses.push(Guess::new(text, key, behind));
                found
            }
        };
        if place != PlaceId::UNKNOWN {
            let followers = &mut self.followers[place.0 as usize];
            *followers = [found, followers[0]];
        }
        self.guesses[found as usize].place
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
