"""Every error of the hierarchy: its code, its message, and that it survives a journey."""

import copy
import inspect
import pickle
from typing import Any

import pytest

from treequery import errors
from treequery.errors import TreeQueryError

EXAMPLES = [
    errors.ExpressionSyntaxError("a\nb[c}", 5, ("','", "']'"), "close the brackets"),
    errors.ExpressionLimitError("a,b", 1, "names", 1, 2),
    errors.CombinationError("$.a", "{-1}", "{0,5}"),
    errors.ParamsError("depth", "expected an int"),
    errors.ExportError("ci.Job", "visibility: expected a whole number"),
    errors.NotPermittedError("jsonp"),
    errors.NotExportedError("$.a", "Job"),
    errors.GetterError("$.a"),
    errors.ValuesLimitError("$.a", 5),
    errors.UnsupportedKeyError("$", "tuple"),
    errors.CycleError("$.a.b"),
    errors.DepthLimitError("$[0]", 500),
    errors.SourceError("$.jobs"),
    errors.OutputLimitError("$.jobs[3]", 10),
    errors.JsonSyntaxError(12, "a value", "','", 2),
    errors.JsonLimitError(12, "levels", 500, 2),
    errors.XPathError("//job[", "expected a number", 6),
    errors.XPathLimitError("//*", "characters", 2),
    errors.XmlError("no element"),
    errors.XmlLimitError(5),
    errors.NoMatchError("//job"),
    errors.ManyMatchesError("//job", 12345),
    errors.WrapperError("//job", "a b"),
    errors.PrimitiveResultError("count(//job)"),
]
ABSTRACT = {"TreeQueryError", "ExpressionError", "ProjectError", "JsonError", "SelectError"}


def classes() -> list[type[TreeQueryError]]:
    found = [cls for _, cls in inspect.getmembers(errors, inspect.isclass) if issubclass(cls, TreeQueryError)]
    return sorted(found, key=lambda cls: cls.__name__)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
@pytest.mark.parametrize(
    "travel", [copy.copy, copy.deepcopy, lambda error: pickle.loads(pickle.dumps(error))]
)
def test_an_error_survives_the_journey_with_all_its_facts(error: TreeQueryError, travel: Any) -> None:
    arrived = travel(error)
    assert (type(arrived), arrived.args, str(arrived), vars(arrived)) == (
        type(error),
        error.args,
        str(error),
        vars(error),
    )


def test_every_error_has_an_example_here() -> None:
    assert {type(error).__name__ for error in EXAMPLES} | ABSTRACT == {cls.__name__ for cls in classes()}


def test_every_error_is_public() -> None:
    assert sorted(errors.__all__) == sorted(cls.__name__ for cls in classes())


def test_every_code_is_used_once() -> None:
    codes = [cls.code for cls in classes()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: error.code)
def test_a_message_has_no_full_stop_unless_it_is_upstream_s_own(error: TreeQueryError) -> None:
    upstream = isinstance(error, errors.ManyMatchesError | errors.WrapperError)
    assert str(error).endswith(".") is upstream


def test_a_syntax_error_reads_as_place_expectation_finding_excerpt_and_hint() -> None:
    assert str(EXAMPLES[0]) == (
        "line 2, column 4: expected ',' or ']', found '}'\nb[c}\n   ^\nhint: close the brackets"
    )


def test_a_match_count_has_separators() -> None:
    error = errors.ManyMatchesError("//job", 12345)
    assert 'XPath "//job" matched 12,345 nodes.' in str(error)


def test_a_xpath_error_without_a_place_shows_the_expression() -> None:
    assert str(errors.XPathError("//a", "takes no arguments")) == "XPath '//a': takes no arguments"


def test_a_json_error_of_one_text_names_no_line() -> None:
    assert str(errors.JsonSyntaxError(3, "a value", "the end")) == "byte 3: expected a value, found the end"


def test_a_json_limit_of_one_text_names_no_line() -> None:
    assert str(errors.JsonLimitError(3, "levels", 2)) == "byte 3: expected at most 2 levels, found more"
