//! Masks of one bit a byte, and what one block hands on to the next.

use crate::simd::Simd;

/// Which characters are escaped by a backslash, from block to block.
#[derive(Default, Clone, Copy)]
pub struct Escapes {
    is_next_escaped: u64,
}

impl Escapes {
    /// Which characters of the next block are escaped.
    #[inline(always)]
    pub fn escaped<S: Simd>(&mut self, simd: S, block: S::Block) -> u64 {
        if !simd.has(block, b'\\') {
            return std::mem::take(&mut self.is_next_escaped);
        }
        self.escaped_by(simd.equal(block, b'\\'))
    }

    /// Of each run of backslashes every other one escapes what follows it; an addition tells, by
    /// where its carry comes out, on which bits those of a run stand.
    #[inline(always)]
    pub fn escaped_by(&mut self, backslashes: u64) -> u64 {
        const EVEN: u64 = 0x5555_5555_5555_5555;
        let backslashes = backslashes & !self.is_next_escaped;
        let behind = backslashes << 1 | self.is_next_escaped;
        let odd_starts = backslashes & !EVEN & !behind;
        let (even_runs, overflow) = odd_starts.overflowing_add(backslashes);
        self.is_next_escaped = u64::from(overflow);
        (EVEN ^ even_runs << 1) & behind
    }
}

/// Finds the tokens behind marked ones, from block to block, for several kinds of marks.
///
/// What is handed on is one bit a kind, all in one word: the compiler would else put the words of
/// several kinds into one vector, and spend more on moving them in and out than it gains.
#[derive(Clone, Copy)]
pub struct Followers {
    waiting: u64,
}

impl Followers {
    /// The kinds of marks behind which the first token of all counts as standing.
    pub fn waiting(waiting: u64) -> Self {
        Self { waiting }
    }

    /// Which of `tokens` come right behind one of `marked`: a carry runs from it through all that
    /// is no token.
    #[inline(always)]
    pub fn follow<const KIND: u32>(&mut self, marked: u64, tokens: u64) -> u64 {
        let is_waiting = self.waiting >> KIND & 1;
        let (sum, overflow) = (marked << 1 | is_waiting).overflowing_add(!tokens);
        let now_waiting = u64::from(overflow) | marked >> 63;
        self.waiting ^= (is_waiting ^ now_waiting) << KIND;
        sum & tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Random, rounds};

    #[test]
    fn a_backslash_escapes_what_follows_unless_it_is_escaped() {
        let mut random = Random::new(1);
        for _ in 0..rounds(2_000) {
            let (mut escapes, mut is_escaped) = (Escapes::default(), false);
            for _ in 0..4 {
                let density = random.next() | random.next() | random.next();
                let backslashes = if random.below(4) == 0 {
                    0
                } else {
                    random.next() & density | random.next() & random.next()
                };
                let escaped = escapes.escaped_by(backslashes);
                for index in 0..64 {
                    assert_eq!(escaped >> index & 1 == 1, is_escaped);
                    is_escaped = !is_escaped && backslashes >> index & 1 == 1;
                }
            }
        }
    }

    #[test]
    fn a_follower_finds_the_next_token_across_blocks() {
        let mut random = Random::new(2);
        for _ in 0..rounds(2_000) {
            let (mut follower, mut is_waiting) = (Followers::waiting(1), false);
            for _ in 0..4 {
                let tokens = random.next() & random.next() & (random.next() | random.next() << 32);
                let marked = tokens & random.next();
                let found = follower.follow::<3>(marked, tokens);
                for index in 0..64 {
                    let is_token = tokens >> index & 1 == 1;
                    assert_eq!(found >> index & 1 == 1, is_token && is_waiting);
                    if is_token {
                        is_waiting = marked >> index & 1 == 1;
                    }
                }
            }
        }
    }
}
