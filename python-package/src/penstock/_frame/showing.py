"""The first rows of a frame, printed."""

from __future__ import annotations

from typing import Any

from penstock._frame.base import FrameBase


class Showing(FrameBase):
    """Prints rows."""

    __slots__ = ()

    def show(
        self,
        limit: int | None = 5,
        *,
        ascii_tables: bool | None = None,
        decimal_separator: str | None = None,
        thousands_separator: str | bool | None = None,
        float_precision: int | None = None,
        fmt_float: str | None = None,
        fmt_str_lengths: int | None = None,
        fmt_table_cell_list_len: int | None = None,
        tbl_cell_alignment: str | None = None,
        tbl_cell_numeric_alignment: str | None = None,
        tbl_cols: int | None = None,
        tbl_column_data_type_inline: bool | None = None,
        tbl_dataframe_shape_below: bool | None = None,
        tbl_formatting: str | None = None,
        tbl_hide_column_data_types: bool | None = None,
        tbl_hide_column_names: bool | None = None,
        tbl_hide_dtype_separator: bool | None = None,
        tbl_hide_dataframe_shape: bool | None = None,
        tbl_width_chars: int | None = None,
        trim_decimal_zeros: bool | None = True,
    ) -> None:
        """Print the first rows.

        Args:
            limit: How many rows, or all but the last ones for a negative number; None for all rows of an eager frame.
            ascii_tables: This and all others: as for `Config`, for this table only.
            decimal_separator: See `Config`.
            thousands_separator: See `Config`.
            float_precision: See `Config`.
            fmt_float: See `Config`.
            fmt_str_lengths: See `Config`.
            fmt_table_cell_list_len: See `Config`.
            tbl_cell_alignment: See `Config`.
            tbl_cell_numeric_alignment: See `Config`.
            tbl_cols: See `Config`.
            tbl_column_data_type_inline: See `Config`.
            tbl_dataframe_shape_below: See `Config`.
            tbl_formatting: See `Config`.
            tbl_hide_column_data_types: See `Config`.
            tbl_hide_column_names: See `Config`.
            tbl_hide_dtype_separator: See `Config`.
            tbl_hide_dataframe_shape: See `Config`.
            tbl_width_chars: See `Config`.
            trim_decimal_zeros: See `Config`.
        """
        options = {name: value for name, value in locals().items() if name not in ("self", "limit")}
        if ascii_tables is not None and tbl_formatting is not None:
            raise ValueError("ascii_tables and tbl_formatting both say how tables are drawn; give one of them")
        from penstock._display.settings import Config

        frame: Any = self
        if limit is None and hasattr(frame, "collect"):
            raise ValueError("a lazy frame shows as many rows as limit says, or collect() shows all of them")
        rows = frame if limit is None else frame.head(limit)
        shown = rows.collect() if hasattr(rows, "collect") else rows
        given = {name: value for name, value in options.items() if value is not None}
        with Config(tbl_rows=-1 if limit is None else max(1, shown.height), **given):
            print(shown)  # noqa: T201
