"""The demo: what a tree expression, and then an XPath, leave of a large Jenkins payload."""

import subprocess
import sys
from pathlib import Path
from shlex import quote as single_quoted

HERE = Path(__file__).parent
PAYLOAD = HERE / "jenkins.json"
WIDTH = 100
SHOWN_LINES = 20

TREE = "jobs[name,color,builds[number,result]{,3}]"
XPATH = "//job[build/result='FAILURE']/name"


def quoted(word: str) -> str:
    return f'"{word}"' if "'" in word else single_quoted(word)


def run(*options: str) -> bytes:
    """Run ``tq`` as a shell would, after showing the command; return what it writes."""
    command = f"$ tq {' '.join(map(quoted, options))} {PAYLOAD.name}"
    print(command.replace(" --xpath", " \\\n    --xpath") if len(command) > WIDTH else command)
    tq = [sys.executable, "-m", "treequery", "trim", *options, str(PAYLOAD)]
    return subprocess.run(tq, check=True, stdout=subprocess.PIPE).stdout


def heading(text: str) -> None:
    print(f"\n{text}\n{'=' * len(text)}\n")


def bar(label: str, count: int, most: int) -> None:
    print(f"  {label:<7} {count:>9,} bytes  {count / most:>6.1%}  {'#' * max(1, round(count / most * 50))}")


def main() -> None:
    before = PAYLOAD.read_bytes()

    heading("1. What Jenkins answers")
    print(f"{before[: WIDTH - 3].decode()}...")

    heading("2. What you ask for: names, colors, and the number and result of the last three builds")
    pretty = run("--pretty", TREE).decode().splitlines()
    print("\n".join(pretty[:SHOWN_LINES]))
    print(f"... and {len(pretty) - SHOWN_LINES:,} more lines like these\n")
    after = run(TREE)
    bar("before", len(before), len(before))
    bar("after", len(after), len(before))

    heading("3. Which jobs have failed in one of their last three builds?")
    found = run(TREE, "--xpath", XPATH, "--wrapper", "failing").decode()
    # On one line; shown with an element on each.
    print(found.strip().replace("<name>", "\n  <name>").replace("</failing>", "\n</failing>"))


if __name__ == "__main__":
    main()
