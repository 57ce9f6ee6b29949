//! One text: checked in full and as far as it is kept, pruned and whole, by every set of instructions.

use treequery_heart::{Check, Found, Plan, Set, TrimError};

use crate::input::Input;
use crate::json::{Value, balances, depths, is_json};
use crate::keep::{Place, whole};

/// How many bytes the core checks for UTF-8 at once.
const UTF_8_BYTES: usize = 1 << 14;

type Outcome = Result<Vec<u8>, TrimError>;

pub fn trim(bytes: &[u8]) {
    let input = Input::of(bytes);
    let plan = input.plan();
    let full = by_all_sets(&input, &plan, input.data, Check::Full);
    let kept = by_all_sets(&input, &plan, input.data, Check::Kept);
    match &full {
        Ok(out) => {
            assert!(is_json(input.data), "what is no JSON is accepted");
            assert_eq!(*out, expected(&input), "not what is to be kept");
            assert_eq!(kept, full, "the checks differ on a good text");
        }
        Err(error) => {
            check_error(&input, &plan, error);
            match &kept {
                Ok(_) => assert!(balances(input.data), "what is passed over does not balance"),
                Err(_) => assert_eq!(kept, full, "the checks differ in their errors"),
            }
        }
    }
    if let Ok(out) = &kept {
        check_output(&input, &plan, out);
    }
    check_whole(&input, &full);
    check_moved(&input, &plan, &full, &kept);
    check_far(&input);
}

fn by_all_sets(input: &Input, plan: &Plan, data: &[u8], check: Check) -> Outcome {
    let outcome = input.trimmed(data, plan, check);
    for set in Set::all() {
        let other = set.during(|| input.trimmed(data, plan, check));
        assert_eq!(other, outcome, "{set:?} differs, {check:?}");
    }
    outcome
}

fn expected(input: &Input) -> Vec<u8> {
    let mut out = Vec::new();
    let value = Value::read(input.data);
    value.write(&input.keep, input.keep.root(), &mut out);
    out
}

/// What is written is JSON within the levels, and trimming it again leaves it as it is.
fn check_output(input: &Input, plan: &Plan, out: &[u8]) {
    assert!(is_json(out), "what is written is no JSON");
    let again = input.trimmed(out, plan, Check::Full);
    if input.keep.is_stable() {
        assert_eq!(
            again.as_deref(),
            Ok(out),
            "trimmed twice is not trimmed once"
        );
    } else {
        assert!(again.is_ok(), "what is written is not accepted");
    }
}

/// The error is at the first byte with which the text can no longer become a good one.
fn check_error(input: &Input, plan: &Plan, error: &TrimError) {
    let data = input.data;
    let (at, expected) = match error {
        TrimError::Levels { at } => {
            assert!(matches!(data[*at], b'{' | b'['));
            let depth = depths(data).nth(*at);
            assert_eq!(
                depth,
                Some(input.levels + 1),
                "not the first level too many"
            );
            (*at, "")
        }
        TrimError::Syntax {
            at,
            expected,
            found,
        } => {
            assert!(!is_json(data), "JSON is refused");
            assert_eq!(*found, found_at(data, *at, *expected == "UTF-8"));
            (*at, *expected)
        }
        other => panic!("{other:?}"),
    };
    match input.trimmed(&data[..at], plan, Check::Full) {
        Ok(_) => assert_eq!(expected, "the end", "the text was over before"),
        Err(TrimError::Syntax {
            at: end,
            found: Found::End,
            ..
        }) => assert_eq!(end, at, "an error comes before this one"),
        Err(other) => panic!("{other:?} comes before {error:?}"),
    }
    if at < data.len() {
        match input.trimmed(&data[..=at], plan, Check::Full) {
            Err(TrimError::Levels { at: other } | TrimError::Syntax { at: other, .. }) => {
                assert_eq!(other, at, "the error depends on what follows")
            }
            other => panic!("{other:?} though {error:?}"),
        }
    }
}

fn found_at(data: &[u8], at: usize, breaks_off_a_character: bool) -> Found {
    let rest = &data[at..];
    match rest.first() {
        None => Found::End,
        Some(byte) if breaks_off_a_character => Found::Byte(*byte),
        Some(_) if rest.starts_with("\u{feff}".as_bytes()) => Found::ByteOrderMark,
        Some(byte @ b' '..=b'~') => Found::Char(char::from(*byte)),
        Some(byte) => Found::Byte(*byte),
    }
}

/// What is accepted does not depend on the plan, and a plan that keeps all drops white space alone.
fn check_whole(input: &Input, full: &Outcome) {
    let compact = by_all_sets(input, &whole(), input.data, Check::Full);
    match (compact, full) {
        (Ok(out), Ok(_)) => {
            let mut dense = Vec::new();
            Value::read(input.data).write(&input.keep, Place::Whole, &mut dense);
            assert_eq!(out, dense, "not the same without white space");
        }
        (Err(one), Err(other)) if one == *other => {}
        (compact, _) => panic!("{compact:?} for the whole, {full:?} for a part"),
    }
}

/// Nothing depends on where in a block a byte stands: moved by white space, all is as before.
fn check_moved(input: &Input, plan: &Plan, full: &Outcome, kept: &Outcome) {
    let spaces = 1 + input
        .data
        .iter()
        .map(|byte| usize::from(*byte))
        .sum::<usize>()
        % 63;
    let moved = [&b" ".repeat(spaces), input.data].concat();
    for (check, before) in [(Check::Full, full), (Check::Kept, kept)] {
        let mut after = input.trimmed(&moved, plan, check);
        if let Err(TrimError::Levels { at } | TrimError::Syntax { at, .. }) = &mut after {
            *at -= spaces;
        }
        assert_eq!(after, *before, "differs when moved by {spaces}, {check:?}");
    }
}

/// The data is judged alike where it lies across the end of what is checked at once.
fn check_far(input: &Input) {
    let sum = sum(input.data);
    if sum % 16 > 0 {
        return;
    }
    let filling = UTF_8_BYTES - sum / 16 % (input.data.len() + 4);
    let far = [
        b"[\"",
        b"x".repeat(filling).as_slice(),
        b"\",",
        input.data,
        b"]",
    ]
    .concat();
    match by_all_sets(input, &whole(), &far, Check::Full) {
        Ok(_) => assert!(is_json(&far), "what is no JSON is accepted far on"),
        Err(TrimError::Levels { .. }) => {}
        Err(_) => assert!(!is_json(&far), "JSON is refused far on"),
    }
}

fn sum(data: &[u8]) -> usize {
    data.iter().map(|byte| usize::from(*byte)).sum()
}
