"""Numbers that stand for objects of the JVM."""

from typing import Self

from penstock._runtime import fork
from penstock._runtime.jvm import Jvm


class Handle:
    """An object of the JVM that is given back when it is closed or forgotten. Closing twice is harmless."""

    __slots__ = ("_handle", "_jvm", "_release")

    def __init__(self, jvm: Jvm, handle: int) -> None:
        self._jvm = jvm
        self._handle = handle
        # Kept here, because modules may be empty when the last objects of a process are torn down.
        self._release = jvm.releaser()

    @property
    def handle(self) -> int:
        """The number, for calls and for plans.

        Raises:
            ForkedProcessError: In a child that was forked off.
        """
        fork.refuse_forked_child()
        return self._handle

    def close(self) -> None:
        """Give the object back. Harmless in a forked child, where it is not ours."""
        release, self._release = self._release, None
        if release is not None:
            release(self._handle)

    def disown(self) -> int:
        """The number, which somebody else gives back from now on."""
        self._release = None
        return self._handle

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __del__(self) -> None:
        # Absent when __init__ did not get that far.
        release = getattr(self, "_release", None)
        if release is not None:
            release(self._handle)
