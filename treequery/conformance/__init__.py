"""The kit that tells how well an engine keeps to Jenkins: vectors, rules and, in a module apart, strategies.

    run(Path("tests/vectors"), out=sys.stdout)

A vector is a question and what Jenkins' own code answers. A case passes if the engine answers the same,
or if one of the ``RULES`` by which treequery differs on purpose recognises it and the engine answers just
what the rule makes of Jenkins' answer. ``Engine`` says how to put another engine to the test.
"""

from .cases import Case, VectorsError
from .engine import Engine, Refusal, Refused, Reply, TreeQuery
from .family import Verdict
from .kit import Report, check, run
from .rules import RULES, Rule

__all__ = [
    "RULES",
    "Case",
    "Engine",
    "Refusal",
    "Refused",
    "Reply",
    "Report",
    "Rule",
    "TreeQuery",
    "VectorsError",
    "Verdict",
    "check",
    "run",
]
