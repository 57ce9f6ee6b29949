"""Make ``jenkins.json``: what a busy Jenkins answers to ``/api/json?depth=2``, all of it invented.

    python docs/examples/make_jenkins.py > docs/examples/jenkins.json

The same bytes every time.
"""

import json
import random

SERVER = "https://ci.example.org"
TEAMS = ["billing", "search", "storefront", "mobile", "platform", "reports"]
STAGES = ["build", "unit-tests", "integration", "deploy-staging", "nightly", "release"]
PEOPLE = ["ada", "grace", "edsger", "barbara", "alan", "margaret"]
RESULTS = ["SUCCESS"] * 12 + ["FAILURE", "UNSTABLE", "ABORTED"]
MESSAGES = [
    "Retry the upload once more",
    "Use the new currency table",
    "Say which row is broken",
    "Drop support for TLS 1.1",
    "Größere Schrift auf dem Kassenbon",
]
COLORS = {"SUCCESS": "blue", "FAILURE": "red", "UNSTABLE": "yellow", "ABORTED": "aborted"}


def commit(rng: random.Random, when: int) -> dict[str, object]:
    person = rng.choice(PEOPLE)
    return {
        "_class": "hudson.plugins.git.GitChangeSet",
        "affectedPaths": [
            f"src/{rng.choice(TEAMS)}/{rng.choice(STAGES)}.py" for _ in range(rng.randint(1, 3))
        ],
        "author": {"absoluteUrl": f"{SERVER}/user/{person}", "fullName": person.title()},
        "commitId": f"{rng.getrandbits(160):040x}",
        "msg": rng.choice(MESSAGES),
        "timestamp": when - rng.randint(60_000, 3_600_000),
    }


def build(rng: random.Random, job: str, number: int, when: int) -> dict[str, object]:
    duration = rng.randint(20_000, 1_800_000)
    person = rng.choice(PEOPLE)
    url = f"{SERVER}/job/{job}/{number}/"
    return {
        "_class": "hudson.model.FreeStyleBuild",
        "actions": [
            {
                "_class": "hudson.model.CauseAction",
                "causes": [
                    {
                        "_class": "hudson.model.Cause$UserIdCause",
                        "shortDescription": f"Started by user {person}",
                        "userId": person,
                    }
                ],
            },
            {},
            {
                "_class": "hudson.tasks.junit.TestResultAction",
                "failCount": rng.choice([0, 0, 0, 3]),
                "skipCount": rng.randint(0, 4),
                "totalCount": rng.randint(200, 900),
            },
        ],
        "building": False,
        "changeSet": {
            "_class": "hudson.plugins.git.GitChangeSetList",
            "items": [commit(rng, when) for _ in range(rng.randint(0, 2))],
            "kind": "git",
        },
        "displayName": f"#{number}",
        "duration": duration,
        "estimatedDuration": duration + rng.randint(-5000, 5000),
        "fullDisplayName": f"{job} #{number}",
        "id": str(number),
        "keepLog": False,
        "number": number,
        "queueId": rng.randint(1000, 99_999),
        "result": rng.choice(RESULTS),
        "timestamp": when,
        "url": url,
    }


def job(rng: random.Random, name: str) -> dict[str, object]:
    last = rng.randint(40, 400)
    now = 1_790_000_000_000 - rng.randint(0, 86_400_000)
    builds = [
        build(rng, name, last - age, now - age * rng.randint(3_000_000, 90_000_000)) for age in range(8)
    ]
    return {
        "_class": "hudson.model.FreeStyleProject",
        "buildable": True,
        "builds": builds,
        "color": COLORS[str(builds[0]["result"])],
        "description": f"The {name.partition('-')[2]} of <b>{name.partition('-')[0]}</b>",
        "displayName": name,
        "healthReport": [
            {
                "description": "Build stability: 1 out of the last 5 builds failed.",
                "iconClassName": "icon-health-60to79",
                "score": rng.choice([20, 40, 60, 80, 100]),
            }
        ],
        "inQueue": False,
        "name": name,
        "nextBuildNumber": last + 1,
        "url": f"{SERVER}/job/{name}/",
    }


def jenkins() -> dict[str, object]:
    rng = random.Random(2026)
    names = [f"{team}-{stage}" for team in TEAMS for stage in STAGES]
    return {
        "_class": "hudson.model.Hudson",
        "assignedLabels": [{"name": "built-in"}],
        "mode": "NORMAL",
        "nodeDescription": "the Jenkins controller's built-in node",
        "numExecutors": 4,
        "jobs": [job(rng, name) for name in names],
        "url": f"{SERVER}/",
        "useSecurity": True,
        "views": [{"_class": "hudson.model.AllView", "name": "all", "url": f"{SERVER}/"}],
    }


if __name__ == "__main__":
    print(json.dumps(jenkins(), ensure_ascii=True))
