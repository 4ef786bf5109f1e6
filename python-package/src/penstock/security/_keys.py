"""Keys for pseudonyms and files: from the environment or from a provider, on their way to the engine.

No key is in a plan: Java keeps them by their ids for as long as the process lives (`dev.penstock.security.SecretKeys`).
"""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from penstock._runtime import Engine

#: Bytes, or text as it stands in the environment: hexadecimal digits, or ``base64:`` with what follows.
Key: TypeAlias = bytes | str

VARIABLE: Final = "PENSTOCK_HMAC_KEY_"
_FILE_VARIABLE: Final = "PENSTOCK_FILE_KEY_"

#: Stands before the ids of keys that are for files.
_FILE: Final = "file:"

#: Until there is an engine. Making an expression starts none.
_waiting: dict[str, str] = {}


def use_keys(keys: Mapping[str, Key] | Callable[[str], Key], ids: Iterable[str] = ("1",)) -> None:
    """Make keys known to this process, besides those of the environment's ``PENSTOCK_HMAC_KEY_<id>``.

    Args:
        keys: The keys by their ids; or a provider, such as a client of a vault, which is asked for each id now and not
            kept. A key has 32 to 4,096 bytes.
        ids: The ids that a provider is asked for: letters, digits and underscores.

    Raises:
        ConfigError: For an id or a key that cannot be used, and for an id that has another key already. No message
            shows a part of a key. Before the first query it is the query that raises.
    """
    _use("", keys, ids)


def use_file_keys(keys: Mapping[str, Key] | Callable[[str], Key], ids: Iterable[str] = ("1",)) -> None:
    """Make keys of encrypted Parquet files known to this process, besides those of ``PENSTOCK_FILE_KEY_<id>``.

    Args:
        keys: As for `use_keys`. A key has 16, 24 or 32 bytes. That with the id ``default`` is tried for files which
            name no key, or one with a name that cannot be an id.
        ids: The ids that a provider is asked for.

    Raises:
        ConfigError: As for `use_keys`.
    """
    _use(_FILE, keys, ids)


def _use(kind: str, keys: Mapping[str, Key] | Callable[[str], Key], ids: Iterable[str]) -> None:
    found = keys if isinstance(keys, Mapping) else {key_id: keys(key_id) for key_id in ids}
    for key_id, key in found.items():
        _give(kind + key_id, key if isinstance(key, str) else f"base64:{base64.b64encode(key).decode()}")


def offer_files() -> None:
    """Hand on all keys for files that the environment has by now."""
    for name in list(os.environ):
        if name.startswith(_FILE_VARIABLE) and os.environ[name].strip():
            _give(_FILE + name.removeprefix(_FILE_VARIABLE), os.environ[name].strip())


def offer(key_id: str) -> None:
    """Hand on what the environment says of a key by now. Java has seen it as it was when the JVM started."""
    text = os.environ.get(VARIABLE + key_id, "").strip()
    if text:
        _give(key_id, text)


def offer_all() -> None:
    """Hand on all keys of the environment."""
    for name in list(os.environ):
        if name.startswith(VARIABLE):
            offer(name.removeprefix(VARIABLE))


def hand_over(engine: Engine) -> None:
    """Give a new engine the keys that waited for one."""
    while _waiting:
        key_id, text = _waiting.popitem()
        engine.add_key(key_id, text)


def _give(key_id: str, text: str) -> None:
    engine = running()
    if engine is None:
        _waiting[key_id] = text
    else:
        engine.add_key(key_id, text)


def running() -> Engine | None:
    """The engine of this process, if one runs."""
    module = sys.modules.get("penstock._runtime.engine")
    engine: Engine | None = getattr(module, "_default", None)
    return engine if engine is not None and engine._is_open else None
