"""``penstock dbt run-model``: one Python model against the tables that are there, and nothing is written."""

from __future__ import annotations

import re
import time
import types
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from penstock.dbt._contract import contract_of, enforced
from penstock.dbt._model import Inputs
from penstock.dbt._types import quoted, restored
from penstock.exceptions import ConfigError


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be run, and what is to be shown of it.

    Attributes:
        model: The name of the model.
        project: The folder of the dbt project.
        profiles: The folder of profiles.yml; None for where dbt looks.
        target: The target of the profile; None for its default.
        limit: Only so many rows of each input are read; None for all.
        explain: Whether the plan is shown, with what each node did.
        twin: The model in SQL to compare with; None for the one of the same name with ``_sql`` behind, if there is one.
    """

    model: str
    project: Path
    profiles: Path | None = None
    target: str | None = None
    limit: int | None = None
    explain: bool = False
    twin: str | None = None

    @property
    def twin_name(self) -> str:
        """The model to compare with, whether it is there or not."""
        return self.twin or f"{self.model}_sql"


@dataclass(frozen=True, slots=True)
class _Compiled:
    """What dbt made of the project: the source of the model, and where tables are."""

    source: str
    twin: str
    database: str


def run_model(asked: Asked) -> str:
    """Runs the model, and says what came of it: plan, rows, time, memory, and the first row that its twin has not.

    Raises:
        ConfigError: If there is no such model, or no file with tables.
    """
    import duckdb

    compiled = _compiled(asked)
    with duckdb.connect(compiled.database, read_only=True) as session:
        return _report(asked, compiled, session)


def _compiled(asked: Asked) -> _Compiled:
    from dbt.adapters.factory import get_adapter_by_type
    from dbt.cli.main import dbtRunner

    options = ["--project-dir", str(asked.project), "--log-level", "none", "--no-send-anonymous-usage-stats"]
    options += ["--profiles-dir", str(asked.profiles)] if asked.profiles else []
    options += ["--target", asked.target] if asked.target else []
    done = dbtRunner().invoke(["compile", "--select", asked.model, *options])
    if done.exception is not None or not done.success:
        raise ConfigError(f'dbt does not compile the model "{asked.model}": {done.exception or "see above"}')
    ran: Any = done.result
    nodes = [one.node for one in ran.results if one.node.name == asked.model]
    if not nodes:
        raise ConfigError(
            f'there is no model "{asked.model}" in {asked.project}', hint="look at the names with dbt list"
        )
    (node,) = nodes
    if node.language != "python":
        raise ConfigError(f'the model "{asked.model}" is written in SQL', hint="run it with dbt show")
    adapter = get_adapter_by_type("duckdb")  # type: ignore[no-untyped-call]
    database = str(adapter.config.credentials.path)
    # Whoever has a file open to write it cannot open it to read it alone.
    adapter.connections.cleanup_all()
    adapter.connections.close_all_connections()
    if database == ":memory:" or not Path(database).exists():
        raise ConfigError(
            f"the tables of the target are in {database}, where there are none",
            hint="build the inputs first: dbt build --select +NAME --exclude NAME",
        )
    twin = ".".join(map(quoted, (node.database, node.schema, asked.twin_name)))
    return _Compiled(node.compiled_code, twin, database)


def _report(asked: Asked, compiled: _Compiled, session: Any) -> str:
    module = types.ModuleType(asked.model)
    exec(compile(compiled.source, f"{asked.model}.py", "exec"), module.__dict__)  # noqa: S102 - dbt does the same

    def read(table: str) -> Any:
        relation = session.sql(f"select * from {table}")  # noqa: S608 - dbt writes the names
        return relation if asked.limit is None else relation.limit(asked.limit)

    dbt = module.dbtObj(read)
    written = module.model
    start = time.perf_counter()
    parts = []
    if hasattr(written, "__wrapped__"):
        inputs = Inputs(dbt)
        made = written.__wrapped__(inputs, session)
        if asked.explain and hasattr(made, "explain"):
            parts.append(made.explain(analyze=True).rstrip())
        result = restored(made, session, inputs.carried, written.types)
        columns = contract_of(dbt, written.contract)
        result = result if columns is None else enforced(result, session, columns)
    else:
        result = written(dbt, session)
    relation = result if hasattr(result, "sql_query") else session.from_arrow(result)
    rows = relation.aggregate("count(*)").fetchall()[0][0]
    seconds = time.perf_counter() - start
    fields = [f"  {name}  {type_}" for name, type_ in zip(relation.columns, relation.types, strict=True)]
    shown = f", of at most {asked.limit:,} rows of each input" if asked.limit is not None else ""
    parts += [
        f"{asked.model}: {rows:,} rows in {seconds:.2f} s{shown}{_peak()}",
        "\n".join(fields),
        str(relation.limit(10)).rstrip(),
        _compared(asked, compiled, relation, session),
        "nothing was written",
    ]
    return "\n\n".join(part for part in parts if part)


def _peak() -> str:
    """The most memory of this process; empty where the system does not say. `getrusage` counts who started it, too."""
    status = Path("/proc/self/status")
    found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return f"; the process took {int(found[1]) // 1024:,} MB at most" if found else ""


def _compared(asked: Asked, compiled: _Compiled, relation: Any, session: Any) -> str:
    """Whether the twin in SQL has the same rows; empty if there is none."""
    import duckdb

    try:
        twin = session.sql(f"select * from {compiled.twin}")  # noqa: S608 - the name is quoted
    except duckdb.CatalogException:
        if asked.twin is not None:
            raise ConfigError(f"there is no table of the model {asked.twin} to compare with") from None
        return ""
    name = asked.twin_name
    if asked.limit is not None:
        return f"{name} is not compared: not all rows were read"
    types = [list(zip(one.columns, map(str, one.types), strict=True)) for one in (relation, twin)]
    if types[0] != types[1]:
        return f"{name} has other columns: {types[1]}"
    lacking = relation.except_(twin).limit(1).fetchall()
    if lacking:
        return f"{name} has no row {lacking[0]}"
    lacking = twin.except_(relation).limit(1).fetchall()
    if lacking:
        return f"{name} has a row that the model has not: {lacking[0]}"
    return f"{name} has the same rows"
