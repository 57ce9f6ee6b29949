//! Numbers: their shortest text, in Python's spelling.

use crate::text::{Pen, Text};

/// Appends a finite number as Python's `repr` spells it.
pub fn float(out: &mut Text, number: f64) {
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
        out.put_short(b"0.0");
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
fn spell(out: &mut Text, digits: &[u8], point: i32) {
    const ZEROS: &[u8; 16] = b"0000000000000000";
    match point {
        -3..=0 => {
            out.put_short(b"0.");
            out.put_short(&ZEROS[..point.unsigned_abs() as usize]);
            out.put_short(digits);
        }
        1..=16 => {
            let point = point as usize;
            if point >= digits.len() {
                out.put_short(digits);
                out.put_short(&ZEROS[..point - digits.len()]);
                out.put_short(b".0");
            } else {
                out.put_short(&digits[..point]);
                out.push(b'.');
                out.put_short(&digits[point..]);
            }
        }
        _ => {
            out.push(digits[0]);
            if digits.len() > 1 {
                out.push(b'.');
                out.put_short(&digits[1..]);
            }
            let power = point - 1;
            out.put_short(if power < 0 { b"e-" } else { b"e+" });
            if power.abs() < 10 {
                out.push(b'0');
            }
            int(out, i64::from(power.abs()));
        }
    }
}

/// Appends an integer.
#[inline]
pub fn int(out: &mut Text, number: i64) {
    if let Some(room) = out.room(INT_BYTES) {
        let mut pen = Pen::new(room);
        put_int(&mut pen, number);
        let count = pen.at;
        out.advance(count);
    }
}

/// Room that an integer takes while it is put down.
pub const INT_BYTES: usize = 32;
const ZEROS: u64 = 0x3030_3030_3030_3030;

/// Puts down an integer.
#[inline(always)]
pub fn put_int(pen: &mut Pen<'_>, number: i64) {
    const EIGHT: u64 = 100_000_000;
    pen.part(b"-", usize::from(number < 0));
    let number = number.unsigned_abs();
    if number < EIGHT {
        return put_leading(pen, number);
    }
    let (high, low) = (number / EIGHT, number % EIGHT);
    if high < EIGHT {
        put_leading(pen, high);
    } else {
        put_leading(pen, high / EIGHT);
        pen.part(&(eight_digits(high % EIGHT) | ZEROS).to_le_bytes(), 8);
    }
    pen.part(&(eight_digits(low) | ZEROS).to_le_bytes(), 8);
}

/// Puts down a number of at most eight digits.
#[inline(always)]
fn put_leading(pen: &mut Pen<'_>, number: u64) {
    // Counted without the digits, which take longer to find and which nobody waits for.
    let count = digit_count(number);
    let digits = eight_digits(number) | ZEROS;
    pen.part(&(digits >> (64 - 8 * count)).to_le_bytes(), count);
}

/// How many digits a number of at most eight has.
#[inline(always)]
fn digit_count(number: u64) -> usize {
    const POWERS: [u64; 16] = [
        0,
        10,
        100,
        1_000,
        10_000,
        100_000,
        1_000_000,
        10_000_000,
        u64::MAX,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];
    let bits = 64 - (number | 1).leading_zeros() as usize;
    // The logarithm of two is 1233 parts of 4096.
    let least = (bits * 1233) >> 12;
    least + usize::from(number >= POWERS[least & 15])
}

/// The eight digits of a number, the first in the lowest byte: split in halves three times, all at once.
#[inline(always)]
fn eight_digits(number: u64) -> u64 {
    let fours = (number / 10_000) | ((number % 10_000) << 32);
    let hundreds = (fours * 10_486) >> 20 & 0x7f_0000_007f;
    let twos = hundreds | (fours - hundreds * 100) << 16;
    let tens = (twos * 103) >> 10 & 0x000f_000f_000f_000f;
    tens | (twos - tens * 10) << 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(number: f64) -> String {
        let mut out = Text::new();
        float(&mut out, number);
        String::from_utf8(out.as_bytes().to_vec()).unwrap_or_default()
    }

    #[test]
    fn integers_of_every_length_are_spelt() {
        let mut numbers = vec![0, 1, -1, i64::MAX, i64::MIN];
        let mut power = 1i64;
        while let Some(next) = power.checked_mul(10) {
            numbers.extend([
                next - 1,
                next,
                next + 1,
                -next,
                next / 7 * 3,
                next / 9 * 8 + 1,
            ]);
            power = next;
        }
        numbers.extend((0..20_000).map(|number| number * 4_999));
        for number in numbers {
            let mut out = Text::new();
            int(&mut out, number);
            assert_eq!(out.as_bytes(), number.to_string().as_bytes());
        }
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
