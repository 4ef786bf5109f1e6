"""The JVM in this process: found, started and left, and the few calls that cross into it.

Nothing here computes. `Engine` runs plans (JSON) and hands out frames; a frame speaks Arrow through capsules.
Importing this package starts nothing; the first call of `engine()` does.
"""

from penstock._runtime.engine import Engine, engine
from penstock._runtime.frame import FrameHandle, StreamHandle
from penstock._runtime.query import Progress, Query
from penstock._runtime.settings import EngineSettings

__all__ = ["Engine", "EngineSettings", "FrameHandle", "Progress", "Query", "StreamHandle", "engine"]
