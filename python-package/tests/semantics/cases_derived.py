"""Functions that are made of others: of expressions, of constants, of rows of Java."""

from __future__ import annotations

import datetime as dt
from typing import Any

from semantics.running import Case

_JSON = ["{}", '{"a": 1, "b": [1, 2.5, null]}', '[{"a": {"c": "x"}}, {"a": 5}]', "null", "no JSON", '"text"', "17", ""]
_PATHS = [
    "$",
    "$.a",
    "$.b[0]",
    "$.b[-1]",
    "$.b[1]",
    "$.b[*]",
    "$['a']",
    "$[0].a.c",
    "$[0]['a']['c']",
    "$..c",
    "$[1:].a",
    "$[?(@.a > 2)].a",
    "$.*",
    "$.z",
]


def _texts(m: Any, texts: list[str]) -> Any:
    """A text for each row of the catalogue, which has numbers from 0 to 9 in `k`."""
    chosen = m.when(m.col("k") == 1).then(m.lit(texts[1 % len(texts)]))
    for number in range(2, 10):
        chosen = chosen.when(m.col("k") == number).then(m.lit(texts[number % len(texts)]))
    return chosen


_PARTS = ["a-1 b-2", "zz", "", "a,b,c", "x", ",", "a,", ",,b", "é,ö"]
_MANY = ["abcd ABCD", "xab", "", "abcabc", "éab", "bca", "ABC", "aab", "d"]

CASES: dict[str, Case] = {
    **{
        f"json_path_match {path}": lambda m, path=path: _texts(m, _JSON).str.json_path_match(path)  # type: ignore[misc]
        for path in _PATHS
    },
    "json_path_match column": lambda m: _texts(m, _JSON).str.json_path_match(_texts(m, ["$.a", "$", "$[0]"])),
    "json_path_match no path": lambda m: m.col("s").str.json_path_match("a"),
    "json_decode struct": lambda m: _texts(
        m, ['{"a": 1, "b": "x"}', '{"a": null}', "{}", "null", '{"c": 1, "a": 2.9}', '{"b": 1}', '{"b": true}']
    ).str.json_decode(m.Struct({"a": m.Int64, "b": m.String})),
    "json_decode list": lambda m: _texts(m, ["[1, 2, null]", "[]", "5", "[300, -1]"]).str.json_decode(m.List(m.UInt8)),
    "json_decode floats": lambda m: _texts(m, ["1", "1.5", "-2e3", "null"]).str.json_decode(m.Float64),
    "json_decode booleans": lambda m: _texts(m, ["true", "false", "null"]).str.json_decode(m.Boolean),
    "json_decode dates": lambda m: _texts(m, ['"2020-02-29"', "null"]).str.json_decode(m.Date),
    "json_decode moments": lambda m: _texts(m, ['"2020-02-29T01:02:03"', "null"]).str.json_decode(m.Datetime("us")),
    "json_decode nested": lambda m: _texts(m, ['[{"x": [1]}, null]', '[{"x": []}]', "[]"]).str.json_decode(
        m.List(m.Struct({"x": m.List(m.Int32)}))
    ),
    "json_decode bad": lambda m: m.col("s").str.json_decode(m.Int64),
    "json_decode of another kind": lambda m: _texts(m, ['"x"', "1"]).str.json_decode(m.Int64),
    **{
        f"normalize {form}": lambda m, form=form: (  # type: ignore[misc]
            m.concat_str(m.col("s"), m.lit("e\u0301\ufb01")).str.normalize(form)
        )
        for form in ("NFC", "NFKC", "NFD", "NFKD")
    },
    "normalize bytes": lambda m: m.col("bin").str.normalize(),
    "extract_groups": lambda m: _texts(m, _PARTS).str.extract_groups(r"(?P<x>\w)-(\d)"),
    "extract_groups or": lambda m: m.col("s").str.extract_groups(r"(?P<x>a)|(b)"),
    "extract_groups bad": lambda m: m.col("s").str.extract_groups("("),
    **{
        f"split_exact {n} {inclusive}": lambda m, n=n, inclusive=inclusive: (  # type: ignore[misc]
            _texts(m, _PARTS).str.split_exact(",", n, inclusive=inclusive)
        )
        for n in (0, 1, 3)
        for inclusive in (False, True)
    },
    "split_exact characters": lambda m: _texts(m, _PARTS).str.split_exact("", 2),
    "split_exact column": lambda m: m.col("s").str.split_exact(m.col("s2"), 1),
    "splitn 1": lambda m: _texts(m, _PARTS).str.splitn(",", 1),
    "splitn 2": lambda m: _texts(m, _PARTS).str.splitn(",", 2),
    "splitn 4": lambda m: _texts(m, _PARTS).str.splitn(",", 4),
    "splitn characters": lambda m: _texts(m, _PARTS).str.splitn("", 2),
    "replace_many": lambda m: _texts(m, _MANY).str.replace_many(["ab", "abc", "d"], ["1", "22", ""]),
    "replace_many mapping": lambda m: _texts(m, _MANY).str.replace_many({"ab": "1", "é": "e"}),
    "replace_many one for all": lambda m: _texts(m, _MANY).str.replace_many(["ab", "d"], ["_"]),
    "replace_many leftmost": lambda m: _texts(m, _MANY).str.replace_many(
        ["bcd", "abc", "ab"], ["1", "2", "3"], leftmost=True
    ),
    "replace_many case": lambda m: _texts(m, _MANY).str.replace_many(
        ["Ab", "D"], ["1", "2"], ascii_case_insensitive=True
    ),
    "replace_many lengths": lambda m: _texts(m, _MANY).str.replace_many(["ab", "d"], ["1", "2", "3"]),
    **{
        f"{name} {list(options)}": lambda m, name=name, options=options: getattr(  # type: ignore[misc]
            _texts(m, _MANY).str, name
        )(["ab", "abc", "bc", "b"], **options)
        for name in ("extract_many", "find_many")
        for options in ({}, {"overlapping": True}, {"leftmost": True}, {"ascii_case_insensitive": True})
    },
    "extract_many column": lambda m: m.col("s").str.extract_many(m.concat_str(m.lit("b"), m.col("s2")).repeat_by(1)),
    "bin.get": lambda m: m.col("bin").bin.get(0, null_on_oob=True),
    "bin.get end": lambda m: m.col("bin").bin.get(-2, null_on_oob=True),
    "bin.get column": lambda m: m.col("bin").bin.get("k", null_on_oob=True),
    "bin.get outside": lambda m: m.col("bin").bin.get(0),
    "bin.slice": lambda m: m.col("bin").bin.slice(1),
    "bin.slice 2": lambda m: m.col("bin").bin.slice(1, 2),
    "bin.slice end": lambda m: m.col("bin").bin.slice(-3, 2),
    "bin.slice far": lambda m: m.col("bin").bin.slice(-20, 19),
    "bin.slice columns": lambda m: m.col("bin").bin.slice(m.col("k") - 4, m.col("k")),
    "bin.slice negative": lambda m: m.col("bin").bin.slice(0, -1),
    "bin.head": lambda m: m.col("bin").bin.head(2),
    "bin.head but": lambda m: m.col("bin").bin.head(-2),
    "bin.head column": lambda m: m.col("bin").bin.head("k"),
    "bin.tail": lambda m: m.col("bin").bin.tail(2),
    "bin.tail but": lambda m: m.col("bin").bin.tail(-2),
    "bin.reinterpret": lambda m: m.col("bin").bin.reinterpret(dtype=m.Int16),
    "bin.reinterpret big": lambda m: m.col("bin").bin.head(2).bin.reinterpret(dtype=m.UInt16, endianness="big"),
    "bin.reinterpret float": lambda m: m.lit(b"\x00\x00\x80\x3f").bin.reinterpret(dtype=m.Float32),
    "bin.reinterpret array": lambda m: m.lit(b"\x01\x02\x03\x04").bin.reinterpret(dtype=m.Array(m.UInt16, 2)),
    "bin.reinterpret moment": lambda m: m.lit(b"\x01\x00\x00\x00\x00\x00\x00\x00").bin.reinterpret(
        dtype=m.Duration("ms")
    ),
    "bin.reinterpret text": lambda m: m.col("bin").bin.reinterpret(dtype=m.String),
    **{
        f"combine {name} {unit}": lambda m, name=name, unit=unit: (  # type: ignore[misc]
            m.col(name).dt.combine(dt.time(1, 2, 3, 4567), unit)
        )
        for name in ("date", "us", "ms", "zoned")
        for unit in ("ms", "us", "ns")
    },
    "combine column": lambda m: m.col("date").dt.combine(m.col("time")),
    "combine number": lambda m: m.col("i64").dt.combine(dt.time(1)),
    **{
        f"replace {name} {list(parts)}": lambda m, name=name, parts=parts: m.col(name).dt.replace(**parts)  # type: ignore[misc]
        for name in ("date", "us", "ms", "ns", "zoned")
        for parts in (
            {"year": 2020},
            {"month": 1, "day": 2},
            {"hour": 5, "minute": 6, "second": 7, "microsecond": 8_009},
            {"microsecond": 1},
            {},
        )
    },
    "replace column": lambda m: m.col("us").dt.replace(year=2000, day="k"),
    "replace no day": lambda m: m.col("us").dt.replace(month=2, day=31),
    "replace no hour": lambda m: m.col("us").dt.replace(hour=25),
    "replace time": lambda m: m.col("time").dt.replace(hour=1),
    **{
        f"round {name} {every}": lambda m, name=name, every=every: m.col(name).dt.round(every)  # type: ignore[misc]
        for name in ("date", "us", "ms", "ns")
        for every in ("1h", "15m", "1d", "1w", "1mo", "1q", "1y")
    },
    **{
        f"round {days} {every}": lambda m, days=days, every=every: (  # type: ignore[misc]
            m.lit(dt.date(2023, 1, 1)).dt.offset_by(f"{days}d").dt.round(every)
        )
        for days in range(10, 70, 3)
        for every in ("1w", "1mo", "2mo", "1q")
    },
    "round negative": lambda m: m.col("us").dt.round("-1h"),
    "round mixed": lambda m: m.col("us").dt.round("1mo2d"),
    "round zoned": lambda m: m.col("zoned").dt.round("1d"),
    "round duration": lambda m: m.col("dur").dt.round("1h"),
    **{
        f"{bound} {name}": lambda m, bound=bound, name=name: getattr(m.col(name), bound)()  # type: ignore[misc]
        for bound in ("lower_bound", "upper_bound")
        for name in ("i8", "i64", "u8", "u64", "f32", "f64", "date", "us", "dur", "time", "s", "b")
    },
    **{
        f"to_physical {name}": lambda m, name=name: m.col(name).to_physical()  # type: ignore[misc]
        for name in (
            "i8",
            "f64",
            "s",
            "b",
            "bin",
            "date",
            "time",
            "us",
            "ms",
            "ns",
            "zoned",
            "dur",
            "list",
            "struct",
            "dec",
            "cat",
        )
    },
    **{
        f"reinterpret {name} {signed}": lambda m, name=name, signed=signed: (  # type: ignore[misc]
            m.col(name).reinterpret(signed=signed)
        )
        for name in ("i8", "i64", "u8", "u64", "u32", "f64", "s", "b", "date")
        for signed in (False, True)
    },
    "reinterpret floats": lambda m: m.col("f64").fill_nan(1.0).reinterpret(dtype=m.Int64),
    "reinterpret floats unsigned": lambda m: m.col("f32").fill_nan(1.0).reinterpret(dtype=m.UInt32),
    "reinterpret as floats": lambda m: m.col("i64").reinterpret(dtype=m.Float64),
    "reinterpret of another size": lambda m: m.col("i64").reinterpret(dtype=m.Int32),
    **{
        f"repeat_by {name}": lambda m, name=name: m.col(name).repeat_by(2)  # type: ignore[misc]
        for name in ("i64", "f32", "s", "b", "bin", "dec", "us", "list", "struct", "array", "time")
    },
    "repeat_by column": lambda m: m.col("s").repeat_by("k"),
    "repeat_by negative": lambda m: m.col("s").repeat_by(m.col("k") - 4),
    "repeat_by nothing": lambda m: m.col("s").repeat_by(0),
    "repeat_by constant": lambda m: m.lit("x").repeat_by(m.col("k")),
    **{
        f"truncdiv {name}": lambda m, name=name: m.col(name).truncdiv(m.col(name + "2"))  # type: ignore[misc]
        for name in ("i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f64", "dec")
    },
    "truncdiv constant": lambda m: m.col("i32").truncdiv(-2),
    "truncdiv float": lambda m: m.col("i32").truncdiv(2.5),
    "truncdiv zero": lambda m: m.col("i32").truncdiv(0),
    "truncdiv signs": lambda m: m.col("i8").truncdiv(m.col("u82")),
    "truncdiv text": lambda m: m.col("s").truncdiv(2),
    "truncdiv duration": lambda m: m.col("dur").truncdiv(2),
    **{
        f"{peak} {name}": lambda m, peak=peak, name=name: getattr(m.col(name), peak)()  # type: ignore[misc]
        for peak in ("peak_max", "peak_min")
        for name in ("i8", "i64", "u8", "f64", "k", "date", "us", "b", "dur", "s")
    },
    "prefix_fields": lambda m: m.col("struct").name.prefix_fields("p_"),
    "suffix_fields": lambda m: m.col("struct").name.suffix_fields("_s"),
    "prefix_fields of a number": lambda m: m.col("i64").name.prefix_fields("p_"),
}
