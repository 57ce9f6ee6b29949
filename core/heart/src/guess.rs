//! Guesses which key comes next: for each node, the texts between values that objects had so far.

use std::ops::Range;

use crate::plan::NodeId;
use crate::simd::{BLOCK, Simd};

/// A guess's place among those of its node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuessId(u32);

impl GuessId {
    /// What comes before the first key of an object.
    pub const START: Self = Self(u32::MAX);
    /// A key that is not remembered.
    pub const UNKNOWN: Self = Self(u32::MAX - 1);
}

/// The text from behind one value to the next: perhaps a comma, the key, the colon and white space.
pub struct Guess {
    text: [u8; BLOCK],
    /// The bits behind the text.
    beyond: u64,
    /// What came behind it the last times.
    next: Followers,
    pub length: usize,
    pub key_start: usize,
    pub key_end: usize,
    /// There is no white space in it.
    pub is_dense: bool,
    pub child: Option<NodeId>,
}

/// Two, since a key may be absent, or objects of two kinds may have one node.
type Followers = [GuessId; 2];

/// More texts than that for one node mean that its keys are data.
const MAX_GUESSES: usize = 64;
/// So many misses cost nothing to speak of, and one more in so many bytes.
const FREE_MISSES: usize = 512;
const BYTES_A_MISS: usize = 512;
/// How many of all the guesses are held at most, so that a large plan takes no memory to speak of.
const MAX_ALL_GUESSES: usize = 4096;

struct NodeGuesses {
    guesses: Vec<Guess>,
    first: Followers,
    misses: usize,
}

/// The guesses of one call, or of one thread's calls, for all nodes of one plan.
pub struct Guesses {
    of_nodes: Vec<NodeGuesses>,
    count: usize,
    /// How many bytes were read, and up to where in the text that is being read.
    bytes: usize,
    at: usize,
}

impl Guesses {
    pub fn new() -> Self {
        Self {
            of_nodes: Vec::new(),
            count: 0,
            bytes: 0,
            at: 0,
        }
    }

    /// The guess that comes true in `block`, which comes behind `last`.
    #[inline(always)]
    pub fn find<S: Simd>(
        &self,
        simd: S,
        node: NodeId,
        last: GuessId,
        block: S::Block,
    ) -> Option<(GuessId, &Guess)> {
        let node = self.of_nodes.get(node.0 as usize)?;
        let [likely, other] = match node.guesses.get(last.0 as usize) {
            Some(guess) => guess.next,
            None if last == GuessId::START => node.first,
            None => return None,
        };
        let guess = node.guesses.get(likely.0 as usize)?;
        if guess.is_true(simd, block) {
            return Some((likely, guess));
        }
        let guess = node.guesses.get(other.0 as usize)?;
        guess.is_true(simd, block).then_some((other, guess))
    }

    /// Remembers that `guess`, with its text, came behind `last` at `at` where no guess came true.
    #[cold]
    #[inline(never)]
    pub fn learn(
        &mut self,
        node: NodeId,
        last: GuessId,
        at: usize,
        text: &[u8],
        guess: Guess,
    ) -> GuessId {
        self.bytes += at.checked_sub(self.at).unwrap_or(at);
        self.at = at;
        let index = node.0 as usize;
        if index >= self.of_nodes.len() {
            let more = index + 1 - self.of_nodes.len();
            if self.of_nodes.try_reserve(more).is_err() {
                return GuessId::UNKNOWN;
            }
            self.of_nodes.resize_with(index + 1, || NodeGuesses {
                guesses: Vec::new(),
                first: [GuessId::UNKNOWN; 2],
                misses: 0,
            });
        }
        let node = &mut self.of_nodes[index];
        // Where keys are data, looking for them among those that were there costs more than it gains.
        if node.misses > FREE_MISSES + self.bytes / BYTES_A_MISS {
            return GuessId::UNKNOWN;
        }
        node.misses += 1;
        let known = node.guesses.iter().position(|known| known.text() == text);
        let index = match known {
            Some(index) => index,
            None if text.len() > BLOCK => return GuessId::UNKNOWN,
            None if node.guesses.len() >= MAX_GUESSES || self.count >= MAX_ALL_GUESSES => {
                return GuessId::UNKNOWN;
            }
            None if node.guesses.try_reserve(1).is_err() => return GuessId::UNKNOWN,
            None => {
                node.guesses.push(guess.with_text(text));
                self.count += 1;
                node.guesses.len() - 1
            }
        };
        let found = GuessId(index as u32);
        let next = match node.guesses.get_mut(last.0 as usize) {
            Some(last) => &mut last.next,
            None if last == GuessId::START => &mut node.first,
            None => return found,
        };
        *next = [found, next[0]];
        found
    }
}

impl Guess {
    pub fn new(length: usize, key: Range<usize>, is_dense: bool, child: Option<NodeId>) -> Self {
        Self {
            text: [0; BLOCK],
            beyond: !0,
            next: [GuessId::UNKNOWN; 2],
            length,
            key_start: key.start,
            key_end: key.end,
            is_dense,
            child,
        }
    }

    fn with_text(mut self, text: &[u8]) -> Self {
        self.text[..text.len()].copy_from_slice(text);
        self.beyond = if text.len() < BLOCK {
            !0 << text.len()
        } else {
            0
        };
        self
    }

    fn text(&self) -> &[u8] {
        &self.text[..self.length]
    }

    #[inline(always)]
    fn is_true<S: Simd>(&self, simd: S, block: S::Block) -> bool {
        (simd.same(block, simd.load(&self.text)) | self.beyond) == !0
    }
}
