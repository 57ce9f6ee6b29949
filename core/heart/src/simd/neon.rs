//! NEON, which every 64-bit ARM machine that Rust knows as such has.

use std::arch::aarch64::*;
use std::mem::MaybeUninit;

use super::{BLOCK, Simd, Task, prefix_xor_by_shifts};

#[derive(Clone, Copy)]
pub struct Neon;

/// One bit for each byte, which is all ones or none.
#[inline(always)]
fn mask(quarters: [uint8x16_t; 4]) -> u64 {
    const BITS: [u8; 16] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: NEON is part of this target.
    unsafe {
        let bits = vld1q_u8(BITS.as_ptr());
        let [a, b, c, d] = quarters.map(|quarter| vandq_u8(quarter, bits));
        let halves = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
        vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(halves, halves)))
    }
}

#[inline(always)]
fn all(byte: u8) -> uint8x16_t {
    // SAFETY: NEON is part of this target.
    unsafe { vdupq_n_u8(byte) }
}

impl Simd for Neon {
    type Block = [uint8x16_t; 4];

    #[inline(always)]
    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block {
        // SAFETY: all quarters lie within the 64 bytes.
        [0, 16, 32, 48].map(|at| unsafe { vld1q_u8(bytes.as_ptr().add(at)) })
    }

    #[inline(always)]
    fn store(self, block: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]) {
        for (index, quarter) in block.into_iter().enumerate() {
            // SAFETY: all quarters lie within the 64 bytes.
            unsafe { vst1q_u8(bytes.as_mut_ptr().add(16 * index).cast(), quarter) }
        }
    }

    #[inline(always)]
    fn equal(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe { vceqq_u8(quarter, all(byte)) }))
    }

    #[inline(always)]
    fn equal_either(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: NEON is part of this target.
        self.equal(
            block.map(|quarter| unsafe { vorrq_u8(quarter, all(0x20)) }),
            byte,
        )
    }

    #[inline(always)]
    fn same(self, left: Self::Block, right: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask([0, 1, 2, 3].map(|index| unsafe { vceqq_u8(left[index], right[index]) }))
    }

    #[inline(always)]
    fn space(self, block: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe {
            let is = |byte| vceqq_u8(quarter, all(byte));
            vorrq_u8(
                vorrq_u8(is(b' '), is(b'\n')),
                vorrq_u8(is(b'\r'), is(b'\t')),
            )
        }))
    }

    #[inline(always)]
    fn control(self, block: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe { vcltq_u8(quarter, all(0x20)) }))
    }

    #[inline(always)]
    fn digit(self, block: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe { vcltq_u8(vsubq_u8(quarter, all(b'0')), all(10)) }))
    }

    #[inline(always)]
    fn not_ascii(self, block: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe { vcgeq_u8(quarter, all(0x80)) }))
    }

    #[inline(always)]
    fn bit_5(self, block: Self::Block) -> u64 {
        // SAFETY: NEON is part of this target.
        mask(block.map(|quarter| unsafe { vtstq_u8(quarter, all(0x20)) }))
    }

    #[inline(always)]
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block {
        // SAFETY: NEON is part of this target.
        std::array::from_fn(|index| unsafe { vorrq_u8(left[index], right[index]) })
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
