//! Numbers and words: whether they are well-formed, and where they end.

/// Whether a number or word may end before `byte`.
#[inline(always)]
fn ends_scalar(byte: Option<&u8>) -> bool {
    byte.is_none_or(|byte| ENDS_SCALAR[usize::from(*byte)])
}

/// Before which bytes a number or word may end.
pub const ENDS_SCALAR: [bool; 256] = {
    let (mut ends, mut byte) = ([false; 256], 0);
    while byte < 256 {
        ends[byte] = matches!(
            byte as u8,
            b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t'
        );
        byte += 1;
    }
    ends
};

/// The end of the well-formed number or word at `at`.
#[inline(never)]
pub fn scalar_end(data: &[u8], at: usize) -> Option<usize> {
    let rest = data.get(at..).unwrap_or_default();
    let end = match rest {
        [b't', b'r', b'u', b'e', ..] | [b'n', b'u', b'l', b'l', ..] => at + 4,
        [b'f', b'a', b'l', b's', b'e', ..] => at + 5,
        [b'-', b'0', ..] => return number_tail_end(data, at + 2),
        [b'0', ..] => return number_tail_end(data, at + 1),
        [b'-', b'1'..=b'9', ..] => return number_tail_end(data, digits_end(data, at + 2)),
        [b'1'..=b'9', ..] => return number_tail_end(data, digits_end(data, at + 1)),
        _ => return None,
    };
    ends_scalar(data.get(end)).then_some(end)
}

/// The end of a number whose integer part ends at `at`.
#[inline]
pub fn number_tail_end(data: &[u8], mut at: usize) -> Option<usize> {
    if data.get(at) == Some(&b'.') {
        at = some_digits_end(data, at + 1)?;
    }
    if let Some(b'e' | b'E') = data.get(at) {
        let is_signed = matches!(data.get(at + 1), Some(b'+' | b'-'));
        at = some_digits_end(data, at + 1 + usize::from(is_signed))?;
    }
    ends_scalar(data.get(at)).then_some(at)
}

#[inline]
fn digits_end(data: &[u8], mut at: usize) -> usize {
    while let Some(b'0'..=b'9') = data.get(at) {
        at += 1;
    }
    at
}

fn some_digits_end(data: &[u8], at: usize) -> Option<usize> {
    let end = digits_end(data, at);
    (end > at).then_some(end)
}

/// The end of the white space at `at`.
#[inline(always)]
pub fn space_end(data: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = data.get(at) {
        at += 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_formed_scalars_end_where_they_end() {
        for text in [
            "0",
            "-0",
            "10",
            "-1",
            "0.5",
            "1e5",
            "1E+05",
            "-12.50e-3",
            "true",
            "false",
            "null",
        ] {
            for behind in ["", ",1", "]", "}", " ", "\n"] {
                assert_eq!(
                    scalar_end(format!("{text}{behind}").as_bytes(), 0),
                    Some(text.len())
                );
            }
        }
    }

    #[test]
    fn malformed_scalars_are_faults() {
        for text in [
            "", "-", "01", "-01", "1.", ".5", "1e", "1e+", "+1", "truex", "tru", "1x", "nul",
            "1\"", "1:", "--1",
        ] {
            assert_eq!(scalar_end(text.as_bytes(), 0), None, "{text}");
        }
    }
}
