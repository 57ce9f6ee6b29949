"""treequery.mistakes: what is found in an expression, where, and how to mend it."""

import pytest

from treequery.choices import Dialect
from treequery.mistakes import mistakes_in


def found(text: str, dialect: Dialect = "extended") -> list[tuple[int, str]]:
    return [(mistake.at, str(mistake)) for mistake in mistakes_in(text, dialect=dialect)]


@pytest.mark.parametrize(
    "text",
    [
        "jobs[name,builds[number,result]{0,5}],views[**]",
        "*,jobs[name]",
        "*{,5},jobs",
        "*[name],jobs",
        "**,jobs[name]",
        "**,!jobs",
        "*,!jobs",
        "!jobs,!views",
        "a{0},b{-1},c{2,5},d{-5,},e{,-1},f{1,-1},g{-5,3}",
        'jobs["a.b","a b","x(y)"]',
        "jobs[jobs]",
        "s,es,ies",
        'a,"*"',
    ],
)
def test_what_is_well_meant_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_mistakes_come_in_the_order_of_the_text() -> None:
    assert [at for at, _ in found("a[b{5}]{6},c[d{7}]")] == [4, 8, 15]


# Ranges


def test_a_single_index_is_no_count() -> None:
    assert found("a{10}") == [
        (2, "{10} keeps the element 10 alone, counted from 0; for the first 10 write {,10}")
    ]


def test_the_first_element_has_index_0() -> None:
    assert found("a{1}") == [
        (2, "{1} keeps the element 1 alone, counted from 0; for the first one write {0}")
    ]


def test_a_single_negative_index_is_no_count() -> None:
    assert found("a{-5}") == [
        (2, "{-5} keeps one element alone, counted from the end; for the last 5 write {-5,}")
    ]


def test_a_range_ends_before_its_second_number() -> None:
    assert found("a{5,5}") == [
        (2, "{5,5} keeps nothing; a range ends before its second number: for one element write {5}")
    ]


def test_the_second_number_is_no_count() -> None:
    assert found("a{-2,-5}") == [
        (
            2,
            "{-2,-5} keeps nothing; the second number is where the range ends, not how many: write {-5,-2}",
        )
    ]


def test_the_first_none_is_nothing() -> None:
    assert found("a{,0}") == [(3, "{,0} keeps nothing; for the first element write {0}")]


def test_zero_is_not_the_end() -> None:
    assert found("a{-5,0}") == [(2, "{-5,0} keeps nothing; for the last 5 write {-5,}")]


# Names that are there twice


def test_of_equal_names_the_first_counts_for_nothing() -> None:
    assert found("a[url,b,url[x]]") == [
        (
            2,
            "'url' counts for nothing, since 'url' at column 9 overrules it; "
            "take one away, or make one of both",
        )
    ]


def test_the_line_is_told_where_there_are_several() -> None:
    assert "since 'b' at line 2, column 1 overrules it" in found("b,\nb")[0][1]


def test_a_name_and_its_exclusion_overrule_each_other() -> None:
    assert "'!a' counts for nothing, since 'a' at column 7 overrules it" in found("**,!a,a[b]")[0][1]


def test_what_is_taken_back_is_not_beside_anything() -> None:
    assert [at for at, _ in found("a,!a")] == [0]


def test_equal_names_in_different_lists_are_fine() -> None:
    assert found("a[url],b[url]") == []


@pytest.mark.parametrize(("text", "at"), [("*,**", 0), ("**,*", 3)])
def test_two_ways_to_keep_the_rest_are_one_too_many(text: str, at: int) -> None:
    assert found(text) == [
        (at, "* and ** both stand for all other properties, and the last counts; keep one")
    ]


def test_the_whole_twice_is_the_whole() -> None:
    assert found("**,**") == []


def test_a_star_twice_is_a_name_twice() -> None:
    assert [at for at, _ in found("*,*")] == [0]


def test_a_property_called_star_is_not_the_star() -> None:
    assert found('*[a],"*"[b]') == []


# Names that are alike


def test_case_tells_names_apart() -> None:
    assert found("name,Name") == [
        (
            5,
            "'Name' equals 'name' but for case, and keys are told apart by it; take the wrong one away",
        )
    ]


@pytest.mark.parametrize(
    ("one", "many"), [("job", "jobs"), ("box", "boxes"), ("property", "properties"), ("Job", "jobs")]
)
def test_a_plural_is_taken_for_a_slip(one: str, many: str) -> None:
    assert found(f"{one},{many}") == [
        (
            len(one) + 1,
            f"'{many}' is '{one}' but for the plural; unless there are both, take the wrong one away",
        )
    ]


# Names beside what keeps the rest


def test_beside_a_star_a_bare_name_says_nothing() -> None:
    assert found("*,name") == [(2, "'name' is kept by * anyway; take it away")]


def test_beside_two_stars_a_bare_name_keeps_less() -> None:
    assert found("**,jobs{,5}") == [
        (
            3,
            "beside ** the name 'jobs' keeps less, not more: of an object only {}; "
            "take it away, or write jobs[**]",
        )
    ]


def test_a_long_name_is_not_repeated_in_advice() -> None:
    assert found("**," + "a" * 50)[0][1].endswith("or write name[**]")


def test_an_exclusion_needs_something_to_be_left_out_of() -> None:
    assert found("name,!log") == [
        (
            6,
            "'!log' leaves nothing out, since only the names of this list are kept; "
            "take it away, or write ** for all the others",
        )
    ]


# Characters that mean something elsewhere


def test_a_parameter_is_no_part_of_an_expression() -> None:
    assert found("tree=jobs[name]") == [(0, "'tree=' is read as part of a name; leave it out")]


@pytest.mark.parametrize("text", ["a&depth", "depth=1"])
def test_an_expression_has_no_parameters(text: str) -> None:
    assert found(text)[0][1].endswith("; an expression holds names and ranges, no parameters")


def test_percent_signs_are_not_decoded() -> None:
    assert found("jobs%5Bname%5D") == [
        (4, "'%5B' is read as part of a name, not as a character of a URL; decode the expression first")
    ]


@pytest.mark.parametrize(("char", "words"), [(".", "a dot"), ("/", "a slash"), (":", "a colon")])
def test_a_step_down_is_written_with_brackets(char: str, words: str) -> None:
    assert found(f"a{char}b{char}c", "jenkins") == [
        (
            1,
            f"{words} is part of a name, here of 'a{char}b{char}c'; "
            "for a property of a property write a[b[c]]",
        )
    ]


def test_a_name_that_holds_a_dot_can_be_quoted() -> None:
    assert found("a.b")[0][1].endswith('write a[b], or put the whole name into quotes, as in "a.b"')


def test_a_dot_alone_gets_an_example() -> None:
    assert found(".", "jenkins")[0][1].endswith("write jobs[name]")


def test_white_space_in_a_name_may_be_a_missing_comma() -> None:
    assert found("a b") == [
        (
            1,
            "white space is part of a name, here of 'a b'; "
            'put a comma there, or the whole name into quotes, as in "a b"',
        )
    ]


def test_white_space_around_a_name_of_jenkins_belongs_to_it() -> None:
    assert found("a, b", "jenkins") == [(2, "white space is part of a name, here of ' b'; take it away")]


@pytest.mark.parametrize(("name", "part"), [("<5>", "<"), ('"a"', '"'), ("!a", "!"), ("**", "**")])
def test_the_extensions_are_names_in_the_jenkins_dialect(name: str, part: str) -> None:
    assert found(name, "jenkins") == [
        (
            0,
            f"{part!r} is part of a name in the jenkins dialect; use the extended dialect, or take it away",
        )
    ]


def test_round_brackets_are_reported_once_a_pair() -> None:
    assert found("jobs(id,name)") == [
        (
            4,
            "a round bracket is part of a name, here of 'jobs(id'; names go into square ones: jobs[id]",
        )
    ]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("jobs(name)", "jobs[name]"),
        ("(name)", "jobs[name]"),
        ("jobs()", "jobs[name]"),
        ("name)", "name)[name]"),
        (f"jobs({'a' * 50})", "jobs[name]"),
    ],
)
def test_round_brackets_become_square_ones(text: str, advice: str) -> None:
    assert found(text)[0][1].endswith(f"names go into square ones: {advice}")
