"""Laws of writing: whatever the graph holds, the text is well-formed and decodes to the same."""

import ast
import json
import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from treequery.conformance.strategies import documents
from treequery.plan import compile

ALL = compile("**", always=["_class"])


@given(documents(hostile=True), st.booleans())
def test_json_and_python_decode_to_the_same(document: Any, pretty: bool) -> None:
    from_json = json.loads(ALL.write(document, "json", pretty=pretty))
    from_python = ast.literal_eval(ALL.write(document, "python", pretty=pretty).decode())
    assert repr(from_json) == repr(from_python)


@given(documents(), st.booleans())
def test_json_decodes_to_what_is_kept(document: Any, pretty: bool) -> None:
    assert json.dumps(json.loads(ALL.write(document, "json", pretty=pretty))) == json.dumps(document)


@given(documents(hostile=True))
def test_every_flavor_is_valid_utf_8(document: Any) -> None:
    for flavor in ("json", "python", "ruby", "xml"):
        ALL.write(document, flavor).decode("utf-8")


@given(
    documents(hostile=True), st.text(st.characters()) | st.sampled_from(["", ":", "<", "1", "s", "\ud800"])
)
def test_xml_is_well_formed(document: Any, name: str) -> None:
    xml = ALL.write(document, "xml", name=name)
    parser = etree.XMLParser(huge_tree=True, resolve_entities=False)
    assert etree.fromstring(xml, parser).tag


@given(st.text(st.characters(codec="utf-8")))
def test_text_goes_through_xml_but_for_what_xml_forbids(text: str) -> None:
    xml = compile("**").write({"a": text}, "xml")
    found = etree.fromstring(xml).findtext("a") or ""
    allowed = re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert found == allowed.replace("\r\n", "\n").replace("\r", "\n")


@given(st.text(st.characters(codec="utf-8")))
def test_a_class_attribute_goes_through_xml(text: str) -> None:
    found = etree.fromstring(ALL.write({"_class": text}, "xml", name="r")).get("_class")
    assert found == re.sub("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)


@given(documents(hostile=True))
def test_ruby_text_holds_no_code(document: Any) -> None:
    text = ALL.write(document, "ruby").decode()
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    assert not re.search(r"(?<!\\)(?:\\\\)*#[{$@]", text)
    assert re.fullmatch(
        r'(?:OpenStruct\.new\(\{|\}\)|[\[\],]| => |""|nil|true|false|-?\d[\d.e+-]*)*', outside
    )


@given(documents())
def test_ruby_text_is_json_text_in_other_words(document: Any) -> None:
    text = ALL.write(document, "ruby").decode()
    strings = re.findall(r'"(?:[^"\\]|\\.)*"', text)
    words = {"OpenStruct.new({": "{", "})": "}", " => ": ":", "nil": "null"}
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', '""', text)
    for ruby, other in words.items():
        outside = outside.replace(ruby, other)
    parts = outside.split('""')
    joined = "".join(part + string for part, string in zip(parts, [*strings, ""], strict=True))
    assert json.dumps(json.loads(joined.replace("\\#", "#"))) == json.dumps(document)


@given(documents())
def test_jsonp_is_a_call_with_the_json_text(document: Any) -> None:
    assert ALL.write(document, "jsonp", callback="a.b[0]") == b"a.b[0](" + ALL.write(document) + b")"
