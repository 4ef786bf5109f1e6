"""One value for each row of an eager frame, out of all its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock import _nodes as nodes
from penstock._dtypes.plain import UInt64
from penstock._expr.base import ExprBase
from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._expr.expr import Expr
    from penstock._frame.dataframe import DataFrame
    from penstock._series.series import Series


class Across(FrameBase):
    """Series with a value for each row."""

    __slots__ = ()

    def sum_horizontal(self, *, ignore_nulls: bool = True) -> Series:
        """The sum of each row's numbers; with `ignore_nulls=False`, a null makes it null."""
        return self._across(nodes.call("sum_horizontal", _every(), {"ignore_nulls": ignore_nulls}))

    def mean_horizontal(self, *, ignore_nulls: bool = True) -> Series:
        """The mean of each row's numbers; with `ignore_nulls=False`, a null makes it null."""
        return self._across(nodes.call("mean_horizontal", _every(), {"ignore_nulls": ignore_nulls}), "mean")

    def min_horizontal(self) -> Series:
        """The smallest value of each row."""
        return self._across(nodes.call("min_horizontal", _every()), "min")

    def max_horizontal(self) -> Series:
        """The largest value of each row."""
        return self._across(nodes.call("max_horizontal", _every()), "max")

    def is_duplicated(self) -> Series:
        """Whether there is another row like it."""
        return self._across(_row().is_duplicated()._node, "")

    def is_unique(self) -> Series:
        """Whether there is no other row like it."""
        return self._across(_row().is_unique()._node, "")

    def hash_rows(self, seed: int = 0) -> Series:
        """A number (uint64) for each row, the same for equal rows. Other than those of Polars, and of no lasting worth.

        Args:
            seed: Another one makes other numbers.
        """
        from penstock._expr.col import col
        from penstock._functions.literal import lit

        hashes: Expr = lit(0, dtype=UInt64())
        for name in self.collect_schema():
            # So that the order of the columns counts.
            hashes = hashes * lit(31, dtype=UInt64()) + col(name).hash(seed)
        return self._across(hashes.hash(seed)._node, "")

    def fold(self, operation: Callable[[Series, Series], Series]) -> Series:
        """What a function makes of the first two columns, then of that and the third one, and so on."""
        frame: Any = self
        folded: Series = frame.to_series(0)
        for place in range(1, frame.width):
            folded = operation(folded, frame.to_series(place))
        return folded

    def corr(self, *, label: str | None = None, **kwargs: Any) -> DataFrame:
        """The correlation of each column with each, by numpy.

        Args:
            label: A name for a first column with the names of the columns; none unless given.
            **kwargs: What `numpy.corrcoef` takes.
        """
        from penstock._frame.dataframe import DataFrame
        from penstock._require import require

        numpy = require("numpy", extra="numpy")
        frame: Any = self
        matrix = numpy.atleast_2d(numpy.corrcoef(frame.to_numpy(), rowvar=False, **kwargs))
        made = DataFrame({name: matrix[:, place] for place, name in enumerate(frame.columns)})
        return made if label is None else DataFrame({label: frame.columns}).hstack(made)

    def map_rows(
        self,
        function: Callable[[tuple[Any, ...]], Any],
        return_dtype: Any = None,
        *,
        inference_size: int = 256,  # noqa: ARG002
    ) -> DataFrame:
        """What a function of Python makes of each row, one after another.

        Args:
            function: Takes a row as a tuple. It returns a value, for the column ``map``; or a tuple, whose parts are
                the columns ``column_0`` and so on, or None for a row of nulls.
            return_dtype: The type of the column ``map``.
            inference_size: Accepted for compatibility; all answers are looked at.

        Raises:
            ComputeError: If all answers are None and no type is given.
        """
        from penstock._frame.dataframe import DataFrame
        from penstock.exceptions import ComputeError

        frame: Any = self
        answers = [function(row) for row in frame.iter_rows()]
        first = next((answer for answer in answers if answer is not None), None)
        if first is None and return_dtype is None:
            raise ComputeError("all answers are None, so nothing tells their type", hint="give return_dtype")
        if not isinstance(first, tuple):
            return DataFrame({"map": answers}, schema=None if return_dtype is None else {"map": return_dtype})
        missing = (None,) * len(first)
        parts = zip(*(missing if answer is None else answer for answer in answers), strict=True)
        return DataFrame({f"column_{place}": list(part) for place, part in enumerate(parts)})

    def _across(self, node: nodes.Node, name: str = "sum") -> Series:
        from penstock._series.series import Series

        frame: Any = self
        return Series._of(frame.select(ExprBase._of(nodes.alias(node, name))), name)


def _every() -> list[nodes.Node]:
    return [nodes.columns(nodes.all_columns())]


def _row() -> Expr:
    """The whole row as a struct."""
    return ExprBase._of(nodes.struct_of(_every()))
