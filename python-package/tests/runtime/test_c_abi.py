"""The C ABI as C sees it: the header, and a program that uses it."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from penstock._runtime import EngineSettings
from penstock._runtime.installation import find_duckdb_library, find_installation
from penstock._runtime.surroundings import child_environment
from penstock._runtime.table import ABI_VERSION, FUNCTIONS

BRIDGE = Path(__file__).parents[3] / "c-data-bridge"
HEADER = BRIDGE / "include" / "penstock.h"
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compile_c(*arguments: str | Path) -> None:
    answer = subprocess.run([os.environ.get("CC", "cc"), *arguments], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    assert answer.stderr == ""


def test_the_header_and_python_have_the_same_functions_in_the_same_order() -> None:
    text = HEADER.read_text(encoding="utf-8")
    named = [
        (name, arguments.count(",") + 1)
        for name, arguments in re.findall(r"^ {4}int64_t \(\*(\w+)\)\(([^)]*)\);", text, re.MULTILINE)
    ]
    assert named == [(name, len(arguments)) for name, arguments in FUNCTIONS]
    assert f"#define PENSTOCK_ABI_VERSION {ABI_VERSION}\n" in text


@pytest.mark.parametrize("language", ["c11", "c17"])
def test_the_header_stands_on_its_own(tmp_path: Path, language: str) -> None:
    source = tmp_path / "alone.c"
    source.write_text('#include "penstock.h"\nPenstockApi api = {.abi_version = PENSTOCK_ABI_VERSION};\n')
    compile_c(f"-std={language}", *STRICT, f"-I{HEADER.parent}", "-c", source, "-o", tmp_path / "alone.o")


def test_a_c_program_hands_arrow_data_in_and_out(tmp_path: Path, settings: EngineSettings) -> None:
    program = tmp_path / "bridge_test"
    source = BRIDGE / "src" / "test" / "c" / "bridge_test.c"
    compile_c("-std=c11", "-O1", "-g", *STRICT, f"-I{HEADER.parent}", source, "-o", program, "-pthread", "-ldl")
    found = find_installation()
    answer = subprocess.run(
        [program, found.libjvm, found.class_path_text, settings.to_json(find_duckdb_library())],
        env=child_environment(),  # the JVM would say which options it found there
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert answer.stderr == ""
    assert re.fullmatch(r"\d+ checks passed\n", answer.stdout), answer.stdout
    assert answer.returncode == 0
