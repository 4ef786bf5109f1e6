from collections.abc import Iterator

import pytest

from penstock._runtime import Engine, EngineSettings

MIB = 1 << 20


@pytest.fixture(autouse=True, scope="session")
def _no_recording() -> Iterator[None]:
    """Tests must not leave processes behind that record a cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PENSTOCK_AOT", "off")
        yield


@pytest.fixture(scope="session")
def settings() -> EngineSettings:
    return EngineSettings(memory_limit=1024 * MIB, threads=2, debug=True)


@pytest.fixture
def engine(settings: EngineSettings) -> Iterator[Engine]:
    with Engine(settings) as opened:
        yield opened
