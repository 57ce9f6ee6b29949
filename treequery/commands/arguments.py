"""The arguments of the commands, read by argparse."""

from __future__ import annotations

from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from os import fsencode

from ..source import shown
from .options import Options, is_decoded
from .version import ShowVersion

__all__ = ["expression_parser", "read_arguments", "text"]

DESCRIPTION = """\
Keep of JSON what a tree expression names, and write it to the standard output, one result for each
FILE (- is the standard input, which is read where there is no FILE). What is kept is copied
as it is: numbers, escapes and order do not change."""

EPILOG = """\
examples:
  tq 'jobs[name,color]' jobs.json         the names and colors of all jobs
  tq 'builds[number,result]{,5}' job.json the first five builds
  tq '**,!actions' build.json             everything but the actions
  tq --lines 'id,user[name]' log.jsonl    each line on its own
  tq --to xml --xpath '//name' 'jobs[name]{0}' jobs.json

exit status: 0 fine, 1 the expression or the data was refused, 2 wrong usage,
130 interrupted, 141 nobody reads the output"""

DIALECTS = ("extended", "jenkins")
FLAVORS = ("json", "python", "ruby", "xml")

HELP = {
    "always": "keep this property of every object, whatever the expression says; may be repeated",
    "exclude": "leave out what this finds in the XML; may be repeated; implies --to xml",
}


def read_arguments(prog: str, words: Sequence[str]) -> Options:
    """Return what words ask for, as ``read_options`` promises it."""
    parser = _parser(prog)
    # Options and words may be mixed, but not behind --, which argparse loses where it allows that.
    end = words.index("--") if "--" in words else len(words)
    found = parser.parse_intermixed_args(words[:end])
    files = [*found.words, *words[end + 1 :]]
    expression = None
    if found.depth is None:
        if not files:
            parser.error("an EXPRESSION is missing, or --depth N")
        expression = _checked(parser, files.pop(0))
    if files.count("-") > 1:
        parser.error("the standard input (-) can be read only once")
    complaint = _complaint(found)
    if complaint:
        parser.error(complaint)
    return Options(
        expression=expression,
        depth=found.depth,
        files=tuple(files) or ("-",),
        dialect=found.dialect,
        always=tuple(found.always),
        flavor="xml" if _searches(found) else found.to or "json",
        pretty=found.pretty,
        name=found.name,
        xpath=found.xpath,
        exclude=tuple(found.exclude),
        wrapper=found.wrapper,
        lines=found.lines,
        output=found.output,
        stats=found.stats,
    )


def expression_parser(prog: str, description: str) -> ArgumentParser:
    """Return a parser that knows ``--dialect``, which every command with an expression has."""
    parser = ArgumentParser(
        prog=prog, description=description, formatter_class=RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument(
        "--dialect",
        choices=DIALECTS,
        default="extended",
        help="how to read the expression: just as Jenkins does, or with our extensions (default)",
    )
    return parser


def text(word: str) -> str:
    """Return ``word`` as it was typed. Raises ArgumentTypeError for bytes that are no UTF-8."""
    if is_decoded(word):
        return word
    # What Python could not decode in the user's locale is UTF-8 more often than not.
    data = fsencode(word)
    try:
        return data.decode()
    except UnicodeDecodeError as err:
        found = f"byte 0x{data[err.start]:02x} behind {shown(data[: err.start].decode())}"
        raise ArgumentTypeError(f"expected UTF-8, found {found}") from None


def _checked(parser: ArgumentParser, word: str) -> str:
    try:
        return text(word)
    except ArgumentTypeError as err:
        parser.error(f"argument EXPRESSION: {err}")


def _depth(word: str) -> int:
    # Eleven characters hold every depth; int() has an error of its own for thousands of digits.
    if len(word) <= 11 and word.removeprefix("-").isdecimal() and -(2**31) <= int(word) < 2**31:
        return int(word)
    raise ArgumentTypeError(f"expected a whole number of at most 32 bits, found {word!r:.40}")


def _searches(found: Namespace) -> bool:
    return found.xpath is not None or bool(found.exclude) or found.wrapper is not None


def _complaint(found: Namespace) -> str:
    """What is wrong with these options together, or nothing."""
    if _searches(found) and found.to not in (None, "xml"):
        return f"--xpath, --exclude and --wrapper search XML: --to {found.to} does not go with them"
    if found.wrapper is not None and found.xpath is None:
        return "--wrapper goes around what --xpath finds, and there is none"
    is_xml = _searches(found) or found.to == "xml"
    if found.name is not None and not is_xml:
        return "--name is for the root element of XML: add --to xml"
    if found.pretty and is_xml:
        return "--pretty is for JSON, Python and Ruby: XML has no pretty form"
    if found.lines and (found.pretty or is_xml):
        return "--lines writes one result on each line, which --pretty and XML cannot promise"
    return ""


def _parser(prog: str) -> ArgumentParser:
    parser = expression_parser(prog, DESCRIPTION)
    words = "[FILE|-]... [OPTION]..."
    parser.usage = f"{prog} EXPRESSION {words}\n       {prog} --depth N {words}"
    parser.epilog = EPILOG
    add = parser.add_argument
    add("words", nargs="*", metavar="EXPRESSION, FILE", help=SUPPRESS)
    add("--depth", type=_depth, metavar="N", help="keep this many levels, instead of an expression")
    add("--always", type=text, action="append", default=[], metavar="NAME", help=HELP["always"])
    add("--lines", action="store_true", help="read JSON Lines: each line is a text of its own")
    add("--pretty", action="store_true", help="write one item on each line, indented")
    add("--to", choices=FLAVORS, help="write this instead of JSON")
    add("--name", type=text, help="what the root element of XML is called")
    add("--xpath", type=text, metavar="XPATH", help="write only what this finds; implies --to xml")
    add("--exclude", type=text, action="append", default=[], metavar="XPATH", help=HELP["exclude"])
    add("--wrapper", type=text, metavar="NAME", help="put all that --xpath finds into one element")
    add("-o", "--output", metavar="FILE", help="write to this file, which changes only if all goes well")
    add("--stats", action="store_true", help="say on the standard error how much was read and written")
    add("--version", action=ShowVersion)
    return parser
