use std::fmt::Write;

use super::*;

const LIMITS: Limits = Limits {
    chars: 262_144,
    nesting: 250,
    names: 20_000,
};

/// Every node in brackets, with all that it says.
fn shown(tree: &Tree) -> String {
    let mut texts: Vec<String> = Vec::new();
    for node in tree.nodes() {
        let mut text = String::from(if node.is_deep { "(**" } else { "(" });
        let mut add = |name: &[u8], below: &str| {
            let _ = write!(text, " {}{below}", name.escape_ascii());
        };
        for child in tree.children(node) {
            add(child.name.as_deref().unwrap_or(b"REST"), &texts[child.node]);
        }
        if let Some(star) = node.star {
            add(b"STAR", &texts[star]);
        }
        for name in tree.excluded(node) {
            add(name, "!");
        }
        text.push(')');
        let Range { start, stop } = node.range;
        if node.range != Range::ALL {
            let _ = write!(
                text,
                "{start}:{}",
                stop.map_or_else(String::new, |stop| stop.to_string())
            );
        }
        texts.push(text);
    }
    texts.pop().unwrap_or_default()
}

#[track_caller]
fn check(dialect: Dialect, text: impl AsRef<[u8]>, expected: &str) {
    let tree = parse(text.as_ref(), dialect, &LIMITS);
    assert_eq!(tree.as_ref().map_or("none".into(), shown), expected);
}

#[track_caller]
fn check_extended(text: &str, expected: &str) {
    check(Dialect::Extended, text, expected);
}

#[track_caller]
fn check_jenkins(text: &str, expected: &str) {
    check(Dialect::Jenkins, text, expected);
}

#[test]
fn a_tree_has_names_brackets_and_ranges() {
    let text = "jobs[name,color,builds[number,result]{0,5}]";
    for dialect in [Dialect::Extended, Dialect::Jenkins] {
        check(
            dialect,
            text,
            "( jobs( name() color() builds( number() result())0:5))",
        );
    }
}

#[test]
fn ranges_have_five_forms() {
    check_extended(
        "a{3},b{3,},c{,3},d{2,5},e",
        "( a()3:4 b()3: c()0:3 d()2:5 e())",
    );
    check_extended(
        "a<-1>,b<-3>,c< , -3 >,d{ -2 , -1 }",
        "( a()-1: b()-3:-2 c()0:-3 d()-2:-1)",
    );
    check_extended("a{0,},b{-0}", "( a() b()0:1)");
}

#[test]
fn what_is_no_range_means_nothing() {
    for text in [
        "a{}", "a{,}", "a{1>", "a<1}", "a{1", "a{-}", "a{- 1}", "a{1 2}", "a{1,2,3}", "a{1a}",
        "a{1}[b]",
    ] {
        check_extended(text, "none");
    }
    for text in ["a<1>b{", "a{-1}", "a{ 1}", "a{1 }", "a{1}b", "a{}"] {
        check_jenkins(text, "none");
    }
}

#[test]
fn indexes_are_bounded() {
    check_jenkins("a{002147483647}", "( a()2147483647:2147483648)");
    check_jenkins("a{2147483648}", "none");
    check_extended(
        "a{-9007199254740991}",
        "( a()-9007199254740991:-9007199254740990)",
    );
    check_extended("a{9007199254740992}", "none");
    check_extended(&format!("a{{{}}}", "9".repeat(9999)), "none");
}

#[test]
fn the_last_of_equal_names_wins_and_stands_where_it_does() {
    check_extended("a[x],b,a{1}", "( b() a()1:2)");
    check_extended("*,a,*[b]", "( a() REST( b()))");
    check_extended("**,a,*", "( a() REST())");
    check_extended("*,a,**", "(** a())");
    check_extended("a,!a,*", "( REST() a!)");
    check_extended("!a,a,*", "( a() REST())");
    check_extended("\"*\",!*,**", "(** *!)");
    check_extended("!\"*\",\"*\"[a],*", "( REST() STAR( a()))");
    check_jenkins("*,**,!a,*", "( **() !a() REST())");
}

#[test]
fn many_names_are_found_as_few_are() {
    let names: Vec<_> = (0..40).map(|name| format!("n{}", name % 20)).collect();
    let expected: Vec<_> = names[..20]
        .iter()
        .map(|name| format!(" {name}()"))
        .collect();
    check_extended(&names.join(","), &format!("({})", expected.concat()));
}

#[test]
fn exclusions_without_a_rest_mean_nothing() {
    check_extended("!a,!b", "(** b! a!)");
    check_extended("!a,b", "( b())");
    check_extended("!a,\"*\"", "( STAR())");
    check_extended("!**,*", "( REST() **!)");
    check_extended("!!a", "none");
    check_extended("!a[b]", "none");
    check_extended("**[a]", "none");
}

#[test]
fn white_space_counts_within_names_only() {
    check_extended(" a b\t[\n c ] {1} , d ", "( a b( c())1:2 d())");
    check_extended("\u{a0}a", r"( \xc2\xa0a())");
    check_extended("a \"b\"", "none");
    check_jenkins(" a [b]", "(  a ( b()))");
    check_jenkins("a[b] ", "none");
}

#[test]
fn quoted_names_are_json_strings() {
    check_extended(
        r#""a,\"\u00e9\ud83d\ude00"[""]"#,
        r#"( a,\"\xc3\xa9\xf0\x9f\x98\x80( ()))"#,
    );
    check_extended(r#""\ud83d""#, r"( \xed\xa0\xbd())");
    for text in [
        r#"""#,
        r#""\"#,
        r#""\""#,
        r#""\x""#,
        "\"\n\"",
        r#""\u12""#,
        r#""a"b"#,
        r#"a"b""#,
    ] {
        check_extended(text, "none");
    }
    check_jenkins(r#""a""#, r#"( \"a\"())"#);
}

#[test]
fn names_are_never_missing() {
    for text in [
        "", " ", ",", "a,", ",a", "a[]", "[a]", "a[b", "a]", "a[b]]", "a[b]c", "a,,b",
    ] {
        check_extended(text, "none");
        check_jenkins(text, if text == " " { "(  ())" } else { "none" });
    }
}

#[test]
fn limits_count_characters_brackets_and_commas() {
    let parse = |text: &str, chars, nesting, names| {
        parse(
            text.as_bytes(),
            Dialect::Extended,
            &Limits {
                chars,
                nesting,
                names,
            },
        )
        .is_some()
    };
    assert!(parse("\u{e9}\u{e9}", 2, 0, 1) && !parse("\u{e9}\u{e9}a", 2, 0, 1));
    assert!(parse("a[b[c]],d[e]", 20, 2, 5) && !parse("a[b[c]],d[e]", 20, 1, 5));
    assert!(!parse("a[b[c]],d[e]", 20, 2, 4) && !parse("a{1,2},b", 20, 0, 2));
    let deep = |levels: usize| "a[".repeat(levels) + "a" + &"]".repeat(levels);
    assert!(parse(&deep(250), 1000, 999, 999) && !parse(&deep(251), 1000, 999, 999));
}

#[test]
fn the_height_is_that_of_the_highest_child() {
    let height = |text: &str| {
        parse(text.as_bytes(), Dialect::Extended, &LIMITS)
            .and_then(|tree| Some(tree.nodes().last()?.height))
    };
    assert_eq!(height("a[b[c]],d"), Some(3));
    assert_eq!(height("\"*\"[b],d"), Some(2));
    assert_eq!(height("**"), Some(0));
}
