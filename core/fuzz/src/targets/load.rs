//! What is trimmed in order to be decoded: all that the decoder takes for granted.

use treequery_heart::{Check, decode_string};

use crate::input::Input;
use crate::json::{Value, decoded};

pub fn load(bytes: &[u8]) {
    let input = Input::of(bytes);
    check_string(input.data);
    let plan = input.plan();
    for check in [Check::Full, Check::Kept] {
        if let Ok(text) = input.trimmed(input.data, &plan, check) {
            let (mut length, mut values) = (0, 0);
            Value::read(&text).visit(&mut |scalar| {
                check_scalar(scalar);
                length += scalar.len();
                values += 1;
            });
            // Nothing but brackets, commas and colons is between them.
            assert!(text.len() >= length + values - usize::from(values > 0));
            let is_mark = |byte: &&u8| b"{}[],:".contains(byte);
            let marks = outside_strings(&text).filter(is_mark).count();
            assert_eq!(text.len(), length + marks, "there is white space left");
        }
    }
}

fn outside_strings(text: &[u8]) -> impl Iterator<Item = &u8> {
    let (mut is_string, mut is_escaped) = (false, false);
    text.iter().filter(move |byte| {
        let was_string = is_string;
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_string,
            b'"' => is_string = !is_string,
            _ => {}
        }
        !was_string && **byte != b'"'
    })
}

fn check_scalar(scalar: &[u8]) {
    match scalar {
        [b'"', inside @ .., b'"'] => {
            let text = check_string(inside).expect("the string can be decoded");
            match serde_json::from_slice::<String>(scalar) {
                Ok(other) => assert_eq!(other.as_bytes(), text),
                // It knows no lone surrogates, which have no UTF-8.
                Err(_) => assert!(std::str::from_utf8(&text).is_err()),
            }
        }
        b"true" | b"false" | b"null" => {}
        number => {
            let number = std::str::from_utf8(number).expect("a number is ASCII");
            assert!(number.parse::<f64>().is_ok(), "{number:?} cannot be read");
        }
    }
}

/// Any bytes mean what they mean to a decoder that does the obvious.
fn check_string(inside: &[u8]) -> Option<Vec<u8>> {
    let mut out = b"before".to_vec();
    let is_good = decode_string(inside, &mut out).is_some();
    let text = out.split_off(6);
    assert_eq!(out, b"before");
    assert!(text.len() <= inside.len(), "longer than what it is made of");
    let expected = decoded(inside);
    assert_eq!(is_good, expected.is_some(), "only one decodes it");
    if is_good {
        assert_eq!(Some(&text), expected.as_ref());
    }
    expected
}
