from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dagster_penstock._paths import EXTENSION, partition_segments, segment

KEYS = [
    "",
    ".",
    "..",
    "../up",
    "a/b",
    "a%2Fb",
    "a b",
    "ä€😀",
    "~",
    "%",
    "x" * 300,
    "x" * 301,
    "ü" * 250,
    "a\x00b",
    ".hidden",
]


@given(st.text(max_size=400), st.text(max_size=400))
@example("x" * 300, "x" * 301)
@example("a/b", "a%2Fb")
@example("", "%")
def test_different_keys_have_different_names(left: str, right: str) -> None:
    # Lone surrogates have no bytes, and file systems no names for them.
    if left != right and all(text.isprintable() or text.isascii() for text in (left, right)):
        assert segment(left) != segment(right)


@pytest.mark.parametrize("key", KEYS)
def test_a_key_is_one_name_that_a_file_can_have(key: str, tmp_path: Path) -> None:
    (name,) = partition_segments(key, None)
    file = tmp_path / (name + EXTENSION)
    file.write_text("x")
    assert [found.name for found in tmp_path.iterdir()] == [name + EXTENSION]
    assert file.resolve().parent == tmp_path.resolve()
    assert not name.startswith(".")


def test_keys_of_several_dimensions_are_folders_sorted_by_the_dimensions_names() -> None:
    assert partition_segments("x", {"region": "eu/west", "day": "2024-02-29"}) == ["day=2024-02-29", "region=eu%2Fwest"]


def test_different_values_of_dimensions_do_not_meet() -> None:
    assert partition_segments("", {"a": "x=y", "b": "z"}) != partition_segments("", {"a": "x", "b": "y=z"})
    assert partition_segments("", {"a": "b/c", "d": "e"}) != partition_segments("", {"a": "b", "d": "c/e"})
