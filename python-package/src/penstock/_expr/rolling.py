"""Aggregates over the last few rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from penstock._expr.base import ExprBase

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import QuantileMethod


class Rolling(ExprBase):
    """Functions over a window of a fixed number of rows that ends at each row, or lies around it.

    All take `window_size`, the number of rows; `weights`, one factor for each of them; `min_samples`, how many values
    that are not null a window needs, all of them unless given; and `center`, whether the row is the middle of its
    window.
    """

    __slots__ = ()

    def rolling_sum(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The sum of each window."""
        return self._call(
            "rolling_sum", window_size=window_size, weights=weights, min_samples=min_samples, center=center
        )

    def rolling_mean(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The mean of each window."""
        return self._call(
            "rolling_mean", window_size=window_size, weights=weights, min_samples=min_samples, center=center
        )

    def rolling_min(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The smallest value of each window."""
        return self._call(
            "rolling_min", window_size=window_size, weights=weights, min_samples=min_samples, center=center
        )

    def rolling_max(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The largest value of each window."""
        return self._call(
            "rolling_max", window_size=window_size, weights=weights, min_samples=min_samples, center=center
        )

    def rolling_std(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
        ddof: int = 1,
    ) -> Expr:
        """The standard deviation of each window, with `ddof` degrees of freedom off."""
        return self._call(
            "rolling_std",
            window_size=window_size,
            weights=weights,
            min_samples=min_samples,
            center=center,
            ddof=ddof,
        )

    def rolling_var(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
        ddof: int = 1,
    ) -> Expr:
        """The variance of each window, with `ddof` degrees of freedom off."""
        return self._call(
            "rolling_var",
            window_size=window_size,
            weights=weights,
            min_samples=min_samples,
            center=center,
            ddof=ddof,
        )

    def rolling_median(
        self,
        window_size: int,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The median of each window."""
        return self._call(
            "rolling_median", window_size=window_size, weights=weights, min_samples=min_samples, center=center
        )

    def rolling_quantile(
        self,
        quantile: float,
        interpolation: QuantileMethod = "nearest",
        window_size: int = 2,
        weights: list[float] | None = None,
        *,
        min_samples: int | None = None,
        center: bool = False,
    ) -> Expr:
        """The value of each window below which a share of its values lies."""
        return self._call(
            "rolling_quantile",
            quantile=quantile,
            interpolation=interpolation,
            window_size=window_size,
            weights=weights,
            min_samples=min_samples,
            center=center,
        )
