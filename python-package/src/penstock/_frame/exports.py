"""Eager frames as those of other libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._frame.base import FrameBase
from penstock._require import require

if TYPE_CHECKING:
    from penstock._frame.plotting import DataFramePlot
    from penstock._series.series import Series


class Exports(FrameBase):
    """Hands the rows over to other libraries, without a copy where they take Arrow as it is."""

    __slots__ = ()

    def to_arrow(self, *, compat_level: object = None) -> Any:  # noqa: ARG002
        """The frame as a ``pyarrow.Table``. Copies nothing.

        Args:
            compat_level: Accepted for compatibility; types stay what they are.
        """
        return require("pyarrow", extra="pyarrow").table(self)

    def to_polars(self) -> Any:
        """The frame as a ``polars.DataFrame``.

        Decimals of 32 and 64 bits become such of 128, dates in milliseconds become dates, lists that are views become
        lists, and runs become their values.

        Raises:
            SchemaError: If there is a column of which Polars has no type: an interval, a union, a struct without
                fields, or decimals of more than 38 digits.
        """
        from penstock._convert.neighbours import for_polars

        return require("polars", extra="polars").DataFrame(for_polars(self))

    def to_pandas(self, *, use_pyarrow_extension_array: bool = False, **kwargs: Any) -> Any:
        """The frame as a ``pandas.DataFrame``.

        Args:
            use_pyarrow_extension_array: Whether the types of Arrow are kept, rather than those of numpy.
            **kwargs: What ``pyarrow.Table.to_pandas`` takes.
        """
        require("pandas", extra="pandas")
        if use_pyarrow_extension_array:
            from pandas import ArrowDtype

            return self.to_arrow().to_pandas(types_mapper=ArrowDtype, **kwargs)
        from penstock._convert.neighbours import without_views

        return without_views(self).to_arrow().to_pandas(**{"date_as_object": False, **kwargs})

    def to_numpy(
        self,
        *,
        order: str = "fortran",
        writable: bool = False,
        allow_copy: bool = True,
        structured: bool = False,
        masked: bool = False,
    ) -> Any:
        """The frame as an array of numpy with two dimensions.

        Args:
            order: Whether columns (``fortran``) or rows (``c``) lie together.
            writable: Whether the array may be written to.
            allow_copy: Whether values may be copied, as is needed for more than one column.
            structured: Whether the array has one dimension and the columns as named fields.
            masked: Whether it is a masked array, in which nulls are masked rather than NaN.
        """
        from penstock._convert.export_numpy import frame_array, masked_array

        if masked:
            return masked_array(self, order=order, structured=structured)
        return frame_array(self, order=order, writable=writable, allow_copy=allow_copy, structured=structured)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:  # noqa: FBT001 - as numpy calls it
        array = self.to_numpy()
        return array if dtype is None else array.astype(dtype)

    @property
    def plot(self) -> DataFramePlot:
        """Charts of the rows: ``frame.plot.line(x="day", y="price")``. Needs Altair."""
        from penstock._frame.plotting import DataFramePlot

        return DataFramePlot(self)

    def to_struct(self, name: str = "") -> Series:
        """The rows as a series of structs."""
        from penstock import _nodes as nodes
        from penstock._expr.base import ExprBase
        from penstock._series.series import Series

        struct = nodes.struct_of([nodes.columns(nodes.all_columns())])
        frame: Any = self.select(ExprBase._of(nodes.alias(struct, name)))  # type: ignore[attr-defined]
        return Series._of(frame, name)
