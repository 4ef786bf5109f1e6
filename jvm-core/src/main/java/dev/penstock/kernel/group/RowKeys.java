package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Hashes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers the different combinations of one or more keys in the order in which they come: 0, 1, 2, ... Null is a
/// value, NaN is one value, and -0.0 is 0.0. Not thread-safe.
///
/// Each key has numbers of its own. The numbers of two keys make pairs, which are numbered again; those of three or
/// more are packed into words, as long as there are bits for them, and else make pairs of pairs. So keys of all types
/// go together, and no row is compared with another.
public final class RowKeys implements AutoCloseable {
    private static final int FEWEST_PACKED = 3;

    private final Allocator allocator;
    private final List<DataType> types;
    private final List<Keys> keys = new ArrayList<>();
    private final List<Pairs> pairs = new ArrayList<>();
    private final Block room;
    private final @Nullable KeyUnion union;
    private @Nullable PackedIds packed;
    private boolean repeats;

    /// @param types at least one, all of them handled
    public RowKeys(List<DataType> types, Allocator allocator) {
        this.allocator = allocator;
        this.types = List.copyOf(types);
        union = null;
        // One key needs none of it; several need two words and a number for each row, or the numbers of all keys.
        long perRow = types.size() == 1 ? 0 : 16 + 4L * (types.size() < FEWEST_PACKED ? 1 : types.size());
        room = allocator.allocate(perRow * GroupedColumn.MOST_ROWS);
        try {
            for (DataType type : types) {
                keys.add(KeyTables.of(type, allocator));
            }
            if (keys.size() >= FEWEST_PACKED) {
                packed = new PackedIds(keys.size(), allocator);
            } else {
                makePairs();
            }
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /// For groups of several workers, some of which are to be put together here. Shares the union.
    RowKeys(KeyUnion union, PackedIds layout, Allocator allocator) {
        this.allocator = allocator;
        this.types = List.of();
        this.union = union.share();
        keys.addAll(union.keys());
        // Room for numbers, and for new words.
        room = allocator.allocate(8L * GroupedColumn.MOST_ROWS);
        packed = new PackedIds(layout, allocator);
    }

    private void makePairs() {
        for (int i = 1; i < keys.size(); i++) {
            pairs.add(new Pairs(allocator));
        }
    }

    /// Whether combinations of so many keys are not packed into words.
    public static boolean areFew(int keys) {
        return keys < FEWEST_PACKED;
    }

    /// Whether keys of `type` can be numbered.
    public static boolean handles(DataType type) {
        return KeyTables.handles(type);
    }

    /// Says that there will be about `count` different combinations, so that tables need not grow step by step.
    public void reserve(int count) {
        if (packed != null) {
            packed.reserve(count);
        } else if (pairs.isEmpty()) {
            keys.getFirst().reserve(count);
        } else {
            pairs.getLast().reserve(count);
        }
    }

    /// How many different combinations there were.
    public int count() {
        if (packed != null) {
            return packed.count();
        }
        return pairs.isEmpty() ? keys.getFirst().count() : pairs.getLast().count();
    }

    /// Writes the number of each row to `ids`, four bytes each.
    ///
    /// @param columns one for each key, with at most [GroupedColumn#MOST_ROWS] rows
    public void find(List<ArrayData> columns, long ids) {
        PackedIds words = packed;
        if (words != null) {
            long rows = columns.getFirst().length();
            int[] counts = new int[keys.size()];
            for (int i = 0; i < keys.size(); i++) {
                keys.get(i).find(columns.get(i), numbers(i));
                counts[i] = Math.max(1, keys.get(i).count());
            }
            if (words.fits(counts)) {
                for (int i = 0; i < keys.size(); i++) {
                    words.pack(i, numbers(i), rows, room.address());
                }
                words.find(room.address(), rows, ids, room.address() + 8L * GroupedColumn.MOST_ROWS);
                return;
            }
            unpack(words);
        }
        keys.getFirst().find(columns.getFirst(), ids);
        for (int i = 1; i < keys.size(); i++) {
            long right = room.address() + 16L * GroupedColumn.MOST_ROWS;
            int lefts = i == 1 ? keys.getFirst().count() : pairs.get(i - 2).count();
            keys.get(i).find(columns.get(i), right);
            long rows = columns.get(i).length();
            pairs.get(i - 1).find(ids, right, rows, room.address(), lefts, keys.get(i).count());
        }
    }

    /// Forgets combinations when there are very many that have most rows to themselves, because a large table costs
    /// more than it saves: when they come again they get other numbers, so that all of them have to be put together by
    /// a [KeyUnion] or by their values.
    public void forgetMany() {
        if (packed != null) {
            packed.forgetMany();
        }
    }

    /// Whether a combination may have several numbers.
    public boolean repeats() {
        return repeats || (packed != null && packed.repeats());
    }

    /// Whether a look-up goes to a place that nothing is known of: keys that are dense, or ascend, lie close together.
    public boolean isScattered() {
        return !(keys.size() == 1 && keys.getFirst() instanceof NumberKeys numbers && !numbers.isHashed());
    }

    /// The words of the only key in order, if that is known without sorting; null if it is not. The caller owns it, and
    /// the keys do not change meanwhile.
    public @Nullable OrderedKeys ordered(Allocator own) {
        return keys.size() == 1 && keys.getFirst() instanceof NumberKeys numbers ? numbers.ordered(own) : null;
    }

    /// Adds words of the only key, which ascend and are greater than those that are there.
    public void appendAscending(long values, int count) {
        ((NumberKeys) keys.getFirst()).appendAscending(values, count);
    }

    /// Writes the numbers of words of the union, whose other rows come no more after those of this range, to `ids`.
    ///
    /// @param anew whether no word of this range was there before
    public void find(long words, long rows, long ids, boolean anew) {
        PackedIds table = packed;
        if (table == null || union == null) {
            throw new AssertionError("no groups that are put together");
        }
        if (anew) {
            table.forget();
        }
        table.find(words, rows, ids, room.address());
    }

    /// Numbers the values of one of the keys anew; the caller owns it.
    Keys newKeys(int key, Allocator own) {
        return KeyTables.of(types.get(key), own);
    }

    /// The keys one by one.
    List<Keys> parts() {
        return keys;
    }

    /// The packed combinations, while there are bits for them.
    @Nullable PackedIds packed() {
        return packed;
    }

    /// Where the numbers of a key of the rows at hand lie.
    private long numbers(int key) {
        return room.address() + (16L + 4L * key) * GroupedColumn.MOST_ROWS;
    }

    /// Makes pairs of what was packed, which have the same numbers.
    private void unpack(PackedIds words) {
        makePairs();
        try (Block ids = allocator.allocate(8L * GroupedColumn.MOST_ROWS)) {
            long lefts = ids.address();
            long rights = lefts + 4L * GroupedColumn.MOST_ROWS;
            for (long from = 0; from < words.count(); from += GroupedColumn.MOST_ROWS) {
                long rows = Math.min(GroupedColumn.MOST_ROWS, words.count() - from);
                for (int i = 0; i < keys.size(); i++) {
                    for (long row = 0; row < rows; row++) {
                        Native.putInt((i == 0 ? lefts : rights) + (row << 2), words.part(from + row, i));
                    }
                    if (i == keys.size() - 1) {
                        pairs.get(i - 1).append(lefts, rights, rows);
                    } else if (i > 0) {
                        pairs.get(i - 1).find(lefts, rights, rows, room.address());
                    }
                }
            }
        }
        repeats = words.repeats();
        words.close();
        packed = null;
    }

    /// Called before the memory of rows that were found is given back, when other rows are to follow.
    public void forget() {
        keys.forEach(Keys::forget);
    }

    /// A number that depends on nothing but the values behind `id`, for groups that are to be split by it.
    public long hash(int id) {
        PackedIds words = packed;
        if (words != null) {
            long hash = 0;
            for (int i = keys.size() - 1; i > 0; i--) {
                hash = Hashes.mix(hash ^ keys.get(i).hash(words.part(id, i)));
            }
            return Hashes.mix(hash ^ keys.getFirst().hash(words.part(id, 0)));
        }
        long hash = 0;
        int left = id;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            hash = Hashes.mix(hash ^ keys.get(i + 1).hash(pairs.get(i).right(left)));
            left = pairs.get(i).left(left);
        }
        return Hashes.mix(hash ^ keys.getFirst().hash(left));
    }

    /// The key columns' values behind `ids`, of the keys' types, whose memory comes from `assembly`.
    public List<ArrayData> values(Selection ids, Assembly assembly) {
        var columns = new ArrayList<ArrayData>();
        PackedIds words = packed;
        if (words != null) {
            for (int i = 0; i < keys.size(); i++) {
                long parts = assembly.room(Selection.bytes(ids.count()));
                for (long row = 0; row < ids.count(); row++) {
                    Native.putInt(parts + (row << 2), words.part(ids.row(row), i));
                }
                columns.add(keys.get(i).values(new Selection(parts, ids.count()), assembly));
            }
            return columns;
        }
        Selection left = ids;
        for (int i = pairs.size() - 1; i >= 0; i--) {
            Pairs stage = pairs.get(i);
            long rights = assembly.room(Selection.bytes(left.count()));
            long lefts = assembly.room(Selection.bytes(left.count()));
            for (long row = 0; row < left.count(); row++) {
                Native.putInt(rights + (row << 2), stage.right(left.row(row)));
                Native.putInt(lefts + (row << 2), stage.left(left.row(row)));
            }
            columns.addFirst(keys.get(i + 1).values(new Selection(rights, left.count()), assembly));
            left = new Selection(lefts, left.count());
        }
        columns.addFirst(keys.getFirst().values(left, assembly));
        return columns;
    }

    /// The numbers 0 to `count`, without the last.
    static Selection all(int count, Assembly assembly) {
        return range(0, count, assembly);
    }

    /// The numbers from `from` on, `count` of them.
    static Selection range(int from, int count, Assembly assembly) {
        long to = assembly.room(Selection.bytes(count));
        for (int i = 0; i < count; i++) {
            Native.putInt(to + ((long) i << 2), from + i);
        }
        return new Selection(to, count);
    }

    @Override
    public void close() {
        room.close();
        if (packed != null) {
            packed.close();
        }
        if (union == null) {
            keys.forEach(Keys::close);
        } else {
            union.close();
        }
        pairs.forEach(Pairs::close);
    }
}
