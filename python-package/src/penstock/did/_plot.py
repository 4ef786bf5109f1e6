"""Charts of effects, drawn by Altair."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._require import require

if TYPE_CHECKING:
    from penstock._frame.dataframe import DataFrame


def chart(points: DataFrame) -> Any:
    """Points with their bands over the axis that they have; a panel for each group, if they have groups.

    Args:
        points: What `DidResult.plot_data` gives.
    """
    altair = require("altair", extra="plot")
    rows = points.to_dicts()
    placed = [row for row in rows if row["x"] is not None] or [{**row, "x": row["term"]} for row in rows]
    base = altair.Chart(altair.Data(values=placed)).encode(
        x=altair.X("x:O", title=None),
        color=altair.Color("post:N", title="after treatment"),
        tooltip=["term:N", "estimate:Q", "conf_low:Q", "conf_high:Q"],
    )
    bands = base.mark_rule().encode(y=altair.Y("conf_low:Q", title="effect"), y2="conf_high:Q")
    dots = base.mark_point(filled=True).encode(y="estimate:Q")
    zero = altair.Chart(altair.Data(values=[{"zero": 0}])).mark_rule(strokeDash=[4, 4]).encode(y="zero:Q")
    if any(row["group"] is not None for row in rows):
        layered = altair.layer(bands, dots, data=altair.Data(values=placed))
        return layered.facet(row=altair.Row("group:O", title="first treated"))
    return altair.layer(zero, bands, dots)
