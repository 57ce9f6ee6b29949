//! Where scalars end: for most one block tells, and for the others a closer look.

use crate::scalar::{ENDS_SCALAR, scalar_end};
use crate::simd::{BLOCK, Simd, Task};
use crate::text::checked_string_end;

/// How many bytes the scalar at the start of `chunk` has, if it is well-formed; 0 if that takes a
/// closer look.
#[inline(always)]
pub fn checked_length<S: Simd>(simd: S, chunk: &[u8; BLOCK]) -> usize {
    let length = match chunk {
        [b'"', ..] => {
            if S::SHORT < BLOCK {
                let quotes = simd.equal_short(chunk, b'"') & !1;
                if quotes != 0 {
                    return match simd.not_plain_short(chunk) & before(quotes) == 0 {
                        true => quotes.trailing_zeros() as usize + 1,
                        false => 0,
                    };
                }
            }
            let block = simd.load(chunk);
            let quotes = simd.equal(block, b'"') & !1;
            // The opening quote is no matter: it is plain.
            let is_plain = quotes != 0 && simd.not_plain(block) & before(quotes) == 0;
            return match is_plain {
                true => quotes.trailing_zeros() as usize + 1,
                false => 0,
            };
        }
        [b'1'..=b'9', ..] => digits(simd, chunk),
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => 4,
        [b'f', b'a', b'l', b's', b'e', ..] => 5,
        [b'0', ..] => 1,
        _ => return 0,
    };
    match ENDS_SCALAR[usize::from(chunk[length % BLOCK])] {
        true => length,
        false => 0,
    }
}

/// How many bytes the value at the start of `chunk` has, which is not checked if it is a string; 0 if it is
/// no integer, word, short string or empty container.
#[inline(always)]
pub fn passed_length<S: Simd>(simd: S, chunk: &[u8; BLOCK]) -> usize {
    match chunk[..2] {
        [b'"', _] => {}
        [b'[', b']'] | [b'{', b'}'] => return 2,
        _ => return checked_length(simd, chunk),
    }
    if S::SHORT < BLOCK {
        let quotes = simd.equal_short(chunk, b'"') & !1;
        if quotes != 0 {
            let escaped = simd.equal_short(chunk, b'\\') & before(quotes);
            return match escaped == 0 {
                true => quotes.trailing_zeros() as usize + 1,
                false => 0,
            };
        }
    }
    let block = simd.load(chunk);
    let quotes = simd.equal(block, b'"') & !1;
    match quotes != 0 && simd.equal(block, b'\\') & before(quotes) == 0 {
        true => quotes.trailing_zeros() as usize + 1,
        false => 0,
    }
}

/// All bits below the lowest one, or all there are.
#[inline(always)]
fn before(bits: u64) -> u64 {
    bits.wrapping_sub(1) & !bits
}

/// How many digits there are at the start; where all are, the block does not tell.
#[inline(always)]
fn digits<S: Simd>(simd: S, chunk: &[u8; BLOCK]) -> usize {
    (!simd.digit_short(chunk)).trailing_zeros() as usize
}

/// The end of the string, number or word at `at`, if it is well-formed.
pub struct CheckScalar<'a> {
    pub data: &'a [u8],
    pub at: usize,
}

impl Task for CheckScalar<'_> {
    type Result = Option<usize>;

    #[inline(always)]
    fn run<S: Simd>(self, simd: S) -> Self::Result {
        match self.data.get(self.at) {
            Some(b'"') => checked_string_end(simd, self.data, self.at + 1),
            _ => scalar_end(self.data, self.at),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simd::Portable;

    #[track_caller]
    fn check(text: &str, checked: usize, passed: usize) {
        let mut chunk = [b','; BLOCK];
        chunk[..text.len()].copy_from_slice(text.as_bytes());
        assert_eq!(checked_length(Portable, &chunk), checked, "{text}");
        assert_eq!(passed_length(Portable, &chunk), passed, "{text}");
    }

    #[test]
    fn plain_scalars_are_measured() {
        for text in ["\"\"", "\"a,b\"", "0", "120", "true", "false", "null"] {
            check(text, text.len(), text.len());
        }
    }

    #[test]
    fn others_take_a_closer_look() {
        for text in [
            "\"a", "\"\\\"\"", "-1", "1[", "1\"", "t]]]", "fals]", "truex", "01", "1.5", "1e5",
            "{", "[", " ", "", "x",
        ] {
            check(text, 0, 0);
        }
        check(&"1".repeat(BLOCK), 0, 0);
    }

    #[test]
    fn strings_that_are_passed_over_may_be_malformed() {
        check("\"\n\"", 0, 3);
        check("\"\u{e9}\"", 0, 4);
        check("[]", 0, 2);
        check("{}", 0, 2);
    }
}
