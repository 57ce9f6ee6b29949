//! The text inside a JSON string: decoded, and where it ends.

use std::borrow::Cow;

use crate::bits::Escapes;
use crate::fault::Fault;
use crate::simd::{BLOCK, Simd, block_at};

/// So many bytes of a string that are not ASCII are looked at character by character.
const MAX_SINGLE_BYTES: u32 = 12;

/// The end of the well-formed string whose first character is at `start`.
#[inline(always)]
pub fn checked_string_end<S: Simd>(simd: S, data: &[u8], start: usize) -> Option<usize> {
    let (mut at, mut escapes, mut not_ascii) = (start, Escapes::default(), 0);
    while at < data.len() {
        let block = block_at(simd, data, at);
        let mut escaped = escapes.escaped(simd, block);
        let quotes = simd.equal(block, b'"') & !escaped;
        // All bits below the first quote, or all there are.
        let inside = quotes.wrapping_sub(1) & !quotes;
        if simd.control(block) & inside != 0 {
            return None;
        }
        not_ascii |= simd.not_ascii(block) & inside;
        escaped &= inside;
        while escaped != 0 {
            let at = at + escaped.trailing_zeros() as usize;
            // Most of them, without a call.
            let is_short = matches!(data.get(at), Some(b'"' | b'n' | b'\\' | b'/' | b't'));
            if !is_short && !is_escape(data, at) {
                return None;
            }
            escaped &= escaped - 1;
        }
        if quotes != 0 {
            let quote = at + quotes.trailing_zeros() as usize;
            // A call takes longer than to look at some characters.
            let is_utf_8 = match at == start && not_ascii.count_ones() <= MAX_SINGLE_BYTES {
                true => are_characters(&data[start..quote], not_ascii),
                false => simdutf8::basic::from_utf8(&data[start..quote]).is_ok(),
            };
            if not_ascii != 0 && !is_utf_8 {
                return None;
            }
            return Some(quote + 1);
        }
        at += BLOCK;
    }
    None
}

/// Whether the bytes of a text that are not ASCII, which are those of the bits, make characters.
#[inline(always)]
fn are_characters(text: &[u8], mut not_ascii: u64) -> bool {
    while not_ascii != 0 {
        let start = not_ascii.trailing_zeros();
        let length = character_length(&text[start as usize..]);
        if length == 0 {
            return false;
        }
        // Shifted twice, since the character may end with the last bit.
        not_ascii &= !0 << (start + length - 1) << 1;
    }
    true
}

/// How many bytes the character has that `text` begins with, which is not ASCII; 0 if it is none.
#[inline(always)]
fn character_length(text: &[u8]) -> u32 {
    match text {
        [0xc2..=0xdf, 0x80..=0xbf, ..] => 2,
        [0xe0, 0xa0..=0xbf, 0x80..=0xbf, ..]
        | [0xe1..=0xec | 0xee..=0xef, 0x80..=0xbf, 0x80..=0xbf, ..]
        | [0xed, 0x80..=0x9f, 0x80..=0xbf, ..] => 3,
        [0xf0, 0x90..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
        | [0xf1..=0xf3, 0x80..=0xbf, 0x80..=0xbf, 0x80..=0xbf, ..]
        | [0xf4, 0x80..=0x8f, 0x80..=0xbf, 0x80..=0xbf, ..] => 4,
        _ => 0,
    }
}

/// Whether what stands at `at`, behind a backslash, makes an escape.
#[inline]
pub fn is_escape(data: &[u8], at: usize) -> bool {
    match data.get(at) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => true,
        Some(b'u') => hexadecimal(&data[at + 1..]).is_some(),
        _ => false,
    }
}

/// The meaning of a string's inside, without its quotes: UTF-8 in which lone surrogates have their
/// three bytes.
pub fn decoded_key(inside: &[u8]) -> Result<Cow<'_, [u8]>, Fault> {
    let Some(first) = memchr::memchr(b'\\', inside) else {
        return Ok(Cow::Borrowed(inside));
    };
    let mut decoded = Vec::new();
    // No escape is shorter than what it means.
    decoded
        .try_reserve_exact(inside.len())
        .map_err(|_| Fault::OutOfMemory)?;
    decoded.extend_from_slice(&inside[..first]);
    decode_string(&inside[first..], &mut decoded).ok_or(Fault::Malformed)?;
    Ok(Cow::Owned(decoded))
}

/// The same meaning, `None` if an escape is malformed.
pub fn decoded_string(inside: &[u8]) -> Option<Cow<'_, [u8]>> {
    decoded_key(inside).ok()
}

/// Appends the meaning of a string's inside, which is not longer than it; `None` if an escape is
/// malformed.
pub fn decode_string(mut inside: &[u8], decoded: &mut Vec<u8>) -> Option<()> {
    while let Some(at) = memchr::memchr(b'\\', inside) {
        decoded.extend_from_slice(&inside[..at]);
        let escaped = *inside.get(at + 1)?;
        inside = &inside[at + 2..];
        match escaped {
            b'"' | b'\\' | b'/' => decoded.push(escaped),
            b'b' => decoded.push(0x08),
            b'f' => decoded.push(0x0c),
            b'n' => decoded.push(b'\n'),
            b'r' => decoded.push(b'\r'),
            b't' => decoded.push(b'\t'),
            b'u' => {
                let mut code = hexadecimal(inside)?;
                inside = &inside[4..];
                if let (0xd800..0xdc00, Some(low)) = (code, low_surrogate(inside)) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    inside = &inside[6..];
                }
                push(code, decoded);
            }
            _ => return None,
        }
    }
    decoded.extend_from_slice(inside);
    Some(())
}

fn low_surrogate(text: &[u8]) -> Option<u32> {
    let code = hexadecimal(text.strip_prefix(b"\\u")?)?;
    (0xdc00..0xe000).contains(&code).then_some(code)
}

/// The number of four hexadecimal digits.
pub fn hexadecimal(text: &[u8]) -> Option<u32> {
    let digits = text.get(..4)?.iter();
    digits.copied().try_fold(0, |number, digit| {
        Some(number << 4 | char::from(digit).to_digit(16)?)
    })
}

fn push(code: u32, decoded: &mut Vec<u8>) {
    if let Some(char) = char::from_u32(code) {
        decoded.extend_from_slice(char.encode_utf8(&mut [0; 4]).as_bytes());
    } else {
        let six_bits = |shift: u32| 0x80 | (code >> shift & 0x3f) as u8;
        decoded.extend_from_slice(&[0xe0 | (code >> 12) as u8, six_bits(6), six_bits(0)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[track_caller]
    fn check(inside: &[u8], decoded: Option<&[u8]>) {
        assert_eq!(decoded_string(inside).as_deref(), decoded);
    }

    #[test]
    fn escapes_mean_what_rfc_8259_says() {
        check(b"plain", Some(b"plain"));
        check(br#"a\"\\\/\b\f\n\r\t"#, Some(b"a\"\\/\x08\x0c\n\r\t"));
        check(br"\u0041\u00e9\u20AC", Some("A\u{e9}\u{20ac}".as_bytes()));
    }

    #[test]
    fn a_pair_of_surrogates_is_one_character() {
        check(br"\ud83d\ude00", Some("\u{1f600}".as_bytes()));
    }

    #[test]
    fn a_lone_surrogate_has_three_bytes() {
        check(br"\ud83dx\ude00", Some(b"\xed\xa0\xbdx\xed\xb8\x80"));
        check(
            br"\ud83d\ud83d\ude00",
            Some(b"\xed\xa0\xbd\xf0\x9f\x98\x80"),
        );
    }

    #[test]
    fn characters_are_those_of_utf_8() {
        let mut random = Random::new(3);
        for _ in 0..300_000 {
            let bytes = [(); 5].map(|()| match random.below(3) {
                0 => b'a',
                1 => random.below(256) as u8,
                _ => 0x80 | random.below(128) as u8,
            });
            let bits = (0..5).map(|index| u64::from(bytes[index] >= 0x80) << index);
            let is_utf_8 = std::str::from_utf8(&bytes).is_ok();
            assert_eq!(are_characters(&bytes, bits.sum()), is_utf_8, "{bytes:x?}");
        }
    }

    #[test]
    fn a_malformed_escape_means_nothing() {
        check(br"\x", None);
        check(br"\u12", None);
        check(br"\u12g4", None);
        check(b"\\", None);
    }
}
