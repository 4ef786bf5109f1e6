"""Arrow arrays that contradict themselves, given to the engine through the C data interface.

Bent is what a consumer can check. It cannot know how long a buffer is, so lengths and offsets grow to where no process
has that much memory, and buffers end where a page begins that must not be touched.
"""

from __future__ import annotations

import datetime as dt
import decimal
import random
import struct
from collections.abc import Callable
from functools import cache
from typing import Any

import pyarrow as pa

import penstock as ps
from fuzzing.chance import EDGES, integer
from fuzzing.finding import Case, Finding, judge
from fuzzing.structs import Node, Structs, tree
from penstock.exceptions import PenstockError

FORMATS = (
    "n b c C s S i I l L e f g z Z vz u U vu d:5,2 d:39,0,256 d:9,2,32 d:18,2,64 w:3 w:0 w:-1 w:2147483648 tdD tdm tts "
    "ttm ttu ttn tss: tsu:UTC tsn:No/Where tDs tDn tiM tiD tin +l +L +vl +vL +w:2 +w:0 +w:-1 +w:2147483647 +s +m +ud:0 "
    "+us:0,1 +us:0,0 +ud:-1 +us:128 +r _pli128 _plu128 d: d:1 d:0,0 d:99,1 d:5,2,7 d:5,-2 ts tt tsx: +u +w q"
).split()

WORDS = ["", "a", None, "größer", "more than twelve bytes", "日付", None, "🙂", "x" * 100, "b", "c"]
NUMBERS = [0, 1, None, 3, 4, None, 100, 7, 8, 9, 10]
LISTS = [[1, 2], [], None, [None, 3], [4], [5, 6, 7], None, [8], [], [9], [10]]


@cache
def corpus() -> list[pa.Array]:
    """Arrays of every layout, whole and cut."""
    made = [pa.nulls(11), pa.array([True, None, False] * 4)]
    made += [pa.array(NUMBERS, kind) for kind in (pa.int8(), pa.uint16(), pa.int32(), pa.uint64(), pa.float64())]
    made += [pa.array(WORDS, kind) for kind in (pa.string(), pa.large_string(), pa.string_view())]
    made += [pa.array([b"ab", None, b"c" * 40], kind) for kind in (pa.binary(), pa.binary_view())]
    made += [pa.array([b"abc", None, b"xyz"], pa.binary(3)), pa.array([1.5, None, 2.5], pa.float16())]
    made += [pa.array([decimal.Decimal("1.50"), None], kind) for kind in (pa.decimal128(9, 2), pa.decimal256(50, 2))]
    made += [pa.array([dt.date(2024, 2, 29), None], kind) for kind in (pa.date32(), pa.date64())]
    made += [pa.array([1, None, 86_399], pa.time32("s")), pa.array([1, None, 5], pa.timestamp("us", "UTC"))]
    made += [pa.array([1, None, 2**62], pa.duration("ns"))]
    made += [pa.array(LISTS, kind(pa.int64())) for kind in (pa.list_, pa.large_list, pa.list_view, pa.large_list_view)]
    made += [pa.array([[1, 2], None, [3, None]], pa.list_(pa.int64(), 2))]
    made += [pa.array([["a"], ["b", None], None], pa.list_(pa.string()))]
    made += [pa.array([{"x": 1, "y": "a"}, None, {"x": None, "y": "long enough for views"}])]
    made += [pa.array([[("a", 1)], None, [("b", None), ("c", 3)]], pa.map_(pa.string(), pa.int64()))]
    made += [pa.array(["a", None, "b", "a"]).dictionary_encode()]
    made += [pa.DictionaryArray.from_arrays(pa.array([0, 1, None], pa.uint8()), pa.array([[1], None]))]
    ends, values = pa.array([2, 5], pa.int32()), pa.array(["a", None])
    made += [pa.RunEndEncodedArray.from_arrays(ends, values)]
    ids, places = pa.array([0, 1, 0], pa.int8()), pa.array([0, 0, 1], pa.int32())
    made += [pa.UnionArray.from_sparse(ids, [pa.array([1, 2, 3]), pa.array(["a", "b", "c"])])]
    made += [pa.UnionArray.from_dense(ids, places, [pa.array([1, 2]), pa.array(["a"])])]
    return made + [array[1:] for array in made] + [array[:0] for array in made]


def run(case: Case) -> None:
    """Bend an array, import it, and do a little of everything with it."""
    chance = case.random()
    node = tree(chance.choice(corpus()))
    if chance.random() < 0.3 or node.format == b"+s":
        node = _table(node, tree(chance.choice(corpus()), "d"), chance)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        chance.choice(_BENDS)(chance.choice(node.below()), chance)
    made = Structs(node)
    try:
        _use(ps.DataFrame(made), chance)
    except BaseException as error:
        judge(error)
    if made.array.release:
        made.array.release(made.array)
        return
    expected = 1 + bool(not made.schema.release)
    if made.released != expected:
        raise Finding(f"released {made.released} times instead of {expected}")


def _table(first: Node, second: Node, chance: random.Random) -> Node:
    length = min(first.length, second.length)
    return Node(b"+s", b"", 0, None, length, 0, 0, [None], [first, second], claims={"flags": chance.choice((0, 2))})


def _use(frame: ps.DataFrame, chance: random.Random) -> None:
    engine = chance.choice(("core", "duckdb", "auto"))
    uses = list(USES)
    chance.shuffle(uses)
    for use in uses[:3]:
        try:
            use(frame.lazy()).collect(engine=engine).to_arrow()
        except PenstockError as error:
            judge(error)
    frame.to_arrow()


USES: tuple[Callable[[Any], Any], ...] = (
    lambda f: f,
    lambda f: f.select(ps.all().sort()),
    lambda f: f.unique(),
    lambda f: f.filter(ps.nth(0).is_not_null()),
    lambda f: f.group_by(ps.nth(0)).agg(ps.len()),
    lambda f: f.select(ps.nth(0).cast(ps.String)),
    lambda f: f.select(ps.nth(0).str.len_chars()),
    lambda f: f.select(ps.nth(0).str.to_uppercase(), x=ps.nth(0).str.contains("a")),
    lambda f: f.select(ps.nth(0).list.len(), x=ps.nth(0).list.sum()),
    lambda f: f.select(ps.nth(0) + ps.nth(0), x=ps.nth(0) < ps.nth(0)),
    lambda f: f.select(ps.all().min().name.suffix("a"), ps.all().max().name.suffix("b")),
    lambda f: f.select(ps.all().n_unique()),
    lambda f: f.select(ps.all().drop_nulls()),
    lambda f: f.select(ps.all().fill_null(strategy="forward")),
    lambda f: f.explode(ps.nth(0)),
    lambda f: f.reverse().slice(1, 3),
    lambda f: f.join(f, on=ps.nth(0), how="inner"),
    lambda f: f.select(ps.nth(0).over(ps.nth(0))),
    lambda f: f.select(ps.all().hash()),
    lambda f: ps.concat([f, f.reverse()]),
    lambda f: f.unnest(ps.selectors.all()),
    lambda f: f.top_k(3, by=ps.nth(0)),
    lambda f: f.select(ps.nth(0).dt.year(), x=ps.nth(0).dt.to_string()),
)


def _length(node: Node, chance: random.Random) -> None:
    node.length = chance.choice((-1, -(2**63), 2**62, 2**63 - 1, 2**48, max(0, node.length - 1)))


def _offset(node: Node, chance: random.Random) -> None:
    node.offset = chance.choice((-1, -(2**63), 2**63 - 1, 2**63 - node.length, 2**62))


def _null_count(node: Node, chance: random.Random) -> None:
    node.null_count = chance.choice((-1, -2, 0, 1, node.length, node.length + 1, 2**63 - 1))


def _no_buffer(node: Node, chance: random.Random) -> None:
    if node.buffers:
        node.buffers[chance.randrange(len(node.buffers))] = None


def _fewer_buffers(node: Node, chance: random.Random) -> None:
    node.claims["n_buffers"] = chance.choice((-1, 0, max(0, len(node.buffers) - 1)))


def _no_pointers(node: Node, chance: random.Random) -> None:
    node.claims[chance.choice(("buffers", "children", "dictionary"))] = 0


def _children(node: Node, chance: random.Random) -> None:
    match chance.randrange(4):
        case 0:
            node.claims["n_children"] = chance.choice((-1, 0, -(2**63), max(0, len(node.children) - 1)))
        case 1 if node.children:
            node.children[chance.randrange(len(node.children))] = None
        case 2 if node.children:
            node.children.append(node.children[0])
        case _:
            node.children = []


def _format(node: Node, chance: random.Random) -> None:
    node.format = chance.choice(FORMATS).encode()
    # Otherwise it may just mean fewer bytes, which nobody can see.
    for below in node.below():
        below.length = below.offset = 0
        below.null_count = chance.choice((0, -1))


def _schema(node: Node, chance: random.Random) -> None:
    match chance.randrange(4):
        case 0:
            node.name = chance.choice((None, b"", b"\xff\xfe", b"c" * 70_000, b"a\nb", "größer".encode()))
        case 1:
            node.flags = chance.choice(EDGES[:-1])
        case 2:
            name = chance.choice((b"ARROW:extension:name", b"ARROW:extension:metadata", b"k\xff", b""))
            value = chance.choice((b"", b"arrow.uuid", b"arrow.json", b"geoarrow.wkb", b"\xff\x00", b"{"))
            node.metadata = struct.pack("=ii", 1, len(name)) + name + struct.pack("=i", len(value)) + value
        case _:
            node.metadata = struct.pack("=i", chance.choice((-1, -(2**31), 0)))


def _deep(node: Node, chance: random.Random) -> None:
    child: Node | None = node.children[0] if node.children else None
    for _ in range(chance.choice((5, 40, 63, 64, 65, 100, 200))):
        below = [Node(b"n", b"x", 2, None, node.length, 0, 0, [], [])] if child is None else [child]
        child = Node(b"+s", b"x", 2, None, node.length + node.offset, 0, 0, [None], list(below))
    node.format, node.buffers, node.children, node.dictionary = b"+s", [None], [child], None


def _numbers(node: Node, chance: random.Random) -> None:
    """Other offsets, sizes, views, indices, run ends or type ids, all of which can be checked, and values."""
    at = chance.choice((0, 1, 1, 1, 2))
    if at >= len(node.buffers) or not node.buffers[at]:
        return
    content = bytearray(node.buffers[at] or b"")
    is_text = node.format in {b"u", b"U", b"z", b"Z"} and at == 1
    # The last offset says how many bytes there are: nobody can know better.
    end = len(content) - (_width(node) if is_text else 0)
    for _ in range(chance.choice((1, 2, 5))):
        width = chance.choice((1, 4, 8))
        place = chance.randrange(max(1, end)) // width * width
        value = integer(chance) & ((1 << 8 * width) - 1)
        if place + width <= end:
            content[place : place + width] = value.to_bytes(width, "little")
    node.buffers[at] = bytes(content)


def _width(node: Node) -> int:
    # All behind the last row are spared, too.
    width = 8 if node.format in {b"U", b"Z"} else 4
    return len(node.buffers[1] or b"") - width * (node.offset + node.length)


_BENDS = (
    _length,
    _offset,
    _null_count,
    _no_buffer,
    _fewer_buffers,
    _no_pointers,
    _children,
    _format,
    _schema,
    _deep,
    _numbers,
    _numbers,
    _numbers,
    _numbers,
)
