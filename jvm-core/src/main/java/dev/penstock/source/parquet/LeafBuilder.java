package dev.penstock.source.parquet;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// A column that grows by the values of one page after the other.
abstract class LeafBuilder implements AutoCloseable {
    /// How many values move at once where they pass through room of our own: it stays in the first cache.
    static final int CHUNK = 1_024;

    private final ValidityBits validity;

    LeafBuilder(Allocator allocator) {
        validity = new ValidityBits(allocator);
    }

    /// The builder of columns of `target`.
    static LeafBuilder of(LeafTarget target, Allocator allocator) {
        return switch (target) {
            case LeafTarget.Nothing _ -> new NothingBuilder(allocator);
            case LeafTarget.Bits _ -> new BitsBuilder(allocator);
            case LeafTarget.Fixed(Conversion conversion) -> new FixedBuilder(conversion, allocator);
            case LeafTarget.FixedOfBytes fixed -> new FixedBuilder(fixed, allocator);
            case LeafTarget.Strings strings ->
                    strings.layout() instanceof Layout.Variable(int width)
                            ? new OffsetsBuilder(width, allocator)
                            : new ViewsBuilder(allocator);
        };
    }

    ValidityBits validity() {
        return validity;
    }

    long rows() {
        return validity.rows();
    }

    /// Adds `rows` rows, whose levels say which of them have values.
    final void add(int rows, Levels levels, PageValues values) {
        if (levels.takeHighest(rows)) {
            addAll(rows, values);
            return;
        }
        long bits = validity.prepare(rows);
        int valid = (int) levels.bits(bits, validity.rows(), rows);
        validity.added(rows, valid);
        addValues(values, rows, valid);
    }

    /// Adds `rows` rows that all have values.
    final void addAll(int rows, PageValues values) {
        validity.addValid(rows);
        addValues(values, rows, rows);
    }

    /// Adds those of `rows` rows that are selected, all of which have values, if this builder has a way to take just
    /// them; otherwise nothing happens.
    ///
    /// @param selected the numbers of `count` rows, four bytes each
    /// @param first the number of the first of the rows
    boolean addSelected(PageValues values, int rows, long selected, int count, long first) {
        return false;
    }

    /// Adds the values of `rows` rows, of which the validity is there already.
    ///
    /// @param valid how many of them have a value
    abstract void addValues(PageValues values, int rows, int valid);

    /// Makes room for that many rows at once.
    abstract void expect(long rows);

    /// The rows as an array of `type`, whose memory moves to `assembly`.
    final ArrayData finish(DataType type, Assembly assembly) {
        if (type instanceof DataType.Null) {
            return ArrayData.flat(type, rows(), rows());
        }
        var buffers = new ArrayList<Buffer>();
        long nulls = validity.nulls();
        long rows = rows();
        buffers.add(validity.finish(assembly));
        buffers.addAll(buffers(assembly));
        return new ArrayData(type, rows, 0, nulls, buffers, List.of(), null);
    }

    /// The buffers behind the validity.
    abstract List<Buffer> buffers(Assembly assembly);

    static IllegalStateException unexpected(PageValues values) {
        return new IllegalStateException("no column of these values: " + values);
    }

    @Override
    public void close() {
        validity.close();
    }
}
