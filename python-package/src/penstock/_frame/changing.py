"""Frames with more columns or rows than before, some of them in place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from penstock._frame.dataframe import DataFrame
    from penstock._series.series import Series


class Changing(FrameBase):
    """Columns and rows added to eager frames.

    What changes a frame in place binds the Python object to new rows. The old rows stay as they are, for whoever else
    has them.
    """

    __slots__ = ()

    def _become(self, other: Any) -> Any:
        """This object with the rows of another."""
        frame: Any = self
        frame._source, frame._schema = other._source, other._schema
        return frame

    def vstack(self, other: DataFrame, *, in_place: bool = False) -> DataFrame:
        """The rows of this frame and below them those of another one, which has the same schema.

        Args:
            other: The other frame.
            in_place: Whether this frame gets them.
        """
        from penstock._functions.concat import concat

        longer: Any = concat([self, other])
        return self._become(longer) if in_place else longer  # type: ignore[no-any-return]

    def extend(self, other: DataFrame) -> DataFrame:
        """This frame, in place, with the rows of another one below its own."""
        return self.vstack(other, in_place=True)

    def hstack(self, columns: Sequence[Series] | DataFrame, *, in_place: bool = False) -> DataFrame:
        """The columns of this frame, and beside them others of the same height.

        Args:
            columns: The other columns.
            in_place: Whether this frame gets them.
        """
        from penstock._functions.concat import concat

        others: list[Any] = [columns] if isinstance(columns, FrameBase) else [one.to_frame() for one in columns]
        wider: Any = concat([self, *others], how="horizontal")
        return self._become(wider) if in_place else wider  # type: ignore[no-any-return]

    def insert_column(self, index: int, column: Series | Any) -> DataFrame:
        """This frame, in place, with a column more.

        Args:
            index: Where the column goes; negative positions count from the end.
            column: A series, or an expression over this frame.
        """
        frame: Any = self
        names = list(self.collect_schema())
        wider = self.hstack([column]) if hasattr(column, "to_frame") else frame.with_columns(column)
        added = [name for name in wider.collect_schema() if name not in names]
        at = index if index >= 0 else len(names) + index
        if not 0 <= at <= len(names):
            raise IndexError(f"there is no place {index} among {len(names)} columns")
        return self._become(wider.select([*names[:at], *added, *names[at:]]))  # type: ignore[no-any-return]

    def replace_column(self, index: int, column: Series) -> DataFrame:
        """This frame, in place, with another column at a position, whose name may be another too."""
        frame: Any = self
        names = list(self.collect_schema())
        if not -len(names) <= index < len(names):
            raise IndexError(f"there is no column {index}; there are {len(names)}")
        at = index % len(names)
        parts = [frame.select(names[:at]), column.to_frame(), frame.select(names[at + 1 :])]
        from penstock._functions.concat import concat

        return self._become(concat([part for part in parts if part.width], how="horizontal"))  # type: ignore[no-any-return]

    def drop_in_place(self, name: str) -> Series:
        """The column of a name, which this frame loses."""
        frame: Any = self
        column: Series = frame.get_column(name)
        self._become(frame.drop(name))
        return column

    def map_columns(self, column_names: Any, function: Callable[..., Series], *args: Any, **kwargs: Any) -> DataFrame:
        """The frame with what a function makes of some columns in their place.

        Args:
            column_names: The columns; names or a selector.
            function: Takes a series and returns one of the same length.
            *args: What else it takes.
            **kwargs: What else it takes by name.
        """
        frame: Any = self
        picked = {
            name: function(frame.get_column(name), *args, **kwargs) for name in frame.select(column_names).columns
        }
        columns = [picked[name].alias(name) if name in picked else frame.get_column(name) for name in frame.columns]
        from penstock._functions.concat import concat

        return concat([column.to_frame() for column in columns], how="horizontal")

    def __setitem__(self, key: Any, value: Any) -> None:
        """Give columns other values, in place.

        Args:
            key: Names of columns, whose values are those of a matrix; or rows, by numbers, and a column, by name or
                number.
            value: A matrix; or one value for all of the rows, or one for each.
        """
        from penstock._frame.assigning import columns_set, rows_set

        if isinstance(key, list):
            self._become(columns_set(self, key, value))
        elif isinstance(key, tuple) and len(key) == 2:
            self._become(rows_set(self, key[0], key[1], value))
        else:
            raise TypeError(f"frame[{key!r}] = ... means nothing; use with_columns for columns")

    def __copy__(self) -> Self:
        return self.__deepcopy__()

    def __deepcopy__(self, memo: Any = None) -> Self:
        """Another frame of the same rows, which never change."""
        copy: Any = object.__new__(type(self))
        return copy._become(self)  # type: ignore[no-any-return]

    def set_sorted(self, column: str, *, descending: bool = False, nulls_last: bool = False) -> Self:  # noqa: ARG002
        """This frame. Whether its rows are in the order that is claimed, the engine sees for itself.

        Args:
            column: The column that the rows are sorted by.
            descending: Whether the order is descending.
            nulls_last: Whether nulls come last.
        """
        if column not in self.collect_schema():
            from penstock.exceptions import ColumnNotFoundError

            raise ColumnNotFoundError(f'column "{column}" not found', column=column)
        return self

    def shrink_to_fit(self, *, in_place: bool = False) -> Self:  # noqa: ARG002
        """This frame; the engine holds no more memory than its rows take up.

        Args:
            in_place: Accepted for compatibility.
        """
        return self

    def rechunk(self) -> DataFrame:
        """This frame; the engine decides how its rows lie."""
        return self  # type: ignore[return-value]
