//! Every set of instructions gives the masks that the definition gives.

use std::mem::MaybeUninit;

use super::*;
use crate::random::{Random, rounds};

fn mask(bytes: &[u8; BLOCK], is: impl Fn(u8) -> bool) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |bits, byte| bits << 1 | u64::from(is(*byte)))
}

fn check<S: Simd>(simd: S) {
    let mut random = Random::new(7);
    for round in 0..rounds(5_000) {
        let few = b"\"\\{}[]:, \n\r\t0959\x00\x01\x1f\x7f\x80\xffaz";
        let bytes: [u8; BLOCK] = std::array::from_fn(|index| match round {
            0..4 => (round * BLOCK + index) as u8,
            4..100 => random.below(256) as u8,
            _ => few[random.below(few.len())],
        });
        let block = simd.load(&bytes);
        for byte in b"\"\\{}:,0\x00\x80\xff" {
            assert_eq!(
                simd.equal(block, *byte),
                mask(&bytes, |other| other == *byte)
            );
        }
        for byte in b"{}" {
            assert_eq!(
                simd.equal_either(block, *byte),
                mask(&bytes, |other| other | 0x20 == *byte)
            );
        }
        assert_eq!(
            simd.space(block),
            mask(&bytes, |byte| b" \n\r\t".contains(&byte))
        );
        assert_eq!(simd.control(block), mask(&bytes, |byte| byte < 0x20));
        assert_eq!(
            simd.digit(block),
            mask(&bytes, |byte| byte.is_ascii_digit())
        );
        assert_eq!(simd.not_ascii(block), mask(&bytes, |byte| byte >= 0x80));
        assert_eq!(simd.bit_5(block), mask(&bytes, |byte| byte & 0x20 != 0));
        let zeros = simd.load(&[0; BLOCK]);
        assert_eq!(simd.same(block, simd.either(block, zeros)), !0);
        assert_eq!(simd.same(block, simd.either(zeros, block)), !0);
        let mut copy = [MaybeUninit::new(0); BLOCK];
        simd.store(block, &mut copy);
        // SAFETY: all of it was written above.
        assert_eq!(copy.map(|byte| unsafe { byte.assume_init() }), bytes);
        let mut other = bytes;
        other[random.below(BLOCK)] ^= 1 << random.below(8);
        let mut same = 0;
        for index in 0..BLOCK {
            same |= u64::from(bytes[index] == other[index]) << index;
        }
        assert_eq!(simd.same(block, simd.load(&other)), same);
        let short = !0 >> (BLOCK - S::SHORT);
        assert_eq!(simd.same_short(&bytes, &other), same & short);
        assert_eq!(simd.digit_short(&bytes), simd.digit(block) & short);
        assert_eq!(
            simd.equal_short(&bytes, b'"'),
            simd.equal(block, b'"') & short
        );
        assert_eq!(simd.not_plain_short(&bytes), simd.not_plain(block) & short);
        let is_plain = |byte| matches!(byte, b' '..0x80) && byte != b'\\';
        assert_eq!(simd.not_plain(block), !mask(&bytes, is_plain));
        let bits = random.next();
        let parity = |index: u32| u64::from((bits << (63 - index)).count_ones() % 2) << index;
        assert_eq!(simd.prefix_xor(bits), (0..64).map(parity).sum());
    }
}

struct Check;

impl Task for Check {
    type Result = ();

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) {
        check(simd);
    }
}

#[test]
fn portable_masks_are_right() {
    Portable.call(Check);
}

#[test]
fn the_masks_of_this_machine_are_right() {
    dispatch(Check);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn sse2_masks_are_right() {
    Sse2.call(Check);
}

#[cfg(target_arch = "x86_64")]
#[test]
fn avx2_masks_are_right_where_there_is_avx2() {
    if let Some(simd) = Avx2::detect() {
        simd.call(Check);
    }
}

#[test]
fn behind_the_end_there_are_spaces() {
    let block = block_at(Portable, b"ab", 1);
    assert_eq!(Portable.space(block), !1);
    assert_eq!(Portable.space(block_at(Portable, b"ab", 9)), !0);
}
