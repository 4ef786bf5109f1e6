from importlib import metadata

import pytest

import penstock
from penstock._cli import main


def test_the_command_tells_its_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["--version"])
    assert exit_.value.code == 0
    assert capsys.readouterr().out == f"penstock {penstock.__version__}\n"


def test_the_version_in_the_code_is_the_one_of_the_package() -> None:
    assert metadata.version("penstock") == penstock.__version__


def test_without_arguments_the_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    assert capsys.readouterr().out.startswith("usage: penstock")
