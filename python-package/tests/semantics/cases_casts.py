"""Casts, strict and not."""

from __future__ import annotations

from typing import Any

from semantics.catalogue import INTEGERS
from semantics.running import Case

CASES: dict[str, Case] = {}

_SOURCES = [*INTEGERS, "f32", "f64", "b", "dec", "dec2", "s", "digits", "numbers", "date", "time", "ms", "us", "ns"]
_SOURCES += ["zoned", "dur", "durms", "null", "bin", "cat", "i82", "f642", "part"]
_TARGETS: dict[str, Any] = {
    **{name: lambda m, n=str(dtype): getattr(m, n) for name, dtype in INTEGERS.items()},
    "f32": lambda m: m.Float32,
    "f64": lambda m: m.Float64,
    "bool": lambda m: m.Boolean,
    "str": lambda m: m.String,
    "decimal(10,2)": lambda m: m.Decimal(10, 2),
    "decimal(4,1)": lambda m: m.Decimal(4, 1),
    "date": lambda m: m.Date,
    "time": lambda m: m.Time,
    "datetime(ms)": lambda m: m.Datetime("ms"),
    "datetime(us)": lambda m: m.Datetime("us"),
    "datetime(ns)": lambda m: m.Datetime("ns"),
    "datetime(us, Asia/Tokyo)": lambda m: m.Datetime("us", "Asia/Tokyo"),
    "duration(ms)": lambda m: m.Duration("ms"),
    "duration(ns)": lambda m: m.Duration("ns"),
    "binary": lambda m: m.Binary,
}


def _cast(source: str, target: Any, *, strict: bool) -> Case:
    return lambda m: m.col(source).cast(target(m), strict=strict)


for _source in _SOURCES:
    for _target, _type in _TARGETS.items():
        CASES[f"{_source} to {_target}"] = _cast(_source, _type, strict=True)
        CASES[f"{_source} to {_target}, not strict"] = _cast(_source, _type, strict=False)
for _source in [*INTEGERS, "f64"]:
    for _target in INTEGERS:
        CASES[f"{_source} to {_target}, wrapping"] = lambda m, s=_source, t=_TARGETS[_target]: m.col(s).cast(  # type: ignore[misc]
            t(m), wrap_numerical=True
        )

CASES |= {
    "floats to text": lambda m: (
        m.lit(
            [1e15, 1e16, 1e20, 1.5e300, 1e-4, 1e-5, 1.5e-5, 1.25e-5, 1e-6, 1e-7, 5e-324, 123456789.125, 100000.0, 1e22]
        )
        .explode()
        .cast(m.String)
    ),
    "list inner": lambda m: m.col("list").cast(m.List(m.Int8), strict=False),
    "list to floats": lambda m: m.col("list").cast(m.List(m.Float64)),
    "list of text": lambda m: m.col("list").cast(m.List(m.String)),
    "array to list": lambda m: m.col("array").cast(m.List(m.Int32)),
    "array inner": lambda m: m.col("array").cast(m.Array(m.Float32, 2)),
    "struct fields": lambda m: m.col("struct").cast(m.Struct({"x": m.String, "y": m.String})),
    "cat to text": lambda m: m.col("cat").cast(m.String),
    "text to cat": lambda m: m.col("s").cast(m.Categorical),
}
