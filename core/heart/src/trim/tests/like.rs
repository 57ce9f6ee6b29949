//! Objects that are like those before them, for long.

use super::*;

/// Many objects that are alike but for the value of `y`, and for the key `z`, which may be absent.
fn like_objects(space: &str, values: &[&str]) -> (Vec<String>, String) {
    let object = |index: usize| {
        let (y, z) = (values[index % values.len()], index % 7 != 3);
        let z = if z {
            format!(",{space}\"z\":{space}null")
        } else {
            String::new()
        };
        format!("{{\"w\":{space}7,{space}\"y\":{space}{y},{space}\"x\":{space}{index}{z}}}")
    };
    let objects: Vec<String> = (0..rounds(400)).map(object).collect();
    let text = format!("{{\"a\":{space}[{}]}}", objects.join(","));
    (objects, text)
}

#[test]
fn a_value_that_was_the_same_for_long_may_change() {
    let long = format!("\"{}\"", "l".repeat(70));
    let most = |value| [["true"; 9].as_slice(), &[value]].concat();
    for other in [
        "false",
        "\"true\"",
        "[true]",
        "{\"x\":true}",
        "true ",
        &long,
    ] {
        for space in ["", " ", "\n  "] {
            for values in [most(other), vec![other], vec!["true", other]] {
                let (objects, text) = like_objects(space, &values);
                for name in ["w", "x", "y", "z"] {
                    let kept = |object: &String| {
                        let root = format!("{{\"a\":{object}}}");
                        let one = trimmed(root.as_bytes(), &named(name.as_bytes()), Check::Full);
                        String::from_utf8(one.unwrap()).unwrap()[5..].to_owned()
                    };
                    let kept: Vec<String> = objects.iter().map(kept).collect();
                    let kept = kept.iter().map(|one| &one[..one.len() - 1]);
                    let expected = format!("{{\"a\":[{}]}}", kept.collect::<Vec<_>>().join(","));
                    check(&text, &named(name.as_bytes()), &expected);
                }
            }
        }
    }
}

#[test]
fn what_is_malformed_behind_a_value_that_was_the_same_is_found() {
    for wrong in [
        "tru", "truex", "true \"", "true,", "true]", "\"true", "01", "tr\x01e",
    ] {
        let mut values = vec!["true"; rounds(400)];
        let last = values.len() - 2;
        values[last] = wrong;
        let (_, text) = like_objects("", &values);
        for name in ["w", "x", "y"] {
            let found = trimmed(text.as_bytes(), &named(name.as_bytes()), Check::Full);
            assert!(matches!(found, Err(TrimError::Syntax { .. })), "{wrong}");
        }
    }
}
