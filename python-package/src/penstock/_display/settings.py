"""How tables are shown: ``ps.Config``."""

from __future__ import annotations

import json
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_ALIGNMENTS = ("LEFT", "CENTER", "RIGHT")


class DisplaySettings(NamedTuple):
    """How tables are shown.

    Attributes:
        tbl_rows: How many rows are shown; all for -1.
        tbl_cols: How many columns are shown; all for -1.
        tbl_width_chars: How wide a table may be; 0 for the terminal's width, or 100 without one, and -1 for any width.
        fmt_str_lengths: How many characters of a text are shown.
        fmt_table_cell_list_len: How many elements of a list are shown; all for -1.
        fmt_float: ``mixed``, which shortens floats, or ``full``.
        float_precision: How many places of a float are shown, if that is fixed.
        decimal_separator: What stands between whole and fraction.
        thousands_separator: What stands between groups of three digits.
        trim_decimal_zeros: Whether zeros at the end of decimals are left out.
        tbl_formatting: The lines: UTF8_FULL_CONDENSED, UTF8_FULL, UTF8_NO_BORDERS, UTF8_BORDERS_ONLY,
            UTF8_HORIZONTAL_ONLY, ASCII_FULL, ASCII_FULL_CONDENSED, ASCII_NO_BORDERS, ASCII_BORDERS_ONLY,
            ASCII_BORDERS_ONLY_CONDENSED, ASCII_HORIZONTAL_ONLY, ASCII_MARKDOWN or NOTHING.
        rounded_corners: Whether the corners are round.
        tbl_cell_alignment: LEFT, CENTER or RIGHT.
        tbl_cell_numeric_alignment: The same for columns of numbers, if they differ.
        tbl_column_data_type_inline: Whether the type stands behind the name rather than below it.
        tbl_dataframe_shape_below: Whether the shape stands below the table.
        tbl_hide_column_data_types: Whether the types are left out.
        tbl_hide_column_names: Whether the names are left out.
        tbl_hide_dtype_separator: Whether the dashes between names and types are left out.
        tbl_hide_dataframe_shape: Whether the shape is left out.
    """

    tbl_rows: int = 10
    tbl_cols: int = 8
    tbl_width_chars: int = 0
    fmt_str_lengths: int = 30
    fmt_table_cell_list_len: int = 3
    fmt_float: str = "mixed"
    float_precision: int | None = None
    decimal_separator: str = "."
    thousands_separator: str = ""
    trim_decimal_zeros: bool = False
    tbl_formatting: str = "UTF8_FULL_CONDENSED"
    rounded_corners: bool = False
    tbl_cell_alignment: str = "LEFT"
    tbl_cell_numeric_alignment: str | None = None
    tbl_column_data_type_inline: bool = False
    tbl_dataframe_shape_below: bool = False
    tbl_hide_column_data_types: bool = False
    tbl_hide_column_names: bool = False
    tbl_hide_dtype_separator: bool = False
    tbl_hide_dataframe_shape: bool = False

    @property
    def gap(self) -> str:
        """What stands for what is left out."""
        return "..." if self.tbl_formatting.startswith("ASCII") else "…"


_DEFAULTS = DisplaySettings()
_current: ContextVar[DisplaySettings] = ContextVar("penstock_display", default=_DEFAULTS)


def current() -> DisplaySettings:
    """The settings of the moment."""
    return _current.get()


class Config:
    """How tables are shown.

    ``ps.Config.set_tbl_rows(20)`` sets something for good; ``with ps.Config(tbl_rows=20):`` for a block, and
    everything that is set inside of the block holds until its end.

    Args:
        restore_defaults: Whether to begin with the defaults rather than with the settings of the moment.
        apply_on_context_enter: Whether the options take effect only with the ``with``.
        **options: Settings by name, without the ``set_``.
    """

    _names = frozenset((*DisplaySettings._fields, "ascii_tables"))

    def __init__(self, *, restore_defaults: bool = False, apply_on_context_enter: bool = False, **options: Any) -> None:
        for name in options:
            if name.removeprefix("set_") not in self._names:
                raise AttributeError(f"there is no display setting {name!r}")
        self._before = current()
        self._restore_defaults = restore_defaults
        self._options = options
        self._is_late = apply_on_context_enter
        if not apply_on_context_enter:
            self._apply()

    def _apply(self) -> None:
        if self._restore_defaults:
            self.restore_defaults()
        for name, value in self._options.items():
            getattr(type(self), f"set_{name.removeprefix('set_')}")(value)

    def __enter__(self) -> Self:
        if self._is_late:
            self._before = current()
            self._apply()
        return self

    def __exit__(self, *_: object) -> None:
        _current.set(self._before)

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function that runs with these settings."""

        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with type(self)(restore_defaults=self._restore_defaults, **self._options):
                return function(*args, **kwargs)

        return wrapped

    @classmethod
    def _set(cls, name: str, value: Any) -> type[Config]:
        chosen = getattr(_DEFAULTS, name) if value is None else value
        _current.set(current()._replace(**{name: chosen}))
        return cls

    @classmethod
    def restore_defaults(cls) -> type[Config]:
        """All settings as they were at first."""
        _current.set(_DEFAULTS)
        return cls

    @classmethod
    def state(cls, *, if_set: bool = False, env_only: bool = False) -> dict[str, Any]:  # noqa: ARG003
        """All settings by name; with `if_set`, those that are not the default.

        Args:
            if_set: Whether to leave out what has its default.
            env_only: Accepted for compatibility; no display setting is kept elsewhere.
        """
        pairs = current()._asdict()
        return {name: value for name, value in pairs.items() if not if_set or value != getattr(_DEFAULTS, name)}

    @classmethod
    def save(cls, *, if_set: bool = False) -> str:
        """The settings as JSON text."""
        return json.dumps(cls.state(if_set=if_set))

    @classmethod
    def load(cls, cfg: str) -> type[Config]:
        """The settings that `save` wrote."""
        _current.set(_DEFAULTS._replace(**json.loads(cfg)))
        return cls

    @classmethod
    def save_to_file(cls, file: str | Path) -> None:
        """The settings as JSON in a file."""
        from pathlib import Path as FilePath

        FilePath(file).write_text(cls.save(), encoding="utf-8")

    @classmethod
    def load_from_file(cls, file: str | Path) -> type[Config]:
        """The settings that `save_to_file` wrote."""
        from pathlib import Path as FilePath

        return cls.load(FilePath(file).read_text(encoding="utf-8"))

    @classmethod
    def set_ascii_tables(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether tables have lines of plain ASCII."""
        return cls._set("tbl_formatting", "ASCII_FULL_CONDENSED" if active else None)

    @classmethod
    def set_decimal_separator(cls, separator: str | None = None) -> type[Config]:
        """What stands between whole and fraction."""
        return cls._set("decimal_separator", separator)

    @classmethod
    def set_thousands_separator(cls, separator: str | bool | None = None) -> type[Config]:  # noqa: FBT001
        """What stands between groups of three digits; True means a comma."""
        return cls._set("thousands_separator", "," if separator is True else separator or None)

    @classmethod
    def set_float_precision(cls, precision: int | None = None) -> type[Config]:
        """How many places of a float are shown."""
        return cls._set("float_precision", precision)

    @classmethod
    def set_fmt_float(cls, fmt: str | None = "mixed") -> type[Config]:
        """How floats are shown: ``mixed`` shortens them, ``full`` does not."""
        if fmt not in ("mixed", "full", None):
            raise ValueError(f"fmt_float must be 'mixed' or 'full', not {fmt!r}")
        return cls._set("fmt_float", fmt)

    @classmethod
    def set_fmt_str_lengths(cls, n: int | None) -> type[Config]:
        """How many characters of a text are shown."""
        if n is not None and n <= 0:
            raise ValueError("the number of characters must be positive")
        return cls._set("fmt_str_lengths", n)

    @classmethod
    def set_fmt_table_cell_list_len(cls, n: int | None) -> type[Config]:
        """How many elements of a list are shown; all for -1."""
        return cls._set("fmt_table_cell_list_len", n)

    @classmethod
    def set_tbl_cell_alignment(cls, format: str | None) -> type[Config]:  # noqa: A002
        """Where values stand in their cells: LEFT, CENTER or RIGHT."""
        _check_alignment(format)
        return cls._set("tbl_cell_alignment", format)

    @classmethod
    def set_tbl_cell_numeric_alignment(cls, format: str | None) -> type[Config]:  # noqa: A002
        """Where numbers stand in their cells: LEFT, CENTER or RIGHT."""
        _check_alignment(format)
        return cls._set("tbl_cell_numeric_alignment", format)

    @classmethod
    def set_tbl_cols(cls, n: int | None) -> type[Config]:
        """How many columns are shown; all for -1."""
        return cls._set("tbl_cols", n)

    @classmethod
    def set_tbl_rows(cls, n: int | None) -> type[Config]:
        """How many rows are shown; all for -1."""
        return cls._set("tbl_rows", n)

    @classmethod
    def set_tbl_width_chars(cls, width: int | None) -> type[Config]:
        """How wide a table may be; -1 for any width."""
        return cls._set("tbl_width_chars", width)

    @classmethod
    def set_tbl_formatting(cls, format: str | None = None, rounded_corners: bool | None = False) -> type[Config]:  # noqa: A002, FBT001, FBT002
        """Which lines a table has, and whether its corners are round."""
        from penstock._display.lines import LINES

        if format is not None and format not in LINES:
            raise ValueError(f"the formatting must be one of {', '.join(LINES)}, not {format!r}")
        cls._set("rounded_corners", bool(rounded_corners))
        return cls._set("tbl_formatting", format)

    @classmethod
    def set_tbl_column_data_type_inline(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the type stands behind the name rather than below it."""
        return cls._set("tbl_column_data_type_inline", active)

    @classmethod
    def set_tbl_dataframe_shape_below(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the shape stands below the table."""
        return cls._set("tbl_dataframe_shape_below", active)

    @classmethod
    def set_tbl_hide_column_data_types(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the types are left out."""
        return cls._set("tbl_hide_column_data_types", active)

    @classmethod
    def set_tbl_hide_column_names(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the names are left out."""
        return cls._set("tbl_hide_column_names", active)

    @classmethod
    def set_tbl_hide_dtype_separator(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the dashes between names and types are left out."""
        return cls._set("tbl_hide_dtype_separator", active)

    @classmethod
    def set_tbl_hide_dataframe_shape(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether the shape is left out."""
        return cls._set("tbl_hide_dataframe_shape", active)

    @classmethod
    def set_trim_decimal_zeros(cls, active: bool | None = True) -> type[Config]:  # noqa: FBT001, FBT002
        """Whether zeros at the end of decimals are left out."""
        return cls._set("trim_decimal_zeros", active)


def _check_alignment(alignment: str | None) -> None:
    if alignment is not None and alignment not in _ALIGNMENTS:
        raise ValueError(f"the alignment must be one of {', '.join(_ALIGNMENTS)}, not {alignment!r}")
