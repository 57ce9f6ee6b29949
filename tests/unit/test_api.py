"""Answering requests: precedence, permission, bounds, headers and statuses."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pydantic
import pytest

from treequery import errors
from treequery.api import Answer, Options, answer_for, respond
from treequery.decorators import exported, exported_bean
from treequery.export_config import ExportConfig
from treequery.limits import Limits
from treequery.model import expose
from treequery.parse import parse

from .metaclasses import Silent, Unhashable


@exported_bean(class_name="ci.Job")
class Job:
    def __init__(self, name: str = "a", builds: Any = (1, 2)) -> None:
        self._name, self._builds = name, builds

    @exported
    def name(self) -> str:
        return self._name

    @exported
    def builds(self) -> Any:
        return self._builds


ROOT = {"mode": "NORMAL", "jobs": [{"name": "a", "color": "red"}, {"name": "b"}]}


def body(endpoint: Any, params: dict[str, Any], **options: Any) -> bytes:
    answer = respond(ROOT, endpoint, params, **options)
    assert answer.status == 200, answer.body
    return answer.body


@pytest.mark.parametrize(
    ("endpoint", "content_type", "text"),
    [
        ("json", "application/json;charset=UTF-8", b'{"mode":"NORMAL"}'),
        ("python", "text/x-python;charset=UTF-8", b'{"mode":"NORMAL"}'),
        ("ruby", "text/x-ruby;charset=UTF-8", b'OpenStruct.new({"mode" => "NORMAL"})'),
        ("xml", "application/xml;charset=UTF-8", b"<root><mode>NORMAL</mode></root>"),
    ],
)
def test_each_endpoint_has_its_language(endpoint: Any, content_type: str, text: bytes) -> None:
    answer = respond(ROOT, endpoint, {"tree": "mode"})
    assert (answer.status, answer.content_type, answer.body) == (200, content_type, text)


def test_every_answer_is_protected() -> None:
    protection = {("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "deny")}
    answers = [respond(ROOT, "json", {"tree": tree}) for tree in ("mode", "mode[")]
    assert all(protection <= set(answer.headers) for answer in answers)


def test_a_tree_beats_a_depth_that_is_not_even_read() -> None:
    assert body("json", {"tree": "mode", "depth": "abc"}) == b'{"mode":"NORMAL"}'


def test_without_a_tree_the_depth_counts() -> None:
    assert body("json", {"depth": "0"}) == b'{"mode":"NORMAL","jobs":[{},{}]}'


def test_pretty_is_for_those_that_have_a_pretty_form() -> None:
    assert body("json", {"tree": "mode", "pretty": ""}) == b'{\n  "mode" : "NORMAL"\n}'


def test_xml_can_be_searched() -> None:
    params = {"depth": "1", "xpath": "//job", "exclude": ["//color"], "wrapper": "w"}
    assert body("xml", params) == b"<w><job><name>a</name></job><job><name>b</name></job></w>"


def test_a_wrapper_without_a_search_means_nothing() -> None:
    assert body("xml", {"tree": "mode", "wrapper": "1bad"}) == b"<root><mode>NORMAL</mode></root>"


def test_other_languages_are_not_searched() -> None:
    assert body("json", {"tree": "mode", "xpath": "["}) == b'{"mode":"NORMAL"}'


def test_jsonp_needs_a_permission() -> None:
    answer = respond(ROOT, "json", {"tree": "mode", "jsonp": "cb("})
    assert (answer.status, answer.body) == (
        403,
        b"jsonp forbidden; implement jenkins.security.SecureRequester",
    )


def test_jsonp_is_a_call() -> None:
    answer = respond(ROOT, "json", {"tree": "mode", "jsonp": "cb"}, permit=True)
    assert (answer.content_type, answer.body) == ("text/javascript;charset=UTF-8", b'cb({"mode":"NORMAL"})')


def test_jsonp_is_for_json_alone() -> None:
    assert body("python", {"tree": "mode", "jsonp": "cb"}) == b'{"mode":"NORMAL"}'


@pytest.mark.parametrize(
    ("endpoint", "params", "status"),
    [
        ("json", {"tree": "mode["}, 400),
        ("json", {"tree": ""}, 400),
        ("json", {"depth": "x"}, 400),
        ("json", {"jsonp": "a b"}, 400),
        ("html", {}, 400),
        ("xml", {"xpath": "["}, 400),
        ("xml", {"xpath": "//nosuch"}, 404),
        ("xml", {"xpath": "//job", "depth": "1"}, 500),
        ("xml", {"xpath": "//mode", "wrapper": "1"}, 400),
    ],
)
def test_what_cannot_be_answered_has_a_status(endpoint: Any, params: dict[str, Any], status: int) -> None:
    assert respond(ROOT, endpoint, params, permit=True).status == status


def test_text_found_needs_a_permission() -> None:
    params = {"xpath": "string(//mode)"}
    assert [respond(ROOT, "xml", params, permit=permit).status for permit in (False, True)] == [403, 200]


ALLOWED = parse("jobs[name]{,1}")


@pytest.mark.parametrize("params", [{"tree": "mode,jobs[*]"}, {"depth": "5"}])
def test_what_goes_beyond_the_allowed_is_cut(params: dict[str, Any]) -> None:
    assert body("json", params, options=Options(allowed=ALLOWED)) == b'{"jobs":[{"name":"a"}]}'


def test_what_goes_beyond_the_allowed_can_be_refused() -> None:
    answer = respond(
        ROOT, "json", {"tree": "mode,jobs[name]{0}"}, options=Options(allowed=ALLOWED, refuses=True)
    )
    assert (answer.status, answer.body) == (400, b"tree: asks for more than is allowed: mode")


def test_what_is_allowed_is_not_refused() -> None:
    assert (
        body("json", {"tree": "jobs{0}"}, options=Options(allowed=ALLOWED, refuses=True)) == b'{"jobs":[{}]}'
    )


def test_a_range_that_cannot_be_bounded_is_the_caller_s_error() -> None:
    assert respond(ROOT, "json", {"tree": "jobs{,-1}"}, options=Options(allowed=ALLOWED)).status == 400


def test_a_depth_can_be_bounded() -> None:
    assert respond(ROOT, "json", {"depth": "3"}, options=Options(max_depth=2)).status == 400


def test_the_least_depth_of_all_shows_all_and_so_is_bounded_too() -> None:
    least = {"depth": str(-(2**31))}
    assert respond(ROOT, "json", least, options=Options(max_depth=2)).status == 400
    assert b'"red"' in respond(ROOT, "json", least).body


CLASSED = {"_class": "top.Secret", "mode": "NORMAL"}


@pytest.mark.parametrize("root", [CLASSED, [CLASSED]])
@pytest.mark.parametrize("params", [{}, {"xpath": "/*"}])
def test_a_root_is_not_called_after_a_class_that_is_not_allowed(root: Any, params: dict[str, Any]) -> None:
    answer = respond(root, "xml", {"tree": "*", **params}, options=Options(allowed=parse("mode")))
    assert answer.status == 200
    assert b"secret" not in answer.body.lower()


def test_a_root_is_called_after_a_class_that_is_allowed() -> None:
    answer = respond(CLASSED, "xml", {"tree": "mode"}, options=Options(allowed=parse("*")))
    assert answer.body == b"<secret><mode>NORMAL</mode></secret>"


@pytest.mark.parametrize(
    ("limits", "status"),
    [
        (Limits(expression_chars=2), 400),
        (Limits(values=2), 422),
        (Limits(output_bytes=5), 413),
        (Limits(levels=1), 422),
        (Limits(xml_bytes=5), 413),
    ],
)
def test_each_limit_has_a_status(limits: Limits, status: int) -> None:
    params = {"tree": "jobs[*]", "xpath": "//job[1]"}
    assert respond(ROOT, "xml", params, options=Options(limits=limits)).status == status


def test_exported_classes_are_named_where_it_is_needed() -> None:
    assert respond(Job(), "json", {"tree": "name"}).body == b'{"_class":"ci.Job","name":"a"}'


def test_an_array_of_objects_has_no_root_in_xml() -> None:
    answer = respond([Job("a"), Job("b")], "xml", {"tree": "name"})
    assert (
        answer.body == b"<job _class='ci.Job'><name>a</name></job><job _class='ci.Job'><name>b</name></job>"
    )


def test_an_array_of_objects_is_an_array_in_json() -> None:
    assert json.loads(respond(iter([Job("a"), Job("b")]), "json", {"tree": "name"}).body)[1]["name"] == "b"


@pytest.mark.parametrize("root", ["text", 5, None, [Job(), 5], object()])
@pytest.mark.parametrize("params", [{}, {"xpath": "/*"}])
def test_a_root_is_made_of_objects(root: object, params: dict[str, Any]) -> None:
    assert respond(root, "xml", params).status == 500


def failing() -> Iterator[Job]:
    yield Job()
    raise OSError("disk")


@exported_bean
class Odd(metaclass=Unhashable):
    pass


@pytest.mark.parametrize("endpoint", ["json", "xml", "schema", "jsonschema"])
@pytest.mark.parametrize("make", [failing, lambda: Silent("A", (), {})(), lambda: {"a": failing()}])
def test_what_a_root_raises_is_an_answer(endpoint: Any, make: Any) -> None:
    answer = respond(make(), endpoint, {"tree": "a"})
    assert (answer.status, b"disk" in answer.body) == (500, False)


@pytest.mark.parametrize("endpoint", ["schema", "jsonschema"])
def test_a_class_of_which_no_schema_can_be_made_is_an_answer(endpoint: Any) -> None:
    assert respond(Odd(), endpoint, {"tree": "a"}).status in (200, 500)


def test_a_root_that_is_an_array_and_an_object_is_an_object() -> None:
    class Page(list[int]):
        size = 2

    options = Options(export=ExportConfig(models=(expose(Page, "size"),)))
    assert respond(Page([1]), "xml", {"tree": "size"}, options=options).body == b"<page><size>2</size></page>"


@pytest.mark.parametrize("limits", [Limits(values=2), Limits(output_bytes=20)])
def test_an_array_of_objects_is_bounded_as_a_whole(limits: Limits) -> None:
    answer = respond([{}, {}, {}], "xml", {"tree": "a"}, options=Options(limits=limits))
    assert answer.status in (413, 422)


def test_a_getter_that_fails_leaves_no_half_answer() -> None:
    job = Job(builds=[])
    job._builds = property(None)
    assert respond(job, "json", {"tree": "name,builds"}).body.startswith(b"$.builds: ")


def test_what_an_exception_says_is_for_the_server_alone() -> None:
    class Broken:
        @exported
        def a(self) -> int:
            raise OSError("postgres://admin:secret@db")

    answer = respond(exported_bean(Broken)(), "json", {"tree": "a"})
    assert answer.body == b"$.a: expected a value, found an error"
    assert isinstance(answer.error, errors.GetterError)
    assert str(answer.error.__cause__) == "postgres://admin:secret@db"


def test_an_answer_without_an_error_has_none() -> None:
    assert respond(Job(), "json", {"tree": "name"}).error is None


def test_an_answer_without_a_type_says_so() -> None:
    assert answer_for(errors.NoMatchError("//a")).content_type is None


def test_lone_surrogates_in_a_message_are_marked() -> None:
    assert answer_for(errors.NoMatchError("\ud800")).body == "XPath ? didn\u2019t match".encode()


def test_an_answer_is_a_value() -> None:
    assert Answer(200, (), b"") == Answer(200, (), b"")


def test_the_schema_of_a_class_is_xml_schema_whatever_the_parameters() -> None:
    answer = respond(Job(), "schema", {"tree": "[", "depth": "x"})
    assert (answer.status, answer.content_type) == (200, "application/xml")
    assert b'<xsd:element name="job" type="ci.Job"/>' in answer.body


def test_the_json_schema_is_of_what_the_tree_keeps() -> None:
    answer = respond(Job(), "jsonschema", {"tree": "name"})
    assert (answer.status, answer.content_type) == (200, "application/schema+json")
    assert set(json.loads(answer.body)["$defs"]["Job"]["properties"]) == {"_class", "name"}


def test_the_json_schema_knows_what_is_allowed() -> None:
    answer = respond(Job(), "jsonschema", {"depth": "1"}, options=Options(allowed=parse("builds")))
    assert set(json.loads(answer.body)["$defs"]["Job"]["properties"]) == {"_class", "builds"}


def test_a_json_schema_can_be_pretty() -> None:
    assert b'\n  "$schema"' in respond(Job(), "jsonschema", {"tree": "name", "pretty": ""}).body


@pytest.mark.parametrize("endpoint", ["schema", "jsonschema"])
@pytest.mark.parametrize("root", [ROOT, [Job()]])
def test_only_a_class_has_a_schema(endpoint: Any, root: object) -> None:
    answer = respond(root, endpoint, {})
    assert (answer.status, answer.body[:2]) == (500, b"$:")


def test_a_malformed_tree_has_no_json_schema() -> None:
    assert respond(Job(), "jsonschema", {"tree": "["}).status == 400


def test_the_whole_schema_needs_permission_where_not_all_is_allowed() -> None:
    options = Options(allowed=parse("name"))
    statuses = [
        respond(Job(), "schema", {}, permit=permit, options=options).status for permit in (False, True)
    ]
    assert statuses == [403, 200]


@pytest.mark.parametrize("endpoint", ["schema", "jsonschema"])
def test_a_schema_needs_permission_where_an_interceptor_may_hide_things(endpoint: Any) -> None:
    options = Options(export=ExportConfig(interceptor=lambda instance, name, get: get()))
    answers = [respond(Job(), endpoint, {}, permit=permit, options=options) for permit in (False, True)]
    assert [answer.status for answer in answers] == [403, 200]


class Job2(pydantic.BaseModel):
    name: str


@pytest.mark.parametrize(
    "root", [pydantic.RootModel[Job2](Job2(name="a")), pydantic.RootModel[list[Job2]]([Job2(name="a")])]
)
def test_a_model_of_one_root_is_served_as_that(root: Any) -> None:
    assert respond(root, "xml", {"tree": "name"}).body.endswith(b"><name>a</name></job2>")
    assert b'"name":"a"' in respond(root, "json", {"tree": "name"}).body


def test_a_model_of_one_root_has_the_schema_of_that() -> None:
    assert b'"Job2"' in respond(pydantic.RootModel[Job2](Job2(name="a")), "jsonschema", {"tree": "name"}).body
