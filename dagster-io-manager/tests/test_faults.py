import datetime as dt
import email.utils
import errno
import http.client
import socket
import ssl
import urllib.error
from email.message import Message
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import requests
import urllib3

from dagster_penstock._faults import Fault, fault_of, retry_after_seconds
from dagster_penstock._mounts import is_on_network
from penstock.exceptions import (
    ConfigError,
    MemoryLimitError,
    QueryCancelled,
    QueryTimeout,
    SchemaError,
    ShapeError,
    SourceError,
    SourceNotFoundError,
)

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def of_status(status: int, headers: dict[str, str] | None = None) -> Exception:
    response = requests.Response()
    response.status_code = status
    response.headers.update(headers or {})
    return requests.HTTPError(f"status {status}", response=response)


def of_urllib(status: int, headers: dict[str, str] | None = None) -> Exception:
    message = Message()
    for key, value in (headers or {}).items():
        message[key] = value
    return urllib.error.HTTPError("http://x", status, "no", message, None)


class ClientError(Exception):
    """What botocore raises, without botocore."""

    def __init__(self, code: str, status: int, headers: dict[str, str] | None = None) -> None:
        super().__init__(code)
        self.response = {
            "Error": {"Code": code},
            "ResponseMetadata": {"HTTPStatusCode": status, "HTTPHeaders": headers or {}},
        }


def of_library(name: str) -> Exception:
    """An error of a library that is not installed, known by its name."""
    module, _, class_ = name.rpartition(".")
    error = type(class_, (Exception,), {"__module__": module})("no")
    assert isinstance(error, Exception)
    return error


def behind(outer: Exception, inner: Exception) -> Exception:
    outer.__cause__ = inner
    return outer


TRANSIENT = [
    ConnectionResetError(errno.ECONNRESET, "reset"),
    ConnectionRefusedError(errno.ECONNREFUSED, "refused"),
    ConnectionAbortedError(errno.ECONNABORTED, "aborted"),
    http.client.RemoteDisconnected("closed"),
    socket.gaierror(socket.EAI_AGAIN, "temporary failure in name resolution"),
    TimeoutError("timed out"),
    OSError(errno.ETIMEDOUT, "timed out"),
    ssl.SSLEOFError("EOF in violation of protocol"),
    http.client.IncompleteRead(b"half", 10),
    urllib3.exceptions.ProtocolError("broken"),
    requests.exceptions.ChunkedEncodingError("cut"),
    requests.exceptions.ConnectTimeout("late"),
    requests.exceptions.ReadTimeout("late"),
    requests.exceptions.ConnectionError("no"),
    behind(requests.exceptions.ConnectionError("no"), ConnectionResetError(errno.ECONNRESET, "reset")),
    of_library("botocore.exceptions.EndpointConnectionError"),
    of_library("aiohttp.client_exceptions.ServerDisconnectedError"),
    *[of_status(status) for status in (408, 425, 429, 500, 502, 503, 504)],
    of_urllib(503),
    ClientError("SlowDown", 503),
    ClientError("RequestTimeout", 400),
    ClientError("InternalError", 500),
    *[OSError(number, "x") for number in (errno.EINTR, errno.EAGAIN, errno.ESTALE)],
    duckdb.IOException('IO Error: Could not set lock on file "x.duckdb": Conflicting lock is held in PID 7'),
    SourceError("x.parquet: Stale file handle"),
    behind(RuntimeError("loading failed"), ConnectionResetError(errno.ECONNRESET, "reset")),
]

ONCE = [
    ClientError("ExpiredToken", 400),
    ClientError("RequestTimeTooSkewed", 403),
    ClientError("BadDigest", 400),
    of_library("botocore.exceptions.FlexibleChecksumError"),
]

PERMANENT = [
    *[of_status(status) for status in (400, 401, 403, 404, 405, 409, 411, 412, 416)],
    of_urllib(404),
    ClientError("NoSuchBucket", 404),
    ClientError("AccessDenied", 403),
    *[OSError(number, "x") for number in (errno.ENOSPC, errno.EACCES, errno.EROFS, errno.ENAMETOOLONG, errno.EIO)],
    PermissionError(errno.EACCES, "no"),
    FileNotFoundError(errno.ENOENT, "no"),
    socket.gaierror(socket.EAI_NONAME, "name not known"),
    behind(requests.exceptions.ConnectionError("no"), socket.gaierror(socket.EAI_NONAME, "name not known")),
    SchemaError("x"),
    ShapeError("x"),
    ConfigError("x"),
    SourceError("cannot read x.parquet: the footer is broken"),
    SourceError("x.parquet: No space left on device"),
    SourceError("x.parquet: Input/output error"),
    SourceError("bytes that do not have the checksum of their header"),
    SourceNotFoundError("x"),
    pa.ArrowInvalid("no Parquet"),
    duckdb.IOException("IO Error: no such file"),
    MemoryError(),
    MemoryLimitError("x"),
    QueryCancelled("x"),
    QueryTimeout("x"),
    ZeroDivisionError(),
    behind(SchemaError("x"), ConnectionResetError(errno.ECONNRESET, "reset")),
]


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        *[(error, Fault.TRANSIENT) for error in TRANSIENT],
        *[(error, Fault.ONCE) for error in ONCE],
        *[(error, Fault.PERMANENT) for error in PERMANENT],
    ],
    ids=lambda value: repr(value)[:60],
)
def test_an_error_says_what_another_attempt_is_worth(error: Exception, fault: Fault) -> None:
    assert fault_of(error, on_network=False) is fault


def test_on_a_disk_of_another_machine_a_failing_disk_is_a_failing_connection() -> None:
    assert fault_of(OSError(errno.EIO, "x"), on_network=True) is Fault.TRANSIENT
    assert fault_of(SourceError("x.parquet: Input/output error"), on_network=True) is Fault.TRANSIENT
    broken = SourceError("cannot read x.parquet: bytes that do not have the checksum of their header")
    assert fault_of(broken, on_network=True) is Fault.ONCE
    assert fault_of(OSError(errno.ENOSPC, "x"), on_network=True) is Fault.PERMANENT


def test_an_error_that_is_its_own_cause_comes_to_an_end() -> None:
    one, other = RuntimeError("one"), RuntimeError("other")
    one.__cause__, other.__cause__ = other, one
    assert fault_of(one, on_network=False) is Fault.PERMANENT


@pytest.mark.parametrize(
    "make", [of_status, of_urllib, lambda status, headers: ClientError("SlowDown", status, headers)]
)
def test_servers_say_how_long_they_want_to_be_left_alone(make: Any) -> None:
    assert retry_after_seconds(make(503, {"Retry-After": "7"}), NOW) == 7
    later = email.utils.format_datetime(NOW + dt.timedelta(seconds=90), usegmt=True)
    assert retry_after_seconds(make(503, {"retry-after": later}), NOW) == 90
    earlier = email.utils.format_datetime(NOW - dt.timedelta(seconds=90), usegmt=True)
    assert retry_after_seconds(make(503, {"Retry-After": earlier}), NOW) == 0
    assert retry_after_seconds(make(503, {"Retry-After": "soon"}), NOW) == 0
    assert retry_after_seconds(make(503, {}), NOW) == 0


def test_mounts_say_which_folders_are_of_another_machine(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "/dev/sda1 / ext4 rw 0 0\n"
        "server:/a /data nfs4 rw 0 0\n"
        "/dev/sdb1 /data/local ext4 rw 0 0\n"
        "//server/b /with\\040blank cifs rw 0 0\n"
        "s3fs /bucket fuse.s3fs rw 0 0\n"
    )
    assert is_on_network(Path("/data/x/y.parquet"), mounts)
    assert is_on_network(Path("/with blank/y"), mounts)
    assert is_on_network(Path("/bucket"), mounts)
    assert not is_on_network(Path("/data/local/y"), mounts)
    assert not is_on_network(Path("/database/y"), mounts)
    assert not is_on_network(Path("/data"), tmp_path / "none")
