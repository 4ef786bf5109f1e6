package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.Column;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Selection;
import dev.penstock.kernel.Validity;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A column of grouped rows, as accumulators want it: values as 64 bits, and the groups of the rows that count. What
/// one accumulator asked for, the next one finds. It is used for one set of rows after the other, and keeps its room.
public final class GroupedColumn implements AutoCloseable {
    /// How many rows come at once: what is computed for them stays in the cache.
    public static final int MOST_ROWS = 16_384;

    private static final long MASK_BYTES = MOST_ROWS / 8;
    private static final long ID_BYTES = 4L * MOST_ROWS;
    private static final long VALUE_BYTES = 8L * MOST_ROWS;

    private final Allocator allocator;
    private @Nullable Block maskRoom;
    private @Nullable Block chosenRoom;
    private @Nullable Block validRoom;
    private @Nullable Block longRoom;
    private @Nullable Block doubleRoom;
    private @Nullable Block packRoom;

    private Groups groups = new Groups(0, 0, -1, 0);
    private @Nullable ArrayData data;
    private List<Column> arguments = List.of();
    private Bitmap chosenRows = Bitmap.allSet(0);
    private Bitmap validRows = Bitmap.allSet(0);
    private long chosen;
    private long valid;
    private long longs;
    private long doubles;

    public GroupedColumn(Allocator allocator) {
        this.allocator = allocator;
    }

    /// Looks at other rows.
    ///
    /// @param values null for what needs no values
    /// @param filter a boolean column; rows on which it is not true count for nothing
    public void set(Groups rows, @Nullable ArrayData values, @Nullable ArrayData filter) {
        groups = rows;
        data = values;
        chosen = 0;
        valid = 0;
        longs = 0;
        doubles = 0;
        chosenRows = filter == null ? Bitmap.allSet(rows.rows()) : trueRows(filter);
        validRows = values == null ? chosenRows : validRows(values);
    }

    /// Says which columns a user's function sees, on the rows of [#set]. They stay the caller's.
    public void arguments(List<Column> columns) {
        arguments = columns;
    }

    public List<Column> arguments() {
        return arguments;
    }

    private Bitmap trueRows(ArrayData filter) {
        Bitmap validity = filter.validity();
        if (filter.type() instanceof DataType.Null) {
            return none(filter.length());
        }
        if (validity.isAllSet()) {
            return filter.bits();
        }
        long to = mask();
        Bitmaps.and(filter.bits(), validity, to);
        return new Bitmap(to, 0, filter.length());
    }

    private Bitmap validRows(ArrayData values) {
        Bitmap validity = mayHideNulls(values) ? knownRows(values, mask() + MASK_BYTES) : values.validity();
        if (validity.isAllSet()) {
            return chosenRows;
        }
        if (chosenRows.isAllSet()) {
            return validity;
        }
        long to = mask() + MASK_BYTES;
        Bitmaps.and(chosenRows, validity, to);
        return new Bitmap(to, 0, values.length());
    }

    /// Which rows of `values` are not null, also where dictionaries and runs hide it.
    ///
    /// @param to room for a bit for each row, in whole words
    static Bitmap knownRows(ArrayData values, long to) {
        if (!mayHideNulls(values)) {
            return values.validity();
        }
        Validity.write(values, to);
        return new Bitmap(to, 0, values.length());
    }

    private static boolean mayHideNulls(ArrayData values) {
        ArrayData dictionary = values.dictionary();
        return Validity.isIndirect(values)
                && (dictionary == null || Validity.isIndirect(dictionary) || dictionary.countNulls() > 0);
    }

    private Bitmap none(long rows) {
        long to = mask();
        Bitmaps.fill(to, rows, false);
        return new Bitmap(to, 0, rows);
    }

    private long mask() {
        if (maskRoom == null) {
            maskRoom = allocator.allocate(2 * MASK_BYTES);
        }
        return maskRoom.address();
    }

    /// How many rows there are.
    public long rows() {
        return groups.rows();
    }

    /// The group to which all rows belong that count; -1 when they belong to several.
    int only() {
        return groups.only();
    }

    /// See [Groups#sequence].
    public long sequence() {
        return groups.sequence();
    }

    ArrayData data() {
        if (data == null) {
            throw new AssertionError("the aggregate has no argument");
        }
        return data;
    }

    /// The rows that the filter lets pass.
    Bitmap chosenRows() {
        return chosenRows;
    }

    /// The rows that the filter lets pass and whose value is not null.
    Bitmap validRows() {
        return validRows;
    }

    boolean hasNulls() {
        return !validRows.equals(chosenRows);
    }

    /// The group of each row that the filter lets pass, -1 for other rows.
    public long chosen() {
        if (chosenRows.isAllSet()) {
            return groups.ids();
        }
        if (chosen == 0) {
            chosenRoom = room(chosenRoom, ID_BYTES);
            chosen = chosenRoom.address();
            masked(chosenRows, chosen);
        }
        return chosen;
    }

    /// The group of each row that the filter lets pass and whose value is not null, -1 for other rows.
    long valid() {
        if (!hasNulls()) {
            return chosen();
        }
        if (valid == 0) {
            validRoom = room(validRoom, ID_BYTES);
            valid = validRoom.address();
            masked(validRows, valid);
        }
        return valid;
    }

    private void masked(Bitmap mask, long to) {
        long ids = groups.ids();
        for (long base = 0; base < mask.length(); base += 64) {
            long word = mask.word(base);
            long lanes = Math.min(64, mask.length() - base);
            for (long lane = 0; lane < lanes; lane++) {
                long at = (base + lane) << 2;
                // All ones, that is -1, for a row whose bit is not set.
                Native.putInt(to + at, Native.getInt(ids + at) | (int) (word >>> lane & 1) - 1);
            }
        }
    }

    /// The values as int64, those of null rows with any value. For columns of integers, booleans and times.
    long longs() {
        if (longs == 0) {
            longRoom = room(longRoom, VALUE_BYTES);
            longs = Widening.longs(data(), longRoom.address());
        }
        return longs;
    }

    /// The values as float64, those of null rows with any value. For columns of numbers and booleans.
    long doubles() {
        if (doubles == 0) {
            doubleRoom = room(doubleRoom, VALUE_BYTES);
            doubles = Widening.doubles(data(), doubleRoom.address());
        }
        return doubles;
    }

    /// How many rows the filter lets pass whose value is not null.
    long validCount() {
        return validRows.count();
    }

    /// The values of 64 bits at `values` that are valid, without gaps.
    long packed(long values) {
        if (validRows.isAllSet()) {
            return values;
        }
        packRoom = room(packRoom, VALUE_BYTES + ID_BYTES);
        long to = packRoom.address();
        Selection rows = Selection.ofBits(validRows, to + VALUE_BYTES);
        for (long i = 0; i < rows.count(); i++) {
            Native.putLong(to + (i << 3), Native.getLong(values + ((long) rows.row(i) << 3)));
        }
        return to;
    }

    private Block room(@Nullable Block block, long bytes) {
        return block == null ? allocator.allocate(bytes) : block;
    }

    @Override
    public void close() {
        for (Block block : new @Nullable Block[] {maskRoom, chosenRoom, validRoom, longRoom, doubleRoom, packRoom}) {
            if (block != null) {
                block.close();
            }
        }
    }
}
