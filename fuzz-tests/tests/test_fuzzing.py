"""A few seconds of `make fuzz`, always the same ones; and those who watch see what they are to see."""

from __future__ import annotations

import json

import pyarrow as pa
import pytest
from fuzzing import arrays, texts
from fuzzing.chance import bent
from fuzzing.finding import Case
from fuzzing.parent import Fuzzing, targets
from fuzzing.structs import Node, Structs, tree

import penstock as ps


def test_many_inputs_find_nothing() -> None:
    fuzzing = Fuzzing(20_261_130, targets())
    fuzzing.run(seconds=60, count=160)
    assert fuzzing.findings == []
    assert fuzzing.tried == 160


def test_what_ends_the_process_or_hangs_is_found_and_the_next_inputs_are_tried() -> None:
    fuzzing = Fuzzing(1, ["crash"])
    fuzzing.run(seconds=60, count=5)
    assert len(fuzzing.findings) == 1
    assert '"number": 2' in fuzzing.findings[0]
    assert "the process ended with -" in fuzzing.findings[0]
    assert fuzzing.tried == 5
    hanging = Fuzzing(1, ["hang"], hang_seconds=2)
    hanging.run(seconds=1, count=5)
    assert "it hung" in hanging.findings[0]


@pytest.mark.parametrize(
    ("kind", "what"),
    [("panic", "an internal error: a defect"), ("unmapped", "KeyError is not mapped"), ("leak", "a leak within")],
)
def test_errors_of_no_kind_and_leaks_are_found(kind: str, what: str) -> None:
    fuzzing = Fuzzing(1, [kind])
    fuzzing.run(seconds=60, count=4)
    assert len(fuzzing.findings) == 1
    assert what in fuzzing.findings[0]
    assert fuzzing.tried == 4


@pytest.mark.parametrize("array", arrays.corpus(), ids=lambda array: f"{array.type} of {len(array)}")
def test_arrays_that_are_not_bent_come_back(array: pa.Array) -> None:
    frame = ps.DataFrame(Structs(Node(b"+s", b"", 0, None, len(array), 0, 0, [None], [tree(array)])))
    chunks = frame.to_arrow().column(0).chunks
    assert [value for chunk in chunks for value in chunk.to_pylist()] == array.to_pylist()


def test_an_input_is_the_same_each_time() -> None:
    case = Case("plans", 5, 7)
    assert bent(b"abc" * 9, case.random(), [b"x"]) == bent(b"abc" * 9, case.random(), [b"x"])
    assert json.loads(str(case)) == {"target": "plans", "seed": 5, "number": 7}
    assert len(texts.plans()) > 40
