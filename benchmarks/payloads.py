"""Payloads: the same bytes every time, shaped like what Jenkins and CircleCI answer.

Only ``Random.random`` is used, since it alone promises the same numbers in every version of Python. Payloads
are kept in ``benchmarks/.cache``, whose file names hold the version of this generator.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

__all__ = ["CACHE", "GB", "KB", "MB", "VERSION", "jenkins", "lines", "payload", "pipelines", "properties"]

# Raise it with every change of what is generated, or old files in the cache would be taken for new ones.
VERSION = 1
SEED = 20_240_607
CACHE = Path(__file__).parent / ".cache"

KB, MB, GB = 1_000, 1_000_000, 1_000_000_000
BUILDS_PER_JOB = 20

SERVER = "https://ci.example.org"
TEAMS = ["billing", "search", "storefront", "mobile", "platform", "reports", "zürich", "données"]
STAGES = ["build", "unit-tests", "integration", "deploy-staging", "nightly", "release"]
PEOPLE = ["ada", "grace", "edsger", "barbara", "alan", "margaret"]
COLORS = ["blue", "blue", "blue", "red", "yellow", "disabled", "blue_anime"]
RESULTS = ["SUCCESS", "SUCCESS", "SUCCESS", "FAILURE", "UNSTABLE", "ABORTED", None]
STATES = ["success", "success", "failed", "running", "canceled"]


class Dice:
    """Seeded choices."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed).random

    def below(self, bound: int) -> int:
        return int(self.random() * bound)

    def one_of(self, values: list[Any]) -> Any:
        return values[self.below(len(values))]

    def digits(self, count: int) -> str:
        return "".join("0123456789abcdef"[self.below(16)] for _ in range(count))


def _reference(url: str, number: int) -> dict[str, Any]:
    return {"_class": "hudson.model.FreeStyleBuild", "number": number, "url": f"{url}{number}/"}


def _build(dice: Dice, url: str, number: int) -> dict[str, Any]:
    return {
        "_class": "hudson.model.FreeStyleBuild",
        "number": number,
        "url": f"{url}{number}/",
        "result": dice.one_of(RESULTS),
        "timestamp": 1_700_000_000_000 + dice.below(10**10),
        "duration": dice.below(4_000_000),
    }


def _job(dice: Dice, index: int) -> dict[str, Any]:
    """One job of 25 properties; every job has the same ones, as of one class in Jenkins."""
    name = f"{dice.one_of(TEAMS)}-{dice.one_of(STAGES)}-{index}"
    url = f"{SERVER}/job/{name}/"
    last = BUILDS_PER_JOB + dice.below(1_000)
    builds = [_build(dice, url, last - back) for back in range(BUILDS_PER_JOB)]
    failed = _reference(url, last - 3) if dice.below(3) else None
    return {
        "_class": "hudson.model.FreeStyleProject",
        "actions": [{"_class": "hudson.model.ParametersDefinitionProperty", "count": dice.below(9)}],
        "description": f'Builds "{name}" for {dice.one_of(PEOPLE)}.\nSee {SERVER}/wiki for more.',
        "displayName": name,
        "fullDisplayName": f"team » {name}",
        "fullName": f"team/{name}",
        "name": name,
        "url": url,
        "buildable": dice.below(9) > 0,
        "builds": builds,
        "color": dice.one_of(COLORS),
        "firstBuild": _reference(url, 1),
        "healthReport": [
            {
                "description": f"Build stability: {dice.below(5)} of the last 5 builds failed.",
                "iconClassName": "icon-health-80plus",
                "score": dice.below(101),
            }
        ],
        "inQueue": dice.below(20) == 0,
        "keepDependencies": False,
        "lastBuild": _reference(url, last),
        "lastCompletedBuild": _reference(url, last - 1),
        "lastFailedBuild": failed,
        "lastSuccessfulBuild": _reference(url, last - 2),
        "nextBuildNumber": last + 1,
        "queueItem": None,
        "concurrentBuild": False,
        "disabled": dice.below(20) == 0,
        "downstreamProjects": [],
        "scm": {"_class": "hudson.plugins.git.GitSCM", "branch": "main"},
    }


def jenkins(job_count: int) -> dict[str, Any]:
    """Return a root like Jenkins' ``/api/json?depth=2``, with so many jobs; about 5 KB each."""
    dice = Dice(SEED)
    return {
        "_class": "hudson.model.Hudson",
        "assignedLabels": [{"name": "built-in"}],
        "mode": "NORMAL",
        "nodeDescription": "the Jenkins controller's built-in node",
        "numExecutors": 8,
        "jobs": [_job(dice, index) for index in range(job_count)],
        "useSecurity": True,
        "views": [{"_class": "hudson.model.ListView", "name": team, "url": SERVER} for team in TEAMS],
    }


def pipelines(count: int) -> dict[str, Any]:
    """Return a page of pipelines like CircleCI's, with so many of them."""
    dice = Dice(SEED + 1)
    return {"next_page_token": None, "items": [_pipeline(dice, number) for number in range(count)]}


def _pipeline(dice: Dice, number: int) -> dict[str, Any]:
    identifier = dice.digits(32)
    return {
        "id": identifier,
        "errors": [],
        "project_slug": "gh/example/storefront",
        "updated_at": f"2024-06-{10 + dice.below(20)}T10:{10 + dice.below(50)}:00.000Z",
        "number": number,
        "state": "created",
        "created_at": f"2024-06-{10 + dice.below(20)}T09:{10 + dice.below(50)}:00.000Z",
        "trigger": {"type": "webhook", "actor": {"login": dice.one_of(PEOPLE), "avatar_url": SERVER}},
        "vcs": {
            "provider_name": "GitHub",
            "branch": f"feature/{dice.one_of(TEAMS)}",
            "revision": dice.digits(40),
            "commit": {"subject": f"Fix {dice.one_of(STAGES)}", "body": "As said.\n\nNothing more."},
        },
        "workflows": [
            {
                "id": dice.digits(32),
                "name": dice.one_of(STAGES),
                "status": dice.one_of(STATES),
                "duration": dice.below(2_000),
                "credits_used": dice.below(900),
            }
            for _ in range(6)
        ],
    }


def events(count: int) -> Iterator[dict[str, Any]]:
    """Give build events, one for each line of JSON Lines."""
    dice = Dice(SEED + 2)
    for index in range(count):
        name = f"{dice.one_of(TEAMS)}-{dice.one_of(STAGES)}"
        yield {
            "id": index,
            "type": "build.finished",
            "at": 1_700_000_000_000 + 977 * index,
            "job": {"name": name, "url": f"{SERVER}/job/{name}/", "labels": ["linux", "x64"]},
            "build": _build(dice, f"{SERVER}/job/{name}/", 1 + dice.below(900)),
            "agent": {"name": f"agent-{dice.below(40)}", "executors": 4, "online": True},
            "culprits": [{"fullName": dice.one_of(PEOPLE)} for _ in range(2)],
            "message": f'Finished: {dice.one_of(STATES)} after {dice.below(4000)} s\twith \\ and "quotes"',
        }


def properties(name_count: int, byte_count: int) -> dict[str, Any]:
    """Return rows of so many equally long properties each, about ``byte_count`` bytes in all."""
    row_count = max(1, byte_count // (22 * name_count))
    names = [f"property_{index:05}" for index in range(name_count)]
    return {"rows": [dict.fromkeys(names, row) for row in range(row_count)]}


def compact(value: object) -> bytes:
    """Return JSON text without white space; decoded and encoded again it is the same text."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def lines(byte_count: int) -> bytes:
    """Return JSON Lines of about so many bytes."""
    return b"".join(compact(event) + b"\n" for event in events(max(1, byte_count // 532)))


def _jenkins_text(byte_count: int) -> bytes:
    # A root without jobs takes 0.9 KB by itself.
    return compact(jenkins(max(1, round((byte_count - 900) / 5_040)) if byte_count > 5 * KB else 0))


def _pretty_text(byte_count: int) -> bytes:
    return json.dumps(pipelines(max(1, byte_count // 1_889)), ensure_ascii=False, indent=2).encode()


_MAKERS: dict[str, Callable[[int], bytes]] = {
    "jenkins": _jenkins_text,
    "circleci": _pretty_text,
    "lines": lines,
}


def payload(kind: str, byte_count: int) -> Path:
    """Return the file of a payload of about so many bytes, made if it is not there yet.

    ``kind`` is ``jenkins``, ``circleci`` (pretty-printed) or ``lines``.
    """
    path = CACHE / f"{kind}-{byte_count}-v{VERSION}.json"
    if not path.exists():
        CACHE.mkdir(exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_bytes(_MAKERS[kind](byte_count))
        # In one step, so that an interrupted run leaves no half payload behind.
        partial.replace(path)
    return path
