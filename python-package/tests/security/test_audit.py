"""Logs that show when they were changed."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

import penstock.dbt
from penstock import security
from penstock._cli import main
from penstock.exceptions import ConfigError, SourceError
from penstock.security import AuditLog, verify_audit

PRINT = "ab" * 32


@pytest.fixture(scope="module", autouse=True)
def _keys() -> None:
    security.use_keys({"audit_tests": bytes(range(32))})


def filled(folder: Path, count: int = 4, **options: Any) -> Path:
    log = AuditLog(folder / "audit.jsonl", **options)
    for number in range(count):
        log.append("write", f"asset_{number}", run="run-1", user="tester", outputs={"content": PRINT}, rows=number)
    return log.path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_lines_are_chained_by_their_hashes(tmp_path: Path) -> None:
    path = filled(tmp_path)
    records = lines(path)
    assert [record["seq"] for record in records] == [1, 2, 3, 4]
    assert records[0]["prev"] == "0" * 64
    for before, record in pairwise(records):
        assert record["prev"] == before["hash"]
    for record in records:
        hashed = record.pop("hash")
        canonical = json.dumps(record, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256((record["prev"] + canonical).encode()).hexdigest() == hashed
    assert sorted(records[0]) == sorted(
        ["seq", "time", "run", "user", "action", "asset", "inputs", "outputs", "key_ids", "rows", "prev"]
    )
    verdict = verify_audit(path)
    assert verdict.passed
    assert (verdict.records, verdict.checkpoint) == (4, (tmp_path / "audit.jsonl.head").read_text().strip())


def test_the_files_are_the_owners_alone(tmp_path: Path) -> None:
    filled(tmp_path)
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_an_empty_log_is_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    path.touch()
    assert verify_audit(path).checkpoint == f"0:{'0' * 64}"


def edited(path: Path) -> None:
    path.write_text(path.read_text().replace('"rows":2', '"rows":9'))


def edited_with_a_new_hash(path: Path) -> None:
    records = lines(path)
    records[2]["rows"] = 9
    hashed = records[2].pop("hash")
    said = json.dumps(records[2], sort_keys=True, separators=(",", ":"))
    records[2]["hash"] = hashlib.sha256((records[2]["prev"] + said).encode()).hexdigest()
    assert records[2]["hash"] != hashed
    path.write_text("".join(json.dumps(r, sort_keys=True, separators=(",", ":")) + "\n" for r in records))


def removed(path: Path) -> None:
    kept = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*kept[:2], *kept[3:]]))


def swapped(path: Path) -> None:
    a, b, c, d = path.read_text().splitlines(keepends=True)
    path.write_text(f"{a}{b}{d}{c}")


def cut(path: Path) -> None:
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:2]))


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def spaced(path: Path) -> None:
    path.write_text(path.read_text().replace('"rows":2', '"rows": 2'))


def inserted(path: Path) -> None:
    kept = path.read_text().splitlines(keepends=True)
    path.write_text("".join([*kept[:2], "{}\n", *kept[2:]]))


CHANGES = {
    edited: (3, "it was changed"),
    edited_with_a_new_hash: (4, "it does not follow the line before it"),
    removed: (3, "record 3 is missing here"),
    swapped: (3, "record 3 is missing here"),
    cut: (3, "the log was cut: record 4 was there"),
    torn: (4, "it was not written to its end"),
    spaced: (3, "it was changed"),
    inserted: (3, "it is no record of an audit log"),
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_the_first_line_that_was_changed_is_named(tmp_path: Path, change: Any, capsys: Any) -> None:
    path = filled(tmp_path)
    change(path)
    line, reason = CHANGES[change]
    verdict = verify_audit(path)
    assert not verdict.passed
    assert (verdict.line, verdict.reason[: len(reason)]) == (line, reason)
    assert main(["audit", "verify", str(path)]) == 1
    assert f"{path}, line {line}: {reason}" in capsys.readouterr().err


def test_a_checkpoint_finds_a_log_that_was_written_anew(tmp_path: Path, capsys: Any) -> None:
    path = filled(tmp_path)
    assert main(["audit", "head", str(path)]) == 0
    checkpoint = capsys.readouterr().out.strip()
    path.unlink()
    Path(f"{path}.head").unlink()
    filled(tmp_path, 5)
    assert main(["audit", "verify", str(path)]) == 0
    assert "5 records" in capsys.readouterr().out
    assert main(["audit", "verify", str(path), "--checkpoint", checkpoint]) == 1
    assert "line 4: it is not the record of the checkpoint" in capsys.readouterr().err


def test_seals_find_a_log_that_was_written_anew(tmp_path: Path) -> None:
    path = filled(tmp_path, key_id="audit_tests")
    assert verify_audit(path, sealed=True).passed
    record = lines(path)[0]
    assert record["seal"] == security.hmac_value(record["hash"], "audit_tests", field="penstock.audit/1", rule="exact")
    records = lines(path)
    records[3]["seal"] = records[2]["seal"]
    path.write_text("".join(json.dumps(r, sort_keys=True, separators=(",", ":")) + "\n" for r in records))
    assert verify_audit(path).passed  # seals are looked at by those who have the key
    verdict = verify_audit(path, sealed=True)
    assert (verdict.line, verdict.reason) == (4, "its seal is wrong")


def test_a_seal_may_not_be_missing(tmp_path: Path) -> None:
    path = filled(tmp_path)
    assert verify_audit(path, sealed=True).reason == "it has no seal"


def test_what_a_dead_writer_left_is_cut_off(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with path.open("ab") as file:
        file.write(b'{"action":"wri')
    assert verify_audit(path).line == 5
    filled(tmp_path, 1)
    assert verify_audit(path).records == 5


def test_a_writer_that_died_before_it_noted_the_head_is_believed(tmp_path: Path) -> None:
    path = filled(tmp_path)
    head = Path(f"{path}.head")
    before = head.read_text()
    filled(tmp_path, 1)
    head.write_text(before)
    filled(tmp_path, 1)
    assert verify_audit(path).records == 6


def test_nothing_is_appended_to_a_log_that_was_cut(tmp_path: Path) -> None:
    path = filled(tmp_path)
    cut(path)
    with pytest.raises(SourceError, match=r"ends with record 2, and record 4 was its last one"):
        AuditLog(path).append("write", "a")
    assert len(lines(path)) == 2


def test_long_lines_are_followed(tmp_path: Path) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    for _ in range(3):
        log.append("read", "a", inputs={f"input_{i}": PRINT for i in range(200)})
    assert verify_audit(log.path).records == 3


WRITER = """
import sys
from pathlib import Path
from penstock.security import AuditLog

for _ in range(20):
    AuditLog(Path(sys.argv[1])).append("write", sys.argv[2])
"""


def test_writers_of_several_processes_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "audit.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), f"writer_{i}"]) for i in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert verify_audit(path).records == 60
    assert {record["asset"] for record in lines(path)} == {"writer_0", "writer_1", "writer_2"}


@pytest.mark.parametrize(
    "given",
    [
        {"asset": "Jane Doe"},
        {"asset": ""},
        {"asset": "a\nb"},
        {"action": 'x"y'},
        {"outputs": {"content": "123-45-6789"}},
        {"inputs": {"a b": PRINT}},
        {"rows": "many"},
        {"key_ids": ["a b"]},
    ],
    ids=str,
)
def test_values_are_refused_and_not_shown(tmp_path: Path, given: dict[str, Any]) -> None:
    log = AuditLog(tmp_path / "audit.jsonl")
    with pytest.raises(ConfigError) as caught:
        log.append(**({"action": "write", "asset": "a"} | given))
    assert "Jane" not in str(caught.value)
    assert "6789" not in str(caught.value)
    assert not log.path.exists()


def test_work_fails_that_cannot_be_logged_unless_a_warning_is_enough(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "no folder" / "audit.jsonl"
    with pytest.raises(SourceError, match=r"audit\.jsonl cannot be written: No such file"):
        AuditLog(path).append("write", "a")
    AuditLog(path, required=False).append("write", "a")
    assert "cannot be written" in caplog.text


def test_a_log_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("dear diary\n")
    with pytest.raises(SourceError, match=r"last line of .*notes.txt is no record"):
        AuditLog(path).append("write", "a")
    assert path.read_text() == "dear diary\n"


def test_the_command_says_what_it_cannot_do(tmp_path: Path, capsys: Any) -> None:
    assert main(["audit", "verify", str(tmp_path / "none")]) == 2
    assert "cannot be read" in capsys.readouterr().err
    path = filled(tmp_path)
    assert main(["audit", "verify", str(path), "--checkpoint", "4"]) == 2
    assert "no checkpoint" in capsys.readouterr().err


def test_the_environment_names_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert AuditLog.of_environment() is None
    monkeypatch.setenv("PENSTOCK_AUDIT_LOG", str(tmp_path / "a"))
    monkeypatch.setenv("PENSTOCK_AUDIT_KEY_ID", "audit_tests")
    monkeypatch.setenv("PENSTOCK_AUDIT_REQUIRED", "0")
    assert AuditLog.of_environment() == AuditLog(tmp_path / "a", "audit_tests", required=False)


@penstock.dbt.model(contract=None)
def summed(dbt: Any, _session: Any) -> Any:
    return dbt.ref("people").select("ssn")


class Inputs:
    """What dbt hands to a model, over one relation."""

    this = SimpleNamespace(identifier="summed")

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def ref(self, _name: str) -> Any:
        return self._relation


def test_models_of_dbt_are_logged_without_a_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_AUDIT_LOG", str(tmp_path / "audit.jsonl"))
    with duckdb.connect() as connection:
        relation = connection.sql("select '123-45-6789' as ssn")
        summed(Inputs(relation), connection)
        summed(Inputs(relation), connection)
    text = (tmp_path / "audit.jsonl").read_text()
    assert "6789" not in text
    first, second = lines(tmp_path / "audit.jsonl")
    assert (first["action"], first["asset"], list(first["inputs"])) == ("model", "summed", ["people"])
    assert first["inputs"] == second["inputs"]
    assert first["outputs"] == second["outputs"]
    assert verify_audit(tmp_path / "audit.jsonl").passed


def test_a_model_whose_log_cannot_be_written_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PENSTOCK_AUDIT_LOG", str(tmp_path / "missing" / "audit.jsonl"))
    with duckdb.connect() as connection:
        relation = connection.sql("select 1 as ssn")
        with pytest.raises(penstock.exceptions.PenstockError, match=r"audit log .* cannot be written"):
            summed(Inputs(relation), connection)
