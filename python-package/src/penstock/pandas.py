"""Penstock's estimators for pandas: ``import penstock.pandas`` gives its frames the accessor ``penstock``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from penstock import did

if TYPE_CHECKING:
    from collections.abc import Mapping

    from penstock.did import AggregationRequest, DidConfig, DidResult

__all__: list[str] = []


class DidAccessor:
    """``frame.penstock.did``: difference-in-differences of a frame, whose index is none of its columns."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    def att_gt(self, config: DidConfig | Mapping[str, Any] | str | None = None, **fields: Any) -> DidResult:
        """Group-time effects; see `penstock.did.att_gt`.

        Args:
            config: The config.
            **fields: What `penstock.did.att_gt` takes besides.
        """
        return did.att_gt(self._frame, config, **fields)

    def panel_info(self, config: DidConfig | Mapping[str, Any] | str | None = None, **fields: Any) -> pd.DataFrame:
        """What the frame is like, in one row; see `penstock.did.panel_info`.

        Args:
            config: The config.
            **fields: Fields of the config besides.
        """
        return did.panel_info(self._frame, config, **fields)  # type: ignore[no-any-return]

    def aggregate(
        self,
        result: DidResult | str,
        request: AggregationRequest | Mapping[str, Any] | str | None = None,
        **fields: Any,
    ) -> pd.DataFrame:
        """A summary of effects that were estimated from this frame; see `penstock.did.aggregate`.

        Args:
            result: What was estimated, or its JSON.
            request: What to summarise.
            **fields: Fields of the request besides.
        """
        made = result if isinstance(result, did.DidResult) else did.DidResult(result)
        summary = did.aggregate(made.to_json(draws=True), request, data=self._frame, **fields)
        return summary.to_pandas()  # type: ignore[no-any-return]


@pd.api.extensions.register_dataframe_accessor("penstock")
class PenstockAccessor:
    """``frame.penstock``: what Penstock does with a frame of pandas."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame

    @property
    def did(self) -> DidAccessor:
        """Difference-in-differences."""
        return DidAccessor(self._frame)
