"""Plans: how they are made, compared, carried about, and what their verbs add to the stages."""

import concurrent.futures
import inspect
import io
import json
import pickle
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import pytest

from treequery import choices
from treequery import plan as plan_module
from treequery.errors import (
    ExpressionSyntaxError,
    JsonLimitError,
    JsonSyntaxError,
    OutputLimitError,
    ParamsError,
    SourceError,
)
from treequery.limits import Limits
from treequery.parse import parse
from treequery.plan import compile


def test_without_expression_and_depth_the_depth_is_zero() -> None:
    assert compile().project({"a": 1, "b": {"c": 2}}) == {"a": 1, "b": {}}


def test_a_tree_compiles_like_its_text() -> None:
    assert compile(parse("a[b]")) == compile("a[b]")


def test_plans_that_keep_the_same_are_equal() -> None:
    assert (compile("a,b"), hash(compile("a,b"))) == (compile("b,a"), hash(compile("b,a")))


@pytest.mark.parametrize(
    "options",
    [{"always": ["x"]}, {"leaves": "whole"}, {"dates": "iso"}, {"limits": Limits(levels=3)}],
    ids=lambda options: next(iter(options)),
)
def test_plans_with_other_options_are_different(options: dict[str, Any]) -> None:
    assert compile("a", **options) != compile("a")


@pytest.mark.parametrize("plan", [compile("a[b]{1}", always=["_class"], leaves="whole"), compile(depth=3)])
def test_a_plan_survives_pickling(plan: plan_module.Plan) -> None:
    arrived = pickle.loads(pickle.dumps(plan))
    assert (arrived, arrived.project({"a": [1, {"b": 2}]})) == (plan, plan.project({"a": [1, {"b": 2}]}))


def test_the_same_text_gives_the_same_plan() -> None:
    assert compile("a[b],c") is compile("a[b],c")


def test_long_text_is_not_kept_in_the_cache() -> None:
    text = ",".join(f"name{number}" for number in range(200))
    assert compile(text) is not compile(text)


def test_the_cache_is_bounded() -> None:
    for number in range(300):
        compile(f"name{number}")
        compile(f"name{number}", dialect="jenkins")
    assert len(plan_module._recent) + len(plan_module._older) <= 256
    assert plan_module._cached.cache_info().currsize == 256


def test_what_is_asked_for_again_stays_in_the_cache() -> None:
    asked_for = compile("again")
    for number in range(300):
        compile(f"name{number}")
        assert compile("again") is asked_for


def test_a_plan_can_be_asked_for_by_keyword() -> None:
    assert compile(expression="a[b],c") is compile("a[b],c")
    assert "Return the plan" in (compile.__doc__ or "")
    assert list(inspect.signature(compile).parameters)[:2] == ["expression", "depth"]


def test_the_words_of_a_setting_are_those_of_its_type() -> None:
    for words, choice in (
        (plan_module.FLAVORS, choices.Flavor),
        (plan_module.CHECKS, choices.Check),
        (plan_module.LEAVES, choices.Leaves),
        (plan_module.DATES, choices.Dates),
        (plan_module.DIALECTS, choices.Dialect),
    ):
        assert words == get_args(choice)


def test_threads_share_a_plan() -> None:
    plan, root = compile("jobs[name]{,50}"), {"jobs": [{"name": str(n), "x": n} for n in range(100)]}
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        results = list(pool.map(lambda _: plan.write(root), range(64)))
    assert set(results) == {plan.write(root)}


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"depth": 1, "expression": "a"}, "depth"),
        ({"depth": 2**31}, "depth"),
        ({"depth": -(2**31) - 1}, "depth"),
        ({"depth": 1.0}, "depth"),
        ({"depth": True}, "depth"),
        ({"expression": b"a"}, "expression"),
        ({"expression": "a", "always": "_class"}, "always"),
        ({"expression": "a", "always": [1]}, "always"),
        ({"expression": "a", "always": [[]]}, "always"),
        ({"expression": "a", "always": None}, "always"),
        ({"expression": "a", "limits": None}, "limits"),
        ({"expression": "a", "export": None}, "export"),
        ({"depth": 1, "within": "a"}, "within"),
        ({"expression": "a", "leaves": "full"}, "leaves"),
        ({"expression": "a", "dates": "seconds"}, "dates"),
        ({"expression": "a", "dialect": "perl"}, "dialect"),
    ],
)
def test_an_argument_that_means_nothing_is_named(arguments: dict[str, Any], name: str) -> None:
    with pytest.raises(ParamsError) as caught:
        compile(**arguments)
    assert (caught.value.code, caught.value.name) == ("params", name)


def test_a_malformed_expression_is_refused_as_parse_does() -> None:
    with pytest.raises(ExpressionSyntaxError) as caught:
        compile("a,\nb]")
    assert caught.value.at == 4


def test_the_dialect_decides_what_white_space_means() -> None:
    assert compile(" a", dialect="jenkins").project({"a": 1, " a": 2}) == {" a": 2}


@pytest.mark.parametrize(
    ("root", "name"),
    [
        ({"_class": "hudson.model.FreeStyleProject", "a": 1}, b"freeStyleProject"),
        ({"_class": "hudson.model.Hudson$MasterComputer"}, b"masterComputer"),
        ({"_class": "Job"}, b"job"),
        ({"_class": "a.URLTrigger"}, b"URLTrigger"),
        ({"_class": ""}, b"root"),
        ({"_class": "a."}, b"_"),
        ({"_class": 5}, b"root"),
        ({"a": 1}, b"root"),
    ],
)
def test_the_root_of_xml_is_called_after_its_class(root: object, name: bytes) -> None:
    assert compile("nosuch").write(root, "xml") == b"<" + name + b"></" + name + b">"


@pytest.mark.parametrize("root", [None, []])
def test_a_root_without_content_is_an_empty_element(root: object) -> None:
    assert compile("a").write(root, "xml") == b"<root></root>"


def test_a_name_of_the_root_is_text() -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").write({}, "xml", name=5)  # type: ignore[arg-type]
    assert caught.value.name == "name"


def test_a_bad_callback_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").write(iter(()), "jsonp", callback="a b")
    assert caught.value.name == "callback"


def test_a_given_name_is_used_for_the_root() -> None:
    assert compile("a").write({"_class": "x.Y", "a": 1}, "xml", name="z") == b"<z><a>1</a></z>"


def test_the_class_kept_always_is_an_attribute_of_xml() -> None:
    root = {"_class": "h.Hudson", "jobs": [{"_class": "h.Job", "name": "a"}], "x": 1}
    expected = b"<hudson _class='h.Hudson'><job _class='h.Job'><name>a</name></job></hudson>"
    assert compile("jobs[name]", always=["_class"]).write(root, "xml") == expected


def test_a_class_that_is_no_text_is_an_element() -> None:
    root = {"_class": {"a": 1}}
    assert compile("b", always=["_class"]).write(root, "xml") == b"<root><_class><a>1</a></_class></root>"


def test_a_class_asked_for_by_name_is_an_element() -> None:
    assert (
        compile("_class").write({"_class": "h.Hudson"}, "xml")
        == b"<hudson><_class>h.Hudson</_class></hudson>"
    )


def test_a_class_attribute_holds_no_quote_or_markup() -> None:
    xml = compile("a", always=["_class"]).write({"_class": "a'<\n&b"}, "xml", name="r")
    assert xml == b"<r _class='a&#39;&lt;&#10;&amp;b'></r>"


@pytest.mark.parametrize("flavor", ["html", "", "JSON"])
def test_an_unknown_flavor_is_refused(flavor: Any) -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").write({}, flavor)
    assert caught.value.name == "flavor"


def test_a_callback_is_for_jsonp_alone() -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").write({}, "json", callback="cb")
    assert caught.value.name == "callback"


@pytest.mark.parametrize("callback", ["cb", "a.b", "a[0].b[1][22]", "\u00e9t\u00e9", "$_"])
def test_a_callback_is_a_javascript_identifier(callback: str) -> None:
    assert compile("a").write({"a": 1}, "jsonp", callback=callback) == f'{callback}({{"a":1}})'.encode()


@pytest.mark.parametrize(
    "callback",
    [None, "", "alert(1)//", "a b", "1a", "a[b]", "a[0", "[0]", "a..b", "a.", "a\n", "a[0]\n", "a" * 201],
)
def test_any_other_callback_is_refused(callback: str | None) -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").write({"a": 1}, "jsonp", callback=callback)
    assert caught.value.name == "callback"


@pytest.mark.parametrize("flavor", ["json", "python", "ruby", "xml"])
def test_output_beyond_the_limit_is_refused_with_its_path(flavor: Any) -> None:
    plan = compile("**", limits=Limits(output_bytes=50))
    with pytest.raises(OutputLimitError) as caught:
        plan.write({"a": ["x" * 5, "y" * 60]}, flavor)
    assert (caught.value.code, caught.value.path, caught.value.limit) == ("output-limit", "$.a[1]", 50)


def test_trim_copies_what_is_kept() -> None:
    text = b' {"a": [1.50, {"b": "\\u0041"}], "c": 2} '
    assert compile("a[b]").trim(text) == b'{"a":[1.50,{"b":"\\u0041"}]}'


def test_trim_reports_malformed_text_with_its_offset() -> None:
    with pytest.raises(JsonSyntaxError) as caught:
        compile("a").trim(b'{"a": 1,\n "b": }')
    assert (caught.value.code, caught.value.at) == ("json-syntax", 15)


def test_lines_are_trimmed_one_by_one() -> None:
    assert list(compile("a").trim_lines(b'{"a":1,"b":2}\n\n{"b":3}')) == [b'{"a":1}\n', b"{}\n"]


def test_load_decodes_what_is_kept() -> None:
    assert compile("a").load('{"a": [1, 2.5, null], "b": 3}') == {"a": [1, 2.5, None]}


def test_load_refuses_a_number_that_python_does_not_read() -> None:
    with pytest.raises(JsonLimitError):
        compile("**").load("9" * 5000)


def test_an_integer_of_any_size_is_written() -> None:
    number = 7 * 10**9000 + 1
    assert compile("**").write([number, -number]) == b"[7" + b"0" * 8999 + b"1,-7" + b"0" * 8999 + b"1]"


class Unwilling(Mapping[str, Any]):
    """A mapping that can be walked, but not asked for a key."""

    def __getitem__(self, key: str) -> Any:
        raise OSError("no")

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_a_root_that_cannot_be_asked_for_its_class_is_an_error_of_the_caller_s() -> None:
    with pytest.raises(SourceError) as caught:
        compile("a").write(Unwilling(), "xml")
    assert caught.value.path == "$"


def test_importing_treequery_loads_neither_lark_nor_lxml() -> None:
    import subprocess
    import sys

    code = "import sys, json, treequery; print(json.dumps([n for n in ('lark', 'lxml') if n in sys.modules]))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert json.loads(found.stdout) == []


DATA = b'{"jobs": [{"name": "a", "color": 1}]}'


def test_trimming_into_a_bytearray_appends() -> None:
    target = bytearray(b"> ")
    assert (compile("jobs[name]").trim_into(DATA, target), target) == (23, b'> {"jobs":[{"name":"a"}]}')


def test_nothing_is_appended_where_trimming_fails() -> None:
    target = bytearray(b"> ")
    with pytest.raises(JsonSyntaxError):
        compile("jobs[name]").trim_into(DATA[:-1], target)
    assert target == b"> "


def test_a_target_that_is_held_is_not_changed() -> None:
    target = bytearray(b"> ")
    with memoryview(target), pytest.raises(BufferError):
        compile("jobs[name]").trim_into(DATA, target)
    assert target == b"> "


def test_only_a_bytearray_can_be_appended_to() -> None:
    with pytest.raises(TypeError, match="target: expected a bytearray"):
        compile("a").trim_into(DATA, b"")  # type: ignore[arg-type]


LINES = b'{"id": 1, "x": 0}\n\n{"id": 2}'


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("data", [LINES, bytearray(LINES), memoryview(LINES)])
def test_trimming_lines_into_a_bytearray_appends(data: Any, threads: int) -> None:
    target = bytearray(b"> ")
    assert compile("id").trim_lines_into(data, target, threads=threads) == 18
    assert target == b'> {"id":1}\n{"id":2}\n'


def test_the_target_may_be_what_is_trimmed() -> None:
    target = bytearray(b'{"id": 1, "x": 0}\n')
    assert compile("id").trim_lines_into(target, target) == 9
    assert target == b'{"id": 1, "x": 0}\n{"id":1}\n'


def test_nothing_is_appended_where_a_line_is_at_fault() -> None:
    target = bytearray(b"> ")
    with pytest.raises(JsonSyntaxError) as caught:
        compile("id").trim_lines_into(LINES + b"]", target)
    assert (target, caught.value.line, caught.value.at) == (b"> ", 3, 28)


def test_lines_are_appended_to_a_bytearray_only() -> None:
    with pytest.raises(TypeError, match="target: expected a bytearray"):
        compile("id").trim_lines_into(LINES, b"")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="data: expected bytes"):
        compile("id").trim_lines_into(io.BytesIO(LINES), bytearray())  # type: ignore[arg-type]


@pytest.mark.parametrize("verb", ["trim", "trim_lines", "load"])
def test_a_check_is_full_or_of_what_is_kept(verb: str) -> None:
    with pytest.raises(ParamsError) as caught:
        getattr(compile("a"), verb)(DATA, check="none")
    assert caught.value.name == "check"


def test_nothing_is_appended_where_the_check_means_nothing() -> None:
    target = bytearray(b"before")
    with pytest.raises(ParamsError) as caught:
        compile("a").trim_into(DATA, target, check="none")  # type: ignore[arg-type]
    assert (caught.value.name, target) == ("check", b"before")


def test_what_is_kept_is_the_same_under_either_check() -> None:
    plan = compile("jobs[name]")
    assert plan.trim(DATA, check="kept") == plan.trim(DATA, check="full")


@pytest.mark.parametrize("threads", [0, -1, 1.5, True, None])
def test_lines_are_spread_over_one_thread_at_least(threads: Any) -> None:
    with pytest.raises(ParamsError) as caught:
        compile("a").trim_lines(DATA, threads=threads)
    assert caught.value.name == "threads"


def test_lines_come_in_order_whatever_the_threads() -> None:
    lines = b"".join(b'{"a": %d}\n' % number for number in range(1000))
    assert list(compile("a").trim_lines(lines, threads=4)) == list(compile("a").trim_lines(lines))
