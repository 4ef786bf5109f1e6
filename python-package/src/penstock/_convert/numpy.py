"""Arrays and scalars of numpy."""

from __future__ import annotations

from typing import Any

from penstock._arrow.build import Column
from penstock._dtypes import nested, plain
from penstock._dtypes.arrow import to_field
from penstock._dtypes.base import DataType

_KINDS: dict[str, Any] = {
    "int8": plain.Int8,
    "int16": plain.Int16,
    "int32": plain.Int32,
    "int64": plain.Int64,
    "uint8": plain.UInt8,
    "uint16": plain.UInt16,
    "uint32": plain.UInt32,
    "uint64": plain.UInt64,
    "float16": plain.Float16,
    "float32": plain.Float32,
    "float64": plain.Float64,
    "bool": plain.Boolean,
}
_UNITS = {"ns": "ns", "us": "us", "ms": "ms", "s": "ms"}


def dtype_of(dtype: Any) -> DataType:
    """The data type of a numpy type.

    Raises:
        TypeError: If there is none.
    """
    if isinstance(dtype, DataType):
        return dtype
    if dtype.name in _KINDS:
        return _KINDS[dtype.name]()  # type: ignore[no-any-return]
    if dtype.kind in "mM":
        import numpy as np

        unit = np.datetime_data(dtype)[0]
        if dtype.kind == "M" and unit == "D":
            return plain.Date()
        if unit in _UNITS:
            return (plain.Datetime if dtype.kind == "M" else plain.Duration)(_UNITS[unit])  # type: ignore[arg-type]
    if dtype.kind in "US":
        return plain.String() if dtype.kind == "U" else plain.Binary()
    raise TypeError(f"numpy's type {dtype.name} has no data type here")


def numbers(name: str, values: Any, dtype: DataType | None, *, nan_to_null: bool) -> Column | None:
    """A column of the array's own bytes; None where values must be looked at one by one."""
    kind = getattr(values.dtype, "kind", "")
    if values.ndim != 1 or kind not in "iuf" or (nan_to_null and kind == "f") or not values.dtype.isnative:
        return None
    own = dtype_of(values.dtype) if values.dtype.name in _KINDS else None
    if own is None or hasattr(values, "mask") or dtype not in (None, own):
        return None
    return Column(to_field(name, own), len(values), 0, [None, values.tobytes()])


def python_value(value: Any) -> Any:
    """A scalar of numpy as a Python value, NaT as None; anything else as it is."""
    if type(value).__module__ != "numpy" or value.ndim != 0:
        return value
    if value.dtype.kind not in "mM":
        return value.item()
    # Python knows microseconds; finer counts would come back as bare numbers.
    import numpy as np

    day = value.dtype.kind == "M" and np.datetime_data(value.dtype)[0] == "D"
    return value.item() if day else value.astype(f"{value.dtype.kind}8[us]").item()


def scalar_of(value: Any) -> tuple[Any, DataType]:
    """A numpy scalar as a Python value, and its type."""
    dtype = dtype_of(value.dtype)
    (converted,), _ = values_of(value.reshape(1), nan_to_null=False)
    return converted, dtype


def values_of(data: Any, *, nan_to_null: bool) -> tuple[list[Any], DataType | None]:
    """The values of an array of one dimension as Python's, and their type; nested lists for more dimensions.

    Args:
        data: The array.
        nan_to_null: Whether NaN becomes None. NaT always does.
    """
    if data.ndim > 1:
        return data.tolist(), nested.Array(dtype_of(data.dtype), data.shape[1:])
    if data.dtype.kind == "O":
        return data.tolist(), None
    dtype = dtype_of(data.dtype)
    if data.dtype.kind in "mM":
        import numpy as np

        unit = np.datetime_data(data.dtype)[0]
        counts = data.astype(f"{data.dtype.kind}8[ms]") if unit == "s" else data
        numbers = counts.astype("int64").tolist()
        return [None if missing else number for number, missing in zip(numbers, np.isnat(data), strict=True)], dtype
    values = data.tolist()
    if nan_to_null and data.dtype.kind == "f":
        values = [None if value != value else value for value in values]  # noqa: PLR0124
    return values, dtype


def columns_of(data: Any, orient: str | None, names: tuple[str, ...] | None) -> tuple[list[str], list[Any]]:
    """The columns of an array: its fields, its only dimension, or its second one unless told otherwise.

    Args:
        data: The array.
        orient: Whether the first dimension is that of columns ("col") or of rows ("row").
        names: The names that the columns are to have. If only the first dimension fits their number, or both do
            and it lies together in memory, it is theirs.
    """
    if data.dtype.names:
        return list(data.dtype.names), [data[name] for name in data.dtype.names]
    if data.ndim == 0:
        raise TypeError("a frame cannot be made of a single number; put it into a list")
    if data.ndim == 1:
        return ["column_0"], [data]
    if data.ndim > 2:
        raise TypeError(f"a frame has two dimensions, and the array has {data.ndim}")
    if orient is None and names is not None:
        is_square = data.shape[0] == data.shape[1]
        fits = data.flags.f_contiguous if is_square else len(names) == data.shape[0]
        orient = "col" if fits else "row"
    if orient == "col":
        return [f"column_{i}" for i in range(data.shape[0])], list(data)
    return [f"column_{i}" for i in range(data.shape[1])], [data[:, i] for i in range(data.shape[1])]


#: The functions of numpy that expressions have too.
_UFUNCS = {
    "absolute": "abs",
    "negative": "neg",
    "sqrt": "sqrt",
    "cbrt": "cbrt",
    "exp": "exp",
    "log": "log",
    "log10": "log10",
    "log1p": "log1p",
    "sin": "sin",
    "cos": "cos",
    "tan": "tan",
    "arcsin": "arcsin",
    "arccos": "arccos",
    "arctan": "arctan",
    "sinh": "sinh",
    "cosh": "cosh",
    "tanh": "tanh",
    "arcsinh": "arcsinh",
    "arccosh": "arccosh",
    "arctanh": "arctanh",
    "degrees": "degrees",
    "rad2deg": "degrees",
    "radians": "radians",
    "deg2rad": "radians",
    "floor": "floor",
    "ceil": "ceil",
    "sign": "sign",
    "isnan": "is_nan",
    "isfinite": "is_finite",
    "isinf": "is_infinite",
    "add": "add",
    "subtract": "sub",
    "multiply": "mul",
    "divide": "truediv",
    "true_divide": "truediv",
    "floor_divide": "floordiv",
    "remainder": "mod",
    "power": "pow",
    "equal": "eq",
    "not_equal": "ne",
    "less": "lt",
    "less_equal": "le",
    "greater": "gt",
    "greater_equal": "ge",
    "bitwise_and": "and_",
    "logical_and": "and_",
    "bitwise_or": "or_",
    "logical_or": "or_",
    "bitwise_xor": "xor",
    "invert": "not_",
    "logical_not": "not_",
}


def apply_ufunc(ufunc: Any, method: str, inputs: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """A function of numpy on expressions."""
    name = _UFUNCS.get(ufunc.__name__)
    if name is None or method != "__call__" or options:
        return NotImplemented
    from penstock._functions.literal import lit

    first, *others = inputs
    return getattr(lit(first), name)(*others)
