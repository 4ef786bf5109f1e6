"""Numbers, dates and times read out of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from penstock._expr.base import Namespace
    from penstock._expr.expr import Expr
    from penstock._typing import TimeUnit

    Base = Namespace
else:
    Base = object


class StringParsing(Base):
    """The functions of ``expr.str`` that read a value of another type.

    Formats are those of the chrono crate, such as ``%Y-%m-%d %H:%M:%S%.f``. Without one the usual ISO forms are
    read, and days before months.
    """

    __slots__ = ()

    def to_integer(self, *, base: int = 10, dtype: Any = None, strict: bool = True) -> Expr:
        """The integer that the text is.

        Args:
            base: The base that it is written in, from 2 to 36.
            dtype: The type of the result, Int64 unless given.
            strict: Whether text that is no such integer is an error rather than null.
        """
        made = self._call("str.to_integer", base=base, strict=strict)
        return made if dtype is None else made.cast(dtype, strict=strict)

    def to_decimal(self, *, scale: int) -> Expr:
        """The decimal that the text is, with `scale` digits behind the point; null where it is none."""
        return self._call("str.to_decimal", scale=scale)

    def to_date(
        self,
        format: str | None = None,  # noqa: A002 - its name in Polars
        *,
        strict: bool = True,
        exact: bool = True,
        cache: bool = True,  # noqa: ARG002
    ) -> Expr:
        """The date that the text is.

        Args:
            format: How it is written.
            strict: Whether text that is no such date is an error rather than null.
            exact: Whether the whole text must be the date; only that is done.
            cache: Accepted for compatibility; the engine decides.
        """
        _require_exact(exact=exact)
        return self._call("str.to_date", format=format, strict=strict)

    def to_datetime(
        self,
        format: str | None = None,  # noqa: A002 - its name in Polars
        *,
        time_unit: TimeUnit | None = None,
        time_zone: str | None = None,
        strict: bool = True,
        exact: bool = True,
        cache: bool = True,  # noqa: ARG002
        ambiguous: str = "raise",
    ) -> Expr:
        """The timestamp that the text is.

        Args:
            format: How it is written; with an offset (``%z``), the result is in UTC.
            time_unit: The unit of the result; what the format reads, or microseconds, unless given.
            time_zone: The zone whose clocks the text shows.
            strict: Whether text that is no such timestamp is an error rather than null.
            exact: Whether the whole text must be the timestamp; only that is done.
            cache: Accepted for compatibility; the engine decides.
            ambiguous: What to do where a clock shows a time twice; only ``earliest`` of the choices is made.
        """
        _require_exact(exact=exact)
        return self._call(
            "str.to_datetime",
            format=format,
            time_unit=time_unit,
            time_zone=time_zone,
            strict=strict,
            ambiguous=ambiguous,
        )

    def to_time(
        self,
        format: str | None = None,  # noqa: A002 - its name in Polars
        *,
        strict: bool = True,
        cache: bool = True,  # noqa: ARG002
    ) -> Expr:
        """The time of day that the text is.

        Args:
            format: How it is written.
            strict: Whether text that is no such time is an error rather than null.
            cache: Accepted for compatibility; the engine decides.
        """
        return self._call("str.to_time", format=format, strict=strict)

    def strptime(
        self,
        dtype: Any,
        format: str | None = None,  # noqa: A002 - its name in Polars
        *,
        strict: bool = True,
        exact: bool = True,
        cache: bool = True,
        ambiguous: str = "raise",
    ) -> Expr:
        """The date, timestamp or time that the text is.

        Args:
            dtype: Date, Datetime or Time.
            format: How it is written.
            strict: Whether text that is no such value is an error rather than null.
            exact: Whether the whole text must be the value; only that is done.
            cache: Accepted for compatibility; the engine decides.
            ambiguous: What to do where a clock shows a time twice.
        """
        from penstock._dtypes import plain

        if dtype == plain.Date:
            return self.to_date(format, strict=strict, exact=exact, cache=cache)
        if dtype == plain.Time:
            return self.to_time(format, strict=strict, cache=cache)
        if dtype == plain.Datetime:
            return self.to_datetime(
                format,
                time_unit=getattr(dtype, "time_unit", None),
                time_zone=getattr(dtype, "time_zone", None),
                strict=strict,
                exact=exact,
                cache=cache,
                ambiguous=ambiguous,
            )
        raise TypeError(f"strptime makes a Date, a Datetime or a Time, not {dtype!r}")


def _require_exact(*, exact: bool) -> None:
    if not exact:
        raise NotImplementedError("dates within longer text are not read yet; cut the text first, with str.extract")
