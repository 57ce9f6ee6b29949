//! What is kept of texts, by hand.

mod like;
mod slow;

use super::*;
use crate::fault::Found;
use crate::plan::{NodeId, PlanBuilder, Range};
use crate::quick::CheckScalar;
use crate::random::{Random, rounds};
use crate::scalar::{scalar_end, space_end};
use crate::simd::{BLOCK, Portable};
use crate::text::decoded_string;

const LEVELS: u64 = 40;

fn trimmed(data: &[u8], plan: &Plan, check: Check) -> Result<Vec<u8>, TrimError> {
    let mut out = b"before ".to_vec();
    trim(
        data,
        plan,
        check,
        LEVELS,
        &mut Poll::new(&mut || false),
        &mut out,
    )?;
    Ok(out.split_off(7))
}

/// A plan of one node below `a`, made by hand.
fn plan_of(make: impl FnOnce(&mut PlanBuilder, NodeId)) -> Plan {
    let mut builder = PlanBuilder::new().expect("memory");
    let (root, a) = (
        builder.add().expect("memory"),
        builder.add().expect("memory"),
    );
    builder
        .set_name(root, b"a".to_vec(), Some(a))
        .expect("memory");
    make(&mut builder, a);
    builder.build(root, &[b"_class".to_vec()]).expect("memory")
}

fn named(name: &[u8]) -> Plan {
    let name = name.to_vec();
    plan_of(|builder, a| {
        builder
            .set_name(a, name, Some(PlanBuilder::WHOLE))
            .expect("memory")
    })
}

fn cut(start: i64, stop: Option<i64>) -> Plan {
    plan_of(|builder, a| builder.set_range(a, Range { start, stop }))
}

#[track_caller]
fn check(data: &str, plan: &Plan, expected: &str) {
    for how in [Check::Full, Check::Kept] {
        let bytes = trimmed(data.as_bytes(), plan, how).unwrap();
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }
}

#[test]
fn an_object_keeps_what_is_named() {
    check(
        r#"{"b":1,"a":{"x":[1],"y":2,"x":3},"c":[]}"#,
        &named(b"x"),
        r#"{"a":{"x":[1],"x":3}}"#,
    );
    check(r#"{"a":7}"#, &named(b"x"), r#"{"a":7}"#);
    check(
        r#"{"a":[{"y":1},[{"x":2}]]}"#,
        &named(b"x"),
        r#"{"a":[{},[{"x":2}]]}"#,
    );
    check("[]", &named(b"x"), "[]");
}

#[test]
fn white_space_between_tokens_is_dropped() {
    check(
        " { \"b\" : 1 ,\n\t\"a\" : { \"x\" : [ 1 , \" \\\" \" ] } } ",
        &named(b"x"),
        r#"{"a":{"x":[1," \" "]}}"#,
    );
}

#[test]
fn white_space_may_differ_from_object_to_object() {
    let data =
        "[{\"a\":{\"x\":1}},{\"a\": {\"x\": 1 }},{ \"a\":{\"x\":1, \"y\":2}},{\"y\":2 ,\"a\":{}}]";
    check(
        data,
        &named(b"x"),
        r#"[{"a":{"x":1}},{"a":{"x":1}},{"a":{"x":1}},{"a":{}}]"#,
    );
}

#[test]
fn a_key_is_known_by_what_it_means() {
    check(
        r#"{"\u0061":{"\u005fclass":[ ],"z":1}}"#,
        &named(b"x"),
        r#"{"\u0061":{"\u005fclass":[]}}"#,
    );
    check(
        r#"{"a":{"\ud800":1,"\ud800\udc00":2}}"#,
        &named(b"\xed\xa0\x80"),
        r#"{"a":{"\ud800":1}}"#,
    );
}

#[test]
fn a_range_cuts_arrays_and_those_in_them() {
    let data = r#"{"a":[[1,2],3,[[4,5,6]],[]]}"#;
    check(data, &cut(1, None), r#"{"a":[3,[],[]]}"#);
    check(data, &cut(-2, None), r#"{"a":[[[5,6]],[]]}"#);
    check(data, &cut(0, Some(-1)), r#"{"a":[[1],3,[]]}"#);
    check(data, &cut(2, Some(2)), r#"{"a":[]}"#);
    check(data, &cut(i64::MIN, Some(i64::MAX)), data);
}

#[test]
fn what_is_left_out_is_checked_in_full_only() {
    let data = br#"{"b":[01],"a":1}"#;
    let error = TrimError::Syntax {
        at: 7,
        expected: "',' or ']'",
        found: Found::Char('1'),
    };
    assert_eq!(trimmed(data, &named(b"x"), Check::Full), Err(error));
    assert_eq!(
        trimmed(data, &named(b"x"), Check::Kept).unwrap(),
        br#"{"a":1}"#
    );
}

#[test]
fn what_is_left_out_ends_in_any_case() {
    for data in [
        r#"{"b":[[],"a":1}"#,
        r#"{"b":","a":1}"#,
        r#"{"b":,"a":1}"#,
        r#"{"a":1}}"#,
        r#"{"a":[1}"#,
    ] {
        assert!(
            trimmed(data.as_bytes(), &named(b"x"), Check::Kept).is_err(),
            "{data}"
        );
    }
}

#[test]
fn a_comma_is_missed_though_the_key_was_guessed() {
    for data in [
        r#"[{"a":1},{"b":"""a":2}]"#,
        r#"[{"b":1,"a":1},{,"a":1}]"#,
        r#"[{"b":1,"a":2},{"a":2}"#,
    ] {
        assert!(
            trimmed(data.as_bytes(), &named(b"x"), Check::Kept).is_err(),
            "{data}"
        );
    }
}

#[test]
fn nothing_is_appended_after_an_error() {
    let mut out = vec![1];
    let result = trim(
        b"{\"a\":1,",
        &named(b"x"),
        Check::Full,
        9,
        &mut Poll::new(&mut || false),
        &mut out,
    );
    assert!(result.is_err() && out == [1]);
}

#[test]
fn what_is_left_out_is_checked_though_its_keys_are_data() {
    let inner: Vec<String> = (0..900)
        .map(|key| format!("\"{key}\":[{{\"x{}\":{key}, \"y\":[{key}]}}]", key % 90))
        .collect();
    let wide = format!("\"{}\":[1,{{}}]", "z".repeat(200));
    let data = format!(
        "[{{\"b\":{{{}}}}},{{\"b\":{{{wide}}}}},{{\"b\":{{{wide}}},\"a\":1}}]",
        inner.join(",")
    );
    check(&data, &named(b"x"), r#"[{},{},{"a":1}]"#);
    let mut random = Random::new(13);
    for _ in 0..300 {
        let mut data = data.clone().into_bytes();
        let at = random.below(data.len());
        data[at] = b"\"\\{}[]:,01e \n\x00\x80tn"[random.below(16)];
        let exact = scan(&data, LEVELS, &mut Poll::new(&mut || false));
        let full = trimmed(&data, &named(b"x"), Check::Full);
        assert_eq!(full.map(drop), exact, "{}", data.escape_ascii());
    }
}

#[test]
fn scalars_that_are_passed_over_hold_no_brackets_and_no_quotes() {
    for scalar in [
        "1[[", "1{", "1\"x", "-\"", "x[", "t]]]", "t\"xx", "n{{{", "n}}}", "fa[se", "true\"",
    ] {
        // Near the end of the text, and not.
        for behind in [0, BLOCK] {
            let behind = " ".repeat(behind);
            for data in [
                format!("{{\"b\":{scalar},\"a\":1}}{behind}"),
                format!("{{\"b\":{scalar}}}{behind}"),
                format!("[{{\"b\":1,\"a\":2}},{{\"b\":{scalar},\"a\":3}}]{behind}"),
            ] {
                let kept = trimmed(data.as_bytes(), &named(b"x"), Check::Kept);
                assert!(kept.is_err(), "{data}");
            }
            let data = format!("{{\"a\":[1,{scalar},2]}}{behind}");
            for plan in [cut(0, Some(1)), cut(2, None), cut(-1, None)] {
                let kept = trimmed(data.as_bytes(), &plan, Check::Kept);
                assert!(kept.is_err(), "{data}");
            }
        }
    }
}

#[test]
fn what_is_passed_over_does_not_depend_on_what_is_behind_it() {
    for scalar in [
        "truex2",
        "tru",
        "nullnull",
        "falsehood",
        "01",
        "1x",
        "-",
        "x",
    ] {
        let data = format!("{{\"b\":{scalar},\"a\":1}}");
        for behind in [0, BLOCK] {
            let data = format!("{data}{}", " ".repeat(behind));
            let kept = trimmed(data.as_bytes(), &named(b"x"), Check::Kept);
            assert_eq!(kept.as_deref(), Ok(b"{\"a\":1}".as_slice()), "{data}");
        }
    }
}

#[test]
fn a_poll_stops_a_trim() {
    let data = [
        b"{\"b\":[".as_slice(),
        b"[],".repeat(1 << 20).as_slice(),
        b"1]}",
    ]
    .concat();
    for how in [Check::Full, Check::Kept] {
        let mut out = Vec::new();
        let result = trim(
            &data,
            &named(b"x"),
            how,
            9,
            &mut Poll::new(&mut || true),
            &mut out,
        );
        assert_eq!(result, Err(TrimError::Stopped));
    }
}

#[test]
fn a_poll_stops_the_copy_of_what_is_kept_whole() {
    for items in ["1, ", "1,  ", "11,"] {
        let data = format!("{{\"a\":{{\"x\":[{}1]}}}}", items.repeat(1 << 21));
        let (mut asked, mut out) = (0, Vec::new());
        let mut count = || {
            asked += 1;
            false
        };
        let plan = plan_of(|builder, a| builder.set_rest(a, Some(PlanBuilder::WHOLE)));
        let mut poll = Poll::new(&mut count);
        trim(data.as_bytes(), &plan, Check::Full, 9, &mut poll, &mut out).unwrap();
        // Six megabytes and more are checked, and then copied.
        assert!(asked >= 11, "{items:?} {asked}");
        assert_eq!(out, data.replace(' ', "").as_bytes());
    }
}

#[test]
fn a_poll_stops_what_drops_white_space() {
    let data = [b"[".as_slice(), b"1 ,".repeat(1 << 20).as_slice(), b"1]"].concat();
    // All is checked before it is copied, and about once a megabyte it is asked for.
    let mut polls = 0;
    let mut is_stopped = || {
        polls += 1;
        polls > 4
    };
    let whole = PlanBuilder::new()
        .and_then(|builder| builder.build(PlanBuilder::WHOLE, &[]))
        .expect("memory");
    let mut out = Vec::new();
    let poll = &mut Poll::new(&mut is_stopped);
    let result = trim(&data, &whole, Check::Full, 9, poll, &mut out);
    assert_eq!(result, Err(TrimError::Stopped));
}

#[test]
fn what_is_left_out_is_not_checked_once_for_each_object_around_it() {
    let mut data = "{\"a\":".repeat(39) + "[" + &"1,".repeat(1 << 16) + "1]";
    for level in 0..39 {
        // More keys than are remembered.
        for key in 0..70 {
            data.push_str(&format!(",\"{level} {key}\":1"));
        }
        data.push('}');
    }
    let mut polls = 0;
    let mut is_stopped = || {
        polls += 1;
        false
    };
    let mut out = Vec::new();
    let poll = &mut Poll::new(&mut is_stopped);
    trim(
        data.as_bytes(),
        &named(b"x"),
        Check::Full,
        LEVELS,
        poll,
        &mut out,
    )
    .unwrap();
    // One for each megabyte that is looked at, and this is a small part of one.
    assert_eq!((out.as_slice(), polls), (b"{\"a\":{}}".as_slice(), 0));
}
