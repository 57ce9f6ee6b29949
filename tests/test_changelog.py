"""The changelog keeps its form, and its newest version is the package's or none yet."""

import re
import tomllib
from pathlib import Path

HOME = Path(__file__).parent.parent
LINES = (HOME / "CHANGELOG.md").read_text("utf-8").splitlines()
VERSION = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]["version"]

RELEASE = re.compile(r"## \[(?:Unreleased|(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2}))\]?$")
GROUPS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]
MAX_LINE_CHARS = 120


def releases() -> list[tuple[str | None, str | None]]:
    """Version and date of every release, newest first; both None for what is unreleased."""
    found = [RELEASE.match(line) for line in LINES if line.startswith("## ")]
    assert all(found), "a release is '## [1.2.3] - 2030-12-31' or '## [Unreleased]'"
    return [(release[1], release[2]) for release in found if release]


def test_the_newest_version_is_the_package_s_or_none_yet() -> None:
    assert releases()[0][0] in {None, VERSION}


def test_only_the_newest_can_be_unreleased() -> None:
    assert None not in [version for version, _ in releases()[1:]]


def test_versions_and_dates_go_down() -> None:
    dated = [(tuple(map(int, version.split("."))), date) for version, date in releases() if version]
    assert dated == sorted(dated, reverse=True)


def test_every_version_stands_there_once() -> None:
    assert len(set(releases())) == len(releases())


def test_changes_stand_in_groups_of_the_format() -> None:
    assert {line.removeprefix("### ") for line in LINES if line.startswith("### ")} <= set(GROUPS)


def test_the_groups_of_a_release_keep_their_order_and_come_once() -> None:
    groups: list[list[int]] = [[]]
    for line in LINES:
        if line.startswith("## "):
            groups.append([])
        elif line.startswith("### "):
            groups[-1].append(GROUPS.index(line.removeprefix("### ")))
    assert groups == [sorted(set(group)) for group in groups]


def test_a_change_is_an_item_of_whole_sentences() -> None:
    text = "\n".join(LINES[next(n for n, line in enumerate(LINES) if line.startswith("## ")) :])
    items = re.split(r"\n(?=- |#)", text)
    loose = [item for item in items if not item.startswith("#") and not item.rstrip().endswith(".")]
    assert loose == []


def test_lines_are_short() -> None:
    assert [line for line in LINES if len(line) > MAX_LINE_CHARS] == []
