"""What does a function of a user cost, against the same expression built in?

Ten million rows of three columns of doubles, in memory, warm and by turns; the best of N runs counts. The jar is
compiled here with the JDK that the toolchain finds.

    python perf-tests/functions.py [--rows 10000000] [--runs 7]
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from compare.times import Times

import penstock as ps

ROOT = Path(__file__).parents[1]

SOURCE = """
package perf;
import dev.penstock.function.*;
import dev.penstock.type.Types;
import java.util.List;
public final class Rules {
    public static final class Row extends RowFunction<NoSettings> {
        public Row() { super("perf.row", NoSettings.class); }
        protected Rule rule(NoSettings none) {
            return Rule.of(Kind.DOUBLE, Kind.DOUBLE, Kind.DOUBLE, Kind.DOUBLE, (a, b, c) -> a * b + c);
        }
    }
    public static final class Vector implements ScalarFunction<NoSettings> {
        public String name() { return "perf.vector"; }
        public Class<NoSettings> configType() { return NoSettings.class; }
        public List<Signature> signatures(NoSettings none) {
            return List.of(Signature.of(Types.FLOAT64, Types.FLOAT64, Types.FLOAT64, Types.FLOAT64));
        }
        public void apply(NoSettings none, Arguments in, Answer out) {
            double[] a = in.get(0).doubles(), b = in.get(1).doubles(), c = in.get(2).doubles(), to = out.doubles();
            for (int row = 0; row < in.rows(); row++) {
                to[row] = a[row] * b[row] + c[row];
            }
        }
    }
    public static final class Sum extends FoldFunction<NoSettings, double[]> {
        public Sum() { super("perf.sum", NoSettings.class, Signature.of(Types.FLOAT64, Types.FLOAT64)); }
        protected double[] start(NoSettings none) { return new double[1]; }
        protected void add(NoSettings none, double[] sum, Arguments in, int row) { sum[0] += in.get(0).getDouble(row); }
        protected void merge(NoSettings none, double[] sum, double[] more) { sum[0] += more[0]; }
        protected void finish(NoSettings none, double[] sum, Answer out, int row) { out.setDouble(row, sum[0]); }
    }
}
"""


def jar(folder: Path) -> Path:
    """A folder of compiled classes, which is added like a jar."""
    source = folder / "Rules.java"
    source.write_text(SOURCE)
    classes = folder / "classes"
    core = ROOT / "jvm-core" / "target" / "classes"
    toolchain = str(ROOT / "build-tools" / "toolchain")
    subprocess.run([toolchain, "run", "javac", "-cp", str(core), "-d", str(classes), str(source)], check=True)
    services = classes / "META-INF" / "services"
    services.mkdir(parents=True)
    (services / "dev.penstock.function.ScalarFunction").write_text("perf.Rules$Row\nperf.Rules$Vector\n")
    (services / "dev.penstock.function.AggregateFunction").write_text("perf.Rules$Sum\n")
    return classes


def best(run: Callable[[], Any], runs: int) -> float:
    """The shortest of several runs, in seconds, after two that do not count."""
    run()
    run()
    times = Times()
    for _ in range(runs):
        times.add(run)
    return times.best / 1e3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=7)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ps.add_jar(jar(Path(folder)))
    random = np.random.default_rng(1)
    columns = {name: random.random(chosen.rows) for name in "abc"}
    rows = ps.DataFrame(pl.DataFrame({**columns, "k": random.integers(0, 1000, chosen.rows)})).lazy()
    few = rows.head(200_000).collect().lazy()
    col = ps.col
    f64 = ps.Float64

    def numpy(parts: Any) -> Any:
        a, b, c = (part.to_numpy() for part in parts)
        return a * b + c

    questions: dict[str, tuple[Any, str, int]] = {
        "built in": (rows.select(x=col("a") * col("b") + col("c")), "core", chosen.rows),
        "ScalarFunction": (rows.select(x=ps.fn.perf.vector("a", "b", "c")), "core", chosen.rows),
        "RowFunction": (rows.select(x=ps.fn.perf.row("a", "b", "c")), "core", chosen.rows),
        "built in, filtered": (
            rows.filter(col("a") > 0.5).select(x=col("a") * col("b") + col("c")),
            "core",
            chosen.rows,
        ),
        "ScalarFunction, filtered": (
            rows.filter(col("a") > 0.5).select(x=ps.fn.perf.vector("a", "b", "c")),
            "core",
            chosen.rows,
        ),
        "built in, DuckDB": (rows.select(x=col("a") * col("b") + col("c")), "duckdb", chosen.rows),
        "ScalarFunction, DuckDB": (rows.select(x=ps.fn.perf.vector("a", "b", "c")), "duckdb", chosen.rows),
        "sum by 1,000 keys, built in": (rows.group_by("k").agg(col("a").sum()), "core", chosen.rows),
        "sum by 1,000 keys, FoldFunction": (rows.group_by("k").agg(ps.fn.perf.sum("a")), "core", chosen.rows),
        "map_batches, elementwise": (
            rows.select(x=ps.map_batches(["a", "b", "c"], numpy, f64, is_elementwise=True)),
            "core",
            chosen.rows,
        ),
        "map_batches, whole": (rows.select(x=ps.map_batches(["a", "b", "c"], numpy, f64)), "auto", chosen.rows),
        "map_elements": (few.select(x=col("a").map_elements(lambda v: v + 1, f64)), "core", 200_000),
    }
    print(f"{'':34} {'ms':>9} {'ns a row':>9}")
    for name, (query, engine, count) in questions.items():
        runs = chosen.runs if count == chosen.rows else 3
        seconds = best(partial(query.collect, engine=engine), runs)
        print(f"{name:34} {seconds * 1e3:9.1f} {seconds / count * 1e9:9.2f}", flush=True)
    batches = chosen.rows / 16_384
    empty = rows.select(x=col("a").map_batches(lambda s: s, f64, is_elementwise=True))
    plain = best(lambda: rows.select(x=col("a")).collect(engine="core"), 3)
    seconds = best(lambda: empty.collect(engine="core"), 3) - plain
    print(f"a batch through map_batches: {seconds / batches * 1e6:.0f} microseconds")


if __name__ == "__main__":
    main()
