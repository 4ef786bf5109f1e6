"""Tables on the terminal look like those of Polars."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import penstock as ps

NOON = dt.datetime(2024, 2, 29, 12, 0, 0, 1500)

FRAMES: dict[str, pl.DataFrame] = {
    "nothing": pl.DataFrame(),
    "no rows": pl.DataFrame(schema={"a": pl.Int8, "b": pl.List(pl.String)}),
    "numbers": pl.DataFrame({"i": [1, None, -3], "f": [1.5, float("nan"), 1e30], "u": [0.1 + 0.2, 1e-9, -0.0]}),
    "small floats": pl.DataFrame({"a": [1 / 3, 123456.789, 1234567.0, 1e15, float("inf")]}, schema={"a": pl.Float32}),
    "texts": pl.DataFrame({"a": ["x", None, "žluť", "日本", 'quo"te'], "b": [b"\x00x", b"", None, b"'", b"y"]}),
    "long texts": pl.DataFrame({"a": ["x" * 100, "two\nlines"]}),
    "booleans": pl.DataFrame({"a": [True, False, None]}),
    "moments": pl.DataFrame(
        {
            "d": [dt.date(2024, 2, 29), None],
            "t": [NOON, None],
        }
    ),
    "points in time": pl.DataFrame(
        {
            "z": [NOON.replace(tzinfo=dt.UTC), None],
            "c": [dt.time(1, 2, 3, 4), None],
            "p": [dt.timedelta(days=1, seconds=2, microseconds=3), None],
        }
    ),
    "units": pl.DataFrame(
        {
            "ns": pl.Series([1, -1], dtype=pl.Datetime("ns")),
            "ms": pl.Series([1, -1], dtype=pl.Datetime("ms")),
            "dn": pl.Series([1001, -1], dtype=pl.Duration("ns")),
        }
    ),
    "a zone": pl.DataFrame({"z": [NOON]}).select(pl.col("z").dt.replace_time_zone("Europe/Prague")),
    "decimals": pl.DataFrame({"a": [Decimal("1.50"), Decimal("-12345.00"), None]}),
    "lists": pl.DataFrame({"a": [[1, None], [], None, [1, 2, 3, 4, 5]], "b": [["x"], [], None, ["y", None]]}),
    "structs": pl.DataFrame({"a": [{"x": 1, "y": "q"}, {"x": None, "y": None}]}),
    "lists of structs": pl.DataFrame({"a": [[{"x": 1}], []]}),
    "categories": pl.DataFrame(
        {"c": ["x", "y"], "e": ["b", "a"]}, schema={"c": pl.Categorical, "e": pl.Enum(["a", "b"])}
    ),
    "arrays": pl.DataFrame({"a": [[1, 2], [3, 4]]}, schema={"a": pl.Array(pl.Int64, 2)}),
    "many rows": pl.DataFrame({"a": range(100), "b": [str(i) for i in range(100)]}),
    "eleven rows": pl.DataFrame({"a": range(11)}),
    "nulls": pl.DataFrame({"a": [None, None]}),
    "a long name": pl.DataFrame({"n" * 60: [1]}),
}

SETTINGS: list[dict[str, Any]] = [
    {"tbl_rows": 4},
    {"tbl_rows": -1},
    {"tbl_rows": 0},
    {"tbl_width_chars": 40},
    {"fmt_str_lengths": 14},
    {"fmt_table_cell_list_len": 1},
    {"fmt_table_cell_list_len": -1},
    {"fmt_float": "full"},
    {"float_precision": 2},
    {"decimal_separator": ","},
    {"thousands_separator": True},
    {"trim_decimal_zeros": True},
    {"tbl_cell_alignment": "CENTER"},
    {"tbl_cell_numeric_alignment": "RIGHT"},
    {"tbl_column_data_type_inline": True},
    {"tbl_dataframe_shape_below": True},
    {"tbl_hide_column_data_types": True},
    {"tbl_hide_column_names": True},
    {"tbl_hide_dtype_separator": True},
    {"tbl_hide_dataframe_shape": True},
    {"ascii_tables": True},
]
FORMATS = (
    "ASCII_FULL ASCII_FULL_CONDENSED ASCII_NO_BORDERS ASCII_BORDERS_ONLY ASCII_BORDERS_ONLY_CONDENSED "
    "ASCII_HORIZONTAL_ONLY ASCII_MARKDOWN UTF8_FULL UTF8_FULL_CONDENSED UTF8_NO_BORDERS UTF8_BORDERS_ONLY "
    "UTF8_HORIZONTAL_ONLY NOTHING"
).split()


@pytest.mark.parametrize("name", FRAMES)
def test_a_table_is_the_one_that_polars_draws(name: str) -> None:
    assert repr(ps.DataFrame(FRAMES[name])) == repr(FRAMES[name])


@pytest.mark.parametrize("options", SETTINGS, ids=str)
@pytest.mark.parametrize("name", ["numbers", "long texts", "lists", "many rows", "decimals"])
def test_every_setting_does_what_it_does_in_polars(name: str, options: dict[str, Any]) -> None:
    with pl.Config(**options), ps.Config(**options):
        assert repr(ps.DataFrame(FRAMES[name])) == repr(FRAMES[name])


# Round corners of a table without borders are an accident of Polars.
@pytest.mark.parametrize(
    ("formatting", "rounded"), [*((name, False) for name in FORMATS), ("UTF8_FULL", True), ("UTF8_BORDERS_ONLY", True)]
)
def test_every_kind_of_lines_is_that_of_polars(formatting: str, rounded: bool) -> None:
    with pl.Config(), ps.Config():
        pl.Config.set_tbl_formatting(formatting, rounded_corners=rounded)  # type: ignore[arg-type]
        ps.Config.set_tbl_formatting(formatting, rounded_corners=rounded)
        assert repr(ps.DataFrame(FRAMES["texts"])) == repr(FRAMES["texts"])


def test_a_table_that_is_too_wide_leaves_columns_out() -> None:
    # Polars breaks the texts of cells into lines; whole texts of fewer columns read better.
    wide = ps.DataFrame({name: ["x" * 20] for name in "abcdef"})
    lines = repr(wide).splitlines()
    assert max(map(len, lines)) <= 100
    assert lines[2].split() == ["│", "a", "┆", "b", "┆", "…", "┆", "e", "┆", "f", "│"]


@pytest.mark.parametrize("values", [[1, None], ["x", None], [], [[1, 2]], list(range(100))], ids=str)
def test_a_series_is_the_one_that_polars_draws(values: list[Any]) -> None:
    assert repr(ps.Series("a", values)) == repr(pl.Series("a", values))


def test_settings_hold_until_the_end_of_their_block() -> None:
    assert ps.Config.state(if_set=True) == {}
    with ps.Config(tbl_rows=3):
        ps.Config.set_tbl_cols(2)
        assert ps.Config.state(if_set=True) == {"tbl_rows": 3, "tbl_cols": 2}
    assert ps.Config.state(if_set=True) == {}


def test_settings_are_saved_and_loaded(tmp_path: Path) -> None:
    with ps.Config(tbl_rows=3, fmt_float="full"):
        saved = ps.Config.save(if_set=True)
        ps.Config.save_to_file(tmp_path / "settings.json")
        assert json.loads(saved) == {"tbl_rows": 3, "fmt_float": "full"}
        ps.Config.restore_defaults()
        assert ps.Config.state(if_set=True) == {}
        ps.Config.load(saved)
        assert ps.Config.state(if_set=True) == {"tbl_rows": 3, "fmt_float": "full"}
        ps.Config.restore_defaults()
        ps.Config.load_from_file(tmp_path / "settings.json")
        assert ps.Config.state(if_set=True) == {"tbl_rows": 3, "fmt_float": "full"}


def test_a_setting_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="no display setting 'tbl_row'"):
        ps.Config(tbl_row=1)
    with pytest.raises(ValueError, match="must be one of"):
        ps.Config(tbl_formatting="PRETTY")


def test_settings_hold_for_a_decorated_function() -> None:
    @ps.Config(apply_on_context_enter=True, tbl_rows=3)
    def state() -> dict[str, Any]:
        return ps.Config.state(if_set=True)

    assert state() == {"tbl_rows": 3}
    assert ps.Config.state(if_set=True) == {}


def test_html_is_escaped() -> None:
    html = ps.DataFrame({"<b>": ["<script>alert(1)</script>", None, "&"]})._repr_html_()
    assert "<script>" not in html
    assert "<b>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert 'class="null"' in html
    assert "shape: (3, 1)" in html


def test_the_text_null_is_not_shown_as_a_null() -> None:
    assert 'class="null"' not in ps.DataFrame({"a": ["null"]})._repr_html_().partition("<tbody>")[2]


def test_html_shows_ten_rows() -> None:
    html = ps.DataFrame({"a": range(100)})._repr_html_()
    assert html.count("<tr>") == 2 + 10 + 1
    assert "…" in html


def test_a_lazy_frame_shows_its_steps_and_runs_nothing() -> None:
    class Refusing:
        def __arrow_c_stream__(self, requested_schema: object = None) -> object:
            raise AssertionError("nobody may read")

    lazy = ps.scan_arrow_c_stream(Refusing()).filter(ps.col("a") > 1).select("a", b=ps.col("x") * 2)
    assert repr(lazy).splitlines()[1:] == [
        '  select [col("a"), (col("x") * 2).alias("b")]',
        '  filter col("a") > 1',
        "  stream",
    ]
    assert "&gt; 1" in lazy._repr_html_()


def test_both_inputs_of_a_join_are_shown() -> None:
    left, right = ps.LazyFrame({"k": [1]}), ps.LazyFrame({"k": [1, 2]})
    lines = repr(left.join(right.head(1), on="k", how="left")).splitlines()[1:]
    assert lines == [
        '  join left on [col("k")] = [col("k")]',
        "    frame of 1 rows",
        "    slice offset 0, length 1",
        "    frame of 2 rows",
    ]
