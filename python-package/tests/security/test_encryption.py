"""Encrypted Parquet files: ours are read by pyarrow, pyarrow's by us, and neither without the key."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe
import pytest
from runtime.programs import run

import penstock as ps
from penstock import security
from penstock.exceptions import ConfigError, SourceError, UnsupportedOperation

KEY = bytes(range(16))
LONG = bytes(range(32))


@pytest.fixture(scope="module", autouse=True)
def _keys() -> None:
    security.use_file_keys({"files_1": KEY, "files_2": LONG, "default": LONG[::-1]})


def rows(count: int = 1000) -> pa.Table:
    return pa.table(
        {
            "ssn": [f"secret-{i}" if i % 7 else None for i in range(count)],
            "team": [f"team-{i % 3}" for i in range(count)],
            "pay": pa.array([Decimal(i) / 4 for i in range(count)], pa.decimal128(12, 2)),
            "day": [dt.date(2024, 1, 1) + dt.timedelta(i) for i in range(count)],
            "x": [i * 0.5 for i in range(count)],
            "list": [[i, None] if i % 2 else [] for i in range(count)],
            "flag": [i % 2 == 0 for i in range(count)],
        }
    )


def of_pyarrow(path: Path, key: bytes = KEY) -> pa.Table:
    return pq.read_table(path, decryption_properties=pe.create_decryption_properties(footer_key=key))


@pytest.mark.parametrize("compression", ["zstd", "uncompressed", "snappy"])
@pytest.mark.parametrize("count", [0, 1, 1000])
def test_ours_are_read_by_pyarrow_and_by_us(tmp_path: Path, count: int, compression: str) -> None:
    path = tmp_path / "a.parquet"
    table = rows(count)
    ps.DataFrame(table).write_parquet(
        path, encryption="files_1", compression=compression, row_group_size=300, data_page_size=500
    )
    assert ps.read_parquet(path).to_arrow().equals(ps.DataFrame(table).to_arrow())
    assert of_pyarrow(path).to_pylist() == table.to_pylist()


def test_ours_are_read_by_duckdb(tmp_path: Path) -> None:
    # DuckDB 2.0 reads no encrypted file with several pages in a column chunk or with lists, pyarrow's neither.
    path = tmp_path / "a.parquet"
    security.use_file_keys({"files_duckdb": b"0123456789abcdef"})
    flat = rows().drop_columns(["list"])
    ps.DataFrame(flat).write_parquet(path, encryption="files_duckdb", row_group_size=300)
    with duckdb.connect() as connection:
        connection.execute("PRAGMA add_parquet_key('key', '0123456789abcdef')")
        read = f"read_parquet('{path}', encryption_config = {{footer_key: 'key'}})"
        assert connection.sql(f"from {read}").to_arrow_table().to_pylist() == flat.to_pylist()


def test_keys_of_32_bytes_are_read_by_pyarrow(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ps.DataFrame(rows()).lazy().sink_parquet(path, encryption="files_2")
    assert of_pyarrow(path, LONG).to_pylist() == rows().to_pylist()


def by_pyarrow(path: Path, key: bytes = LONG[::-1], **options: Any) -> None:
    """A file of pyarrow, which names no key."""
    told = {name: options.pop(name) for name in list(options) if name != "data_page_version"}
    properties = pe.create_encryption_properties(footer_key=key, **told)
    with pq.ParquetWriter(
        path,
        rows().schema,
        encryption_properties=properties,
        data_page_size=400,
        write_page_index=True,
        **options,
    ) as writer:
        writer.write_table(rows(), row_group_size=250)


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("prefix", [None, b"table"])
def test_those_of_pyarrow_are_read_by_us(tmp_path: Path, version: str, prefix: bytes | None) -> None:
    path = tmp_path / "a.parquet"
    by_pyarrow(path, data_page_version=version, aad_prefix=prefix)
    assert ps.read_parquet(path).to_arrow().to_pylist() == rows().to_pylist()
    wanted = [row["ssn"] for row in rows().to_pylist() if row["x"] > 490]
    assert ps.scan_parquet(path).filter(ps.col("x") > 490).collect()["ssn"].to_list() == wanted


OTHER_CIPHERS = [
    {"encryption_algorithm": "AES_GCM_CTR_V1"},
    {"aad_prefix": b"table", "store_aad_prefix": False},
]


@pytest.mark.parametrize("options", OTHER_CIPHERS, ids=str)
def test_other_ciphers_are_refused_by_name(tmp_path: Path, options: dict[str, Any]) -> None:
    path = tmp_path / "a.parquet"
    by_pyarrow(path, **options)
    with pytest.raises(UnsupportedOperation, match="encrypted otherwise than by AES_GCM_V1"):
        ps.read_parquet(path)


def test_filters_columns_and_lengths_work_on_them(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ps.DataFrame(rows()).write_parquet(path, encryption="files_1", row_group_size=100)
    lazy = ps.scan_parquet(path)
    wanted = [row["ssn"] for row in rows().to_pylist() if row["x"] > 490]
    assert lazy.filter(ps.col("x") > 490).select("ssn").collect()["ssn"].to_list() == wanted
    assert lazy.select(ps.len()).collect().item() == 1000
    assert lazy.slice(950, 3).select("x").collect()["x"].to_list() == [475.0, 475.5, 476.0]
    assert lazy.group_by("team").agg(ps.len()).sort("team").collect()["len"].to_list() == [334, 333, 333]
    assert ps.sql("select count(*) as n from lazy where team = 'team-1'", lazy=lazy).collect().item() == 333


def test_nothing_of_the_rows_is_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ps.DataFrame(rows()).write_parquet(path, encryption="files_1", compression="uncompressed")
    content = path.read_bytes()
    for text in (b"secret", b"team", b"ssn", b"pay"):
        assert text not in content
    assert content[:4] == content[-4:] == b"PARE"
    ps.DataFrame(rows()).write_parquet(tmp_path / "b.parquet", compression="uncompressed")
    assert b"secret-1" in (tmp_path / "b.parquet").read_bytes()


def test_no_two_files_are_the_same(tmp_path: Path) -> None:
    contents = set()
    for name in ("a", "b"):
        ps.DataFrame({"a": [1]}).write_parquet(tmp_path / name, encryption="files_1")
        contents.add((tmp_path / name).read_bytes())
    assert len(contents) == 2


def test_bytes_are_encrypted_as_files_are() -> None:
    target = io.BytesIO()
    ps.DataFrame({"a": ["secret"]}).write_parquet(target, encryption="files_1")
    assert target.getvalue()[:4] == b"PARE"
    assert ps.read_parquet(io.BytesIO(target.getvalue()))["a"].to_list() == ["secret"]


def test_another_key_is_an_error_that_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    by_pyarrow(path, bytes(16))
    with pytest.raises(SourceError, match=r'a\.parquet.*the key "default" is not the one') as caught:
        ps.read_parquet(path)
    assert LONG[::-1].hex() not in str(caught.value)


def test_a_missing_key_is_an_error_that_says_which(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with pytest.raises(ConfigError, match='there is no key "files_9" for files') as caught:
        ps.DataFrame({"a": [1]}).write_parquet(path, encryption="files_9")
    assert "PENSTOCK_FILE_KEY_files_9" in str(caught.value)
    assert not path.exists()
    ps.DataFrame({"a": [1]}).write_parquet(path, encryption="files_1")
    ended = run(f"ps.scan_parquet({str(path)!r}).collect_schema()")
    assert 'ConfigError: there is no key "files_1" for files' in ended.err


@pytest.mark.parametrize("at", [0.05, 0.5, 0.95])
def test_a_file_that_was_changed_is_not_read(tmp_path: Path, at: float) -> None:
    path = tmp_path / "a.parquet"
    ps.DataFrame(rows()).write_parquet(path, encryption="files_1", row_group_size=200)
    content = bytearray(path.read_bytes())
    content[int(len(content) * at)] ^= 1
    path.write_bytes(content)
    with pytest.raises(ps.exceptions.PenstockError):
        ps.read_parquet(path)


def test_pages_that_were_moved_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    # Two columns of pages that are equally long: one in the place of the other.
    table = {"a": [i * 1.1 for i in range(100)], "b": [i * 1.7 for i in range(100)]}
    ps.DataFrame(table).write_parquet(path, encryption="files_1", compression="uncompressed", statistics=False)
    footer = of_footer(path)
    first, second = (footer.row_group(0).column(i) for i in range(2))
    size = first.total_compressed_size
    assert second.total_compressed_size == size
    content = bytearray(path.read_bytes())
    start = [min(c.data_page_offset, c.dictionary_page_offset or c.data_page_offset) for c in (first, second)]
    moved = content[start[0] : start[0] + size]
    content[start[0] : start[0] + size] = content[start[1] : start[1] + size]
    content[start[1] : start[1] + size] = moved
    path.write_bytes(content)
    with pytest.raises(SourceError, match="it was changed since"):
        ps.read_parquet(path)


def of_footer(path: Path) -> Any:
    with pq.ParquetFile(path, decryption_properties=pe.create_decryption_properties(footer_key=KEY)) as file:
        return file.metadata


def test_what_cannot_be_encrypted_is_never_written_in_plain(tmp_path: Path) -> None:
    frame = ps.DataFrame({"a": [1], "b": ["secret"]})
    with pytest.raises(UnsupportedOperation, match="encrypted files"):
        frame.write_parquet(tmp_path / "folder", encryption="files_1", partition_by="a")
    with pytest.raises(UnsupportedOperation, match="encrypted files"):
        frame.write_parquet(tmp_path / "c.parquet", encryption="files_1", compression="brotli")
    with pytest.raises(UnsupportedOperation, match="encrypted files"):
        frame.lazy().sink_parquet(tmp_path / "d.parquet", encryption="files_1", engine="duckdb")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_duckdb_is_not_asked_to_read_them(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    ps.DataFrame({"a": [1]}).write_parquet(path, encryption="files_1")
    with pytest.raises(UnsupportedOperation, match="DuckDB is not asked to read encrypted files"):
        ps.scan_parquet(path).collect(engine="duckdb")


class NoVault(pe.KmsClient):  # type: ignore[misc]
    """Wraps keys into themselves."""

    def wrap_key(self, key_bytes: bytes, _master_key_identifier: str) -> bytes:
        return key_bytes.hex().encode()

    def unwrap_key(self, wrapped_key: bytes, _master_key_identifier: str) -> bytes:
        return bytes.fromhex(wrapped_key.decode())


def test_files_under_keys_of_a_vault_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    config = pe.EncryptionConfiguration(footer_key="footer", column_keys={"ssn": ["ssn"]})
    properties = pe.CryptoFactory(lambda _: NoVault()).file_encryption_properties(pe.KmsConnectionConfig(), config)
    with pq.ParquetWriter(path, rows().schema, encryption_properties=properties) as writer:
        writer.write_table(rows())
    # The key of the footer is wrapped, so that not even the footer is read.
    with pytest.raises(SourceError, match='the key "default" is not the one'):
        ps.read_parquet(path)


def test_plain_footers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    by_pyarrow(path, plaintext_footer=True)
    with pytest.raises(UnsupportedOperation, match="a plain footer"):
        ps.read_parquet(path)


def test_the_environment_has_keys(tmp_path: Path) -> None:
    program = f"""
import os
path = {str(tmp_path / "a.parquet")!r}
ps.DataFrame({{"a": [1]}}).write_parquet(path, encryption="env_1")
os.environ["PENSTOCK_FILE_KEY_env_2"] = "11" * 32
ps.DataFrame({{"a": [2]}}).write_parquet(path + "2", encryption="env_2")
lazy = ps.scan_parquet([path, path + "2"])
print(lazy.collect()["a"].to_list(), "11" * 16 in lazy.explain() + repr(lazy))
"""
    ended = run(program, variables={"PENSTOCK_FILE_KEY_env_1": KEY.hex()})
    assert ended.out.strip() == "[1, 2] False", ended.err
