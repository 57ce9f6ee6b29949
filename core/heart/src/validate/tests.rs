//! The fast validator accepts just what the exact scanner accepts.

use super::*;
use crate::random::{Random, rounds};
use crate::scalar::space_end;
use crate::scan::scan;
use crate::simd::{Portable, dispatch};

fn fast(data: &[u8], levels: u64, is_portable: bool) -> bool {
    let mut is_stopped = || false;
    let mut poll = Poll::new(&mut is_stopped);
    let task = Validate {
        data,
        at: 0,
        start: Start::Bracket,
        levels,
        poll: &mut poll,
    };
    let result = if is_portable {
        Portable.call(task)
    } else {
        dispatch(task)
    };
    result.is_ok_and(|checked| {
        let space = data[..checked.end].split(|byte| *byte == b'"').step_by(2);
        let has_space = space
            .into_iter()
            .flatten()
            .any(|byte| b" \n\r\t".contains(byte));
        // Only for texts without escaped quotes.
        assert!(data.contains(&b'\\') || has_space == checked.has_space);
        space_end(data, checked.end) == data.len()
    })
}

#[track_caller]
fn check(data: &[u8], levels: u64) {
    if !matches!(data.first(), Some(b'{' | b'[')) {
        return;
    }
    let is_good = scan(data, levels, &mut Poll::new(&mut || false)).is_ok();
    for is_portable in [false, true] {
        assert_eq!(
            fast(data, levels, is_portable),
            is_good,
            "{}",
            data.escape_ascii()
        );
    }
}

/// Pieces that make many texts that are almost right.
const PIECES: [&str; 30] = [
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\"",
    "\"a\":",
    "\"a\"",
    "\"\\n\"",
    "\\",
    "\\\"",
    "1",
    "0",
    "-1",
    "12.5e3",
    "true",
    "null",
    "false",
    " ",
    "\n",
    "[1,2]",
    "{\"a\":1}",
    "{}",
    "[]",
    "\"\\u00e9\"",
    "\u{e9}",
    "\t",
    "0.",
    "e",
];

#[test]
fn texts_of_pieces_are_judged_alike() {
    let mut random = Random::new(3);
    for _ in 0..rounds(100_000) {
        let mut data = String::from(if random.below(2) == 0 { "[" } else { "{" });
        for _ in 0..random.below(12) {
            data.push_str(PIECES[random.below(PIECES.len())]);
        }
        check(data.as_bytes(), 9);
    }
}

#[test]
fn each_piece_is_judged_alike_at_each_place_of_a_block() {
    for piece in PIECES {
        for before in 55..70 {
            for (start, end) in [
                ("[", "]"),
                ("[1,", "]"),
                ("{\"a\":", "}"),
                ("{", "}"),
                ("[\"", "\"]"),
                ("[1", ",1]"),
            ] {
                let filling = if start.ends_with('"') { "x" } else { " " };
                let data = format!("{start}{}{piece}{end}", filling.repeat(before));
                check(data.as_bytes(), 9);
                check(
                    format!("[{}1{piece}{end}", filling.repeat(before)).as_bytes(),
                    9,
                );
            }
        }
    }
}

#[test]
fn every_byte_is_judged_alike_at_each_place_of_a_good_text() {
    let good = "[{\"key\":\"va\u{20ac}lue\",\"n\":[0,-1.5e+7,true,false,null]},\"\\u00e9\\\\\",{\"\":{}},[],\"0123456789 0123456789\" , 10]";
    check(good.as_bytes(), 9);
    for at in 0..good.len() {
        for byte in 0..=255 {
            let mut data = good.as_bytes().to_vec();
            data[at] = byte;
            check(&data, 9);
        }
        check(&good.as_bytes()[..at], 9);
    }
}

#[test]
fn levels_are_counted_from_the_container() {
    for levels in 0..4 {
        check(b"[[{\"a\":[]}]]", levels);
    }
}

#[test]
fn characters_may_lie_across_the_pieces_that_are_checked() {
    for filling in 0..4 {
        let long = format!(
            "[\"{}{}\"]",
            "x".repeat(filling),
            "\u{20ac}".repeat(UTF_8_BYTES)
        );
        check(long.as_bytes(), 9);
        let mut data = long.into_bytes();
        data[UTF_8_BYTES - 1] = b'x';
        check(&data, 9);
    }
}

#[test]
fn what_can_be_no_character_is_not_looked_at_again_and_again() {
    let data = [b"[\"".as_slice(), &[0x80; 1 << 19], b"\"]"].concat();
    let mut polls = 0;
    let mut is_stopped = || {
        polls += 1;
        false
    };
    let checked = dispatch(Validate {
        data: &data,
        at: 0,
        start: Start::Bracket,
        levels: 9,
        poll: &mut Poll::new(&mut is_stopped),
    });
    // Bytes are counted whenever they are looked at, and these are fewer than the poll waits for.
    assert_eq!((checked, polls), (Err(Fault::Malformed), 0));
}

#[test]
fn a_word_that_ends_with_a_block_does_not_go_on_behind_it() {
    for word in ["true", "false", "null"] {
        for before in 57..61 {
            for behind in ["x", "1", "e", "true"] {
                check(
                    format!("[{}{word}{behind}]", " ".repeat(before)).as_bytes(),
                    9,
                );
            }
        }
    }
}
