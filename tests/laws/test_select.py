"""Laws of selecting: nothing but our own errors, and what exclude, wrapper and numbers promise."""

import math
from contextlib import suppress

from hypothesis import example, given
from hypothesis import strategies as st

from treequery.errors import ManyMatchesError, NoMatchError, TreeQueryError, XPathError
from treequery.xpath import Selection, select
from treequery.xpath_values import number_of, text_of_number

XML = "<a x='1'>t<b>2</b><!--c-->u<b x='3'><c>-4.5</c></b><?p d?></a>"

WORDS = [
    *("/", "//", ".", "..", "@", "*", "::", "[", "]", "(", ")", "|", "+", "-", "=", "!=", "<", ",", "$"),
    *(" and ", " or ", " div ", " mod ", "a", "b", "c", "x", "p:", "1", ".5", "'a'", '"', "self::"),
    *("text()", "node()", "last()", "position()", "count(", "sum(", "string(", "evaluate(", "'//b'", "\0"),
]
NAMES = st.sampled_from(["a", "b", "c", "*", "node()", "text()", "comment()"])
AXES = st.sampled_from(["child", "descendant", "self", "parent", "ancestor", "following", "preceding"])
STEPS = st.builds("{}::{}".format, AXES, NAMES) | st.sampled_from(["@x", "@*", ".", "..", "b[1]", "*[b > 1]"])
STARTS = st.sampled_from(["", "/", "//"])
PATHS = st.builds("{}{}".format, STARTS, st.lists(STEPS, min_size=1, max_size=3).map("/".join))
EXPRESSIONS = st.lists(st.sampled_from(WORDS), max_size=12).map("".join)
TAGS = ["<a", ">", "/>", "</a>", "&", "x", "<!", "<?", "]]>", "='"]


@st.composite
def elements(draw: st.DrawFn, levels: int = 3) -> str:
    name = draw(st.sampled_from("abc"))
    kinds = ["t", "1", "<!--c-->", "<?p d?>"] + (["<"] * 3 if levels else [])
    parts = [
        draw(elements(levels - 1)) if kind == "<" else kind
        for kind in draw(st.lists(st.sampled_from(kinds), max_size=4))
    ]
    return f"<{name} x='{draw(st.sampled_from('12'))}'>{''.join(parts)}</{name}>"


def error_of(xml: str, xpath: str) -> TreeQueryError | None:
    try:
        select(xml, xpath=xpath, permit=True)
    except TreeQueryError as err:
        return err
    return None


def selected(xml: str, xpath: str) -> Selection:
    return select(xml, xpath=xpath, wrapper="w", permit=True)


@given(EXPRESSIONS | st.text(max_size=30))
@example("a" * 5000)
@example("(" * 4096)
@example("evaluate('evaluate(\"evaluate(.)\")')")
def test_any_text_as_xpath_gives_a_selection_or_our_own_error(xpath: str) -> None:
    with suppress(TreeQueryError):
        assert isinstance(select(XML, xpath=xpath, exclude=[xpath][: len(xpath) % 2], permit=True), Selection)


@given(EXPRESSIONS)
def test_an_error_points_into_the_expression(xpath: str) -> None:
    error = error_of(XML, xpath)
    assert not isinstance(error, XPathError) or error.at is None or 0 <= error.at <= len(xpath)


@given(st.binary(max_size=60) | st.lists(st.sampled_from(TAGS)).map("".join))
@example(b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")
@example("\ud800")
def test_anything_as_xml_gives_a_selection_or_our_own_error(xml: bytes | str) -> None:
    with suppress(TreeQueryError):
        assert isinstance(select(xml, xpath="//*", wrapper="w"), Selection)


@given(elements(), st.sampled_from(["/*/b", "//text()", "//@x", "/*//comment()", "//b/c", "/*/*"]))
def test_what_is_excluded_is_not_found_again(xml: str, xpath: str) -> None:
    # But for the root element, which is never removed.
    rest = select(xml, exclude=[f"({xpath})[..]"]).body.decode()
    error = error_of(rest, f"({xpath})[parent::*]")
    assert isinstance(error, NoMatchError)


@given(elements(), PATHS)
def test_one_node_is_served_and_any_other_number_is_an_error(xml: str, xpath: str) -> None:
    count = float(select(xml, xpath=f"count({xpath})", permit=True).body)
    error = error_of(xml, xpath)
    expected = {0: NoMatchError, 1: type(None)}.get(int(count), ManyMatchesError)
    assert type(error) is expected
    assert not isinstance(error, ManyMatchesError) or error.count == count


@given(elements(), PATHS)
def test_selecting_is_repeatable(xml: str, xpath: str) -> None:
    assert selected(xml, xpath) == selected(xml, xpath)


@given(elements(), PATHS)
def test_what_is_wrapped_can_be_searched_again(xml: str, xpath: str) -> None:
    again = selected(selected(xml, xpath).body.decode(), "/")
    assert again.body.startswith(b"<w><w")


@given(elements(), PATHS, PATHS)
def test_a_union_is_the_same_either_way_round(xml: str, one: str, other: str) -> None:
    assert selected(xml, f"{one} | {other}") == selected(xml, f"{other} | {one}")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_reads_back_from_its_text(number: float) -> None:
    assert number_of(text_of_number(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_libxml2_reads_and_writes_numbers_as_xpath_does(number: float) -> None:
    text = text_of_number(number)
    xml = f"<a>{text}</a>"
    assert float(select(xml, xpath="number(a)", permit=True).body) == number
    assert select(xml, xpath="string(number(a))", permit=True).body.decode() == text
    assert (
        select(xml, xpath=f"a = {text} and {text} = a and {text} <= a and not(a != {text})", permit=True).body
        == b"true"
    )


@given(st.lists(st.sampled_from(["1", "2", "x", "1e0", "-1", " 3 ", ""]), max_size=5), st.integers(-1, 4))
def test_nodes_compare_with_a_number_as_any_of_them_does(texts: list[str], number: int) -> None:
    xml = f"<a>{''.join(f'<b>{text}</b>' for text in texts)}</a>"
    numbers = [number_of(text) for text in texts]
    for sign, expected in {
        "=": any(found == number for found in numbers),
        "!=": any(found != number for found in numbers),
        "<": any(found < number for found in numbers),
        ">=": any(found >= number for found in numbers),
    }.items():
        assert select(xml, xpath=f"//b {sign} {number}", permit=True).body == str(expected).lower().encode()


@given(st.sampled_from([math.nan, math.inf, -math.inf]))
def test_a_number_that_is_none_is_a_word_that_is_none(number: float) -> None:
    assert math.isnan(number_of(text_of_number(number)))
