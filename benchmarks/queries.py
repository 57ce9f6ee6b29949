"""The queries of the tables: what they ask of each kind of payload."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import treequery

from . import payloads
from .shapes import Shape, shape_of

__all__ = ["QUERIES", "XPATH", "sample", "shape"]

QUERIES = {
    "jenkins": {
        "narrow": "jobs[name,color]",
        "brief": "jobs[name,color,builds[number,result]{0,5}],views[name]",
        # About 70 % of the bytes.
        "wide": "mode,jobs[name,url,description,displayName,color,buildable,inQueue,nextBuildNumber,disabled,"
        "builds[number,url,result,timestamp,duration],healthReport[description,score],"
        "lastBuild[number,url],lastCompletedBuild[number,url]],views[name,url]",
        "star": "*[*[*[*]]]",
    },
    "circleci": {
        "narrow": "items[id,state]",
        "brief": "items[id,state,vcs[branch,revision],workflows[name,status]{0,5}],next_page_token",
        "wide": "next_page_token,items[id,project_slug,updated_at,number,state,created_at,"
        "vcs[branch,revision],workflows[id,name,status,duration]]",
        "star": "*[*[*[*]]]",
    },
    "lines": {
        "narrow": "id,message",
        "brief": "id,job[name],build[number,result],culprits[fullName]{0,1}",
        "star": "*[*[*[*]]]",
    },
}

XPATH = "/hudson/job[build/result='FAILURE']/name"


@cache
def sample(kind: str) -> Any:
    """Return a small root of the same schema as the payloads of ``kind``."""
    match kind:
        case "jenkins":
            return payloads.jenkins(20)
        case "circleci":
            return payloads.pipelines(20)
        case _:
            return json.loads(b"[" + b",".join(payloads.lines(20_000).splitlines()) + b"]")


def shape(kind: str, expression: str) -> Shape:
    """Return the shape of the answer to ``expression``, of one line where the payload has lines."""
    samples = sample(kind) if kind == "lines" else [sample(kind)]
    return shape_of(treequery.parse(expression), samples)
