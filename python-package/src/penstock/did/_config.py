"""Settings of difference-in-differences. What is None is as the engine has it, which is as R's ``did`` has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from penstock.exceptions import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

ControlGroup: TypeAlias = Literal["nevertreated", "notyettreated"]
EstMethod: TypeAlias = Literal["dr", "ipw", "reg"]
BasePeriod: TypeAlias = Literal["varying", "universal"]
FixWeights: TypeAlias = Literal["varying", "base_period", "first_period"]
BootstrapWeights: TypeAlias = Literal["mammen", "rademacher", "normal"]
ReturnInfluence: TypeAlias = Literal["none", "handle", "table"]
AggregationType: TypeAlias = Literal["simple", "overall", "group", "dynamic", "event", "calendar"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DidConfig:
    """What to estimate group-time effects from, and how.

    Attributes:
        yname: The column with the outcome.
        tname: The column with the period, a whole number.
        idname: The column with the unit; only repeated cross sections need none.
        gname: The column with the first treated period; 0, infinity, or a period after the data for never.
        treatname: In place of `gname`, the column with the status of each row, 0 or 1.
        xformla: Covariates, ``"~ x1 + log(x2)"``, or a list of columns.
        control_group: Who serves as a comparison; ``nevertreated`` by default.
        anticipation: How long before treatment it may have an effect, in units of `tname`; 0 by default.
        est_method: Doubly robust (``dr``, the default), inverse probability weights, outcome regression.
        base_period: With which period those before treatment are compared; ``varying`` by default.
        panel: False for repeated cross sections.
        allow_unbalanced_panel: Whether units that miss periods stay; False by default.
        weightsname: The column with sampling weights.
        fix_weights: From which period weights are taken; by default the earlier one of each comparison.
        clustervars: Columns to cluster by: the unit, and at most one more.
        alp: One less the confidence level; 0.05 by default.
        bstrap: Whether standard errors come from the bootstrap; True by default.
        biters: Its draws; 1,000 by default.
        cband: Whether bands are simultaneous; True by default, if there is a bootstrap.
        seed: Of the bootstrap; drawn and reported when there is none.
        bootstrap_weights: The distribution of its multipliers; ``mammen`` by default. R's ``did`` has ``rademacher``.
        compute_inffunc: False for point estimates only.
        return_influence: Whether the result has the influence functions; ``none`` by default.
        trim_level: Controls with a propensity score of at least this get no weight; 0.995 by default.
        threads: At most so many; by default as many as the engine has.
    """

    yname: str
    tname: str
    idname: str | None = None
    gname: str | None = None
    treatname: str | None = None
    xformla: str | Sequence[str] | None = None
    control_group: ControlGroup | None = None
    anticipation: int | None = None
    est_method: EstMethod | None = None
    base_period: BasePeriod | None = None
    panel: bool | None = None
    allow_unbalanced_panel: bool | None = None
    weightsname: str | None = None
    fix_weights: FixWeights | None = None
    clustervars: Sequence[str] | None = None
    alp: float | None = None
    bstrap: bool | None = None
    biters: int | None = None
    cband: bool | None = None
    seed: int | None = None
    bootstrap_weights: BootstrapWeights | None = None
    compute_inffunc: bool | None = None
    return_influence: ReturnInfluence | None = None
    trim_level: float | None = None
    threads: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationRequest:
    """Which summary of group-time effects to make, and how. What is None is as in the result.

    Attributes:
        type: All in one (``simple`` or ``overall``), by group, by time since treatment (``dynamic`` or ``event``), by
            period (``calendar``).
        balance_e: Only groups that are seen so long after treatment.
        min_e: The first time since treatment.
        max_e: The last one.
        na_rm: Whether effects that are null are left out rather than an error.
        bstrap: Whether standard errors come from the bootstrap.
        biters: Its draws.
        cband: Whether bands are simultaneous.
        alp: One less the confidence level.
        seed: Of the bootstrap.
        bootstrap_weights: The distribution of its multipliers.
        clustervars: The clusters of the result, or none.
    """

    type: AggregationType
    balance_e: int | None = None
    min_e: float | None = None
    max_e: float | None = None
    na_rm: bool | None = None
    bstrap: bool | None = None
    biters: int | None = None
    cband: bool | None = None
    alp: float | None = None
    seed: int | None = None
    bootstrap_weights: BootstrapWeights | None = None
    clustervars: Sequence[str] | None = None


def text_of(config: object, more: Mapping[str, Any], what: str) -> str:
    """Settings as JSON text, as the engine reads them.

    Args:
        config: JSON text, a mapping, a `DidConfig` or `AggregationRequest`, or None.
        more: Fields besides.
        what: The argument, for messages.
    """
    if isinstance(config, str):
        if not more:
            return config
        try:
            given = json.loads(config)
        except ValueError:
            return config  # The engine says where it goes wrong.
        if not isinstance(given, dict):
            return config
    else:
        given = _mapping(config, what)
    for name in more:
        if name in given:
            message = f"[DID-E02] '{name}' is in the {what} and an argument besides"
            raise ConfigError(message, hint="give it once", reference="DID-E02", expression=f"/{name}")
    try:
        return json.dumps({**given, **more}, default=_plain, allow_nan=False)
    except (TypeError, ValueError) as error:
        message = f"[DID-E03] the {what} holds what JSON cannot: {error}"
        raise ConfigError(message, hint="use strings, numbers, booleans and lists", reference="DID-E03") from error


def _mapping(config: object, what: str) -> dict[str, Any]:
    if config is None:
        return {}
    if isinstance(config, Mapping):
        return dict(config)
    if isinstance(config, (DidConfig, AggregationRequest)):
        values = {field.name: getattr(config, field.name) for field in fields(config)}
        return {name: value for name, value in values.items() if value is not None}
    message = f"[DID-E03] the {what} is of type {type(config).__name__}"
    raise ConfigError(message, hint="use JSON text, a mapping or penstock.did's own classes", reference="DID-E03")


def _plain(value: Any) -> Any:
    """Numbers of numpy, and sequences, as JSON has them."""
    if hasattr(value, "item") and getattr(value, "ndim", 1) == 0:
        return value.item()
    if hasattr(value, "__iter__"):
        return list(value)
    message = f"{value!r} of type {type(value).__name__}"
    raise TypeError(message)
