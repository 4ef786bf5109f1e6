"""``penstock init``: what is written, and that nothing is written over. Beside dbt and Dagster it is run."""

from __future__ import annotations

from pathlib import Path

import pytest

from penstock._cli import main
from penstock._scaffold import KINDS, scaffold
from penstock._scaffold._write import project_name
from penstock.exceptions import ConfigError


@pytest.mark.parametrize("kind", KINDS)
def test_a_project_has_the_name_of_its_folder_everywhere(kind: str, tmp_path: Path) -> None:
    written = scaffold(kind, tmp_path / "new" / "My Shop-2")
    assert written
    for path in written:
        assert "project_name" not in str(path)
        assert not str(path).endswith(".tmpl")
        assert "project_name" not in (tmp_path / "new" / "My Shop-2" / path).read_text()
    assert any("my_shop_2" in (tmp_path / "new" / "My Shop-2" / path).read_text() for path in written)


@pytest.mark.parametrize(
    ("folder", "name"), [("Shop", "shop"), ("2nd.try", "p_2nd_try"), ("class", "p_class"), ("data", "p_data")]
)
def test_names_are_such_that_python_and_dbt_take(folder: str, name: str) -> None:
    assert project_name(Path(folder)) == name


def test_a_name_without_letters_is_refused() -> None:
    with pytest.raises(ConfigError, match="letters from a to z"):
        project_name(Path("ß-ö"))


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_there_stays(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mine = tmp_path / "README.md"
    mine.write_text("mine")
    assert main(["init", kind, str(tmp_path)]) == 1
    assert f"{tmp_path} is there already, and not empty. Name a folder" in capsys.readouterr().err
    assert main(["init", kind, str(mine)]) == 1  # a file
    assert [*tmp_path.iterdir()] == [mine]
    assert mine.read_text() == "mine"


def test_an_empty_folder_is_used_and_the_next_step_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "shop").mkdir()
    assert main(["init", "dbt", str(tmp_path / "shop")]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == f"Now: cd {tmp_path / 'shop'} && dbt build"
    files = [line for line in said[:-1] if line]
    assert all(Path(line).is_file() for line in files)
    assert len(files) == sum(one.is_file() for one in (tmp_path / "shop").rglob("*"))


def test_an_unknown_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        main(["init", "spark", str(tmp_path / "x")])
    assert not (tmp_path / "x").exists()
