//! The fast validator: checks one container, 64 bytes at a time and without looking at each token.
//!
//! What may follow a token is said by the token's kind and by the container it is in. So the tokens of
//! one kind are marked in a mask, and those that follow them are found all at once; only brackets are
//! walked one by one. It says whether there is an error, and leaves to `scan` which is the first.

mod tokens;

use crate::bits::{Escapes, Followers};
use crate::fault::{Fault, Poll};
use crate::kinds::Kinds;
use crate::scalar::{number_tail_end, scalar_end};
use crate::simd::{BLOCK, Simd, Task, block_at};
use crate::text::is_escape;
use tokens::Tokens;

/// How many bytes are checked for UTF-8 at once, while they are still in the nearest cache.
const UTF_8_BYTES: usize = 1 << 14;

/// So many bytes of a character come behind its first one.
const MAX_INSIDE_BYTES: usize = 3;

/// The marks whose followers are told apart.
const BEFORE_KEY: u32 = 0;
const BEFORE_VALUE: u32 = 1;
const KEY: u32 = 2;

/// Where a checked container ends, and whether there is white space between its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    pub end: usize,
    pub has_space: bool,
}

/// From where on a container is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// Its opening bracket.
    Bracket,
    /// The value of one of an object's properties: all before it is well-formed.
    Value,
}

/// Checks a container up to its end; it and what it holds may nest `levels` deep, itself being level 0.
pub struct Validate<'a, 'p, 'c> {
    pub data: &'a [u8],
    pub at: usize,
    /// What is at `at`.
    pub start: Start,
    pub levels: u64,
    pub poll: &'p mut Poll<'c>,
}

impl Task for Validate<'_, '_, '_> {
    type Result = Result<Checked, Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let mut pass = Pass {
            data: self.data,
            levels: self.levels,
            kinds: match self.start {
                Start::Bracket => Kinds::default(),
                Start::Value => Kinds::in_one_object(),
            },
            escapes: Escapes::default(),
            in_string: 0,
            behind: 0,
            followers: Followers::waiting(1 << BEFORE_VALUE),
            has_space: 0,
            bytes: block_at(simd, &[], 0),
        };
        let (mut at, mut utf_8_start) = (self.at, self.at);
        loop {
            if let Some(end) = pass.block(simd, at)? {
                self.poll.spend(end - utf_8_start)?;
                pass.check_utf_8(simd, utf_8_start, end)?;
                return Ok(Checked {
                    end,
                    has_space: pass.has_space != 0,
                });
            }
            at += BLOCK;
            if at - utf_8_start >= UTF_8_BYTES {
                self.poll.spend(at - utf_8_start)?;
                utf_8_start = pass.check_utf_8(simd, utf_8_start, at)?;
            }
            if at >= self.data.len() {
                return Err(Fault::Malformed);
            }
        }
    }
}

struct Pass<'a, S: Simd> {
    data: &'a [u8],
    levels: u64,
    kinds: Kinds,
    escapes: Escapes,
    in_string: u64,
    /// Whether the first byte of the next block is behind part of a scalar, of an integer, of a zero
    /// that begins one: one bit each.
    behind: u64,
    followers: Followers,
    has_space: u64,
    /// The bits of all bytes since UTF-8 was checked.
    bytes: S::Block,
}

const SCALAR: u64 = 1;
const INTEGER: u64 = 2;
const ZERO: u64 = 4;

impl<S: Simd> Pass<'_, S> {
    /// Checks the block at `at` and returns where the container ends, if it does in it.
    #[inline(always)]
    fn block(&mut self, simd: S, at: usize) -> Result<Option<usize>, Fault> {
        let block = block_at(simd, self.data, at);
        self.bytes = simd.either(self.bytes, block);
        let escaped = self.escapes.escaped(simd, block);
        let quotes = simd.equal(block, b'"') & !escaped;
        // From each opening quote to just before the closing one.
        let in_string = simd.prefix_xor(quotes) ^ self.in_string;
        self.in_string = ((in_string as i64) >> 63) as u64;
        let outside = !(in_string | quotes);
        let space = simd.space(block) & outside;
        let open = simd.equal_either(block, b'{') & outside;
        let close = simd.equal_either(block, b'}') & outside;
        let colons = simd.equal(block, b':') & outside;
        let commas = simd.equal(block, b',') & outside;
        let marks = open | close | colons | commas;
        let scalars = outside & !(space | marks);
        let scalar_starts = scalars & !(scalars << 1 | self.behind & SCALAR);
        let string_starts = quotes & in_string;
        let mut tokens = Tokens {
            all: string_starts | scalar_starts | marks,
            string_starts,
            scalar_starts,
            scalars,
            open,
            close,
            colons,
            commas,
            open_braces: 0,
            in_object: self.kinds.in_object(),
            inside: !0,
        };
        let mut end = None;
        if (open | close) != 0 {
            let braces = simd.bit_5(block);
            tokens.open_braces = open & braces;
            (end, tokens.in_object) = self.kinds.walk(open, close, braces, self.levels)?;
            if let Some(index) = end {
                tokens.cut(!0 >> (63 - index));
            }
        }
        let wrong = self.misplaced(at, &tokens) | simd.control(block) & in_string & tokens.inside;
        self.has_space |= space & tokens.inside;
        let are_escapes = escaped == 0 || self.are_escapes(at, escaped & in_string & tokens.inside);
        if wrong != 0 || !are_escapes {
            return Err(Fault::Malformed);
        }
        self.check_scalars(simd, block, at, &tokens)?;
        Ok(end.map(|index| at + index as usize + 1))
    }

    /// The tokens that may not stand where they stand.
    #[inline(always)]
    fn misplaced(&mut self, at: usize, tokens: &Tokens) -> u64 {
        let all = tokens.all;
        let values = tokens.string_starts | tokens.scalar_starts | tokens.open;
        let keys_follow = tokens.open_braces | tokens.commas & tokens.in_object;
        let values_follow = (tokens.open | tokens.commas) & !keys_follow | tokens.colons;
        let at_key = self.followers.follow::<BEFORE_KEY>(keys_follow, all);
        let at_value = self.followers.follow::<BEFORE_VALUE>(values_follow, all);
        let behind_key = self
            .followers
            .follow::<KEY>(tokens.string_starts & at_key, all);
        let behind_value = all & !(at_key | at_value | behind_key);
        let empty = (at_key | at_value) & tokens.close;
        let wrong = at_key & !(tokens.string_starts | tokens.close)
            | at_value & !(values | tokens.close)
            | behind_key ^ tokens.colons
            | behind_value & !(tokens.commas | tokens.close);
        if empty == 0 || self.are_empty(at, empty) {
            wrong
        } else {
            !0
        }
    }

    /// Whether before each of these closing brackets there is an opening one, not a comma or colon.
    #[inline(always)]
    fn are_empty(&self, at: usize, mut empty: u64) -> bool {
        while empty != 0 {
            let before = &self.data[..at + empty.trailing_zeros() as usize];
            let last = before.iter().rev().find(|byte| !b" \n\r\t".contains(byte));
            if !matches!(last, Some(b'{' | b'[')) {
                return false;
            }
            empty &= empty - 1;
        }
        true
    }

    #[inline(always)]
    fn are_escapes(&self, at: usize, mut escaped: u64) -> bool {
        while escaped != 0 {
            if !is_escape(self.data, at + escaped.trailing_zeros() as usize) {
                return false;
            }
            escaped &= escaped - 1;
        }
        true
    }

    /// Checks plain integers all at once; words and whatever else a number has one by one.
    #[inline(always)]
    fn check_scalars(
        &mut self,
        simd: S,
        block: S::Block,
        at: usize,
        tokens: &Tokens,
    ) -> Result<(), Fault> {
        let digits = simd.digit(block) & tokens.scalars;
        let integers = tokens.scalar_starts & digits;
        let zeros = integers & simd.equal(block, b'0');
        let after_zeros = zeros << 1 | u64::from(self.behind & ZERO != 0);
        // A carry runs from each integer's start, or from the block before, to the first byte behind it.
        let behind_integer = u64::from(self.behind & INTEGER != 0);
        let (sum, overflow) = (integers | behind_integer).overflowing_add(digits);
        let mut tails = sum & !digits & tokens.scalars;
        let mut others = tokens.scalar_starts & !digits;
        self.behind = tokens.scalars >> 63 | u64::from(overflow) << 1 | zeros >> 63 << 2;
        if digits & after_zeros != 0 {
            return Err(Fault::Malformed);
        }
        while tails != 0 {
            number_tail_end(self.data, at + tails.trailing_zeros() as usize)
                .ok_or(Fault::Malformed)?;
            tails &= tails - 1;
        }
        while others != 0 {
            let index = others.trailing_zeros();
            let length = (!(tokens.scalars >> index)).trailing_zeros();
            // What ends with the block may go on in the next one.
            let is_cut = (index + length) as usize == BLOCK;
            if is_cut || !is_word(self.data, at + index as usize, length) {
                scalar_end(self.data, at + index as usize).ok_or(Fault::Malformed)?;
            }
            others &= others - 1;
        }
        Ok(())
    }

    /// Checks what lies before `end`, but for a character that may go on behind it; returns where
    /// that begins.
    #[inline(always)]
    fn check_utf_8(&mut self, simd: S, start: usize, end: usize) -> Result<usize, Fault> {
        if simd.not_ascii(self.bytes) == 0 {
            return Ok(end);
        }
        let mut whole_end = end.min(self.data.len());
        let is_inside = |byte: Option<&u8>| byte.is_some_and(|byte| byte & 0xc0 == 0x80);
        // No further than a character reaches: what is held back for longer would be looked at again
        // with every block.
        let first_end = start.max(whole_end.saturating_sub(MAX_INSIDE_BYTES));
        while whole_end > first_end && is_inside(self.data.get(whole_end)) {
            whole_end -= 1;
        }
        // What was held back has to be looked at again.
        if whole_end == end {
            self.bytes = block_at(simd, &[], 0);
        }
        match simdutf8::basic::from_utf8(&self.data[start..whole_end]) {
            Ok(_) => Ok(whole_end),
            Err(_) => Err(Fault::Malformed),
        }
    }
}

/// Whether a scalar of `length` bytes is a word, with one comparison for most.
#[inline(always)]
fn is_word(data: &[u8], at: usize, length: u32) -> bool {
    let Some(first) = data.get(at..).and_then(|rest| rest.first_chunk::<4>()) else {
        return false;
    };
    match length {
        4 => first == b"true" || first == b"null",
        5 => first == b"fals" && data.get(at + 4) == Some(&b'e'),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
