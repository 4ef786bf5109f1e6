"""What the engine says of its memory."""

import penstock as ps


def test_columns_that_are_held_count_until_they_are_gone() -> None:
    before = ps.memory_use()
    frame = ps.LazyFrame({"x": list(range(500_000))}).select(ps.col("x") + 1).collect()
    held = ps.memory_use()
    assert frame.height == 500_000
    assert held.columns >= before.columns + 4_000_000
    assert held.columns_peak >= held.columns
    del frame
    assert ps.memory_use().columns <= held.columns - 4_000_000
    assert 0 < held.heap <= held.heap_limit
