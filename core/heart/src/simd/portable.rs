//! The same masks on any machine, eight bytes at a time in one integer.

use std::mem::MaybeUninit;

use super::{BLOCK, Simd, Task, prefix_xor_by_shifts};

#[derive(Clone, Copy)]
pub struct Portable;

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = LOW_BITS << 7;

/// One bit for each byte whose highest bit is set.
#[inline(always)]
fn mask(words: [u64; 8]) -> u64 {
    words.iter().rev().fold(0, |bits, word| {
        // The multiplication gathers the eight bits in the highest byte, each in its own place.
        bits << 8 | ((word & HIGH_BITS) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

/// Sets the highest bit of each byte that is less than `bound`, which is at most 0x80.
#[inline(always)]
fn below(word: u64, bound: u8) -> u64 {
    let low = word & !HIGH_BITS;
    !(low + LOW_BITS * u64::from(0x80 - bound)) & !word & HIGH_BITS
}

impl Simd for Portable {
    type Block = [u64; 8];

    #[inline(always)]
    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block {
        std::array::from_fn(|index| {
            u64::from_le_bytes(std::array::from_fn(|at| bytes[8 * index + at]))
        })
    }

    #[inline(always)]
    fn store(self, block: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]) {
        let all = block.into_iter().flat_map(u64::to_le_bytes);
        for (to, byte) in bytes.iter_mut().zip(all) {
            to.write(byte);
        }
    }

    #[inline(always)]
    fn equal(self, block: Self::Block, byte: u8) -> u64 {
        mask(block.map(|word| below(word ^ (LOW_BITS * u64::from(byte)), 1)))
    }

    #[inline(always)]
    fn equal_either(self, block: Self::Block, byte: u8) -> u64 {
        self.equal(block.map(|word| word | (LOW_BITS * 0x20)), byte)
    }

    #[inline(always)]
    fn same(self, left: Self::Block, right: Self::Block) -> u64 {
        mask(std::array::from_fn(|index| {
            below(left[index] ^ right[index], 1)
        }))
    }

    #[inline(always)]
    fn space(self, block: Self::Block) -> u64 {
        b" \n\r\t"
            .iter()
            .fold(0, |bits, byte| bits | self.equal(block, *byte))
    }

    #[inline(always)]
    fn control(self, block: Self::Block) -> u64 {
        mask(block.map(|word| below(word, 0x20)))
    }

    #[inline(always)]
    fn digit(self, block: Self::Block) -> u64 {
        mask(block.map(|word| below(word, b'9' + 1) & !below(word, b'0')))
    }

    #[inline(always)]
    fn not_ascii(self, block: Self::Block) -> u64 {
        mask(block)
    }

    #[inline(always)]
    fn bit_5(self, block: Self::Block) -> u64 {
        mask(block.map(|word| word << 2))
    }

    #[inline(always)]
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block {
        std::array::from_fn(|index| left[index] | right[index])
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        prefix_xor_by_shifts(bits)
    }

    #[inline(never)]
    fn call<T: Task>(self, task: T) -> T::Result {
        task.run(self)
    }
}
