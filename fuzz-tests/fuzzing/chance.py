"""Numbers, bytes and texts of the kind that break things."""

from __future__ import annotations

import random

EDGES = tuple(
    edge
    for power in (0, 7, 8, 15, 16, 31, 32, 47, 48, 53, 62, 63)
    for edge in ((1 << power) - 1, 1 << power, -(1 << power))
)

TEXTS = (
    "", " ", "a", "\0", "'", '"', "\\", "%", "$", "(", "[", "{", "}", ")", "*", "+", "?", "(?", "(?i)", "\\d+", "[a-",
    "a{1000}", "(a*)*b", "(?=a)", "(?<n>a)", "\\p{L}", "\\1", "é", "日本", "🙂", "\ud7ff", "\u202e", "NaN", "inf", "-0",
    "1e999", "0x1", "9" * 40, "%Y-%m-%d", "%", "%Q", "%:z", "%3f", "1d", "1mo", "-1q", "1y2", "999999999y", "i",
    "Europe/Berlin", "UTC", "+25:00", "l", "select", "x" * 5000, "1970-01-01", "2024-02-30T25:61:61", "[1, {]", "null",
)  # fmt: skip


def integer(chance: random.Random) -> int:
    """Often near a power of two."""
    return chance.choice((chance.choice(EDGES), chance.randint(-3, 10), chance.getrandbits(63)))


def text(chance: random.Random) -> str:
    """A text, or two."""
    return "".join(chance.choice(TEXTS) for _ in range(chance.choice((1, 1, 2, 4))))


def bent(content: bytes, chance: random.Random, others: list[bytes]) -> bytes:
    """Bytes with a few mistakes: flipped, cut, doubled, or with a piece of another content."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        at = chance.randrange(len(made)) if made else 0
        many = chance.choice((1, 4, 16, 100))
        match chance.randrange(8):
            case 0 | 1 | 2 if made:
                made[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, made[at] ^ 1 << chance.randrange(8)))
            case 3:
                del made[at : at + many]
            case 4:
                made[at:at] = made[at : at + many]
            case 5:
                other = chance.choice(others)
                begin = chance.randrange(len(other) + 1)
                made[at : at + many] = other[begin : begin + many]
            case 6:
                made[at:at] = integer(chance).to_bytes(9, "little", signed=True)[:8]
            case _ if chance.random() < 0.3:
                del made[at:]
            case _:
                pass
    return bytes(made)
