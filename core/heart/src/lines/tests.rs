//! What is kept of lines, on one thread and on several.

use super::*;
use crate::plan::PlanBuilder;

fn run(data: &[u8], threads: usize, line_bytes: u64) -> (Vec<u8>, Trimmed) {
    let mut builder = PlanBuilder::new();
    let root = builder.add();
    builder.set_name(root, b"a".to_vec(), Some(PlanBuilder::WHOLE));
    let plan = builder.build(root, &[]);
    let lines = LineTrim {
        plan: &plan,
        check: Check::Full,
        levels: 9,
        line_bytes,
    };
    let mut out = vec![MaybeUninit::new(0); data.len() + 1];
    let trimmed = lines.run_on_threads(data, threads, &mut Poll::new(&mut || false), &mut out);
    // SAFETY: all of it was written above.
    let bytes = out[..trimmed.length]
        .iter()
        .map(|byte| unsafe { byte.assume_init() });
    (bytes.collect(), trimmed)
}

#[test]
fn each_line_is_trimmed_and_blank_ones_are_not() {
    let (bytes, trimmed) = run(b"{\"a\": 1, \"b\": 2}\r\n\n \t\n{}\n7", 1, 99);
    assert_eq!(bytes, b"{\"a\":1}\n{}\n7\n");
    assert_eq!((trimmed.lines, trimmed.error), (5, None));
}

#[test]
fn the_lines_before_an_error_are_there() {
    let (bytes, trimmed) = run(b"1\n\n[2,\n3", 1, 99);
    let Some(LineError::Trim { start, line, .. }) = trimmed.error else {
        panic!()
    };
    assert_eq!((bytes.as_slice(), start, line), (b"1\n".as_slice(), 3, 3));
}

#[test]
fn a_poll_stops_blank_lines_too() {
    let plan = PlanBuilder::new().build(PlanBuilder::WHOLE, &[]);
    let lines = LineTrim {
        plan: &plan,
        check: Check::Full,
        levels: 9,
        line_bytes: 99,
    };
    let data = vec![b'\n'; 3 << 20];
    let (mut is_stopped, mut out) = (|| true, vec![MaybeUninit::new(0); data.len() + 1]);
    let trimmed = lines.run(
        &data,
        &mut Poll::new(&mut is_stopped),
        &mut out,
        &mut |_| (),
    );
    assert!(matches!(
        trimmed.error,
        Some(LineError::Trim {
            error: TrimError::Stopped,
            ..
        })
    ));
}

#[test]
fn a_line_has_as_many_bytes_as_are_allowed() {
    assert_eq!(
        run(b"1\n22\n333", 1, 2).1.error,
        Some(LineError::TooLong { at: 7, line: 3 })
    );
}

/// Small enough for an interpreter, which sees what threads do to each other's memory.
#[test]
fn each_thread_writes_where_its_part_begins() {
    let data = b"[1, 2]\n\n[3]\n \n[4,\n[5]";
    let plan = PlanBuilder::new().build(PlanBuilder::WHOLE, &[]);
    let lines = LineTrim {
        plan: &plan,
        check: Check::Full,
        levels: 9,
        line_bytes: 99,
    };
    let mut out = vec![MaybeUninit::new(b'-'); data.len() + 1];
    let all = lines.run_parts(
        data,
        &parts(data, 4),
        &mut Poll::new(&mut || false),
        &mut out,
    );
    let lengths: Vec<_> = all.iter().map(|trimmed| trimmed.length).collect();
    // SAFETY: all of it was written above.
    let bytes: Vec<_> = out
        .iter()
        .map(|byte| unsafe { byte.assume_init() })
        .collect();
    assert_eq!(bytes, b"[1,2]\n-[3]\n-------[5]\n");
    assert_eq!(lengths, [6, 4, 0, 4]);
}

#[test]
fn threads_give_what_one_gives() {
    let mut data = Vec::new();
    for index in 0..60_000 {
        data.extend_from_slice(format!("{{\"b\": {index}, \"a\": [{index}, 2]}}\n").as_bytes());
    }
    data.extend_from_slice(b"[1,2]");
    assert_eq!(run(&data, 1, 99), run(&data, 4, 99));
    data[1_000_000] = 0xff;
    let (one, four) = (run(&data, 1, 99), run(&data, 4, 99));
    assert!(one.1.error.is_some());
    assert_eq!(one, four);
}
