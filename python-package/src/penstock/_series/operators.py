"""Operators of series: computed row by row, at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.expr import Expr
from penstock._series.lifting import aligned, column

if TYPE_CHECKING:
    from penstock._series.series import Series


class SeriesOperators:
    """What ``+``, ``==``, ``&`` and their like mean between a series and another one or a constant."""

    __slots__ = ()

    __add__ = aligned(Expr.__add__)
    __radd__ = aligned(Expr.__radd__)
    __sub__ = aligned(Expr.__sub__)
    __rsub__ = aligned(Expr.__rsub__)
    __mul__ = aligned(Expr.__mul__)
    __rmul__ = aligned(Expr.__rmul__)
    __truediv__ = aligned(Expr.__truediv__)
    __rtruediv__ = aligned(Expr.__rtruediv__)
    __floordiv__ = aligned(Expr.__floordiv__)
    __rfloordiv__ = aligned(Expr.__rfloordiv__)
    __mod__ = aligned(Expr.__mod__)
    __rmod__ = aligned(Expr.__rmod__)
    __pow__ = aligned(Expr.__pow__)
    __rpow__ = aligned(Expr.__rpow__)
    __and__ = aligned(Expr.__and__)
    __rand__ = aligned(Expr.__rand__)
    __or__ = aligned(Expr.__or__)
    __ror__ = aligned(Expr.__ror__)
    __xor__ = aligned(Expr.__xor__)
    __rxor__ = aligned(Expr.__rxor__)
    __lt__ = aligned(Expr.__lt__)
    __le__ = aligned(Expr.__le__)
    __gt__ = aligned(Expr.__gt__)
    __ge__ = aligned(Expr.__ge__)
    __neg__ = column(Expr.__neg__)
    __pos__ = column(Expr.__pos__)
    __abs__ = column(Expr.__abs__)
    __invert__ = column(Expr.__invert__)
    eq = aligned(Expr.eq)
    ne = aligned(Expr.ne)
    lt = aligned(Expr.lt)
    le = aligned(Expr.le)
    gt = aligned(Expr.gt)
    ge = aligned(Expr.ge)
    eq_missing = aligned(Expr.eq_missing)
    ne_missing = aligned(Expr.ne_missing)
    pow = aligned(Expr.pow)
    not_ = column(Expr.not_)

    __hash__ = None  # type: ignore[assignment] # as equality is a series

    def __eq__(self, other: object) -> Series:  # type: ignore[override]
        return self.eq(other)

    def __ne__(self, other: object) -> Series:  # type: ignore[override]
        return self.ne(other)

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from penstock._convert.numpy import apply_ufunc
        from penstock._expr.col import col
        from penstock._series.lifting import beside

        series: Any = next(one for one in inputs if isinstance(one, SeriesOperators))
        places = [place for place, one in enumerate(inputs) if one is not series]
        frame, others = beside(series, tuple(inputs[place] for place in places))
        expressions: list[Any] = [col(series.name)] * len(inputs)
        for place, other in zip(places, others, strict=True):
            expressions[place] = other
        made = apply_ufunc(ufunc, method, tuple(expressions), options)
        return made if made is NotImplemented else series._selected(frame, made)
