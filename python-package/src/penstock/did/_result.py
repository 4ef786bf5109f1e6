"""Results of an estimation, which need neither its data nor its process."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from penstock.did._config import text_of
from penstock.did._warning import warn
from penstock.exceptions import HandleExpired

if TYPE_CHECKING:
    from collections.abc import Callable

    from penstock._frame.dataframe import DataFrame
    from penstock.did._config import AggregationType


@dataclass(frozen=True, slots=True)
class Wald:
    """The test of the effects before treatment.

    Attributes:
        statistic: Chi-square under the hypothesis that all of them are zero; null when there is no test.
        df: How many effects it is about.
        p_value: The probability of so large a statistic.
        reason: Why there is no test.
    """

    statistic: float | None
    df: int | None
    p_value: float | None
    reason: str | None


def itself(frame: DataFrame) -> DataFrame:
    """The frame as it is."""
    return frame


class DidResult:
    """Group-time effects, and all that summaries of them need.

    Frames that it gives are of the kind of the frame that it was estimated from.
    """

    __slots__ = ("_answer", "_cells", "_closed", "_document", "_include", "_influence", "_text")

    def __init__(
        self,
        text: str,
        *,
        answer: Callable[[DataFrame], Any] = itself,
        include_result_json: bool = False,
        influence: DataFrame | None = None,
    ) -> None:
        """A result of its JSON; `att_gt` and `load` make them.

        Args:
            text: The JSON.
            answer: What makes the caller's kind of a frame.
            include_result_json: Whether the effects have a column ``result_json``.
            influence: What each unit contributes to each effect.
        """
        self._text = text
        self._answer = answer
        self._include = include_result_json
        self._influence = influence
        self._closed = False
        self._cells: DataFrame | None = None
        self._document: dict[str, Any] | None = None

    def _read(self, output: str) -> DataFrame:
        from penstock._functions.tables import table_function

        return table_function("did_result", result_json=self._text, output=output).collect()

    def _effects(self) -> DataFrame:
        if self._cells is None:
            cells = self._read("cells")
            if self._include:
                from penstock._functions.literal import lit

                cells = cells.with_columns(lit(self.result_json).alias("result_json"))
            self._cells = cells
        return self._cells

    def _parsed(self) -> dict[str, Any]:
        if self._document is None:
            self._document = json.loads(self._text)
        return self._document

    @property
    def cells(self) -> Any:
        """The effects, a row for each group and period.

        ``group``, ``time``, ``att``, ``se``, ``t_stat``, ``p_value``, ``conf_low``, ``conf_high`` (of the simultaneous
        band, if there is one), ``base_time``, ``post``, ``crit_val``, ``point_conf_low``, ``point_conf_high``,
        ``n_treated``, ``n_control``, ``status`` (``ok``, ``reference``, or the code of a warning).
        """
        return self._answer(self._effects())

    def to_penstock(self) -> DataFrame:
        """The effects as a frame of Penstock; see `cells`."""
        return self._effects()

    def to_polars(self) -> Any:
        """The effects as a ``polars.DataFrame``; see `cells`."""
        return self._effects().to_polars()

    def to_pandas(self, **kwargs: Any) -> Any:
        """The effects as a ``pandas.DataFrame``; see `cells`.

        Args:
            **kwargs: What `penstock.DataFrame.to_pandas` takes.
        """
        return self._effects().to_pandas(**kwargs)

    def to_arrow(self) -> Any:
        """The effects as a ``pyarrow.Table``; see `cells`. Its metadata have the result as ``penstock.did.result``."""
        table = self._effects().to_arrow()
        return table.replace_schema_metadata({**(table.schema.metadata or {}), "penstock.did.result": self.result_json})

    def to_duckdb(self, connection: Any) -> Any:
        """The effects as a relation of a connection of DuckDB; see `cells`.

        Args:
            connection: The connection.
        """
        return connection.from_arrow(self._effects().to_arrow())

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._effects().__arrow_c_stream__(requested_schema)

    @property
    def wald(self) -> Wald:
        """The test of the effects before treatment."""
        return Wald(*self._read("wald").row(0))

    @property
    def warnings(self) -> Any:
        """What was said: ``code``, ``message``, ``group``, ``time``, ``count``, a row for each warning."""
        return self._answer(self._read("warnings"))

    @property
    def config(self) -> dict[str, Any]:
        """The settings, defaults included."""
        return dict(self._parsed()["config"])

    @property
    def seed(self) -> int | None:
        """The bootstrap's seed: that of the settings, or the one that was drawn."""
        return self._parsed()["config"]["seed"]  # type: ignore[no-any-return]

    @property
    def n(self) -> int:
        """Units, or rows of repeated cross sections, that the effects were estimated from."""
        return self._parsed()["n"]  # type: ignore[no-any-return]

    @property
    def result_json(self) -> str:
        """The result as JSON, without the bootstrap's draws."""
        return self.to_json()

    def to_json(self, *, draws: bool = False) -> str:
        """The result as JSON, which `load` and `aggregate` read, here or anywhere else.

        Args:
            draws: Whether the bootstrap's draws are in it. Without them simultaneous bands of summaries are drawn
                anew, from a normal distribution.
        """
        if draws or "draws" not in self._parsed():
            return self._text
        kept = {name: value for name, value in self._parsed().items() if name != "draws"}
        return json.dumps(kept, separators=(",", ":"))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes the result, draws included, to a file of JSON, which `penstock.did.load` reads.

        Args:
            path: Of the file; it is replaced when it is whole.
        """
        target = Path(path)
        partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        try:
            partial.write_text(self._text, encoding="utf-8")
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)

    def aggregate(self, type: AggregationType | None = None, /, **fields: Any) -> Any:  # noqa: A002 - as R calls it
        """A summary of the effects; see `penstock.did.aggregate`.

        Args:
            type: ``simple``, ``group``, ``dynamic`` or ``calendar``.
            **fields: Further fields of an `AggregationRequest`.
        """
        return self._answer(self._aggregated(type, fields, "rows"))

    def _aggregated(self, type_: str | None, fields: dict[str, Any], output: str) -> DataFrame:
        given = fields if type_ is None else {"type": type_, **fields}
        return aggregated(self._text, text_of(None, given, "request"), output)

    def plot_data(self, type: AggregationType | None = None, /, **fields: Any) -> Any:  # noqa: A002 - as R calls it
        """Effects, or those of a summary, as points to draw.

        Args:
            type: Of the summary; None for the effects themselves.
            **fields: Further fields of an `AggregationRequest`.

        Returns:
            ``term``, ``x`` (null for the overall effect), ``group`` (null for summaries), ``estimate``, ``conf_low``,
            ``conf_high``, ``point_conf_low``, ``point_conf_high``, ``post``.
        """
        return self._answer(self._points(type, fields))

    def _points(self, type_: str | None, fields: dict[str, Any]) -> DataFrame:
        if type_ is None and not fields:
            return self._read("plot")
        return self._aggregated(type_, fields, "plot")

    def plot(self, type: AggregationType | None = None, /, **fields: Any) -> Any:  # noqa: A002 - as R calls it
        """A chart of the effects, or of a summary, with their bands. Needs Altair.

        Args:
            type: Of the summary; None for the effects themselves, a panel for each group.
            **fields: Further fields of an `AggregationRequest`.
        """
        from penstock.did._plot import chart

        return chart(self._points(type, fields))

    @property
    def influence(self) -> Any:
        """What each unit contributes to each effect; None unless ``return_influence`` asked for it.

        ``unit``, ``group``, ``weight``, and ``influence``, a list with a value for each effect in their order.

        Raises:
            HandleExpired: After `close`.
        """
        if self._closed:
            message = "[DID-E50] the influence functions were closed"
            raise HandleExpired(message, hint="estimate again, or read them before", reference="DID-E50")
        return None if self._influence is None else self._answer(self._influence)

    def close(self) -> None:
        """Gives back the memory of the influence functions. All else stays."""
        self._influence = None
        self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __reduce__(self) -> tuple[object, ...]:
        return (DidResult, (self._text,))

    def _headline(self) -> str:
        config = self._parsed()["config"]
        wald = self.wald
        test = f"p = {wald.p_value:.4g} before treatment" if wald.p_value is not None else "no test before treatment"
        return f"{config['yname']}: {config['est_method']}, {config['control_group']}, n = {self.n}; {test}"

    def __repr__(self) -> str:
        return f"DidResult of {self._headline()}\n{self._effects()}"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>DidResult of {escape(self._headline())}</p>{self._effects()._repr_html_()}"


def aggregated(text: str, request: str, output: str, *data: Any) -> DataFrame:
    """What ``did_aggregate`` answers, its warnings raised besides."""
    from penstock._functions.tables import table_function

    def read(what: str) -> DataFrame:
        return table_function("did_aggregate", *data, result_json=text, request=request, output=what).collect()

    answer = read(output)
    warn(read("warnings").to_dicts())
    return answer
