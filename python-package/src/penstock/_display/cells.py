"""Single values as they stand in tables."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from penstock._dtypes import arrow, nested

if TYPE_CHECKING:
    from penstock._arrow.fields import ArrowField
    from penstock._display.settings import DisplaySettings

_PER_SECOND = {"s": 1, "m": 1_000, "u": 1_000_000, "n": 1_000_000_000}
_DIGITS = {"s": 0, "m": 3, "u": 6, "n": 9}


def counted(field: ArrowField) -> ArrowField:
    """The field with plain counts in the place of dates and times, which Python cannot say in full."""
    format_ = field.format
    if format_.startswith("t") and not format_.startswith("ti"):
        return field._replace(format="i" if format_ in ("tdD", "tts", "ttm") else "l")
    return field._replace(
        children=tuple(counted(child) for child in field.children),
        dictionary=None if field.dictionary is None else counted(field.dictionary),
    )


def cell_text(value: Any, field: ArrowField, settings: DisplaySettings) -> str:
    """The text of a cell, cut to what the settings allow."""
    if isinstance(value, str):
        return _cut(value, settings)
    text = _text(value, field, settings)
    is_cut = isinstance(value, float | Decimal) or field.format[:1] in ("+", "z", "Z", "w") or field.format == "vz"
    return _cut(text, settings) if is_cut else text


def _cut(text: str, settings: DisplaySettings) -> str:
    most = settings.fmt_str_lengths
    return text if len(text) <= most else f"{text[:most]}{settings.gap}"


def _text(value: Any, field: ArrowField, settings: DisplaySettings) -> str:
    """The text of a value, as it stands inside of a list too."""
    format_ = field.format
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if field.dictionary is not None:
        return _text(value, field.dictionary, settings)
    if format_ == "+r":
        return _text(value, field.children[1], settings)
    if isinstance(value, str):
        return f'"{value}"'
    if isinstance(value, (bytes, bytearray)):
        return f"b{_bytes_text(value)}"
    if isinstance(value, float):
        return float_text(value, settings)
    if isinstance(value, Decimal):
        return _decimal_text(value, settings)
    if format_.startswith("t") and isinstance(value, int):
        return moment_text(value, format_)
    if isinstance(value, int):
        return f"{value:,}".replace(",", settings.thousands_separator) if settings.thousands_separator else str(value)
    if isinstance(value, dict) and format_ == "+m":
        key, inner = field.children[0].children
        pairs = (f"{_text(k, key, settings)}: {_text(v, inner, settings)}" for k, v in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, dict):
        parts = (_text(value.get(child.name), child, settings) for child in field.children)
        return f"{{{','.join(parts)}}}"
    if isinstance(value, list):
        return _list_text(value, field, settings)
    return str(value)


def _list_text(value: list[Any], field: ArrowField, settings: DisplaySettings) -> str:
    inner = field.children[0]
    most = settings.fmt_table_cell_list_len
    if most < 0 or len(value) <= most:
        return f"[{', '.join(_text(one, inner, settings) for one in value)}]"
    if most == 0:
        return f"[{settings.gap}]"
    shown = [_text(one, inner, settings) for one in value[: most - 1]]
    last = _text(value[-1], inner, settings)
    return f"[{', '.join([*shown, f'{settings.gap} {last}'])}]" if most > 1 else f"[{settings.gap} {last}]"


def _bytes_text(value: bytes | bytearray) -> str:
    escaped = repr(bytes(value))[2:-1].replace('"', '\\"').replace("\\'", "'")
    return f'"{escaped}"'


def float_text(value: float, settings: DisplaySettings) -> str:
    """A float: whole numbers with one zero, long ones with six places, very large and small ones as powers of ten."""
    if math.isnan(value) or math.isinf(value):
        return "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return _separated(_plain_float(value, settings), settings)


def _plain_float(value: float, settings: DisplaySettings) -> str:
    if settings.float_precision is not None:
        text = f"{value:.{settings.float_precision}f}"
        return text if len(text) < 20 else _scientific(f"{value:.{settings.float_precision}e}")
    whole = value == int(value)
    positional = _positional(value)
    if settings.fmt_float == "full":
        return positional
    size = abs(value)
    if whole and size < 1e6:
        return f"{value:.1f}"
    if len(positional) > 9:
        if not settings.thousands_separator and not 0.000001 <= size <= 999_999:
            return _scientific(f"{value:.4e}")
        text = f"{value:.6f}".rstrip("0")
        return f"{text}0" if text.endswith(".") else text
    return _scientific(repr(Decimal(positional).normalize()).split("'")[1]) if whole else positional


def _positional(value: float) -> str:
    """The shortest digits that mean the number, without an exponent."""
    text = format(Decimal(repr(value)), "f")
    return text.removesuffix(".0")


def _scientific(text: str) -> str:
    """A power of ten without a plus and leading zeros: 1.5e20."""
    mantissa, _, exponent = text.lower().partition("e")
    if not exponent:
        # A whole number below the precision of the notation above.
        sign, digits = ("-", mantissa[1:]) if mantissa.startswith("-") else ("", mantissa)
        rest = digits[1:].rstrip("0")
        return f"{sign}{digits[0]}{'.' + rest if rest else ''}e{len(digits) - 1}"
    return f"{mantissa}e{int(exponent)}"


def _separated(text: str, settings: DisplaySettings) -> str:
    """A number with the separators of the settings."""
    whole, point, fraction = text.partition(".")
    if settings.thousands_separator and whole.lstrip("-").isdigit():
        sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
        whole = f"{sign}{int(digits):,}".replace(",", settings.thousands_separator)
    return f"{whole}{settings.decimal_separator}{fraction}" if point else whole


def _decimal_text(value: Decimal, settings: DisplaySettings) -> str:
    text = format(value, "f")
    if settings.trim_decimal_zeros and "." in text:
        text = text.rstrip("0").rstrip(".")
    return _separated(text, settings)


def moment_text(count: int, format_: str) -> str:
    """A date, time, timestamp or duration, given as a count of its unit."""
    if format_ == "tdD":
        return _date_text(count)
    if format_ == "tdm":
        return _date_text(count // 86_400_000)
    letter = format_[2]
    if format_.startswith("tD"):
        return _span_text(count, letter)
    if format_.startswith("ts"):
        return _timestamp_text(count, letter, format_[4:])
    return _time_text(count, letter)


def _time_text(count: int, letter: str) -> str:
    seconds, part = divmod(count, _PER_SECOND[letter])
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if not part:
        return text
    digits = f"{part:0{_DIGITS[letter]}d}"
    # Three, six or nine places, as few as say it.
    while digits.endswith("000"):
        digits = digits[:-3]
    return f"{text}.{digits}"


def _date_text(days: int) -> str:
    year, month, day = _civil(days)
    return f"{year:04d}-{month:02d}-{day:02d}"


def _timestamp_text(count: int, letter: str, zone: str) -> str:
    per_second = _PER_SECOND[letter]
    suffix = ""
    if zone:
        offset, name = _offset(count // per_second, zone)
        count += offset * per_second
        suffix = f" {name}"
    days, rest = divmod(count, 86_400 * per_second)
    return f"{_date_text(days)} {_time_text(rest, letter)}{suffix}"


def _offset(seconds: int, zone: str) -> tuple[int, str]:
    """How far a zone is ahead of UTC at a point in time, and what the zone is called then."""
    from penstock._time import to_datetime

    try:
        point = to_datetime(seconds, "s", zone)
    except (OverflowError, ValueError, LookupError):
        return 0, "UTC"
    offset = point.utcoffset() or dt.timedelta()
    return int(offset.total_seconds()), point.tzname() or zone


def _span_text(count: int, letter: str) -> str:
    if count == 0:
        return f"0{_UNIT_NAMES[letter]}"
    sign, size = ("-", -count) if count < 0 else ("", count)
    seconds, part = divmod(size, _PER_SECOND[letter])
    amounts = [(seconds // 86_400, "d"), (seconds // 3600 % 24, "h"), (seconds // 60 % 60, "m"), (seconds % 60, "s")]
    for unit, name in (("m", "ms"), ("u", "µs"), ("n", "ns")):
        # The fraction is told in the coarsest unit that says it.
        per = _PER_SECOND[letter] // _PER_SECOND[unit] if _PER_SECOND[letter] >= _PER_SECOND[unit] else 0
        if part and per and part % per == 0:
            amounts.append((part // per, name))
            break
    return " ".join(f"{sign}{amount}{name}" for amount, name in amounts if amount)


_UNIT_NAMES = {"s": "s", "m": "ms", "u": "µs", "n": "ns"}


def _civil(days: int) -> tuple[int, int, int]:
    """Year, month and day of days since 1970 in the Gregorian calendar, for any year.

    Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    """
    shifted = days + 719_468
    era, day_of_era = divmod(shifted, 146_097)
    year_of_era = (day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return year_of_era + era * 400 + (month <= 2), month, day


def short_type(field: ArrowField) -> str:
    """The type as it stands below a column's name."""
    return arrow.dtype_of(field)._short_name()


def is_numeric(field: ArrowField) -> bool:
    """Whether a column is aligned like numbers."""
    dtype = arrow.from_field(field)
    return dtype.is_numeric() and not isinstance(dtype, nested.Categorical)
