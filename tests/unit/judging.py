"""How one case is judged, with engines that are wrong in just one way."""

from typing import Any

from treequery.conformance import Reply, TreeQuery
from treequery.conformance.cases import Case
from treequery.conformance.family import Family, Verdict, judge


def verdict(family: Family, engine: TreeQuery | None = None, **fields: Any) -> Verdict:
    return judge(family, engine or TreeQuery(), Case("case", "group", fields))


def outcome(family: Family, engine: TreeQuery | None = None, **fields: Any) -> tuple[str, list[int]]:
    judged = verdict(family, engine, **fields)
    return judged.outcome, [rule.number for rule in judged.rules]


class Jenkins(TreeQuery):
    """Writes and answers as Jenkins does where we do not."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def parse(self, expression: str) -> dict[str, Any]:
        return dict(self.answer)

    def write(self, graph: Any, **how: Any) -> str:
        return str(self.answer)

    def call(self, function: str, argument: Any) -> Any:
        return self.answer


class Crashing(TreeQuery):
    """Does not get far."""

    def write(self, graph: Any, **how: Any) -> str:
        raise RecursionError("too deep")

    def select(self, xml: str, **how: Any) -> Reply:
        raise OSError("no server")
