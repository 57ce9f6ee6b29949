//! Numbers: their shortest text, in Python's spelling.

use crate::out::Out;

/// Appends a finite number as Python's `repr` spells it.
pub fn float(out: &mut Out, number: f64) {
    let mut buffer = ryu::Buffer::new();
    let text = buffer.format_finite(number).as_bytes();
    let text = match text {
        [b'-', rest @ ..] => {
            out.push(b'-');
            rest
        }
        _ => text,
    };
    let mut digits = [0u8; 24];
    let (mut count, mut exponent, mut point) = (0, 0i32, None);
    let mut bytes = text.iter();
    for &byte in bytes.by_ref() {
        match byte {
            b'.' => point = Some(count as i32),
            b'e' => break,
            _ => {
                digits[count] = byte;
                count += 1;
            }
        }
    }
    let (mut power, mut is_negative) = (0i32, false);
    for &byte in bytes {
        match byte {
            b'-' => is_negative = true,
            _ => power = power * 10 + i32::from(byte - b'0'),
        }
    }
    exponent += if is_negative { -power } else { power };
    // The place of the point, counted from the first digit that is not 0.
    let leading = digits[..count]
        .iter()
        .take_while(|&&digit| digit == b'0')
        .count();
    if leading == count {
        out.extend_from_slice(b"0.0");
        return;
    }
    let point = point.unwrap_or(count as i32) + exponent - leading as i32;
    let trailing = digits[leading..count]
        .iter()
        .rev()
        .take_while(|&&digit| digit == b'0')
        .count();
    spell(out, &digits[leading..count - trailing], point);
}

/// Spells `0.digits` times ten to the power of `point`: plainly from 0.0001 to below 10 to the 16th.
fn spell(out: &mut Out, digits: &[u8], point: i32) {
    const ZEROS: &[u8; 16] = b"0000000000000000";
    match point {
        -3..=0 => {
            out.extend_from_slice(b"0.");
            out.extend_from_slice(&ZEROS[..point.unsigned_abs() as usize]);
            out.extend_from_slice(digits);
        }
        1..=16 => {
            let point = point as usize;
            if point >= digits.len() {
                out.extend_from_slice(digits);
                out.extend_from_slice(&ZEROS[..point - digits.len()]);
                out.extend_from_slice(b".0");
            } else {
                out.extend_from_slice(&digits[..point]);
                out.push(b'.');
                out.extend_from_slice(&digits[point..]);
            }
        }
        _ => {
            out.push(digits[0]);
            if digits.len() > 1 {
                out.push(b'.');
                out.extend_from_slice(&digits[1..]);
            }
            let power = point - 1;
            out.extend_from_slice(if power < 0 { b"e-" } else { b"e+" });
            if power.abs() < 10 {
                out.push(b'0');
            }
            int(out, i64::from(power.abs()));
        }
    }
}

/// Appends an integer.
#[inline]
pub fn int(out: &mut Out, number: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: f64) -> String {
        let mut out = Out::new();
        float(&mut out, number);
        String::from_utf8(out.bytes().to_vec()).unwrap_or_default()
    }

    #[test]
    fn numbers_are_spelt_as_python_spells_them() {
        let spelt = [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1e7, "10000000.0"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (1.5, "1.5"),
            (-12.25, "-12.25"),
            (9007199254740993.0, "9007199254740992.0"),
        ];
        for (number, expected) in spelt {
            assert_eq!(text(number), expected);
        }
    }
}
