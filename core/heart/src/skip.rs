//! Passes over values: containers by their brackets, strings by their quotes, without a look inside.

use crate::bits::Escapes;
use crate::fault::{BYTES_A_COUNT, Fault, Poll};
use crate::simd::{BLOCK, Simd, Task, Windows, block_at, halves};

/// The masks of what is outside strings, from block to block.
#[derive(Default)]
struct Outside {
    escapes: Escapes,
    in_string: u64,
}

impl Outside {
    /// Which bytes belong to no string.
    #[inline(always)]
    fn of<S: Simd>(&mut self, simd: S, block: S::Block) -> u64 {
        let escaped = self.escapes.escaped(simd, block);
        let quotes = simd.equal(block, b'"') & !escaped;
        let in_string = simd.prefix_xor(quotes) ^ self.in_string;
        self.in_string = ((in_string as i64) >> 63) as u64;
        !(in_string | quotes)
    }

    /// The same for two blocks, one behind the other.
    #[inline(always)]
    fn of_two<S: Simd>(&mut self, simd: S, blocks: [S::Block; 2]) -> [u64; 2] {
        let escaped = match simd.has(blocks[0], b'\\') | simd.has(blocks[1], b'\\') {
            true => blocks.map(|block| self.escapes.escaped(simd, block)),
            false => [self.escapes.escaped_by(0), 0],
        };
        std::array::from_fn(|index| {
            let quotes = simd.equal(blocks[index], b'"') & !escaped[index];
            let in_string = simd.prefix_xor(quotes) ^ self.in_string;
            self.in_string = ((in_string as i64) >> 63) as u64;
            !(in_string | quotes)
        })
    }
}

/// The index of the bracket that brings the depth to 0, which is less than the closing ones' number.
#[inline(always)]
fn closing(open: u64, mut close: u64, depth: u64) -> Option<u32> {
    let mut closed = 0;
    while close != 0 {
        closed += 1;
        let index = close.trailing_zeros();
        let opened = u64::from((open & ((1 << index) - 1)).count_ones());
        if depth + opened <= closed {
            return Some(index);
        }
        close &= close - 1;
    }
    None
}

/// Finds the end of the container whose inside `at` is in.
pub struct SkipContainer<'a, 'p, 'c> {
    pub data: &'a [u8],
    pub at: usize,
    pub poll: &'p mut Poll<'c>,
}

impl Task for SkipContainer<'_, '_, '_> {
    type Result = Result<usize, Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let mut inside = Inside {
            outside: Outside::default(),
            depth: 1,
        };
        // Most containers end in the first block, and those that do not are most often long.
        let first = block_at(simd, self.data, self.at);
        if let Some(index) = inside.end_in_one(simd, first) {
            return Ok(self.at + index as usize + 1);
        }
        let mut at = self.at + BLOCK;
        let windows = Windows::of(self.data);
        while at < self.data.len() {
            let blocks = match windows.at(at) {
                Some(window) => halves(window).map(|half| simd.load(half)),
                None => [0, BLOCK].map(|more| block_at(simd, self.data, at + more)),
            };
            if let Some(index) = inside.end_in_two(simd, blocks) {
                return Ok(at + index as usize + 1);
            }
            at += 2 * BLOCK;
            if (at - BLOCK - self.at) % BYTES_A_COUNT == 0 {
                self.poll.spend(BYTES_A_COUNT)?;
            }
        }
        Err(Fault::Malformed)
    }
}

/// How deep inside a container the next block begins, and whether in a string.
struct Inside {
    outside: Outside,
    depth: u64,
}

impl Inside {
    /// The index of the container's closing bracket, if it is in this block.
    #[inline(always)]
    fn end_in_one<S: Simd>(&mut self, simd: S, block: S::Block) -> Option<u32> {
        let outside = self.outside.of(simd, block);
        let open = simd.equal_either(block, b'{') & outside;
        let close = simd.equal_either(block, b'}') & outside;
        let closed = u64::from(close.count_ones());
        if self.depth <= closed {
            if let Some(index) = closing(open, close, self.depth) {
                return Some(index);
            }
        }
        self.depth = self.depth + u64::from(open.count_ones()) - closed;
        None
    }

    /// The same for two blocks at once, which takes less time than one after the other.
    #[inline(always)]
    fn end_in_two<S: Simd>(&mut self, simd: S, blocks: [S::Block; 2]) -> Option<u32> {
        let [first, second] = self.outside.of_two(simd, blocks);
        let first_open = simd.equal_either(blocks[0], b'{') & first;
        let first_close = simd.equal_either(blocks[0], b'}') & first;
        let open = simd.equal_either(blocks[1], b'{') & second;
        let close = simd.equal_either(blocks[1], b'}') & second;
        let first_closed = u64::from(first_close.count_ones());
        let between = self.depth + u64::from(first_open.count_ones());
        let closed = first_closed + u64::from(close.count_ones());
        if self.depth <= closed {
            if let Some(index) = closing(first_open, first_close, self.depth) {
                return Some(index);
            }
            if let Some(index) = closing(open, close, between - first_closed) {
                return Some(BLOCK as u32 + index);
            }
        }
        self.depth = between + u64::from(open.count_ones()) - closed;
        None
    }
}

/// Counts the elements of the array whose first one, or its bracket, is at `at`.
pub struct CountElements<'a, 'p, 'c> {
    pub data: &'a [u8],
    pub at: usize,
    pub poll: &'p mut Poll<'c>,
}

impl Task for CountElements<'_, '_, '_> {
    type Result = Result<u64, Fault>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        if self.data.get(self.at) == Some(&b']') {
            return Ok(0);
        }
        let (mut at, mut depth, mut count) = (self.at, 1u64, 1);
        let mut outside = Outside::default();
        while at < self.data.len() {
            let block = block_at(simd, self.data, at);
            let outside = outside.of(simd, block);
            let open = simd.equal_either(block, b'{') & outside;
            let mut brackets = open | simd.equal_either(block, b'}') & outside;
            let mut commas = simd.equal(block, b',') & outside;
            while brackets != 0 {
                let index = brackets.trailing_zeros();
                let before = commas & ((1 << index) - 1);
                commas ^= before;
                if depth == 1 {
                    count += u64::from(before.count_ones());
                }
                depth = if open >> index & 1 == 1 {
                    depth + 1
                } else {
                    depth - 1
                };
                if depth == 0 {
                    return Ok(count);
                }
                brackets &= brackets - 1;
            }
            if depth == 1 {
                count += u64::from(commas.count_ones());
            }
            at += BLOCK;
            self.poll.spend(BLOCK)?;
        }
        Err(Fault::Malformed)
    }
}

/// Passes over the string, number or word at `at`, of which only is seen that it ends, and that there
/// is no bracket or quote in it.
pub struct SkipScalar<'a> {
    pub data: &'a [u8],
    pub at: usize,
}

impl Task for SkipScalar<'_> {
    type Result = Option<usize>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        let Self { data, mut at } = self;
        if data.get(at) == Some(&b'"') {
            return string_end(simd, data, at + 1);
        }
        while at < data.len() {
            let block = block_at(simd, data, at);
            let ends = simd.equal(block, b',') | simd.equal_either(block, b'}') | simd.space(block);
            let others = simd.equal_either(block, b'{') | simd.equal(block, b'"');
            if (ends | others) != 0 {
                at += (ends | others).trailing_zeros() as usize;
                if others.trailing_zeros() < ends.trailing_zeros() {
                    return None;
                }
                break;
            }
            at += BLOCK;
        }
        let end = at.min(data.len());
        (end > self.at).then_some(end)
    }
}

/// The end of the string whose first character is at `at`; nothing in it is checked.
#[inline(always)]
fn string_end<S: Simd>(simd: S, data: &[u8], mut at: usize) -> Option<usize> {
    let mut escapes = Escapes::default();
    while at < data.len() {
        let block = block_at(simd, data, at);
        let escaped = escapes.escaped(simd, block);
        let quotes = simd.equal(block, b'"') & !escaped;
        if quotes != 0 {
            return Some(at + quotes.trailing_zeros() as usize + 1);
        }
        at += BLOCK;
    }
    None
}
