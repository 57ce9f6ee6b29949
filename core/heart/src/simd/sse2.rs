//! SSE2, which every x86-64 machine has.

use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::{BLOCK, Simd, Task, prefix_xor_by_shifts};

#[derive(Clone, Copy)]
pub struct Sse2;

/// Which bytes have their highest bit set.
#[inline(always)]
fn mask(quarters: [__m128i; 4]) -> u64 {
    quarters.iter().rev().fold(0, |bits, quarter| {
        // SAFETY: SSE2 is part of x86-64.
        bits << 16 | unsafe { _mm_movemask_epi8(*quarter) } as u64
    })
}

#[inline(always)]
fn all(byte: u8) -> __m128i {
    // SAFETY: SSE2 is part of x86-64.
    unsafe { _mm_set1_epi8(byte as i8) }
}

impl Simd for Sse2 {
    type Block = [__m128i; 4];

    #[inline(always)]
    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block {
        // SAFETY: all quarters lie within the 64 bytes.
        [0, 16, 32, 48].map(|at| unsafe { _mm_loadu_si128(bytes.as_ptr().add(at).cast()) })
    }

    #[inline(always)]
    fn store(self, block: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]) {
        for (index, quarter) in block.into_iter().enumerate() {
            // SAFETY: all quarters lie within the 64 bytes.
            unsafe { _mm_storeu_si128(bytes.as_mut_ptr().add(16 * index).cast(), quarter) }
        }
    }

    #[inline(always)]
    fn equal(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        mask(block.map(|quarter| unsafe { _mm_cmpeq_epi8(quarter, all(byte)) }))
    }

    #[inline(always)]
    fn equal_either(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        self.equal(
            block.map(|quarter| unsafe { _mm_or_si128(quarter, all(0x20)) }),
            byte,
        )
    }

    #[inline(always)]
    fn same(self, left: Self::Block, right: Self::Block) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        mask([0, 1, 2, 3].map(|index| unsafe { _mm_cmpeq_epi8(left[index], right[index]) }))
    }

    #[inline(always)]
    fn space(self, block: Self::Block) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        mask(block.map(|quarter| unsafe {
            let is = |byte| _mm_cmpeq_epi8(quarter, all(byte));
            _mm_or_si128(
                _mm_or_si128(is(b' '), is(b'\n')),
                _mm_or_si128(is(b'\r'), is(b'\t')),
            )
        }))
    }

    #[inline(always)]
    fn control(self, block: Self::Block) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        self.same(
            block,
            block.map(|quarter| unsafe { _mm_min_epu8(quarter, all(0x1f)) }),
        )
    }

    #[inline(always)]
    fn digit(self, block: Self::Block) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        let values = block.map(|quarter| unsafe { _mm_sub_epi8(quarter, all(b'0')) });
        // SAFETY: SSE2 is part of x86-64.
        self.same(
            values,
            values.map(|quarter| unsafe { _mm_min_epu8(quarter, all(9)) }),
        )
    }

    #[inline(always)]
    fn not_ascii(self, block: Self::Block) -> u64 {
        mask(block)
    }

    #[inline(always)]
    fn bit_5(self, block: Self::Block) -> u64 {
        // SAFETY: SSE2 is part of x86-64.
        mask(block.map(|quarter| unsafe { _mm_slli_epi16::<2>(quarter) }))
    }

    #[inline(always)]
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block {
        // SAFETY: SSE2 is part of x86-64.
        [0, 1, 2, 3].map(|index| unsafe { _mm_or_si128(left[index], right[index]) })
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
