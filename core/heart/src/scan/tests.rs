//! The first fault of a text, and what is said of it.

use super::*;

fn error(data: &[u8], levels: u64) -> TrimError {
    scan(data, levels, &mut Poll::new(&mut || false)).unwrap_err()
}

#[track_caller]
fn check(data: &[u8], at: usize, expected: &'static str, found: Found) {
    assert_eq!(
        error(data, 500),
        TrimError::Syntax {
            at,
            expected,
            found
        }
    );
}

#[test]
fn each_place_says_what_it_expects() {
    check(b"", 0, VALUE, Found::End);
    check(b"[ ,", 2, VALUE_OR_CLOSE, Found::Char(','));
    check(b"[1,]", 3, VALUE, Found::Char(']'));
    check(b"[1 1", 3, AFTER_ELEMENT, Found::Char('1'));
    check(b"{1", 1, KEY_OR_CLOSE, Found::Char('1'));
    check(b"{\"a\" 1", 5, COLON, Found::Char('1'));
    check(b"{\"a\":}", 5, VALUE, Found::Char('}'));
    check(b"{\"a\":1]", 6, AFTER_PROPERTY, Found::Char(']'));
    check(b"{\"a\":1,}", 7, KEY, Found::Char('}'));
    check(b"1 2", 2, END, Found::Char('2'));
}

#[test]
fn each_scalar_says_what_it_expects() {
    check(b"trux", 3, "true", Found::Char('x'));
    check(b"-", 1, "a digit", Found::End);
    check(b"01", 1, END, Found::Char('1'));
    check(b"1.", 2, "a digit", Found::End);
    check(b"1e+x", 3, "a digit", Found::Char('x'));
    check(b"\"a", 2, "'\"'", Found::End);
    check(
        b"\"\n",
        1,
        "'\"' or an escape for a control character",
        Found::Byte(10),
    );
    check(b"\"\\x", 2, "one of \" \\ / b f n r t u", Found::Char('x'));
    check(b"\"\\u00g", 5, "a hexadecimal digit", Found::Char('g'));
    check(b"\"\xc3x", 2, "UTF-8", Found::Byte(b'x'));
    check(b"\"\xed\xa0", 2, "UTF-8", Found::Byte(0xa0));
    check(b"\"\xf0\x90\x80", 4, "UTF-8", Found::End);
    check(b"\xef\xbb\xbf1", 0, VALUE, Found::ByteOrderMark);
}

#[test]
fn the_bracket_that_opens_one_level_too_many_is_an_error() {
    assert_eq!(error(b"[[[1x", 1), TrimError::Levels { at: 2 });
    check(b"[[1x", 3, AFTER_ELEMENT, Found::Char('x'));
}

#[test]
fn a_poll_stops_a_scan() {
    let data = vec![b' '; 3 << 20];
    assert_eq!(
        scan(&data, 1, &mut Poll::new(&mut || true)),
        Err(TrimError::Stopped)
    );
}
