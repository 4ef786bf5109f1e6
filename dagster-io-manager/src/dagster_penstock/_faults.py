"""Which failures of storage pass by themselves, so that another attempt may succeed.

Errors of libraries for the network are recognised by the names of their classes, so that none of them is imported.
"""

from __future__ import annotations

import email.utils
import enum
import errno
import os
import socket
from typing import TYPE_CHECKING, Any

from penstock.exceptions import PenstockError, SourceError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator


class Fault(enum.Enum):
    """What another attempt is worth: several may help, one may, or none."""

    TRANSIENT = "transient"
    ONCE = "once"
    PERMANENT = "permanent"


_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504})

#: Codes of S3 and its like. They come with statuses that say less: RequestTimeout with 400.
_CODES = {
    "SlowDown": Fault.TRANSIENT,
    "RequestTimeout": Fault.TRANSIENT,
    "InternalError": Fault.TRANSIENT,
    "ExpiredToken": Fault.ONCE,
    "ExpiredTokenException": Fault.ONCE,
    "RequestTimeTooSkewed": Fault.ONCE,
    "BadDigest": Fault.ONCE,
}

_ERRNOS = frozenset(
    {
        errno.ECONNRESET,
        errno.ECONNREFUSED,
        errno.ECONNABORTED,
        errno.EPIPE,
        errno.ETIMEDOUT,
        errno.EINTR,
        errno.EAGAIN,
        errno.ESTALE,
    }
)

#: Errors without a number: connections that end or do not come about, time-outs, bodies that are cut.
_CLASSES = frozenset(
    {
        "aiohttp.ClientPayloadError",
        "aiohttp.ServerDisconnectedError",
        "botocore.ConnectionClosedError",
        "botocore.EndpointConnectionError",
        "botocore.IncompleteReadError",
        "botocore.ResponseStreamingError",
        "http.IncompleteRead",
        "httpx.NetworkError",
        "httpx.RemoteProtocolError",
        "httpx.TimeoutException",
        "requests.ChunkedEncodingError",
        "requests.ConnectionError",
        "requests.Timeout",
        "ssl.SSLEOFError",
        "urllib3.IncompleteRead",
        "urllib3.NewConnectionError",
        "urllib3.ProtocolError",
        "urllib3.TimeoutError",
    }
)

_CLASSES_ONCE = frozenset({"botocore.FlexibleChecksumError"})


def fault_of(error: BaseException, *, on_network: bool) -> Fault:
    """What another attempt is worth after an error.

    An error says it itself, or else the one that it was raised from. What nothing says anything about is permanent: a
    defect does not go away by being repeated.

    Args:
        error: What went wrong.
        on_network: Whether the files lie on another machine. Only then does a disk that fails to answer, or bytes that
            do not have their checksum, mean a connection that was disturbed.
    """
    for one in _chain(error):
        said = _said(one, on_network=on_network)
        if said is not None:
            return said
    return Fault.PERMANENT


def retry_after_seconds(error: BaseException, now: dt.datetime) -> float:
    """How long a server asks to be left alone; 0 if it does not.

    Args:
        error: What went wrong.
        now: The time, with its zone: servers may name a moment in place of a duration.
    """
    for one in _chain(error):
        value = _header(one, "Retry-After")
        if value is None:
            continue
        if value.strip().isdigit():
            return float(value)
        try:
            return max(0.0, (email.utils.parsedate_to_datetime(value) - now).total_seconds())
        except (TypeError, ValueError):
            return 0.0
    return 0.0


def _chain(error: BaseException) -> Iterator[BaseException]:
    """The error and those behind it."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        # Clients wrap what the socket said, some without "from".
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def _said(error: BaseException, *, on_network: bool) -> Fault | None:
    """What one error says; None if it does not."""
    if isinstance(error, PenstockError):
        return _of_penstock(error, on_network=on_network)
    if isinstance(error, MemoryError):
        return Fault.PERMANENT
    if isinstance(error, socket.gaierror):
        return Fault.TRANSIENT if error.errno == socket.EAI_AGAIN else Fault.PERMANENT
    code, status = _answer(error)
    if code in _CODES:
        return _CODES[code]
    if status is not None:
        return Fault.TRANSIENT if status in _STATUSES else Fault.PERMANENT
    if isinstance(error, OSError) and error.errno is not None:
        # s3fs has a number for each answer of a server, which says less than the answer.
        if error.__cause__ is not None and _answer(error.__cause__) != (None, None):
            return None
        return _of_errno(error.errno, on_network=on_network)
    names = {f"{base.__module__.lstrip('_').partition('.')[0]}.{base.__name__}" for base in type(error).__mro__}
    if isinstance(error, ConnectionError | TimeoutError):
        return Fault.TRANSIENT
    if names & _CLASSES:
        # Not yet: a name that is not known comes in the same class.
        return Fault.TRANSIENT if error.__cause__ is None and error.__context__ is None else _behind(error, on_network)
    if names & _CLASSES_ONCE:
        return Fault.ONCE
    # DuckDB has no number for it, only this text.
    if "duckdb.IOException" in names:
        return Fault.TRANSIENT if "Could not set lock on file" in str(error) else Fault.PERMANENT
    return None


def _behind(error: BaseException, on_network: bool) -> Fault:  # noqa: FBT001
    """What is said behind an error of a connection, which is transient if nothing is."""
    behind = error.__cause__ or error.__context__
    assert behind is not None
    for one in _chain(behind):
        if isinstance(one, OSError) and one.errno is not None:
            said = _said(one, on_network=on_network)
            assert said is not None
            return said
    return Fault.TRANSIENT


def _of_errno(number: int, *, on_network: bool) -> Fault:
    if number in _ERRNOS or (number == errno.EIO and on_network):
        return Fault.TRANSIENT
    return Fault.PERMANENT


def _of_penstock(error: PenstockError, *, on_network: bool) -> Fault:
    """Only files can fail in passing. The core has no numbers for that, but the texts that the system has for them."""
    if not isinstance(error, SourceError) or isinstance(error, FileNotFoundError):
        return Fault.PERMANENT
    for number in (*_ERRNOS, errno.EIO):
        if os.strerror(number) in error.message:
            return _of_errno(number, on_network=on_network)
    if on_network and "do not have the checksum" in error.message:
        return Fault.ONCE
    return Fault.PERMANENT


def _answer(error: BaseException) -> tuple[str | None, int | None]:
    """The code and the status of HTTP that a server answered with."""
    response = getattr(error, "response", None)
    if isinstance(response, dict):  # botocore
        code = response.get("Error", {}).get("Code")
        return code, response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    for value in (
        getattr(response, "status_code", None),  # requests, httpx
        getattr(error, "status", None),  # aiohttp
        getattr(error, "code", None),  # urllib
    ):
        if isinstance(value, int):
            return None, value
    return None, None


def _header(error: BaseException, name: str) -> str | None:
    response: Any = getattr(error, "response", None)
    if isinstance(response, dict):
        headers = response.get("ResponseMetadata", {}).get("HTTPHeaders", {})
    else:
        headers = getattr(response, "headers", None) or getattr(error, "headers", None) or {}
    for key, value in headers.items():
        if key.lower() == name.lower():
            return str(value)
    return None
