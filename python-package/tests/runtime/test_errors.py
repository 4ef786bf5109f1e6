import pickle
import re
from operator import attrgetter
from pathlib import Path

import pytest

from penstock import exceptions
from penstock._runtime.table import ERRORS, error_of
from penstock.exceptions import ColumnNotFoundError, ForkedProcessError, JvmError, MissingDependencyError, PenstockError

ERROR_CODES = Path(__file__).parents[3] / "jvm-core/src/main/java/dev/penstock/error/ErrorCode.java"
PYTHON_ONLY = {ForkedProcessError.code, JvmError.code, MissingDependencyError.code}


def test_each_code_of_the_core_has_a_class_and_each_class_a_code() -> None:
    codes = set(re.findall(r"^ {4}([A-Z_]+)[,;]?$", ERROR_CODES.read_text(encoding="utf-8"), re.MULTILINE))
    assert "COLUMN_NOT_FOUND" in codes
    assert set(ERRORS) - PYTHON_ONLY == codes


def test_all_classes_are_exported() -> None:
    defined = {
        name for name, kind in vars(exceptions).items() if isinstance(kind, type) and issubclass(kind, Exception)
    }
    assert set(exceptions.__all__) == defined


@pytest.mark.parametrize(
    ("code", "builtin"),
    [
        ("COLUMN_NOT_FOUND", AttributeError),
        ("COLUMN_NOT_FOUND", KeyError),
        ("INVALID_OPERATION", ValueError),
        ("CAST", ValueError),
        ("OUT_OF_BOUNDS", IndexError),
        ("SORT_REQUIRED", ValueError),
        ("UNSUPPORTED_TYPE", NotImplementedError),
        ("UNSUPPORTED_OPERATION", NotImplementedError),
        ("MEMORY_LIMIT", MemoryError),
        ("SPILL_QUOTA", MemoryError),
        ("TIMEOUT", TimeoutError),
        ("IO_NOT_FOUND", FileNotFoundError),
        ("IO", OSError),
        ("HANDLE_EXPIRED", LookupError),
    ],
)
def test_errors_are_the_builtin_errors_that_one_expects(code: str, builtin: type[Exception]) -> None:
    error = error_of({"code": code, "message": "it failed"})
    assert isinstance(error, builtin)
    assert isinstance(error, PenstockError)
    assert str(error) == "it failed"


def test_a_message_says_what_where_and_what_to_do() -> None:
    error = error_of(
        {
            "code": "COLUMN_NOT_FOUND",
            "message": 'column "prise" not found',
            "column": "prise",
            "expression": 'col("prise") > 3',
            "hint": 'did you mean "price"?',
            "path": ["select", "filter"],
        }
    )
    assert str(error) == 'column "prise" not found (select › filter › col("prise") > 3). Did you mean "price"?'  # noqa: RUF001
    assert repr(error.path) == "('select', 'filter')"


def test_of_a_long_path_the_ends_are_shown() -> None:
    error = ColumnNotFoundError("it is missing", path=[str(step) for step in range(1000)])
    assert str(error) == "it is missing (0 › 1 › … › 995 › 996 › 997 › 998 › 999)"  # noqa: RUF001
    assert len(error.path) == 1000


def test_a_column_is_named_unless_the_message_does() -> None:
    assert str(ColumnNotFoundError("it is missing", column="a-b")) == 'it is missing (column "a-b")'


def test_an_unknown_code_is_a_defect() -> None:
    assert error_of({"code": "NEW", "message": "?"}).code == "INTERNAL"


@pytest.mark.parametrize("kind", sorted(set(ERRORS.values()), key=attrgetter("code")))
def test_errors_travel_between_processes(kind: type[PenstockError]) -> None:
    error = kind("it failed", column="a", expression="b", hint="c", path=["d"])
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is kind
    assert str(copy) == str(error)
    assert (copy.column, copy.expression, copy.hint, copy.path) == ("a", "b", "c", ("d",))
