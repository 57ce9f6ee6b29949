"""What a plan keeps of lines of JSON, and what is said of lines and sources that cannot be trimmed."""

import gzip
import io
import os
import tempfile

import pytest

from treequery.errors import JsonError, JsonLimitError, JsonSyntaxError
from treequery.limits import DEFAULT_LIMITS, Limits

from .trimming import lines


def line_error_of(source: object, limits: Limits = DEFAULT_LIMITS) -> JsonError:
    with pytest.raises(JsonError) as caught:
        list(lines(source, limits=limits))
    return caught.value


def test_each_line_is_trimmed() -> None:
    assert list(lines(b'{"a": 1, "b": 2}\n{"a": 3}\n', "a")) == [b'{"a":1}\n', b'{"a":3}\n']


def test_the_last_line_may_lack_its_end() -> None:
    assert list(lines(b"1\n2")) == [b"1\n", b"2\n"]


def test_a_carriage_return_before_the_line_end_is_white_space() -> None:
    assert list(lines(b"[1]\r\n[2]\r\n")) == [b"[1]\n", b"[2]\n"]


def test_a_carriage_return_alone_ends_no_line() -> None:
    assert list(lines(b"[1,\r2]")) == [b"[1,2]\n"]


def test_line_separators_in_strings_end_no_line() -> None:
    data = '"\u2028\u0085"\n'.encode()
    assert list(lines(data)) == [data]


@pytest.mark.parametrize("source", [b"", b"\n", b"\n \r\n\t\n  "])
def test_lines_of_white_space_are_passed_over(source: bytes) -> None:
    assert list(lines(source)) == []


def test_an_error_counts_lines_from_1_and_bytes_from_the_start() -> None:
    err = line_error_of(b'{"a": 1}\n\n{"b": 01}\n')
    assert isinstance(err, JsonSyntaxError)
    assert (err.line, err.at, err.expected, err.found) == (3, 17, "',' or '}'", "'1'")


def test_an_error_message_names_the_line() -> None:
    assert str(line_error_of(b"1\nx")) == "line 2, byte 2: expected a value, found 'x'"


def test_a_line_cut_short_fails_at_its_end() -> None:
    err = line_error_of(b"[1]\n[2,\n3]")
    assert isinstance(err, JsonSyntaxError)
    assert (err.line, err.at, err.found) == (2, 7, "the end")


def test_two_values_on_a_line_are_an_error() -> None:
    assert line_error_of(b"1\n2 3\n").at == 4


def test_a_byte_order_mark_in_lines_is_an_error() -> None:
    err = line_error_of(b"1\n\xef\xbb\xbf2")
    assert isinstance(err, JsonSyntaxError)
    assert (err.line, err.at, err.found) == (2, 2, "a byte order mark")


def test_a_level_too_many_in_a_line_says_where() -> None:
    err = line_error_of(b"1\n[[]]", Limits(levels=0))
    assert isinstance(err, JsonLimitError)
    assert (err.line, err.at, err.what, err.limit) == (2, 3, "levels", 0)


def test_lines_before_the_error_are_given() -> None:
    results = lines(b"1\nx\n")
    assert next(results) == b"1\n"


def test_nothing_follows_the_error() -> None:
    results = lines(b"x\n1\n")
    with pytest.raises(JsonSyntaxError):
        next(results)
    assert list(results) == []


SHORT_LINES = Limits(line_bytes=4)


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
def test_a_line_of_just_the_limit_is_read(wrap: type) -> None:
    assert list(lines(wrap(b"1234\n[2]\r\n4321"), limits=SHORT_LINES)) == [b"1234\n", b"[2]\n", b"4321\n"]


@pytest.mark.parametrize("wrap", [bytes, io.BytesIO])
@pytest.mark.parametrize("rest", [b"12345\n1", b"12345", b"     \n", b"123\r\r\n", b"x2345"])
def test_a_longer_line_is_an_error_at_its_first_byte_beyond(wrap: type, rest: bytes) -> None:
    err = line_error_of(wrap(b"1\n\n" + rest), SHORT_LINES)
    assert isinstance(err, JsonLimitError)
    assert (err.code, err.line, err.at, err.what, err.limit) == ("json-limit", 3, 7, "bytes in a line", 4)


class Pieces:
    """A stream that gives what it was made of, piece by piece, whatever size is asked for."""

    def __init__(self, *pieces: object) -> None:
        self.pieces = list(pieces)

    def read(self, size: int) -> object:
        return self.pieces.pop(0) if self.pieces else b""


@pytest.mark.parametrize(
    "pieces",
    [
        (b'{"a": 1}\n[2]\n', b"3"),
        (b'{"a"', b": 1}", b"\n[2", b"]\n3"),
        (b'{"a": 1}', b"\n", b"[2]", b"\n", b"3\n"),
        (bytearray(b'{"a": 1}\n\n'), bytearray(b"[2]\n3")),
        tuple(bytes([byte]) for byte in b'{"a": 1}\r\n[2]\n 3 '),
    ],
)
def test_pieces_of_a_stream_need_not_be_lines(pieces: tuple[bytes, ...]) -> None:
    assert list(lines(Pieces(*pieces))) == [b'{"a":1}\n', b"[2]\n", b"3\n"]


def test_an_error_in_a_stream_counts_from_its_start() -> None:
    err = line_error_of(Pieces(b"1", b"\n\n[2,", b" x]\n"))
    assert isinstance(err, JsonSyntaxError)
    assert (err.line, err.at, err.found) == (3, 7, "'x'")


def test_a_stream_without_line_ends_is_read_no_further_than_the_limit() -> None:
    stream = Pieces(*[b" " * 3] * 100)
    line_error_of(stream, SHORT_LINES)
    assert len(stream.pieces) == 98


def test_a_stream_is_read_only_as_far_as_results_are_taken() -> None:
    stream = Pieces(b"1\n2\n", b"3\n")
    results = lines(stream)
    assert (next(results), next(results), len(stream.pieces)) == (b"1\n", b"2\n", 1)


def test_a_pipe_gives_lines_as_they_come_in() -> None:
    read_end, write_end = os.pipe()
    with open(read_end, "rb") as reader, open(write_end, "wb", buffering=0) as writer:
        results = lines(reader)
        writer.write(b"1\n2")
        assert next(results) == b"1\n"


def test_a_stream_that_unpacks_is_read() -> None:
    assert list(lines(gzip.GzipFile(fileobj=io.BytesIO(gzip.compress(b"[1]\n[2]"))))) == [b"[1]\n", b"[2]\n"]


def test_a_file_without_buffer_is_read() -> None:
    with tempfile.TemporaryFile("w+b", buffering=0) as file:
        file.write(b"[1]\n[2]")
        file.seek(0)
        assert list(lines(file)) == [b"[1]\n", b"[2]\n"]


def test_a_stream_is_not_closed() -> None:
    stream = io.BytesIO(b"1")
    list(lines(stream))
    assert not stream.closed


def test_what_a_stream_raises_passes_through() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError("gone")

    with pytest.raises(ConnectionResetError, match="gone"):
        list(lines(Broken()))


def test_a_stream_of_text_is_refused_at_the_call() -> None:
    with pytest.raises(TypeError, match="open it in binary mode"):
        lines(io.StringIO("[1]\n"))


def test_a_stream_that_turns_out_to_be_text_is_refused() -> None:
    with pytest.raises(TypeError, match="open it in binary mode"):
        list(lines(Pieces("[1]\n")))


def test_a_stream_that_does_not_wait_is_refused() -> None:
    with pytest.raises(TypeError, match="waits for them"):
        list(lines(Pieces(b"1\n", None)))


@pytest.mark.parametrize("source", [None, "[]\n", ["[]"], 1], ids=["none", "text", "list", "number"])
def test_a_source_of_another_kind_is_refused_at_the_call(source: object) -> None:
    with pytest.raises(TypeError, match="source: expected bytes"):
        lines(source)


def test_a_view_in_steps_is_refused_at_the_call() -> None:
    with pytest.raises(TypeError, match="contiguous"):
        lines(memoryview(b"1 1")[::2])
