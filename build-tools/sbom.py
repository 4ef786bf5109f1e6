"""What Penstock ships with: one CycloneDX document for Python and Java, and a report of licences.

Reads what the CycloneDX plugin of Maven wrote, adds the Python packages that the two wheels need with all of their
extras, and the native libraries. Ends with 1 if a licence is unknown or not allowed.
"""

import argparse
import json
import sys
import tomllib
import uuid
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from licences import Licences, Verdict
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]

#: What is ours, or an example.
OWN = ("dev.penstock", "com.example")
OURS = {"penstock": ("all",), "dagster-penstock": ()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("java", type=Path, help="the document that Maven's plugin wrote")
    parser.add_argument("folder", type=Path, help="where sbom.json and licences.md go")
    given = parser.parse_args()
    document = json.loads(given.java.read_text(encoding="utf-8"))
    components = [*java_components(document), *native_components(ROOT / "pom.xml"), *python_components(OURS)]
    verdicts = judged(components, Licences.read())
    given.folder.mkdir(parents=True, exist_ok=True)
    (given.folder / "sbom.json").write_text(json.dumps(bom(components, verdicts), indent=1) + "\n", encoding="utf-8")
    (given.folder / "licences.md").write_text(report(verdicts), encoding="utf-8")
    refused = [verdict for verdict in verdicts if not verdict.allowed]
    for verdict in refused:
        print(f"{verdict.package}: {verdict.licence}: {verdict.reason}", file=sys.stderr)
    print(f"{len(components)} components in {given.folder / 'sbom.json'}, licences in {given.folder / 'licences.md'}")
    if refused:
        print("see build-tools/licences.toml", file=sys.stderr)
    return 1 if refused else 0


def java_components(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The libraries of Java, without our own modules."""
    for component in document["components"]:
        if component.get("group") not in OWN:
            yield component


def native_components(pom: Path) -> Iterator[dict[str, Any]]:
    """DuckDB's C library, which is unpacked from its JDBC driver and so is no dependency of Maven's."""
    version = ET.parse(pom).findtext(".//{*}properties/{*}duckdb.version")
    if version is None:
        raise ValueError("pom.xml has no duckdb.version")
    yield {
        "type": "library",
        "name": "libduckdb",
        "version": version,
        "description": "native library, from org.duckdb:duckdb_jdbc",
        "purl": f"pkg:maven/org.duckdb/duckdb_jdbc@{version}",
        "licenses": [{"license": {"id": "MIT"}}],
    }


def python_components(roots: dict[str, tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    """The packages that others need, whatever needs them. What this platform does not need is not there."""
    found: dict[str, set[str]] = {}
    for name, extras in roots.items():
        _need(name, extras, found)
    for name in sorted(found):
        if name in {canonicalize_name(root) for root in roots}:
            continue
        about = metadata.distribution(name).metadata
        yield {
            "type": "library",
            "name": name,
            "version": about["Version"],
            "purl": f"pkg:pypi/{name}@{about['Version']}",
            "licenses": [{"license": {"name": licence}} for licence in licences_of(about)],
        }


def _need(name: str, extras: tuple[str, ...] | set[str], found: dict[str, set[str]]) -> None:
    key = canonicalize_name(name)
    wanted = {"", *extras}
    if key in found and wanted <= found[key]:
        return
    found.setdefault(key, set()).update(wanted)
    for line in metadata.distribution(name).requires or []:
        need = Requirement(line)
        if need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in wanted):
            _need(need.name, need.extras, found)


def licences_of(about: Any) -> list[str]:
    """What a package says of its licences: an expression, or a short text, or its classifiers."""
    expression = about.get("License-Expression")
    if expression:
        return [expression]
    text = (about.get("License") or "").strip()
    if text and len(text) < 60 and "\n" not in text:
        return [text]
    classifiers = [line for line in about.get_all("Classifier", []) if line.startswith("License ::")]
    return [line.rsplit(" :: ", 1)[-1] for line in classifiers]


def judged(components: list[dict[str, Any]], licences: Licences) -> list[Verdict]:
    verdicts = []
    for component in components:
        said = [_name(entry) for entry in component.get("licenses", [])]
        verdicts.append(licences.judge(component["name"], said))
    return verdicts


def _name(entry: dict[str, Any]) -> str:
    licence = entry.get("license", {})
    return str(entry.get("expression") or licence.get("id") or licence.get("name") or "")


def bom(components: list[dict[str, Any]], verdicts: list[Verdict]) -> dict[str, Any]:
    """The document: the same for the same components."""
    shown = [
        {
            "bom-ref": component["purl"],
            **{key: value for key, value in component.items() if key != "bom-ref"},
            "licenses": [{"expression": verdict.licence}] if verdict.licence != "unknown" else [],
        }
        for component, verdict in zip(components, verdicts, strict=True)
    ]
    version = tomllib.loads((ROOT / "python-package" / "pyproject.toml").read_text())["project"].get("version")
    about = {"type": "application", "name": "penstock", "bom-ref": "penstock"} | (
        {"version": version} if version else {}
    )
    content = json.dumps(shown, sort_keys=True)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, content)}",
        "version": 1,
        "metadata": {"component": about},
        "components": shown,
        "dependencies": [{"ref": "penstock", "dependsOn": sorted({component["bom-ref"] for component in shown})}],
    }


def report(verdicts: list[Verdict]) -> str:
    lines = [
        "# Licences of what Penstock ships with",
        "",
        "| Package | Licence | Why it is allowed |",
        "| --- | --- | --- |",
    ]
    for verdict in sorted(verdicts, key=lambda verdict: verdict.package):
        why = verdict.reason if verdict.allowed else f"**not allowed**: {verdict.reason}"
        lines.append(f"| {verdict.package} | {verdict.licence} | {why} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
