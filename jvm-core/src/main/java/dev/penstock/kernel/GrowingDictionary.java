package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.column.Column;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Lease;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One dictionary for columns that come one after the other with dictionaries of their own. Values keep the number that
/// they first got, so what was renumbered stays good. It keeps the memory of the dictionaries that it has seen.
public final class GrowingDictionary implements AutoCloseable {
    private final DataType.Dictionary type;
    private final ValueIds ids = new ValueIds();
    private final List<ArrayData> seen = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();
    private @Nullable ArrayData last;
    private int[] renumbered = {};
    private boolean same;

    public GrowingDictionary(DataType.Dictionary type) {
        this.type = type;
    }

    /// `column` with indices into this dictionary in place of its own.
    ///
    /// @param owner whoever owns the column's memory
    /// @throws dev.penstock.error.PenstockException with code COMPUTE when the indices cannot number all values
    public ArrayData renumber(ArrayData column, Column owner, Assembly assembly) {
        ArrayData dictionary = Place.dictionary(column);
        if (!dictionary.equals(last)) {
            add(dictionary, owner);
        }
        if (same) {
            return column;
        }
        int width = ((Layout.Indexed) column.layout()).width();
        Buffer indices = assembly.buffer(column.length() * width);
        for (long row = 0; row < column.length(); row++) {
            long index = column.validity().get(row) ? renumbered[(int) Place.index(column, width, row)] : 0;
            Dictionaries.put(indices.address(), width, row, index);
        }
        var plain = new ArrayData(type, column.length(), 0, 0, List.of(Buffer.NONE, indices), List.of(), dictionary);
        return Concatenate.validity(List.of(column), assembly, plain);
    }

    private void add(ArrayData dictionary, Column owner) {
        // The share keeps the addresses taken, by which a dictionary is known again.
        leases.add(owner.share().transferLease());
        seen.add(dictionary);
        renumbered = Dictionaries.renumber(ids, dictionary);
        Dictionaries.check(type, ids.count());
        last = dictionary;
        same = true;
        for (int i = 0; i < renumbered.length; i++) {
            same &= renumbered[i] == i;
        }
    }

    /// All values in the order of their numbers. The caller owns the column.
    public Column values(Allocator allocator) {
        try (Assembly assembly = new Assembly(allocator)) {
            ArrayData values =
                    seen.isEmpty() ? Empty.array(type.values()) : Dictionaries.dictionary(ids, seen, assembly);
            leases.forEach(lease -> assembly.adopt(lease.share()));
            return assembly.finish(values);
        }
    }

    @Override
    public void close() {
        leases.forEach(Lease::close);
        leases.clear();
    }
}
