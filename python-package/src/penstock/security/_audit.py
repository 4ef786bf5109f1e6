"""A log that shows when somebody changed it: each line has the hash of the line before it.

It is written in Python, because it has to be written when the engine does not start, and read where there is no JVM.
Only seals ask the engine, which keeps the key.
"""

from __future__ import annotations

import datetime as dt
import getpass
import hashlib
import json
import logging
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Self

from penstock.exceptions import ConfigError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VARIABLE: Final = "PENSTOCK_AUDIT_LOG"
_START: Final = "0" * 64
_FIELD: Final = "penstock.audit/1"

#: Names of things, and no sentences: nobody can put a value of a table into the log by mistake.
_NAME = re.compile(r"[^\s\"'{}\x00-\x1f]{1,300}")
_FINGERPRINT = re.compile(r"[0-9a-z]{1,16}:[0-9a-f]{8,128}|[0-9a-f]{8,128}")
_CHECKPOINT = re.compile(r"(\d+):([0-9a-f]{64})")

_log = logging.getLogger("penstock.audit")


@dataclass(frozen=True, slots=True)
class AuditVerdict:
    """What `verify_audit` found.

    Attributes:
        records: How many lines are as they were written, from the first one on.
        checkpoint: ``<number>:<hash>`` of the last of them, to be kept where the log is not.
        line: The first line that is not, counted from 1; one more than there are for a log that was cut; None if all
            are.
        reason: What is wrong with it.
    """

    records: int
    checkpoint: str
    line: int | None = None
    reason: str = ""

    @property
    def passed(self) -> bool:
        """Whether nothing was changed."""
        return self.line is None


@dataclass(frozen=True, slots=True)
class AuditLog:
    """A file that is only appended to, by any number of processes of one machine, a JSON object on each line.

    Each has ``seq`` (from 1), ``time`` (UTC), ``run``, ``user``, ``action``, ``asset``, ``inputs`` and ``outputs``
    (fingerprints by names), ``key_ids``, ``rows``, ``prev`` (the hash of the line before) and ``hash``: the SHA-256 of
    ``prev`` and the line without ``hash`` and ``seal``. With a key there is a ``seal`` as well, an HMAC of the hash,
    which nobody can write anew without the key. There are names, numbers and fingerprints in it, and no values.

    Attributes:
        path: The file. Beside it lies ``<path>.head`` with the last line's number and hash.
        key_id: The id of the key for seals; None for none.
        required: Whether whatever was to be logged fails if it cannot be; otherwise there is a warning.
    """

    path: Path
    key_id: str | None = None
    required: bool = True

    @classmethod
    def of_environment(cls) -> Self | None:
        """The log that ``PENSTOCK_AUDIT_LOG`` names, if it does.

        ``PENSTOCK_AUDIT_KEY_ID`` names the key for seals, and ``PENSTOCK_AUDIT_REQUIRED=0`` lets work go on without a
        log.
        """
        path = os.environ.get(_VARIABLE, "").strip()
        if not path:
            return None
        key_id = os.environ.get("PENSTOCK_AUDIT_KEY_ID", "").strip() or None
        required = os.environ.get("PENSTOCK_AUDIT_REQUIRED", "1").strip() != "0"
        return cls(Path(path).expanduser().absolute(), key_id, required)

    def append(
        self,
        action: str,
        asset: str,
        *,
        run: str = "",
        user: str | None = None,
        inputs: Mapping[str, str] | None = None,
        outputs: Mapping[str, str] | None = None,
        key_ids: Sequence[str] = (),
        rows: int | None = None,
    ) -> None:
        """Write a line, and wait until it is on the disk.

        Args:
            action: What was done, such as ``write``.
            asset: What it was done to.
            run: The run in which.
            user: Who did it; the process's account if not given.
            inputs: Fingerprints of what was read, by names: hexadecimal digits.
            outputs: Fingerprints of what was written.
            key_ids: The ids of the keys that pseudonyms were made with.
            rows: How many rows it were.

        Raises:
            ConfigError: For what is no name and no fingerprint: values do not belong in a log.
            SourceError: If the line cannot be written, or the log was cut since the last line.
        """
        record: dict[str, Any] = {
            "run": run,
            "user": _user() if user is None else user,
            "action": action,
            "asset": asset,
            "inputs": dict(inputs or {}),
            "outputs": dict(outputs or {}),
            "key_ids": list(key_ids),
            "rows": rows,
        }
        _check(record)
        try:
            self._append(record)
        except OSError as error:
            self._failed(SourceError(f"the audit log {self.path} cannot be written: {error.strerror or error}"), error)
        except SourceError as error:
            self._failed(error, error)

    def _failed(self, error: SourceError, cause: BaseException) -> None:
        if self.required:
            if error is cause:
                raise error
            raise error from cause
        _log.warning("%s", error)

    def _append(self, record: dict[str, Any]) -> None:
        with self._locked() as file:
            seq, prev = self._last(file)
            record |= {"seq": seq + 1, "time": dt.datetime.now(dt.UTC).isoformat(timespec="microseconds"), "prev": prev}
            record["hash"] = _hash(record)
            if self.key_id is not None:
                record["seal"] = _seal(record["hash"], self.key_id)
            file.write(_line(record))
            file.flush()
            os.fsync(file.fileno())
            self._keep_head(seq + 1, record["hash"])

    @contextmanager
    def _locked(self) -> Iterator[BinaryIO]:
        import fcntl

        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            # Given back when the file is closed, also by the death of the process.
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file

    def _last(self, file: BinaryIO) -> tuple[int, str]:
        """The number and the hash of the last line."""
        last, torn = _last_line(file)
        if torn:
            # Whoever wrote it died, and nobody was told that it was there.
            file.truncate(file.seek(0, os.SEEK_END) - torn)
        seq, hashed, prev = (0, _START, _START) if last is None else _numbers(self.path, last)
        head = _head(self.path)
        if head is not None and head != (seq, hashed) and head != (seq - 1, prev):
            raise SourceError(
                f"the audit log {self.path} ends with record {seq}, and record {head[0]} was its last one",
                hint="keep it as it is, and find out who changed it: penstock audit verify says where",
            )
        file.seek(0, os.SEEK_END)
        return seq, hashed

    def _keep_head(self, seq: int, hashed: str) -> None:
        head = _head_path(self.path)
        made = head.with_name(head.name + ".new")
        with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(f"{seq}:{hashed}\n")
        made.replace(head)


def verify_audit(path: Path, *, checkpoint: str | None = None, sealed: bool = False) -> AuditVerdict:
    """Whether an audit log is as it was written: no line changed, left out, put elsewhere or cut off.

    Whoever can write the log can also write all of it anew. A checkpoint that is kept elsewhere, or seals, show that.

    Args:
        path: The log.
        checkpoint: ``<number>:<hash>`` that was noted earlier. ``<path>.head`` is looked at in any case.
        sealed: Whether every line must have a seal, and the right one; the keys must be there.

    Raises:
        SourceError: If there is no such file.
        ConfigError: For a checkpoint that is none, and a key that is missing.
    """
    noted = [_parsed(checkpoint)] if checkpoint is not None else []
    if (head := _head(path)) is not None:
        noted.append(head)
    seq, prev = 0, _START
    seen = {0: _START}
    try:
        with path.open("rb") as file:
            for line in file:
                reason = _wrong(line, seq + 1, prev, sealed=sealed)
                if reason:
                    return AuditVerdict(seq, f"{seq}:{prev}", seq + 1, reason)
                seq, prev = seq + 1, json.loads(line)["hash"]
                if any(seq == number for number, _ in noted):
                    seen[seq] = prev
    except OSError as error:
        raise SourceError(f"the audit log {path} cannot be read: {error.strerror or error}") from error
    for number, hashed in noted:
        if number > seq:
            reason = f"the log was cut: record {number} was there"
            return AuditVerdict(seq, f"{seq}:{prev}", seq + 1, reason)
        if seen[number] != hashed:
            return AuditVerdict(number, f"{seq}:{prev}", number, "it is not the record of the checkpoint")
    return AuditVerdict(seq, f"{seq}:{prev}")


def _wrong(line: bytes, seq: int, prev: str, *, sealed: bool) -> str:
    """What is wrong with a line; nothing if it is what it should be."""
    if not line.endswith(b"\n"):
        return "it was not written to its end"
    try:
        record = json.loads(line)
    except ValueError:
        return "it is no JSON"
    if not isinstance(record, dict) or not isinstance(record.get("hash"), str):
        return "it is no record of an audit log"
    if record.get("seq") != seq:
        return f"record {seq} is missing here, and this is record {record.get('seq')}"
    if record.get("prev") != prev:
        return "it does not follow the line before it"
    if _hash(record) != record["hash"] or _line(record) != line:
        return "it was changed"
    if not sealed and "seal" not in record:
        return ""
    return _wrong_seal(record, sealed=sealed)


def _wrong_seal(record: dict[str, Any], *, sealed: bool) -> str:
    from penstock.security._pseudonyms import verify

    if "seal" not in record:
        return "it has no seal"
    if not sealed:
        return ""
    return "" if verify(record["hash"], str(record["seal"]), field=_FIELD, rule="exact") else "its seal is wrong"


def _seal(hashed: str, key_id: str) -> str:
    from penstock.security._pseudonyms import hmac_value

    seal: str = hmac_value(hashed, key_id, field=_FIELD, rule="exact")
    return seal


def _hash(record: Mapping[str, Any]) -> str:
    said = {name: value for name, value in record.items() if name not in ("hash", "seal")}
    return hashlib.sha256(str(record.get("prev")).encode() + _canonical(said)).hexdigest()


def _canonical(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def _line(record: Mapping[str, Any]) -> bytes:
    return _canonical(record) + b"\n"


def _last_line(file: BinaryIO) -> tuple[bytes | None, int]:
    """The last whole line, and how many bytes of another one lie behind it. Reads no more than it needs."""
    end = file.seek(0, os.SEEK_END)
    found = b""
    start = end
    while start > 0 and found.count(b"\n") < 2:
        start = max(0, start - 4096)
        file.seek(start)
        found = file.read(end - start)
    whole, newline, torn = found.rpartition(b"\n")
    if not newline:
        return None, len(found)
    return whole.rpartition(b"\n")[2], len(torn)


def _numbers(path: Path, line: bytes) -> tuple[int, str, str]:
    try:
        record = json.loads(line)
        return int(record["seq"]), str(record["hash"]), str(record["prev"])
    except (ValueError, KeyError, TypeError):
        raise SourceError(
            f"the last line of {path} is no record of an audit log",
            hint="name another file, or find out who changed it: penstock audit verify says where",
        ) from None


def _head_path(path: Path) -> Path:
    return path.with_name(path.name + ".head")


def _head(path: Path) -> tuple[int, str] | None:
    try:
        text = _head_path(path).read_text()
    except OSError:
        return None
    found = _CHECKPOINT.fullmatch(text.strip())
    return None if found is None else (int(found[1]), found[2])


def _parsed(checkpoint: str) -> tuple[int, str]:
    found = _CHECKPOINT.fullmatch(checkpoint.strip())
    if found is None:
        raise ConfigError(
            f"{checkpoint!r} is no checkpoint", hint="give <number>:<hash>, as penstock audit head prints it"
        )
    return int(found[1]), found[2]


def _check(record: Mapping[str, Any]) -> None:
    """Refuse what may be a value."""
    names = [record["action"], record["asset"], *record["inputs"], *record["outputs"], *record["key_ids"]]
    for name in [*names, *(record[name] for name in ("run", "user") if record[name])]:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise ConfigError(
                "an audit log takes names without spaces and quotes, and was given something else, which is not shown"
            )
    for print_ in [*record["inputs"].values(), *record["outputs"].values()]:
        if not isinstance(print_, str) or not _FINGERPRINT.fullmatch(print_):
            raise ConfigError(
                "an audit log takes fingerprints of inputs and outputs, and was given something else, which is not"
                " shown",
                hint="give hexadecimal digits, such as those of a SHA-256",
            )
    if record["rows"] is not None and not isinstance(record["rows"], int):
        raise ConfigError("an audit log takes a number of rows")


def _user() -> str:
    try:
        return re.sub(r"[^\w.@-]", "_", getpass.getuser())
    except (OSError, KeyError):
        return str(os.getuid())
