"""Names that are each given once."""

from treequery.unique_names import UniqueNames


def test_a_name_is_given_as_it_is_and_then_numbered() -> None:
    names = UniqueNames()
    assert [names.of("a"), names.of("b"), names.of("a"), names.of("a")] == ["a", "b", "a-2", "a-3"]


def test_a_number_that_is_taken_is_left_out() -> None:
    names = UniqueNames()
    assert [names.of("a-2"), names.of("a"), names.of("a")] == ["a-2", "a", "a-3"]


def test_a_numbered_name_can_be_numbered_again() -> None:
    names = UniqueNames()
    assert [names.of("a"), names.of("a"), names.of("a-2")] == ["a", "a-2", "a-2-2"]
