"""Plans as the tests write them."""

import json

from penstock._runtime import Engine, FrameHandle, StreamHandle


def document(plan: dict[str, object]) -> bytes:
    return json.dumps({"ir": 1, "features": [], "plan": plan}).encode()


def scan(source: FrameHandle | StreamHandle) -> bytes:
    """All rows of a frame or a stream."""
    kind = "InMemory" if isinstance(source, FrameHandle) else "Stream"
    return document({"kind": kind, "handle": str(source.handle)})


def collect(engine: Engine, data: object) -> FrameHandle:
    """Arrow data as a frame."""
    with engine.open_stream(data) as stream:
        return engine.run(scan(stream))


class Exported:
    """A capsule as an object, for consumers that want one."""

    def __init__(self, capsule: object) -> None:
        self._capsule = capsule

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._capsule


class SchemaOnly:
    """A schema's capsule as an object, for consumers that want one."""

    def __init__(self, capsule: object) -> None:
        self._capsule = capsule

    def __arrow_c_schema__(self) -> object:
        return self._capsule
