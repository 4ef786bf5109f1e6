"""Rows and columns of eager frames as Python values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, overload

from penstock import _nodes as nodes
from penstock._expr.base import ExprBase
from penstock._expr.logic import UNSET
from penstock._frame.base import FrameBase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

    from penstock._frame.dataframe import DataFrame
    from penstock._series.series import Series


class Reading(FrameBase):
    """Values out of eager frames."""

    __slots__ = ()

    @property
    def height(self) -> int:
        """How many rows there are."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[Series]:
        return self.iter_columns()

    def __reversed__(self) -> Iterator[Series]:
        return reversed(self.get_columns())

    @property
    def flags(self) -> dict[str, dict[str, bool]]:
        """What is claimed of each column, which is nothing: the engine looks at the rows."""
        return {name: {"SORTED_ASC": False, "SORTED_DESC": False} for name in self.collect_schema()}

    def n_chunks(self, strategy: str = "first") -> int | list[int]:
        """In how many pieces the rows are handed out by column: one. How they lie in memory, the engine decides.

        Args:
            strategy: ``first`` for a number, ``all`` for one for each column.
        """
        if strategy not in ("first", "all"):
            raise ValueError(f"strategy must be first or all, not {strategy!r}")
        return 1 if strategy == "first" else [1] * len(self.collect_schema())

    def is_sorted(self, by: Any, *more_by: str, descending: Any = False, nulls_last: Any = False) -> bool:
        """Whether the rows are in the order of columns. Equal rows are in any order.

        Args:
            by: The columns, by name.
            *more_by: More of them.
            descending: Whether the order is descending; for all columns, or for each.
            nulls_last: Whether nulls come last; for all columns, or for each.
        """
        from penstock._frame.ordering import in_order

        names = [by, *more_by] if isinstance(by, str) else [*by, *more_by]
        return in_order(self, names, descending, nulls_last)

    def to_init_repr(self, n: int = 1000) -> str:
        """Text of Python that makes the frame.

        Args:
            n: How many rows at most.
        """
        lines = [
            f"        ps.Series({column.name!r}, {column.head(n).to_list()!r}, dtype=ps.{column.dtype!r}),\n"
            for column in self.get_columns()
        ]
        return "ps.DataFrame(\n    [\n" + "".join(lines) + "    ]\n)\n"

    @overload
    def rows(self, *, named: Literal[False] = ...) -> list[tuple[Any, ...]]: ...

    @overload
    def rows(self, *, named: Literal[True]) -> list[dict[str, Any]]: ...

    def rows(self, *, named: bool = False) -> list[tuple[Any, ...]] | list[dict[str, Any]]:
        """All rows as tuples, or with `named` as dictionaries."""
        if named:
            return list(self.iter_rows(named=True))
        return list(self.iter_rows())

    @overload
    def iter_rows(self, *, named: Literal[False] = ..., buffer_size: int = ...) -> Iterator[tuple[Any, ...]]: ...

    @overload
    def iter_rows(self, *, named: Literal[True], buffer_size: int = ...) -> Iterator[dict[str, Any]]: ...

    @overload
    def iter_rows(
        self, *, named: bool = ..., buffer_size: int = ...
    ) -> Iterator[tuple[Any, ...]] | Iterator[dict[str, Any]]: ...

    def iter_rows(
        self, *, named: bool = False, buffer_size: int = 512
    ) -> Iterator[tuple[Any, ...]] | Iterator[dict[str, Any]]:
        """The rows one after another, as tuples, or with `named` as dictionaries.

        Args:
            named: Whether the rows are dictionaries.
            buffer_size: How many rows are converted at a time.
        """
        from penstock._arrow.values import chunks_of

        names = list(self.collect_schema())
        for columns in chunks_of(self, buffer_size):
            for row in zip(*columns, strict=True):
                yield dict(zip(names, row, strict=True)) if named else row

    def row(
        self, index: int | None = None, *, by_predicate: Any = None, named: bool = False
    ) -> tuple[Any, ...] | dict[str, Any]:
        """One row.

        Args:
            index: Its number; negative ones count from the end.
            by_predicate: Or what is true of it and of no other.
            named: Whether it is a dictionary rather than a tuple.

        Raises:
            OutOfBoundsError: If there is no such row.
            NoRowsReturnedError: If the predicate is true of none.
            TooManyRowsReturnedError: If it is true of several.
        """
        frame: Any = self
        if (index is None) == (by_predicate is None):
            raise ValueError("row takes an index or by_predicate, one of the two")
        if by_predicate is not None:
            found = frame.filter(by_predicate)
            _expect_one(found.height, by_predicate)
            return found.row(0, named=named)  # type: ignore[no-any-return]
        assert index is not None
        _check_bounds(index, self.height)
        return frame.slice(index, 1).rows(named=named)[0]  # type: ignore[no-any-return]

    def item(self, row: int | None = None, column: int | str | None = None) -> Any:
        """One value.

        Args:
            row: The number of its row; may be left out if the frame has one value.
            column: The name or the number of its column.
        """
        frame: Any = self
        if row is None and column is None:
            if frame.shape != (1, 1):
                raise ValueError(f"item() needs a frame of one value, and this one is of shape {frame.shape}")
            return frame.rows()[0][0]
        if row is None:
            if self.height != 1:
                raise ValueError(f"item needs the number of the row, of which there are {self.height}")
            row = 0
        if column is None:
            if frame.width != 1:
                raise ValueError(f"item needs the column, of which there are {frame.width}")
            column = 0
        _check_bounds(row, self.height)
        part = frame.slice(row, 1)
        return (part.to_series(column) if isinstance(column, int) else part.get_column(column)).item()

    def to_dicts(self) -> list[dict[str, Any]]:
        """All rows as dictionaries."""
        return self.rows(named=True)

    @overload
    def to_dict(self, *, as_series: Literal[True] = ...) -> dict[str, Series]: ...

    @overload
    def to_dict(self, *, as_series: Literal[False]) -> dict[str, list[Any]]: ...

    def to_dict(self, *, as_series: bool = True) -> dict[str, Series] | dict[str, list[Any]]:
        """The columns by name, as series or as lists."""
        columns = self.get_columns()
        if as_series:
            return {column.name: column for column in columns}
        return {column.name: column.to_list() for column in columns}

    def get_columns(self) -> list[Series]:
        """The columns."""
        return [self.get_column(name) for name in self.collect_schema()]

    def iter_columns(self) -> Iterator[Series]:
        """The columns, one after another."""
        return iter(self.get_columns())

    def to_series(self, index: int = 0) -> Series:
        """The column at a position; negative ones count from the end."""
        names = list(self.collect_schema())
        if not -len(names) <= index < len(names):
            from penstock.exceptions import OutOfBoundsError

            raise OutOfBoundsError(f"there is no column {index}; there are {len(names)}")
        column: Series = self.get_column(names[index])
        return column

    def get_column(self, name: str, *, default: Any = UNSET) -> Any:
        """The column of a name.

        Args:
            name: The name.
            default: What to return if there is none, rather than raising an error.
        """
        from penstock._series.series import Series

        frame: Any = self
        if default is not UNSET and name not in self.collect_schema():
            return default
        return Series._of(frame.select(ExprBase._of(nodes.column(name))), name)

    def get_column_index(self, name: str) -> int:
        """The position of a column."""
        names = list(self.collect_schema())
        if name not in names:
            from penstock.exceptions import ColumnNotFoundError

            raise ColumnNotFoundError(f'column "{name}" not found', column=name)
        return names.index(name)

    def rows_by_key(
        self, key: Any, *, named: bool = False, include_key: bool = False, unique: bool = False
    ) -> dict[Any, Any]:
        """The rows under the values of key columns.

        Args:
            key: The key columns.
            named: Whether the rows are dictionaries.
            include_key: Whether the rows still have the keys.
            unique: Whether there is one row for each key, the last, rather than a list of rows.
        """
        keys = [key] if isinstance(key, str) else list(key)
        names = list(self.collect_schema())
        places = [names.index(name) for name in keys]
        others = [i for i in range(len(names)) if include_key or i not in places]
        found: dict[Any, Any] = {}
        for row in self.iter_rows():
            at = row[places[0]] if len(places) == 1 else tuple(row[i] for i in places)
            value: Any = {names[i]: row[i] for i in others} if named else tuple(row[i] for i in others)
            if unique:
                found[at] = value
            else:
                found.setdefault(at, []).append(value)
        return found

    def iter_slices(self, n_rows: int = 10_000) -> Iterator[DataFrame]:
        """The frame in pieces of at most `n_rows` rows. Copies nothing."""
        frame: Any = self
        for start in range(0, self.height, n_rows):
            yield frame.slice(start, n_rows)


def _check_bounds(row: int, height: int) -> None:
    if not -height <= row < height:
        from penstock.exceptions import OutOfBoundsError

        raise OutOfBoundsError(f"there is no row {row}; there are {height}")


def _expect_one(found: int, predicate: Any) -> None:
    from penstock.exceptions import NoRowsReturnedError, TooManyRowsReturnedError

    if found == 0:
        raise NoRowsReturnedError(f"no row fulfils {predicate!r}")
    if found > 1:
        raise TooManyRowsReturnedError(f"{found} rows fulfil {predicate!r}, and one was expected")
