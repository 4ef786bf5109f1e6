"""Constants: ``ps.lit``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import ExprBase
from penstock._expr.literal import literal_node
from penstock._expr.logic import list_node

if TYPE_CHECKING:
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.expr import Expr


def lit(value: Any, dtype: IntoDataType | None = None, *, allow_object: bool = False) -> Expr:
    """A constant.

    A plain int or float takes the type of what it meets: ``ps.col("small") + ps.lit(1)`` stays small.

    Args:
        value: A number, text, bytes, a date, time or duration, a decimal, None, or a list or dict of these.
        dtype: The type of the constant.
        allow_object: Accepted for compatibility; no engine holds Python objects.

    Raises:
        TypeError: If there is no constant for such a value.
    """
    del allow_object
    if isinstance(value, ExprBase):
        return ExprBase._of(value._node)
    if hasattr(value, "to_list") and not isinstance(value, list):
        return ExprBase._of(list_node(value)).explode()
    if dtype is None:
        return ExprBase._of(literal_node(value))
    from penstock._dtypes.infer import infer_dtype
    from penstock._dtypes.parse import complete_dtype

    asked = complete_dtype(dtype, where="lit")
    try:
        return ExprBase._of(literal_node(value, asked))
    except TypeError:
        infer_dtype(value)
        return lit(value).cast(asked)
