"""JSON Schema of what an exported class gives under a plan."""

from __future__ import annotations

import re
from collections.abc import ItemsView
from dataclasses import dataclass, field, replace
from inspect import cleandoc
from typing import NamedTuple

from .declared import UNION, Declared
from .decorators import bean_of
from .errors import ParamsError
from .hierarchy import class_name_of, classes_of, required_model, root_of
from .json_parts import Members, Schema, any_of, enum_of, most, nullable
from .keep import WHOLE, Keep, KeepBoth, KeepLevel
from .kinds import constants_of, kind_of
from .model import Model
from .plan import Plan, compile
from .records import CLASS_KEY
from .resolve import NO_NAMES, Shown, resolve
from .tree import Tree
from .unique_names import UniqueNames

__all__ = ["json_schema"]

DRAFT = "https://json-schema.org/draft/2020-12/schema"
# A depth is a number that a client chooses, and each level takes a definition for each class.
MAX_DEFINITIONS = 10_000
# Classes whose arguments are known to be the types of what they hold.
GENERIC_MODULES = frozenset(("builtins", "collections", "collections.abc"))
NOT_IN_POINTERS = re.compile(r"[^A-Za-z0-9_.-]")


def json_schema(cls: type | Model, tree: str | Tree | Plan | None = None) -> Schema:
    """Return the JSON Schema, of draft 2020-12, of what an instance of just ``cls`` gives as JSON.

    >>> from dataclasses import make_dataclass
    >>> Point = make_dataclass("Point", [("x", int), ("y", int)])
    >>> json_schema(Point, "x")["$defs"]["Point"]["properties"]
    {'x': {'type': 'integer'}}

    ``cls`` may be its model. ``tree`` is what ``compile`` takes, or a plan, which says a depth, dates,
    class attributes and the rest; without it the schema is of what ``compile()`` gives.

    Each class is a definition, once for each way in which it is pruned, and so may refer to itself.
    The annotations are believed: what they do not say (and what ``__export__`` or a merged value of
    no known class gives) may be anything, and a property of a class may hold any class derived from
    that and loaded by now. Required is what is always written: not what is skipped when null, loaded
    lazily, merged from what may be null, or subject to an interceptor or to ``skip_if_fail``. A float
    may be null, as which NaN and the infinities are written.

    Raises ExportError for a class that offers nothing to show, what ``compile`` raises, and
    ParamsError for more than 10000 definitions, which takes a great depth.
    """
    plan = tree if isinstance(tree, Plan) else compile(tree)
    root, export = root_of(cls, plan.export)
    return _Schemas(plan.__replace__(export=export)).of_root(root)


class _Place(NamedTuple):
    """Where a value stands, as in a projection: what is kept, what was declared, how mappings look."""

    keep: Keep
    declared: Declared | None = None
    verbose_map: tuple[str, str] | None = None

    def item(self) -> _Place:
        return self._replace(declared=self.declared and self.declared.items)


@dataclass(frozen=True, slots=True)
class _Spot:
    """What makes two objects one definition: their class, what is kept, whether ``_class`` is written."""

    cls: type
    mark: int
    is_named: bool
    keep: Keep = field(compare=False)


class _Schemas:
    """One run: the definitions met so far, those named but not yet made among them."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.export = plan, plan.export
        self.names: dict[_Spot, str] = {}
        self.unique = UniqueNames()
        self.waiting: list[_Spot] = []
        self.marks: dict[object, int] = {}
        self.marks_of_trees: dict[int, int] = {}
        self.is_lenient = self.export.skip_if_fail or self.export.interceptor is not None

    def of_root(self, cls: type) -> Schema:
        schema = {"$schema": DRAFT, **self._object(cls, _Place(self.plan.keep))}
        definitions: Schema = {}
        while self.waiting:
            spot = self.waiting.pop(0)
            definitions[self.names[spot]] = self._definition(spot)
        return {**schema, "$defs": definitions} if definitions else schema

    def _definition(self, spot: _Spot) -> Schema:
        name = class_name_of(spot.cls, self.export)
        members = Members()
        if spot.is_named:
            shown_name = (
                required_model(spot.cls, self.export).simple_name if self.export.simple_names else name
            )
            members.add(CLASS_KEY, {"const": shown_name}, is_required=True)
        self._add_members(members, spot.cls, spot.keep, NO_NAMES)
        # Other classes' docstrings may be made by their library, which tells a reader nothing.
        doc = vars(spot.cls).get("__doc__") if bean_of(spot.cls) else None
        about = {"description": cleandoc(doc)} if isinstance(doc, str) else {}
        return {"title": name, **about, **members.schema()}

    def _add_members(self, members: Members, cls: type, keep: Keep, masked: frozenset[str]) -> None:
        model = required_model(cls, self.export)
        docs = _docs(model)
        for shown in resolve(model, keep, masked):
            below = shown.keep or keep
            if shown.merge:
                self._add_merged(members, shown, below)
                continue
            declared = shown.declared
            if shown.skip_null and declared is not None:
                declared = replace(declared, is_optional=False)
            schema = self._value(declared, _Place(below, shown.declared, shown.verbose_map))
            if docs.get(shown.name):
                schema = {**schema, "description": docs[shown.name]}
            is_required = not (shown.skip_null or shown.is_loaded or self.is_lenient)
            members.add(shown.name, schema, is_required=is_required)

    def _add_merged(self, members: Members, shown: Shown, keep: Keep) -> None:
        classes = classes_of(shown.declared, self.export)
        if classes is None:
            members.add_unknown(shown.masked)
            return
        arms = []
        for cls in classes:
            arms.append(Members())
            # This ends, since all names of a class that merges, that of the merge too, are masked below it.
            self._add_members(arms[-1], cls, keep, shown.masked)
        assert shown.declared is not None
        is_certain = not (shown.declared.is_optional or shown.is_loaded or self.is_lenient)
        for arm in arms:
            for name, schema in arm.properties.items():
                is_required = is_certain and all(name in each.required for each in arms)
                members.add(name, schema, is_required=is_required)
        for arm in arms:
            for masked in arm.unknown:
                members.add_unknown(masked)

    def _value(self, declared: Declared | None, place: _Place) -> Schema:
        """The schema of a value declared so, at a place that may expect something else of it, or nothing."""
        if declared is None:
            return {}
        schema = self._present(declared, place)
        return nullable(schema) if declared.is_optional else schema

    def _present(self, declared: Declared, place: _Place) -> Schema:
        cls = declared.cls()
        if cls is UNION:
            return any_of(self._value(each, place) for each in declared.arguments)
        if cls is None or hasattr(cls, "__export__"):
            return {}
        classes = classes_of(declared, self.export)
        if classes is not None:
            hooked = any(hasattr(each, "__export__") for each in classes)
            return {} if hooked else any_of(self._object(each, place) for each in classes)
        if declared.constants:
            return enum_of(declared.constants)
        match kind_of(cls):
            case "map" | "mapping":
                return self._mapping(cls, declared, place)
            case "array":
                return self._array(cls, declared, place)
            case _:
                return self._scalar(cls)

    def _scalar(self, cls: type) -> Schema:
        kind, dates = kind_of(cls), self.plan.dates
        if kind in ("date", "date-time") and dates == "iso":
            return {"type": "string", "format": kind}
        match kind:
            case "enum":
                return enum_of(constants_of(cls, dates))
            case "date" | "date-time":
                return {"type": "integer"}
            case "uuid":
                return {"type": "string", "format": "uuid"}
            case "number":
                return {"type": ["number", "null"]}
            case "unknown":
                return {}
            case _:
                return {"type": kind}

    def _array(self, cls: type, declared: Declared, place: _Place) -> Schema:
        # The items of a view of a mapping's items are pairs.
        is_known = cls.__module__ in GENERIC_MODULES and not issubclass(cls, ItemsView)
        arguments: tuple[Declared | None, ...] = ()
        if is_known:
            arguments = declared.arguments if issubclass(cls, tuple) else declared.arguments[:1]
        schema: Schema = {"type": "array"}
        limit = most(place.keep.range)
        if limit is not None:
            schema["maxItems"] = limit
        items = any_of(self._value(each, place.item()) for each in arguments)
        return {**schema, "items": items} if items else schema

    def _mapping(self, cls: type, declared: Declared, place: _Place) -> Schema:
        arguments = declared.arguments if cls.__module__ in GENERIC_MODULES else ()
        # A Counter has one argument, as its values are always numbers.
        key, value = arguments if len(arguments) == 2 else (None, None)
        if place.verbose_map is not None:
            below = place._replace(declared=None)
            pair = Members()
            pair.add(place.verbose_map[0], self._value(key, below), is_required=True)
            pair.add(place.verbose_map[1], self._value(value, below), is_required=True)
            return {"type": "array", "items": pair.schema()}
        if kind_of(cls) == "map":
            return {"type": "object"}
        names = sorted(_names(place.keep) | self.plan.always)
        kept = {name: WHOLE if name in self.plan.always else place.keep.child(name) for name in names}
        rest = place.keep.child("x".join(["", *names, ""]))
        schema: Schema = {"type": "object"}
        # What is left out has to be said only where the rest is not.
        properties = {
            name: False if child is None else self._value(value, _Place(child))
            for name, child in kept.items()
            if child is not None or rest is not None
        }
        if properties:
            schema["properties"] = properties
        others = False if rest is None else self._value(value, _Place(rest))
        return schema if others == {} else {**schema, "additionalProperties": others}

    def _object(self, cls: type, place: _Place) -> Schema:
        """A reference to what an instance of just ``cls`` gives, or the schema itself of an empty object."""
        expected = place.declared and place.declared.cls()
        attribute = self.export.class_attribute
        is_named = attribute == "always" or (attribute == "if_needed" and expected is not cls)
        if not is_named and not resolve(required_model(cls, self.export), place.keep):
            return Members().schema()
        spot = _Spot(cls, self._mark(place.keep), is_named, place.keep)
        if spot not in self.names:
            if len(self.names) == MAX_DEFINITIONS:
                name = "depth" if self.plan.tree is None else "tree"
                raise ParamsError(name, f"the schema has more than {MAX_DEFINITIONS} definitions")
            simple = required_model(cls, self.export).simple_name
            self.names[spot] = self.unique.of(NOT_IN_POINTERS.sub("_", simple))
            self.waiting.append(spot)
        return {"$ref": f"#/$defs/{self.names[spot]}"}

    def _mark(self, keep: Keep) -> int:
        """A number that is the same for keeps that keep the same of an object."""
        if keep is WHOLE:
            return self._number("whole")
        if isinstance(keep, KeepLevel):
            return self._number(keep.level)
        if isinstance(keep, KeepBoth):
            return self._number((self._mark(keep.first), self._mark(keep.second)))
        # By identity, since a tree is walked once for each of its nodes; the plan holds them all.
        if id(keep) not in self.marks_of_trees:
            below = []
            for name, child in [*keep.named.items(), (None, keep.rest)]:
                below.append((name, child and (self._mark(child), child.range)))
            self.marks_of_trees[id(keep)] = self._number(frozenset(below))
        return self.marks_of_trees[id(keep)]

    def _number(self, key: object) -> int:
        return self.marks.setdefault(key, len(self.marks))


def _docs(model: Model) -> dict[str, str]:
    """What is said of each property, a derived class having the last word."""
    properties = [shown for level in model.levels for shown in level.properties]
    return {shown.name: cleandoc(shown.doc) for shown in properties if shown.doc}


def _names(keep: Keep) -> frozenset[str]:
    if isinstance(keep, KeepBoth):
        return _names(keep.first) | _names(keep.second)
    return frozenset() if isinstance(keep, KeepLevel) else frozenset(keep.named)
