"""How fast are the 22 queries of TPC-H over Parquet files? See `tpch/README.md` for where they come from."""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from compare.question import Question, Size, Tables
from compare.questions import tpch_frames

QUERIES = Path(__file__).parents[1] / "tpch"
TABLES = ("customer", "lineitem", "nation", "orders", "part", "partsupp", "region", "supplier")


def generated(folder: Path, scale: float) -> Tables:
    """The eight tables as a file each, which are written when they are not there."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {name: folder / f"{name}.parquet" for name in TABLES}
    if not all(file.exists() for file in files.values()):
        generator = Path(sysconfig.get_path("scripts")) / "tpchgen-cli"
        command = [str(generator), "parquet", "--scale-factor", str(scale), "--output-dir", str(folder), "--quiet"]
        subprocess.run([*command, "--overwrite"], check=True)
    return files


def queries() -> dict[str, str]:
    """The queries by name, from q01 to q22."""
    return {path.stem: path.read_text() for path in sorted(QUERIES.glob("*.sql"))}


def questions(size: Size) -> list[Question]:
    """All queries twice: over frames for those that have them, and as SQL for every engine."""
    tables = partial(generated, size.folder / f"tpch-{size.scale:g}", size.scale)
    texts = queries()
    over_frames = [
        Question(f"tpch-{name}", tables, _over(query), texts[name], must=1.2, aim=0.9)
        for name, query in tpch_frames.QUERIES.items()
    ]
    as_sql = [Question(f"tpch-sql-{name}", tables, sql=sql, must=1.2, aim=0.9) for name, sql in texts.items()]
    return [*over_frames, *as_sql]


def _over(query: tpch_frames.Query) -> Callable[..., Any]:
    return lambda lib, *frames: query(lib, dict(zip(TABLES, frames, strict=True)))
