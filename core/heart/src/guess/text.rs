//! What is remembered of one key, or of two with the value between them.

use std::cell::Cell;
use std::ops::Range;

use super::{NEVER, PlaceId};
use crate::key::{Key, What};
use crate::plan::NodeId;
use crate::simd::{BLOCK, Simd};

/// Longer texts are not remembered: what follows one begins in the same block.
pub const MAX_TEXT: usize = BLOCK - 1;
/// A pair may miss once in so many bytes: it costs no more than it gains where it comes true half of the time.
const BYTES_A_PAIR_MISS: usize = 1 << 14;

/// What is remembered of a key, and the text with it.
/// The texts come first, so that each lies in as few lines of the cache as it can.
#[repr(C, align(256))]
pub struct Guess {
    text: [u8; BLOCK],
    /// The text without white space.
    pub dense: [u8; BLOCK],
    /// The bits of the text, and those of them that have to be the same.
    within: u64,
    same: u64,
    /// The guesses that came true behind this key the last times: two, since a key may be absent, or
    /// objects of two kinds may have one node.
    pub(super) followers: Cell<[u32; 2]>,
    /// The place behind its key.
    pub(super) behind: PlaceId,
    /// The node of what lies behind the key and is left out, if there is one yet.
    pub(super) inner: Option<NodeId>,
    pub what: What,
    length: u8,
    dense_length: u8,
    is_dense: bool,
    /// Where in the text what is written begins, as the first of its object and behind another one, if it
    /// is dense.
    written_from: [u8; 2],
    /// Where the key begins in the dense text: it is 1 behind a comma.
    key_start: u8,
    /// For a pair: it was often enough not true for all that was read up to here.
    patience: Cell<usize>,
}

impl Guess {
    /// `text` is no longer than `MAX_TEXT`.
    pub(super) fn new(index: u32, text: &[u8], key: &Key) -> Self {
        let within = !0 >> (BLOCK - text.len());
        let mut guess = Self {
            within,
            same: within,
            length: text.len() as u8,
            what: key.what,
            behind: PlaceId(index),
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
        guess.is_dense = guess.dense_length == guess.length;
        guess.written_from = [guess.key_start, 0];
        guess
    }

    /// Two guesses as one, with a value between them that is no container; `None` if it would be too long,
    /// or be half kept and half not.
    pub(super) fn pair(first: &Self, value: &[u8], second: &Self, now: usize) -> Option<Self> {
        let lead = first.length() + value.len();
        let length = lead + second.length();
        let is_left_out = first.what == What::Skip;
        let is_kept = matches!(first.what, What::Keep(_))
            && first.is_dense
            && matches!(second.what, What::Keep(_))
            && second.is_dense;
        if length > MAX_TEXT || !(is_left_out || is_kept) {
            return None;
        }
        let within = !0 >> (BLOCK - length);
        let mut pair = Self {
            within,
            same: within,
            length: length as u8,
            patience: Cell::new(now),
            followers: Cell::new([NEVER; 2]),
            inner: None,
            ..*second
        };
        pair.text[..first.length()].copy_from_slice(first.text());
        pair.text[first.length()..lead].copy_from_slice(value);
        pair.text[lead..length].copy_from_slice(second.text());
        if is_kept {
            (pair.dense, pair.dense_length) = (pair.text, pair.length);
            pair.key_start = first.key_start;
            pair.written_from = first.written_from;
        } else {
            pair.written_from = second.written_from.map(|from| from + lead as u8);
        }
        Some(pair)
    }

    pub(super) fn never() -> Self {
        Self {
            text: [0; BLOCK],
            dense: [0; BLOCK],
            within: 0,
            same: 1,
            followers: Cell::new([NEVER; 2]),
            behind: PlaceId::UNKNOWN,
            inner: None,
            what: What::Close,
            length: 0,
            dense_length: 0,
            is_dense: true,
            written_from: [0; 2],
            key_start: 0,
            patience: Cell::new(0),
        }
    }

    pub(super) fn text(&self) -> &[u8] {
        &self.text[..self.length()]
    }

    #[inline(always)]
    pub fn length(&self) -> usize {
        usize::from(self.length)
    }

    /// Where in the text what is written of it begins, behind a comma or not; `None` if there is white
    /// space in it.
    #[inline(always)]
    pub fn written_from(&self, behind_comma: bool) -> Option<usize> {
        self.is_dense
            .then_some(usize::from(self.written_from[usize::from(behind_comma)]))
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
    pub(super) fn is_true<S: Simd>(&self, simd: S, chunk: &[u8; BLOCK]) -> bool {
        let same = match self.length() <= S::SHORT {
            true => simd.same_short(&self.text, chunk),
            false => simd.same(simd.load(&self.text), simd.load(chunk)),
        };
        same & self.within == self.same
    }

    /// Counts that another guess came true here; a pair to which that happens often is forgotten.
    #[cold]
    #[inline(never)]
    pub(super) fn miss(&self, now: usize, here: &Self) {
        let [likely, other] = here.followers.get();
        if self.behind == PlaceId(likely) || likely == NEVER {
            return;
        }
        match self.patience.get() > now {
            true => here.followers.set([other, NEVER]),
            false => self.patience.set(self.patience.get() + BYTES_A_PAIR_MISS),
        }
    }
}
