//! AVX-512 with whole bytes: a block is one vector, and a comparison gives its mask at once.

#![expect(
    clippy::incompatible_msrv,
    reason = "the build script leaves this out where the compiler is older"
)]

use std::arch::is_x86_feature_detected as has;
use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::{BLOCK, Simd, Task};

#[derive(Clone, Copy)]
pub struct Avx512(());

impl Avx512 {
    /// VBMI2 is asked for because the processors that lack it run slower for a while after vectors of
    /// 64 bytes, which costs more than these gain.
    pub fn detect() -> Option<Self> {
        let is_there = has!("avx512f")
            && has!("avx512bw")
            && has!("avx512vl")
            && has!("avx512vbmi2")
            && has!("pclmulqdq")
            && has!("bmi1")
            && has!("bmi2")
            && has!("lzcnt")
            && has!("popcnt");
        is_there.then_some(Self(()))
    }
}

#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vbmi2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
unsafe fn run<T: Task>(task: T, simd: Avx512) -> T::Result {
    task.run(simd)
}

/// All bytes the same.
#[inline(always)]
fn all(byte: u8) -> __m512i {
    // SAFETY: only called where there is an Avx512, which exists where AVX-512 does.
    unsafe { _mm512_set1_epi8(byte as i8) }
}

impl Simd for Avx512 {
    type Block = __m512i;

    const SHORT: usize = BLOCK / 2;

    #[inline(always)]
    fn same_short(self, left: &[u8; BLOCK], right: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does; there are more bytes than those loaded.
        unsafe {
            let left = _mm256_loadu_si256(left.as_ptr().cast());
            let right = _mm256_loadu_si256(right.as_ptr().cast());
            u64::from(_mm256_cmpeq_epi8_mask(left, right))
        }
    }

    #[inline(always)]
    fn equal_short(self, bytes: &[u8; BLOCK], byte: u8) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            u64::from(_mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8(byte as i8)))
        }
    }

    #[inline(always)]
    fn not_plain_short(self, bytes: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            // As signed numbers all above 0x7f are below 0.
            let less = _mm256_cmplt_epi8_mask(bytes, _mm256_set1_epi8(b' ' as i8));
            let backslashes = _mm256_cmpeq_epi8_mask(bytes, _mm256_set1_epi8(b'\\' as i8));
            u64::from(less | backslashes)
        }
    }

    #[inline(always)]
    fn digit_short(self, bytes: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            let values = _mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0' as i8));
            u64::from(_mm256_cmplt_epu8_mask(values, _mm256_set1_epi8(10)))
        }
    }

    #[inline(always)]
    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block {
        // SAFETY: an Avx512 exists where AVX-512 does; there are 64 bytes.
        unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self, block: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]) {
        // SAFETY: an Avx512 exists where AVX-512 does; there is room for 64 bytes.
        unsafe { _mm512_storeu_si512(bytes.as_mut_ptr().cast(), block) }
    }

    #[inline(always)]
    fn equal(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_cmpeq_epi8_mask(block, all(byte)) }
    }

    #[inline(always)]
    fn equal_either(self, block: Self::Block, byte: u8) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_cmpeq_epi8_mask(_mm512_or_si512(block, all(0x20)), all(byte)) }
    }

    #[inline(always)]
    fn same(self, left: Self::Block, right: Self::Block) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_cmpeq_epi8_mask(left, right) }
    }

    #[inline(always)]
    fn not_plain(self, block: Self::Block) -> u64 {
        // As signed numbers all above 0x7f are below 0.
        // SAFETY: an Avx512 exists where AVX-512 does.
        let less = unsafe { _mm512_cmplt_epi8_mask(block, all(b' ')) };
        less | self.equal(block, b'\\')
    }

    #[inline(always)]
    fn space(self, block: Self::Block) -> u64 {
        // Each byte looks up the white space with the same low half; 0 is none, and itself finds 0x20.
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe {
            let spaces = _mm512_broadcast_i32x4(_mm_setr_epi8(
                0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0a, 0, 0, 0x0d, 0, 0,
            ));
            _mm512_cmpeq_epi8_mask(block, _mm512_shuffle_epi8(spaces, block))
        }
    }

    #[inline(always)]
    fn control(self, block: Self::Block) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_cmplt_epu8_mask(block, all(0x20)) }
    }

    #[inline(always)]
    fn digit(self, block: Self::Block) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_cmplt_epu8_mask(_mm512_sub_epi8(block, all(b'0')), all(10)) }
    }

    #[inline(always)]
    fn not_ascii(self, block: Self::Block) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_movepi8_mask(block) }
    }

    #[inline(always)]
    fn bit_5(self, block: Self::Block) -> u64 {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_test_epi8_mask(block, all(0x20)) }
    }

    #[inline(always)]
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block {
        // SAFETY: an Avx512 exists where AVX-512 does.
        unsafe { _mm512_or_si512(left, right) }
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        // SAFETY: an Avx512 exists where carry-less multiplication does.
        unsafe {
            let ones = _mm_set1_epi8(-1);
            _mm_cvtsi128_si64(_mm_clmulepi64_si128::<0>(
                _mm_set_epi64x(0, bits as i64),
                ones,
            )) as u64
        }
    }

    #[inline(always)]
    fn call<T: Task>(self, task: T) -> T::Result {
        // SAFETY: an Avx512 exists only where `detect` found all of these.
        unsafe { run(task, self) }
    }
}
