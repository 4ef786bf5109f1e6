"""Objects of S3 by three libraries: the same bytes, whichever it is."""

from __future__ import annotations

import hashlib
import importlib.util
import io
from typing import TYPE_CHECKING, Any, Protocol

import dagster as dg
from pydantic import ConfigDict, Field

from penstock.exceptions import ConfigError, MissingDependencyError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STORAGES = ("auto", "fsspec", "obstore", "arrow")

#: Servers take no larger object in one piece, and pieces have no condition.
_LARGEST_PUT = 5 << 30


class S3Options(dg.Config):
    """How a server that speaks S3 is reached. What is not said is found where the library looks for it.

    Secrets are best given as ``dg.EnvVar("NAME")``: then the interface shows the name.
    """

    model_config = ConfigDict(extra="forbid")

    endpoint_url: str | None = Field(default=None, description="The server, if it is not that of AWS")
    region: str | None = Field(default=None, description="The region of the bucket")
    access_key_id: str | None = Field(default=None, description="Who asks")
    secret_access_key: str | None = Field(default=None, description="What proves it")
    session_token: str | None = Field(default=None, description="What proves it for a while")
    path_style: bool = Field(default=False, description="Whether the bucket is a part of the path, not of the host")
    anonymous: bool = Field(default=False, description="Whether nobody in particular asks")


class Conflict(Exception):  # noqa: N818 - no failure, but an answer
    """An object is not the one any more that it was."""


class Store(Protocol):
    """The objects of a bucket."""

    def version(self, key: str) -> str | None:
        """Something that is another one whenever an object is; None without the object."""

    def fetch(self, key: str, path: Path) -> None:
        """Copy an object into a file."""

    def open(self, key: str) -> Any:
        """An object as a file that is read in parts."""

    def put(self, path: Path, key: str, before: str | None) -> None:
        """Put a file in the place of an object.

        Args:
            path: The file.
            key: The object.
            before: The version that it is to replace; None if there is to be none.

        Raises:
            Conflict: If that is not so any more.
        """


def store_of(storage: str, bucket: str, options: S3Options) -> Store:
    """The objects of a bucket by a library.

    Args:
        storage: fsspec, obstore or arrow; auto for the first of them that is installed.
        bucket: The bucket.
        options: How it is reached.

    Raises:
        ConfigError: If the options contradict each other.
        MissingDependencyError: If the library is not installed.
    """
    if options.anonymous and (options.access_key_id or options.session_token):
        raise ConfigError("s3 is anonymous, and has keys", hint="leave one of them out")
    if (options.access_key_id is None) != (options.secret_access_key is None):
        raise ConfigError("s3 needs access_key_id and secret_access_key together")
    if storage == "auto":
        found = {"fsspec": "s3fs", "obstore": "obstore"}
        storage = next((name for name, module in found.items() if importlib.util.find_spec(module)), "arrow")
    stores: dict[str, Callable[[str, S3Options], Store]] = {
        "fsspec": FsspecStore,
        "obstore": ObstoreStore,
        "arrow": ArrowStore,
    }
    return stores[storage](bucket, options)


class FsspecStore:
    """By s3fs."""

    def __init__(self, bucket: str, options: S3Options) -> None:
        self._bucket = bucket
        self._files = _library("s3fs").S3FileSystem(
            anon=options.anonymous,
            key=options.access_key_id,
            secret=options.secret_access_key,
            token=options.session_token,
            endpoint_url=options.endpoint_url,
            client_kwargs={"region_name": options.region} if options.region else {},
            config_kwargs={"s3": {"addressing_style": "path"}} if options.path_style else {},
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    def version(self, key: str) -> str | None:
        """The ETag."""
        try:
            return str(self._files.info(f"{self._bucket}/{key}", refresh=True)["ETag"])
        except FileNotFoundError:
            return None

    def fetch(self, key: str, path: Path) -> None:
        """Copy an object into a file."""
        self._files.get_file(f"{self._bucket}/{key}", str(path))

    def open(self, key: str) -> Any:
        """An object as a file."""
        return self._files.open(f"{self._bucket}/{key}", "rb")

    def put(self, path: Path, key: str, before: str | None) -> None:
        """In one request, with a condition; in parts, what is too large for one."""
        if path.stat().st_size > _LARGEST_PUT:
            _require_version(self, key, before)
            self._files.put_file(str(path), f"{self._bucket}/{key}")
            return
        condition = {"IfNoneMatch": "*"} if before is None else {"IfMatch": before}
        try:
            with path.open("rb") as body:
                self._files.call_s3("put_object", Bucket=self._bucket, Key=key, Body=body, **condition)
        except OSError as error:
            if _code_of(error) in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey"):
                raise Conflict from error
            raise


class ObstoreStore:
    """By obstore, which is written in Rust."""

    def __init__(self, bucket: str, options: S3Options) -> None:
        self._obstore = _library("obstore")
        given = {
            "endpoint": options.endpoint_url,
            "region": options.region,
            "access_key_id": options.access_key_id,
            "secret_access_key": options.secret_access_key,
            "session_token": options.session_token,
            "virtual_hosted_style_request": False if options.path_style else None,
            "skip_signature": True if options.anonymous else None,
        }
        plain = (options.endpoint_url or "").startswith("http://")
        self._store = _library("obstore.store").S3Store(
            bucket,
            client_options={"allow_http": True} if plain else {},
            **{name: value for name, value in given.items() if value is not None},
        )

    def version(self, key: str) -> str | None:
        """The ETag."""
        try:
            return str(self._obstore.head(self._store, key)["e_tag"])
        except FileNotFoundError:
            return None

    def fetch(self, key: str, path: Path) -> None:
        """Copy an object into a file."""
        with path.open("wb") as file:
            for part in self._obstore.get(self._store, key).stream():
                file.write(part)

    def open(self, key: str) -> Any:
        """An object as a file."""
        return io.BufferedReader(_Reader(self._obstore.open_reader(self._store, key)))

    def put(self, path: Path, key: str, before: str | None) -> None:
        """In one request, with a condition; in parts, what is too large for one."""
        errors = _library("obstore.exceptions")
        if path.stat().st_size > _LARGEST_PUT:
            _require_version(self, key, before)
            self._obstore.put(self._store, key, path)
            return
        mode = "create" if before is None else {"e_tag": before}
        try:
            self._obstore.put(self._store, key, path, mode=mode, use_multipart=False)
        except (errors.AlreadyExistsError, errors.PreconditionError, FileNotFoundError) as error:
            raise Conflict from error


class _Reader(io.RawIOBase):
    """A reader of obstore, whose bytes are of a class of its own, as a file of Python."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return int(self._reader.seek(offset, whence))

    def tell(self) -> int:
        return int(self._reader.tell())

    def readinto(self, buffer: Any) -> int:
        found = bytes(self._reader.read(len(buffer)))
        buffer[: len(found)] = found
        return len(found)


class ArrowStore:
    """By pyarrow, which knows no conditions: of two that write at the same moment the last one wins."""

    def __init__(self, bucket: str, options: S3Options) -> None:
        from pyarrow import fs

        scheme, _, host = (options.endpoint_url or "https://").rpartition("://")
        given = {
            "endpoint_override": host,
            "region": options.region,
            "access_key": options.access_key_id,
            "secret_key": options.secret_access_key,
            "session_token": options.session_token,
        }
        self._bucket = bucket
        self._fs = fs
        self._files = fs.S3FileSystem(
            anonymous=options.anonymous,
            scheme=scheme,
            force_virtual_addressing=bool(host) and not options.path_style,
            **{name: value for name, value in given.items() if value},
        )

    def version(self, key: str) -> str | None:
        """The ETag."""
        try:
            with self._files.open_input_stream(f"{self._bucket}/{key}") as stream:
                return str(stream.metadata()["ETag"].decode())
        except FileNotFoundError:
            return None

    def fetch(self, key: str, path: Path) -> None:
        """Copy an object into a file."""
        self._fs.copy_files(f"{self._bucket}/{key}", str(path), self._files, self._fs.LocalFileSystem())

    def open(self, key: str) -> Any:
        """An object as a file."""
        return self._files.open_input_file(f"{self._bucket}/{key}")

    def put(self, path: Path, key: str, before: str | None) -> None:
        """In parts, that become an object together."""
        _require_version(self, key, before)
        self._fs.copy_files(str(path), f"{self._bucket}/{key}", self._fs.LocalFileSystem(), self._files)


def _library(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        package = name.partition(".")[0]
        if (error.name or "").partition(".")[0] != package:
            raise  # it is installed, but broken: let that show
        raise MissingDependencyError(
            f"{package} is needed for this storage", hint=f"pip install {package}, or choose another storage"
        ) from error


def is_written(store: Store, key: str, path: Path) -> bool:
    """Whether the object has a file's bytes, as far as its ETag says: then an attempt that failed has written it."""
    with path.open("rb") as data:
        digest = hashlib.file_digest(data, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    return (store.version(key) or "").strip('"') == digest


def _require_version(store: Store, key: str, before: str | None) -> None:
    if store.version(key) != before:
        raise Conflict


def _code_of(error: BaseException | None) -> str | None:
    """What the server calls the failure."""
    while error is not None:
        response = getattr(error, "response", None)
        if isinstance(response, dict):
            return str(response.get("Error", {}).get("Code"))
        error = error.__cause__
    return None
