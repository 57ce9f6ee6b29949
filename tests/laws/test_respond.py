"""Laws of requests: whatever is asked, nothing beyond what is allowed is told."""

from __future__ import annotations

import itertools
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from treequery.api import Options, respond
from treequery.conformance.strategies import documents, fitting_trees, hostile_text, trees
from treequery.decorators import exported, exported_bean
from treequery.export_config import ExportConfig
from treequery.plan import compile
from treequery.tree import Tree

SECRET = re.compile(rb"s[0-9]+s")
XPATHS = ["//*", "//text()", "/", "/*", "string(/)", "//*[1]/..", "concat(//a,//b)", "//node()", "name(/*)"]


def told(document: Any, numbers: Any) -> Any:
    """The document with each scalar, and the class of each object, something that is found nowhere else."""
    if isinstance(document, dict):
        members = {name: told(value, numbers) for name, value in document.items()}
        return {"_class": f"s{next(numbers)}s", **members}
    if isinstance(document, list):
        return [told(value, numbers) for value in document]
    return f"s{next(numbers)}s"


@exported_bean
class Holder:
    def __init__(self, value: Any, number: int) -> None:
        self._value, self._number = value, number

    @exported
    def value(self) -> Any:
        return self._value

    @exported(visibility=2)
    def broken(self) -> Any:
        raise ValueError(f"s{self._number}s")


@st.composite
def requests(draw: st.DrawFn) -> tuple[Any, Tree, str, dict[str, Any]]:
    document, numbers = draw(documents()), itertools.count()
    root: Any = told({"root": document}, numbers)
    if draw(st.booleans()):
        root = Holder(root, next(numbers))
    asked = st.one_of(trees().map(str), fitting_trees(document).map(str), hostile_text(), st.just("**"))
    depths = st.sampled_from([str(depth) for depth in (-(2**31), -1, 0, 1, 5, 2**31 - 1)])
    params = st.fixed_dictionaries(
        {},
        optional={
            "tree": asked,
            "depth": depths,
            "xpath": st.sampled_from(XPATHS),
            "exclude": st.lists(st.sampled_from(XPATHS), max_size=2),
            "wrapper": st.just("w"),
            "pretty": st.just(""),
        },
    )
    wrapped = fitting_trees(document).map(lambda tree: Tree({"root": tree, "value": Tree({"root": tree})}))
    return root, draw(trees() | wrapped), draw(st.sampled_from(ENDPOINTS)), draw(params)


ENDPOINTS = ["json", "xml", "python", "ruby", "schema", "jsonschema"]


# A getter that fails shows nothing.
LENIENT = ExportConfig(skip_if_fail=True)


@given(requests(), st.booleans())
def test_nothing_is_told_but_what_is_allowed(request: tuple[Any, Tree, Any, Any], refuses: bool) -> None:
    root, allowed, endpoint, params = request
    answer = respond(root, endpoint, params, permit=True, options=Options(allowed=allowed, refuses=refuses))
    shown = compile(allowed, export=LENIENT).write(root)
    assert set(SECRET.findall(answer.body)) <= set(SECRET.findall(shown))
