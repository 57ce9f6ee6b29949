//! AVX2, carry-less multiplication and the bit instructions, chosen at run time.

use std::arch::is_x86_feature_detected as has;
use std::arch::x86_64::*;
use std::mem::MaybeUninit;

use super::{BLOCK, Simd, Task};

#[derive(Clone, Copy)]
pub struct Avx2(());

impl Avx2 {
    pub fn detect() -> Option<Self> {
        let is_there = has!("avx2")
            && has!("pclmulqdq")
            && has!("bmi1")
            && has!("bmi2")
            && has!("lzcnt")
            && has!("popcnt");
        is_there.then_some(Self(()))
    }
}

#[target_feature(enable = "avx2,pclmulqdq,bmi1,bmi2,lzcnt,popcnt")]
#[inline(never)]
unsafe fn run<T: Task>(task: T, simd: Avx2) -> T::Result {
    task.run(simd)
}

#[inline(always)]
fn mask(low: __m256i, high: __m256i) -> u64 {
    // SAFETY: only called with vectors that an Avx2 has made, which exists where AVX2 does.
    unsafe {
        u64::from(_mm256_movemask_epi8(low) as u32)
            | u64::from(_mm256_movemask_epi8(high) as u32) << 32
    }
}

impl Simd for Avx2 {
    type Block = [__m256i; 2];

    const SHORT: usize = BLOCK / 2;

    #[inline(always)]
    fn load(self, bytes: &[u8; BLOCK]) -> Self::Block {
        let bytes = bytes.as_ptr();
        // SAFETY: an Avx2 exists where AVX2 does; both halves lie within the 64 bytes.
        unsafe {
            [
                _mm256_loadu_si256(bytes.cast()),
                _mm256_loadu_si256(bytes.add(32).cast()),
            ]
        }
    }

    #[inline(always)]
    fn store(self, [low, high]: Self::Block, bytes: &mut [MaybeUninit<u8>; BLOCK]) {
        let bytes = bytes.as_mut_ptr();
        // SAFETY: an Avx2 exists where AVX2 does; both halves lie within the 64 bytes.
        unsafe {
            _mm256_storeu_si256(bytes.cast(), low);
            _mm256_storeu_si256(bytes.add(32).cast(), high);
        }
    }

    #[inline(always)]
    fn equal(self, [low, high]: Self::Block, byte: u8) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let wanted = _mm256_set1_epi8(byte as i8);
            mask(
                _mm256_cmpeq_epi8(low, wanted),
                _mm256_cmpeq_epi8(high, wanted),
            )
        }
    }

    #[inline(always)]
    fn has(self, [low, high]: Self::Block, byte: u8) -> bool {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let wanted = _mm256_set1_epi8(byte as i8);
            let (low, high) = (
                _mm256_cmpeq_epi8(low, wanted),
                _mm256_cmpeq_epi8(high, wanted),
            );
            _mm256_movemask_epi8(_mm256_or_si256(low, high)) != 0
        }
    }

    #[inline(always)]
    fn equal_either(self, [low, high]: Self::Block, byte: u8) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let bit = _mm256_set1_epi8(0x20);
            self.equal(
                [_mm256_or_si256(low, bit), _mm256_or_si256(high, bit)],
                byte,
            )
        }
    }

    #[inline(always)]
    fn same(self, left: Self::Block, right: Self::Block) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            mask(
                _mm256_cmpeq_epi8(left[0], right[0]),
                _mm256_cmpeq_epi8(left[1], right[1]),
            )
        }
    }

    #[inline(always)]
    fn same_short(self, left: &[u8; BLOCK], right: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does; there are more bytes than those loaded.
        unsafe {
            let left = _mm256_loadu_si256(left.as_ptr().cast());
            let right = _mm256_loadu_si256(right.as_ptr().cast());
            u64::from(_mm256_movemask_epi8(_mm256_cmpeq_epi8(left, right)) as u32)
        }
    }

    #[inline(always)]
    fn equal_short(self, bytes: &[u8; BLOCK], byte: u8) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            let equal = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(byte as i8));
            u64::from(_mm256_movemask_epi8(equal) as u32)
        }
    }

    #[inline(always)]
    fn not_plain_short(self, bytes: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            // As signed numbers all above 0x7f are below 0.
            let less = _mm256_cmpgt_epi8(_mm256_set1_epi8(b' ' as i8), bytes);
            let backslashes = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(b'\\' as i8));
            u64::from(_mm256_movemask_epi8(_mm256_or_si256(less, backslashes)) as u32)
        }
    }

    #[inline(always)]
    fn digit_short(self, bytes: &[u8; BLOCK]) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does; there are more bytes than those loaded.
        unsafe {
            let bytes = _mm256_loadu_si256(bytes.as_ptr().cast());
            let values = _mm256_sub_epi8(bytes, _mm256_set1_epi8(b'0' as i8));
            let digits = _mm256_cmpeq_epi8(values, _mm256_min_epu8(values, _mm256_set1_epi8(9)));
            u64::from(_mm256_movemask_epi8(digits) as u32)
        }
    }

    #[inline(always)]
    fn not_plain(self, [low, high]: Self::Block) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let (space, backslash) = (_mm256_set1_epi8(b' ' as i8), _mm256_set1_epi8(b'\\' as i8));
            // As signed numbers all above 0x7f are below 0.
            let (less_low, less_high) = (
                _mm256_cmpgt_epi8(space, low),
                _mm256_cmpgt_epi8(space, high),
            );
            mask(
                _mm256_or_si256(less_low, _mm256_cmpeq_epi8(low, backslash)),
                _mm256_or_si256(less_high, _mm256_cmpeq_epi8(high, backslash)),
            )
        }
    }

    #[inline(always)]
    fn space(self, [low, high]: Self::Block) -> u64 {
        // Each byte looks up the white space with the same low half; 0 is none, and itself finds 0x20.
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let spaces = _mm256_setr_epi8(
                0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0a, 0, 0, 0x0d, 0, 0, //
                0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0x09, 0x0a, 0, 0, 0x0d, 0, 0,
            );
            mask(
                _mm256_cmpeq_epi8(low, _mm256_shuffle_epi8(spaces, low)),
                _mm256_cmpeq_epi8(high, _mm256_shuffle_epi8(spaces, high)),
            )
        }
    }

    #[inline(always)]
    fn control(self, [low, high]: Self::Block) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let most = _mm256_set1_epi8(0x1f);
            self.same(
                [low, high],
                [_mm256_min_epu8(low, most), _mm256_min_epu8(high, most)],
            )
        }
    }

    #[inline(always)]
    fn digit(self, [low, high]: Self::Block) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            let (zero, most) = (_mm256_set1_epi8(b'0' as i8), _mm256_set1_epi8(9));
            let values = [_mm256_sub_epi8(low, zero), _mm256_sub_epi8(high, zero)];
            self.same(
                values,
                [
                    _mm256_min_epu8(values[0], most),
                    _mm256_min_epu8(values[1], most),
                ],
            )
        }
    }

    #[inline(always)]
    fn not_ascii(self, [low, high]: Self::Block) -> u64 {
        mask(low, high)
    }

    #[inline(always)]
    fn bit_5(self, [low, high]: Self::Block) -> u64 {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe { mask(_mm256_slli_epi16::<2>(low), _mm256_slli_epi16::<2>(high)) }
    }

    #[inline(always)]
    fn either(self, left: Self::Block, right: Self::Block) -> Self::Block {
        // SAFETY: an Avx2 exists where AVX2 does.
        unsafe {
            [
                _mm256_or_si256(left[0], right[0]),
                _mm256_or_si256(left[1], right[1]),
            ]
        }
    }

    #[inline(always)]
    fn prefix_xor(self, bits: u64) -> u64 {
        // SAFETY: an Avx2 exists where carry-less multiplication does.
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
        // SAFETY: an Avx2 exists only where `detect` found all of these.
        unsafe { run(task, self) }
    }
}
