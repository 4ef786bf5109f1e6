"""The decorator of models."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any, overload

from penstock.dbt._contract import contract_of, enforced
from penstock.dbt._errors import translated
from penstock.dbt._types import Carried, carried, restored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Model = Callable[[Any, Any], Any]


@overload
def model(function: Model, /) -> Model: ...


@overload
def model(
    *, types: dict[str, str] | None = None, contract: str | Mapping[str, str] | None = "auto"
) -> Callable[[Model], Model]: ...


def model(
    function: Model | None = None,
    /,
    *,
    types: dict[str, str] | None = None,
    contract: str | Mapping[str, str] | None = "auto",
) -> Any:
    """Makes a Python model of dbt compute in Penstock.

    Inside, ``dbt.ref`` and ``dbt.source`` give lazy frames of Penstock over rows that were read; everything else of
    ``dbt`` is what it is elsewhere. The model may return a frame of any library. Columns that go through it keep their
    types, those without a form in Arrow as well (UUID, JSON, BIT, HUGEINT, UHUGEINT, TIME WITH TIME ZONE, ENUM).

    Whatever fails becomes a `SchemaError`, `ShapeError`, `ComputeError` or `ConfigError` that names the model.

    Args:
        function: The model.
        types: The types of columns of the table, as DuckDB names them, where they are to be other ones.
        contract: The columns that the table must have, in this order, and their types: rows are cast where nothing is
            lost by it, and all that does not fit is named in one `SchemaError`. ``auto`` takes them from
            ``meta.contract`` in the model's YAML, a list of columns as dbt writes them (``name``, ``data_type``,
            ``constraints`` of the types not_null, unique and primary_key), if the model calls
            ``dbt.config.meta_get("contract")``: dbt hands over the keys that it sees there. None checks nothing.
    """

    def wrapped(function: Model) -> Model:
        return _wrapped(function, types or {}, contract)

    return wrapped if function is None else wrapped(function)


def _wrapped(function: Model, types: dict[str, str], contract: str | Mapping[str, str] | None) -> Model:
    @wraps(function)
    def run(dbt: Any, session: Any) -> Any:
        inputs = Inputs(dbt)
        try:
            columns = contract_of(dbt, contract)
            result = restored(function(inputs, session), session, inputs.carried, types)
            result = result if columns is None else enforced(result, session, columns)
            return _logged(result, str(dbt.this.identifier), function, inputs.fingerprints)
        except BaseException as error:
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise  # a signal, and no failure
            raise translated(error, str(dbt.this.identifier)) from _worth_showing(error)

    # For who runs the function itself, to see its plan.
    run.types, run.contract = types, contract  # type: ignore[attr-defined]
    return run


def _logged(result: Any, model: str, function: Model, inputs: dict[str, str]) -> Any:
    """The result; that the model made it is written down if ``PENSTOCK_AUDIT_LOG`` names a log."""
    from penstock.security import AuditLog

    audit = AuditLog.of_environment()
    if audit is not None:
        code = hashlib.sha256(function.__code__.co_code + repr(function.__code__.co_consts).encode()).hexdigest()
        audit.append("model", model, inputs=inputs, outputs={"code": code})
    return result


def _worth_showing(error: BaseException) -> BaseException | None:
    """Where an error came from, if that helps: a place in the model, or in Java."""
    if error.__cause__ is not None:
        return error.__cause__
    library = type(error).__module__.partition(".")[0]
    return error if library in ("builtins", "__main__") else None


class Inputs:
    """What a model knows as ``dbt``: other models and sources are frames of Penstock.

    Attributes:
        carried: The columns that were read in another form.
        fingerprints: Digests of the columns of what was read, by its names.
    """

    def __init__(self, dbt: Any) -> None:
        self._dbt = dbt
        self.carried: dict[str, Carried] = {}
        self.fingerprints: dict[str, str] = {}
        self._contested: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._dbt, name)

    def ref(self, *args: Any, **kwargs: Any) -> Any:
        """The rows of a model."""
        return self._read(self._dbt.ref(*args, **kwargs), args)

    def source(self, *args: Any) -> Any:
        """The rows of a source."""
        return self._read(self._dbt.source(*args), args)

    def _read(self, relation: Any, called: tuple[Any, ...]) -> Any:
        columns = repr([*zip(relation.columns, map(str, relation.types), strict=True)])
        self.fingerprints[".".join(map(str, called))] = hashlib.sha256(columns.encode()).hexdigest()
        # All rows at once: a connection of DuckDB takes no second statement while a result is half read.
        frame, types = carried(relation)
        for name, column in types.items():
            # A name that has two types in two inputs is restored to neither.
            if self.carried.setdefault(name, column) != column:
                self._contested.add(name)
        for name in self._contested:
            self.carried.pop(name, None)
        return frame
