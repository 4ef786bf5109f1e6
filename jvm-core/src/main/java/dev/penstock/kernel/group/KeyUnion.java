package dev.penstock.kernel.group;

import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Hashes;
import dev.penstock.kernel.Selection;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The values of each key of several [RowKeys], numbered together, so that their combinations are compared as words of
/// 64 bits: no value is looked at again for each combination that it is in.
///
/// Used in this order: [#chores], [#fits], [#words] and [#rowKeys]. Whoever shares it closes it; the last one gives its
/// memory back.
public final class KeyUnion implements AutoCloseable {
    private final List<RowKeys> sources;
    private final Allocator allocator;
    private final List<Keys> keys = new ArrayList<>();
    private final @Nullable Block[][] numbers;
    private final PackedIds layout;
    private final AtomicInteger users = new AtomicInteger(1);

    private KeyUnion(List<RowKeys> sources, Allocator allocator) {
        this.sources = List.copyOf(sources);
        this.allocator = allocator;
        numbers = new @Nullable Block[sources.getFirst().parts().size()][sources.size()];
        layout = new PackedIds(numbers.length, allocator);
    }

    /// Keys that are worth it, because they have far fewer values than combinations; null for others. The sources stay
    /// the caller's, do not change, and are there for as long as [#words] is called.
    public static @Nullable KeyUnion of(List<RowKeys> sources, Allocator allocator) {
        long combinations = 0;
        long values = 0;
        for (RowKeys source : sources) {
            if (source.packed() == null) {
                return null;
            }
            combinations += source.count();
            values += source.parts().stream().mapToLong(Keys::count).sum();
        }
        return values > combinations ? null : new KeyUnion(sources, allocator);
    }

    /// What numbers the values of each key; these may run side by side.
    public List<Runnable> chores() {
        var chores = new ArrayList<Runnable>();
        for (int i = 0; i < numbers.length; i++) {
            int key = i;
            keys.add(sources.getFirst().newKeys(i, allocator));
            chores.add(() -> number(key));
        }
        return chores;
    }

    private void number(int key) {
        Keys all = keys.get(key);
        for (int i = 0; i < sources.size(); i++) {
            Keys source = sources.get(i).parts().get(key);
            Block to = allocator.allocate(Selection.bytes(source.count()));
            numbers[key][i] = to;
            for (int from = 0; from < source.count(); from += GroupedColumn.MOST_ROWS) {
                int some = Math.min(GroupedColumn.MOST_ROWS, source.count() - from);
                try (Assembly assembly = new Assembly(allocator)) {
                    Selection piece = RowKeys.range(from, some, assembly);
                    all.find(source.values(piece, assembly), to.address() + Selection.bytes(from));
                    all.forget();
                }
            }
        }
    }

    /// Whether words have bits for the numbers of all keys.
    public boolean fits() {
        return layout.fits(keys.stream().mapToInt(Keys::count).toArray());
    }

    /// Writes the words of combinations `from` to `from + rows` of a source, eight bytes each.
    public void words(int source, int from, long rows, long to) {
        PackedIds packed = sources.get(source).packed();
        if (packed == null) {
            throw new AssertionError("combinations that are not packed");
        }
        for (int key = 0; key < numbers.length; key++) {
            Block table = numbers[key][source];
            packed.repack(key, from, rows, table == null ? 0 : table.address(), layout, to);
        }
    }

    /// A number to split combinations by.
    public static long hash(long word) {
        return Hashes.mix(word);
    }

    /// Numbers combinations by their words. The caller owns it.
    public RowKeys rowKeys(Allocator own) {
        return new RowKeys(this, layout, own);
    }

    List<Keys> keys() {
        return keys;
    }

    KeyUnion share() {
        users.incrementAndGet();
        return this;
    }

    @Override
    public void close() {
        if (users.decrementAndGet() > 0) {
            return;
        }
        keys.forEach(Keys::close);
        for (Block[] tables : numbers) {
            for (Block table : tables) {
                if (table != null) {
                    table.close();
                }
            }
        }
        layout.close();
    }
}
