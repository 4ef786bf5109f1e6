"""The script that finds the tools, with tools that are missing, too old or in odd places."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

TOOLCHAIN = Path(__file__).parents[1] / "toolchain"

Toolchain = Callable[..., subprocess.CompletedProcess[str]]


def jdk(folder: Path, version: str) -> Path:
    """A folder that looks like a JDK."""
    (folder / "bin").mkdir(parents=True)
    script(folder / "bin" / "javac", "exit 0")
    (folder / "release").write_text(f'IMPLEMENTOR="Nobody"\nJAVA_VERSION="{version}"\n', encoding="utf-8")
    return folder


def script(path: Path, body: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """All that is on the PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


@pytest.fixture
def toolchain(tmp_path: Path, bin_folder: Path) -> Toolchain:
    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        nothing = {"PATH": str(bin_folder), "HOME": str(tmp_path), "JDK_FOLDERS": ""}
        return subprocess.run(
            ["/bin/sh", TOOLCHAIN, *arguments], env=nothing | environment, capture_output=True, text=True, check=False
        )

    return run


def good_tools(bin_folder: Path) -> None:
    script(bin_folder / "mvn", "echo 'Apache Maven 3.9.9 (abc)'")
    script(bin_folder / "python3", 'case "$2" in *version_info*) echo 3.12 ;; esac')


def test_with_nothing_at_all_every_tool_is_named_with_what_to_do(toolchain: Toolchain) -> None:
    answer = toolchain("check")
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert answer.stderr.splitlines() == [
        "There is no JDK 25 or later.",
        "  Install one, for example Temurin 25, and set JAVA_HOME to its folder.",
        "There is no Maven on the PATH.",
        "  Install Maven 3.8 or later, and add its bin folder to PATH.",
        "There is no Python 3.11 or later on the PATH.",
        "  Install one, and set PYTHON to its command if it is not called python3.",
    ]


def test_the_tests_need_a_c_compiler_as_well(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    java_home = str(jdk(tmp_path / "jdk", "25.0.3"))
    answer = toolchain("check-tests", JAVA_HOME=java_home)
    assert answer.returncode == 1
    assert answer.stderr.splitlines() == [
        "There is no C compiler cc, with which the tests call the C interface.",
        "  Install one (gcc or clang; xcode-select --install on macOS), or set CC to its command.",
    ]
    assert "There is no C compiler clang-99," in toolchain("check-tests", JAVA_HOME=java_home, CC="clang-99").stderr
    script(bin_folder / "cc", "exit 0")
    assert toolchain("check-tests", JAVA_HOME=java_home).returncode == 0


def test_with_all_tools_there_is_nothing_to_say(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    answer = toolchain("check", JAVA_HOME=str(jdk(tmp_path / "jdk", "25.0.3")))
    assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")


def test_a_java_home_that_is_too_old_is_named(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    old = jdk(tmp_path / "jdk-17", "17.0.9")
    answer = toolchain("check", JAVA_HOME=str(old))
    assert answer.returncode == 1
    assert answer.stderr.startswith(f"JAVA_HOME is {old}, where there is no JDK 25 or later")


def test_a_jre_is_no_jdk(toolchain: Toolchain, tmp_path: Path) -> None:
    (jdk(tmp_path / "jre", "25.0.3") / "bin" / "javac").unlink()
    assert toolchain("java-home", JAVA_HOME=str(tmp_path / "jre")).returncode == 1


def test_java_home_comes_first_when_it_is_new_enough(toolchain: Toolchain, tmp_path: Path) -> None:
    named = jdk(tmp_path / "named", "26")
    jdk(tmp_path / "found" / "jdk-25", "25")
    answer = toolchain("java-home", JAVA_HOME=str(named), JDK_FOLDERS=f"{tmp_path}/found/*")
    assert answer.stdout == f"{named}\n"


@pytest.mark.parametrize("java_home", [None, "/nowhere", "old"])
def test_else_the_oldest_that_is_new_enough_is_found_in_the_usual_folders(
    toolchain: Toolchain, tmp_path: Path, java_home: str | None
) -> None:
    old = jdk(tmp_path / "some where" / "jdk-17", "17.0.9")
    right = jdk(tmp_path / "some where" / "jdk-25", "25.0.3")
    jdk(tmp_path / "else" / "a-jdk-27", "27-ea")
    environment = {} if java_home is None else {"JAVA_HOME": str(old) if java_home == "old" else java_home}
    answer = toolchain("java-home", JDK_FOLDERS=f"{tmp_path}/else/*:{tmp_path}/some where/*", **environment)
    assert answer.stdout == f"{right}\n"


def test_a_jdk_on_the_path_is_found_through_its_link(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    home = jdk(tmp_path / "jdk", "25")
    (bin_folder / "javac").symlink_to(home / "bin" / "javac")
    script(bin_folder / "readlink", f'exec {find("readlink")} "$@"')
    assert toolchain("java-home").stdout == f"{home.resolve()}\n"


def test_a_maven_that_is_too_old_is_named(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    script(bin_folder / "mvn", "printf '\\033[1mApache Maven 3.6.3\\033[m\\n'")
    answer = toolchain("check", JAVA_HOME=str(jdk(tmp_path / "jdk", "25")))
    assert answer.returncode == 1
    assert "too old, or does not start: it says 3.6.3" in answer.stderr


def test_a_maven_that_does_not_start_is_named(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    script(bin_folder / "mvn", "exit 1")
    answer = toolchain("check", JAVA_HOME=str(jdk(tmp_path / "jdk", "25")))
    assert answer.returncode == 1
    assert "it says nothing" in answer.stderr


def test_a_python_that_is_named_but_too_old_is_not_replaced(toolchain: Toolchain, bin_folder: Path) -> None:
    good_tools(bin_folder)
    old = script(bin_folder / "python3.8", "echo 3.8")
    answer = toolchain("check", PYTHON=str(old))
    assert f"PYTHON is {old}, which is no Python 3.11 or later." in answer.stderr


def test_an_old_python3_is_passed_over_for_a_newer_one(toolchain: Toolchain, bin_folder: Path) -> None:
    script(bin_folder / "python3", "echo 3.9")
    script(bin_folder / "python3.14", "exit 1")
    newer = script(bin_folder / "python3.13", "echo 3.13")
    assert toolchain("python").stdout == f"{newer}\n"


def test_a_python_without_venv_is_named(toolchain: Toolchain, tmp_path: Path, bin_folder: Path) -> None:
    good_tools(bin_folder)
    script(bin_folder / "python3", 'case "$2" in *version_info*) echo 3.12 ;; *) exit 1 ;; esac')
    answer = toolchain("check", JAVA_HOME=str(jdk(tmp_path / "jdk", "25")))
    assert answer.returncode == 1
    assert "cannot make virtual environments" in answer.stderr


def test_a_platform_without_native_library_is_named(toolchain: Toolchain, bin_folder: Path) -> None:
    script(bin_folder / "uname", '[ "$1" = -s ] && echo SunOS || echo sparc')
    assert "There is no native library for SunOS-sparc" in toolchain("check").stderr


def test_commands_run_with_the_jdk_that_was_found(toolchain: Toolchain, tmp_path: Path) -> None:
    home = jdk(tmp_path / "jdk", "25")
    answer = toolchain("run", "/bin/sh", "-c", "echo $JAVA_HOME; command -v javac", JDK_FOLDERS=str(home))
    assert answer.stdout.splitlines() == [str(home), str(home / "bin" / "javac")]


def test_without_a_jdk_a_command_does_not_run(toolchain: Toolchain) -> None:
    answer = toolchain("run", "/bin/sh", "-c", "echo ran")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert "There is no JDK 25 or later." in answer.stderr


def test_make_stops_before_it_builds(bin_folder: Path, tmp_path: Path) -> None:
    for tool in ("make", "sh", "git", "find", "rm", "mkdir", "touch"):
        script(bin_folder / tool, f'exec {find(tool)} "$@"')
    answer = subprocess.run(
        ["make", "-C", TOOLCHAIN.parents[1], "--always-make", "setup"],
        env={"PATH": str(bin_folder), "HOME": str(tmp_path), "JDK_FOLDERS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode != 0
    assert "set JAVA_HOME to its folder" in answer.stderr
    assert "mvn" not in answer.stdout


def find(tool: str) -> Path:
    """Where the real one is."""
    return next(path for folder in os.environ["PATH"].split(os.pathsep) if (path := Path(folder) / tool).exists())
