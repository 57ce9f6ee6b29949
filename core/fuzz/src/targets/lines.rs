//! JSON Lines: each line as if it stood alone, whatever was learned from those before.

use std::mem::MaybeUninit;

use treequery_heart::{Check, LineError, LineTrim, Plan, Poll, Set, Trimmed};

use crate::input::Input;

/// More lines than that many bytes are shared out to threads.
const BYTES_OF_THREADS: usize = 600_000;
/// One input in so many is tried on threads, since that takes a thousand times longer.
const THREADS_ONE_IN: u64 = 509;

type Outcome = (Vec<u8>, Trimmed);

pub fn lines(bytes: &[u8]) {
    let input = Input::of(bytes);
    let plan = input.plan();
    for check in [Check::Full, Check::Kept] {
        let lines = LineTrim {
            plan: &plan,
            check,
            levels: input.levels,
            line_bytes: input.line_bytes,
        };
        let outcome = run(&lines, input.data, 1);
        for set in Set::all() {
            let other = set.during(|| run(&lines, input.data, 1));
            assert_eq!(other, outcome, "{set:?} differs, {check:?}");
        }
        assert_eq!(outcome, line_by_line(&input, &plan, check), "{check:?}");
        if is_chosen(input.data) {
            check_threads(&lines, input.data);
        }
    }
}

fn run(lines: &LineTrim, data: &[u8], threads: usize) -> Outcome {
    let mut out = vec![MaybeUninit::new(0xff); data.len() + 1];
    let mut is_stopped = || false;
    let mut poll = Poll::new(&mut is_stopped);
    let mut ends = Vec::new();
    let trimmed = match threads {
        1 => lines.run(data, &mut poll, &mut out, &mut |end| ends.push(end)),
        _ => lines.run_on_threads(data, threads, &mut poll, &mut out),
    };
    let written: Vec<u8> = out[..trimmed.length]
        .iter()
        // SAFETY: all of it has been filled above.
        .map(|byte| unsafe { byte.assume_init() })
        .collect();
    if threads == 1 {
        let newlines = (1..=written.len()).filter(|end| written[end - 1] == b'\n');
        assert!(newlines.eq(ends), "the ends of lines are told wrong");
    }
    (written, trimmed)
}

/// What comes of trimming every line on its own.
fn line_by_line(input: &Input, plan: &Plan, check: Check) -> Outcome {
    let (mut out, mut start, mut lines) = (Vec::new(), 0, 0);
    let mut error = None;
    for text in input.data.split_inclusive(|byte| *byte == b'\n') {
        lines += 1;
        let line = text.strip_suffix(b"\n").unwrap_or(text);
        if line.len() as u64 > input.line_bytes {
            let at = start + input.line_bytes as usize;
            error = Some(LineError::TooLong { at, line: lines });
            break;
        }
        if !line.iter().all(|byte| b" \t\r".contains(byte)) {
            match input.trimmed(line, plan, check) {
                Ok(trimmed) => {
                    out.extend_from_slice(&trimmed);
                    out.push(b'\n');
                }
                Err(found) => {
                    error = Some(LineError::Trim {
                        error: found,
                        start,
                        line: lines,
                    });
                    break;
                }
            }
        }
        start += text.len();
    }
    let length = out.len();
    (
        out,
        Trimmed {
            length,
            lines,
            error,
        },
    )
}

fn is_chosen(data: &[u8]) -> bool {
    let hash = data.iter().fold(1u64, |hash, byte| {
        hash.wrapping_mul(31).wrapping_add(u64::from(*byte))
    });
    !data.is_empty() && hash % THREADS_ONE_IN == 0
}

/// Several threads give what one gives, for the same lines many times over.
fn check_threads(lines: &LineTrim, data: &[u8]) {
    let mut more = Vec::with_capacity(BYTES_OF_THREADS + data.len());
    while more.len() < BYTES_OF_THREADS {
        // Good ones first, so that the fault is not in the first line of all.
        more.extend_from_slice(if more.len() < BYTES_OF_THREADS / 2 {
            b"{\"a\" : [1]}\n"
        } else {
            data
        });
    }
    assert_eq!(run(lines, &more, 3), run(lines, &more, 1), "threads differ");
}
