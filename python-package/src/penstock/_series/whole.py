"""Series as a whole: copies, sizes, summaries, and choices between two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.col import col
from penstock._series.lifting import beside

if TYPE_CHECKING:
    from collections.abc import Sequence

    from penstock._frame.dataframe import DataFrame
    from penstock._series.series import Series
    from penstock._typing import QuantileMethod, SizeUnit


class SeriesWhole:
    """Functions of all values at once that expressions do not have."""

    __slots__ = ()

    @property
    def _series(self) -> Series:
        raise NotImplementedError

    def append(self, other: Series) -> Series:
        """This series with the values of another one behind its own. No values are copied.

        Raises:
            SchemaError: If the types differ.
        """
        from penstock._functions.concat import concat

        series = self._series
        series._frame = concat([series._frame, other.to_frame(series.name)], how="vertical")
        return series

    def clear(self, n: int = 0) -> Series:
        """As many nulls of the same type."""
        series = self._series
        return series._of(series._frame.clear(n), series.name)

    def clone(self) -> Series:
        """Another object for the same values, which are not copied."""
        series = self._series
        return series._of(series._frame, series.name)

    def describe(
        self,
        percentiles: Sequence[float] | float | None = (0.25, 0.50, 0.75),
        interpolation: QuantileMethod = "nearest",
    ) -> DataFrame:
        """What can be said of the values: how many they are, their mean, spread and percentiles.

        Args:
            percentiles: Which percentiles, from 0 to 1.
            interpolation: How a percentile between two values is chosen.
        """
        series = self._series
        described = series.to_frame("value").describe(percentiles, interpolation=interpolation)
        return described.filter(col("value").is_not_null())

    def estimated_size(self, unit: SizeUnit = "b") -> int | float:
        """How much memory the values take.

        Args:
            unit: "b", "kb", "mb", "gb" or "tb".
        """
        return self._series._frame.estimated_size(unit)

    def new_from_index(self, index: int, length: int) -> Series:
        """A series of the value at a position, `length` times."""
        series = self._series
        values = col(series.name).get(index).repeat_by(length).explode()
        return series._selected(series._frame, values)

    def zip_with(self, mask: Series, other: Series) -> Series:
        """The values where a mask is true, and those of another series where it is not.

        Args:
            mask: Booleans; null counts as false.
            other: As many values, or one for all.
        """
        from penstock._expr.when import when

        series = self._series
        frame, (where, otherwise) = beside(series, (mask, other))
        chosen: Any = when(where).then(col(series.name)).otherwise(otherwise)
        return series._selected(frame, chosen)
