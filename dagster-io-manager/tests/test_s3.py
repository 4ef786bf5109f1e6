"""Objects of S3, by each library, of a server that speaks S3."""

from __future__ import annotations

import errno
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import dagster as dg
import pyarrow.parquet as pq
import pytest
from botocore.exceptions import ClientError
from moto.server import ThreadedMotoServer
from stored.runs import metadata, shared_instance
from stored.tables import CLASSES, TABLE, make

import penstock as ps
from dagster_penstock import PenstockParquetIOManager, S3Options
from dagster_penstock._faults import Fault, fault_of
from dagster_penstock._objects import ObjectFiles
from dagster_penstock._stores import store_of
from penstock.exceptions import ConfigError, InvalidOperationError, MissingDependencyError, SchemaError, SourceError
from penstock.testing import assert_frame_equal

LIBRARIES = ("fsspec", "obstore", "arrow")
KEYS: dict[str, Any] = {"access_key_id": "me", "secret_access_key": "secret", "region": "us-east-1", "path_style": True}


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    serving = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    _, port = serving.get_host_and_port()
    yield f"http://127.0.0.1:{port}"
    serving.stop()


@pytest.fixture
def bucket(server: str, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A bucket of its own for each test, by a client that is none of ours."""
    s3 = boto3.resource(
        "s3", endpoint_url=server, aws_access_key_id="me", aws_secret_access_key="secret", region_name="us-east-1"
    )
    made = s3.Bucket(f"bucket-{abs(hash(request.node.name))}")
    made.create()
    yield made
    s3.meta.client.close()


def options(server: str) -> S3Options:
    return S3Options(endpoint_url=server, **KEYS)


def materialize(server: str, bucket: Any, library: str, assets: list[Any], **more: Any) -> dg.ExecuteInProcessResult:
    settings = more.pop("settings", {})
    manager = PenstockParquetIOManager(
        base_uri=f"s3://{bucket.name}/a prefix/of ours", storage=library, s3=options(server), **settings
    )
    return dg.materialize(assets, resources={"io_manager": manager}, instance=shared_instance(), **more)


def names(bucket: Any) -> list[str]:
    return sorted(one.key for one in bucket.objects.all())


@dg.asset
def stored() -> ps.LazyFrame:
    return ps.scan_arrow_c_stream(TABLE)


@pytest.mark.parametrize("library", [*LIBRARIES, "auto"])
def test_tables_of_every_kind_are_stored_and_loaded(server: str, bucket: Any, library: str) -> None:
    loaded: dict[str, Any] = {}

    def reader(kind: str) -> Any:
        def read(stored: Any) -> None:
            loaded[kind] = stored.collect() if kind.endswith("LazyFrame") else stored
            if kind == "pyarrow.RecordBatchReader":
                loaded[kind] = stored.read_all()

        read.__annotations__ = {"stored": CLASSES[kind], "return": None}
        return dg.asset(name=f"read_{kind.replace('.', '_').lower()}")(read)

    result = materialize(server, bucket, library, [stored, *map(reader, CLASSES)])
    assert result.success
    assert len(loaded) == 8
    for kind, table in loaded.items():
        assert_frame_equal(make("penstock.DataFrame", table) if kind == "pyarrow.Table" else table, TABLE)
    assert names(bucket) == ["a prefix/of ours/stored.parquet"]
    said = metadata(result, "stored")
    assert said["dagster/uri"] == f"s3://{bucket.name}/a prefix/of ours/stored.parquet"
    assert said["dagster/row_count"] == TABLE.num_rows


def test_the_bytes_are_the_same_whichever_library_is_used(server: str, bucket: Any) -> None:
    found = []
    for library in LIBRARIES:
        assert materialize(server, bucket, library, [stored]).success
        (one,) = bucket.objects.all()
        found.append(one.get()["Body"].read())
    assert found[0] == found[1] == found[2]
    assert found[0].startswith(b"PAR1")


@pytest.mark.parametrize("library", LIBRARIES)
def test_partitions_are_objects_and_missing_ones_are_named(server: str, bucket: Any, library: str) -> None:
    keys = dg.StaticPartitionsDefinition(["a", "b/../c", "ö%2F"])
    read: list[Any] = []

    @dg.asset(partitions_def=keys)
    def parts(context) -> ps.DataFrame:  # type: ignore[no-untyped-def]
        return ps.DataFrame({"key": [context.partition_key]})

    @dg.asset
    def all_of_them(parts: ps.LazyFrame) -> None:
        read.extend(parts.collect()["key"].to_list())

    @dg.asset
    def some(parts: dict[str, ps.DataFrame | None]) -> None:
        read.extend(key for key, table in parts.items() if table is not None)

    for key in ("a", "b/../c"):
        assert materialize(server, bucket, library, [parts], partition_key=key).success
    assert len(names(bucket)) == 2
    assert all(name.startswith("a prefix/of ours/parts/") for name in names(bucket))
    with pytest.raises(Exception, match="parts has no partition 'ö%2F'"):
        materialize(server, bucket, library, [parts.to_source_asset(), all_of_them])
    assert materialize(server, bucket, library, [parts.to_source_asset(), some]).success
    assert read == ["a", "b/../c"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_fails_while_it_is_computed_leaves_what_was_there(server: str, bucket: Any, library: str) -> None:
    @dg.asset(name="stored")
    def failing() -> ps.LazyFrame:
        return ps.DataFrame({"a": ["x"]}).lazy().select(ps.col("a").cast(ps.Int64))

    assert materialize(server, bucket, library, [stored]).success
    (before,) = [one.e_tag for one in bucket.objects.all()]
    with pytest.raises(InvalidOperationError):
        materialize(server, bucket, library, [failing])
    assert [one.e_tag for one in bucket.objects.all()] == [before]


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_policy_is_held_against_the_footer_of_the_object(server: str, bucket: Any, library: str) -> None:
    @dg.asset(name="stored")
    def other() -> ps.DataFrame:
        return ps.DataFrame({"other": [1]})

    settings = {"evolution": ["strict"]}
    assert materialize(server, bucket, library, [stored], settings=settings).success
    with pytest.raises(SchemaError, match=f"s3://{bucket.name}/a prefix/of ours/stored.parquet is not written"):
        materialize(server, bucket, library, [other], settings=settings)


@pytest.mark.parametrize("library", LIBRARIES)
def test_of_two_that_write_one_object_the_first_wins_and_the_other_says_so(
    server: str, bucket: Any, library: str
) -> None:
    files = ObjectFiles(store_of(library, bucket.name, options(server)))
    path = Path("/", bucket.name, "deep", "t.parquet")

    def written(value: int) -> Path:
        complete, _ = files.write(ps.DataFrame({"a": [value]}).lazy(), path, codec="zstd", level=None, group_rows=10)
        return complete

    for round_ in (0, 10):  # when there is nothing yet, and when there is
        before = files.version(path)
        first, second = written(round_), written(round_ + 1)
        files.publish(first, path, before)
        files.publish(first, path, before) if library != "arrow" else None  # an attempt whose answer was lost
        with pytest.raises(SourceError, match=r"deep/t\.parquet was written by another run while this one computed"):
            files.publish(second, path, before)
        assert files.scan([path]).collect()["a"].to_list() == [round_]
        for one in (first, second):
            files.discard(one)
    assert names(bucket) == ["deep/t.parquet"]
    columns = files.columns(path)
    assert columns is not None
    assert columns.names == ["a"]
    bucket.put_object(Key="deep/t.parquet", Body=b"no parquet")
    assert files.columns(path) is None
    assert files.columns(Path("/", bucket.name, "nothing")) is None
    assert files.version(Path("/", bucket.name, "nothing")) is None


class Recorder(http.server.BaseHTTPRequestHandler):
    """Has nothing, and remembers who asked for what."""

    def do_HEAD(self) -> None:
        self.server.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))  # type: ignore[attr-defined]
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_HEAD()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def recorder() -> Iterator[Any]:
    serving = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Recorder)
    serving.asked = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=serving.serve_forever)
    thread.start()
    yield serving
    serving.shutdown()
    serving.server_close()
    thread.join()


@pytest.mark.parametrize("library", LIBRARIES)
def test_tokens_and_paths_are_sent_as_is_asked_for_and_nothing_of_the_anonymous(recorder: Any, library: str) -> None:
    url = f"http://127.0.0.1:{recorder.server_port}"
    known = S3Options(endpoint_url=url, session_token="for a while", **KEYS)
    assert store_of(library, "some-bucket", known).version("k") is None
    asked, headers = recorder.asked[0]
    assert asked.startswith("/some-bucket")
    assert headers["x-amz-security-token"] == "for a while"
    assert "Credential=me/" in headers["authorization"]
    recorder.asked.clear()
    nobody = S3Options(endpoint_url=url, region="us-east-1", path_style=True, anonymous=True)
    assert store_of(library, "some-bucket", nobody).version("k") is None
    assert all("authorization" not in headers for _, headers in recorder.asked)


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ConfigError, match="anonymous, and has keys"):
        store_of("arrow", "b", S3Options(anonymous=True, access_key_id="x", secret_access_key="y"))
    with pytest.raises(ConfigError, match="together"):
        store_of("arrow", "b", S3Options(access_key_id="x"))
    with pytest.raises(Exception, match="storage"):
        PenstockParquetIOManager(base_uri="s3://b", storage="ftp")
    for uri, text in (("s3://", "names no bucket"), ("gs://b/x", "neither a folder of this machine nor in S3")):
        manager = PenstockParquetIOManager(base_uri=uri)
        with pytest.raises(dg.DagsterError) as raised:
            dg.materialize([stored], resources={"io_manager": manager}, instance=shared_instance())
        assert text in str(raised.value.__cause__)


def test_a_library_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "s3fs", None)
    with pytest.raises(MissingDependencyError, match="s3fs is needed for this storage"):
        store_of("fsspec", "b", S3Options())


def test_keys_are_hidden_where_they_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_TESTS", "do not show")
    hidden = S3Options(access_key_id="me", secret_access_key=dg.EnvVar("SECRET_OF_TESTS"))
    assert "do not show" not in str(PenstockParquetIOManager(base_uri="s3://b", s3=hidden))


@pytest.mark.parametrize(
    ("code", "status", "fault"),
    [
        ("SlowDown", 503, Fault.TRANSIENT),
        ("InternalError", 500, Fault.TRANSIENT),
        ("AccessDenied", 403, Fault.PERMANENT),
    ],
)
def test_what_the_server_said_counts_more_than_the_number_that_s3fs_has_for_it(
    code: str, status: int, fault: Fault
) -> None:
    answer: Any = {"Error": {"Code": code}, "ResponseMetadata": {"HTTPStatusCode": status}}
    error = OSError(errno.EBUSY, "busy")
    error.__cause__ = ClientError(answer, "PutObject")
    assert fault_of(error, on_network=True) is fault


def test_objects_are_plain_parquet_files(server: str, bucket: Any, tmp_path: Path) -> None:
    assert materialize(server, bucket, "auto", [stored]).success
    (one,) = bucket.objects.all()
    bucket.download_file(one.key, str(tmp_path / "a.parquet"))
    assert pq.read_table(tmp_path / "a.parquet").schema.names == TABLE.schema.names
