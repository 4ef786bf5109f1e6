package dev.penstock.kernel.join;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Hashes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.List;

/// Makes the words of keys, for one set of rows after the other. Each worker has one of its own.
final class KeyWords implements AutoCloseable {
    private static final long NULL = 0x6A09_E667_F3BC_C908L | Long.MIN_VALUE;
    private static final long WORD_BYTES = 8L * KeyPart.MOST_ROWS;
    private static final long BIT_BYTES = KeyPart.MOST_ROWS / 8;

    private final KeyForm form;
    private final List<KeyPart> parts;
    private final Block room;
    private long words;
    private Bitmap valid = Bitmap.allSet(0);

    /// Adopts the parts.
    KeyWords(KeyForm form, List<KeyPart> parts, Allocator allocator) {
        this.form = form;
        this.parts = List.copyOf(parts);
        try {
            room = allocator.allocate(2 * WORD_BYTES + 2 * BIT_BYTES);
        } catch (Throwable e) {
            parts.forEach(KeyPart::close);
            throw e;
        }
    }

    /// Where the words of the last rows lie, eight bytes each; until others come.
    long words() {
        return words;
    }

    /// Which of the last rows can have a partner at all.
    Bitmap valid() {
        return valid;
    }

    /// Looks at other rows.
    ///
    /// @param keys at most [KeyPart#MOST_ROWS] rows
    void of(List<ArrayData> keys) {
        long rows = keys.getFirst().length();
        switch (form.kind()) {
            case PLAIN -> {
                valid = KeyPart.valid(keys.getFirst(), bits());
                words = parts.getFirst().numbers(keys.getFirst(), room.address());
            }
            case PACKED -> {
                valid = Bitmap.allSet(rows);
                words = room.address();
                Native.fill(words, rows << 3, (byte) 0);
                for (int i = 0; i < parts.size(); i++) {
                    pack(i, keys.get(i));
                }
            }
            case HASHED -> {
                valid = Bitmap.allSet(rows);
                words = room.address();
                for (int i = 0; i < parts.size(); i++) {
                    hash(i, keys.get(i));
                }
            }
        }
    }

    /// Room for a bit of each row.
    private long bits() {
        return room.address() + 2 * WORD_BYTES;
    }

    /// Leaves out the rows whose bit is not set.
    private void keep(Bitmap kept) {
        if (kept.isAllSet()) {
            return;
        }
        long to = bits() + BIT_BYTES;
        if (valid.isAllSet()) {
            Bitmaps.copy(kept, to);
        } else {
            Bitmaps.and(valid, kept, to);
        }
        valid = new Bitmap(to, 0, kept.length());
    }

    private void pack(int key, ArrayData values) {
        Bitmap present = KeyPart.valid(values, bits());
        boolean nullCode = form.nullCodes()[key];
        if (!nullCode) {
            keep(present);
        }
        long from = parts.get(key).numbers(values, room.address() + WORD_BYTES);
        long low = form.lows()[key];
        long range = form.ranges()[key];
        int shift = form.shifts()[key];
        long first = nullCode ? 1 : 0;
        long rows = values.length();
        boolean outside = false;
        for (long row = 0; row < rows; row++) {
            long code = Native.getLong(from + (row << 3)) - low;
            outside |= Long.compareUnsigned(code, range) > 0;
            long at = words + (row << 3);
            Native.putLong(at, Native.getLong(at) | (code + first) << shift);
        }
        if (outside || (nullCode && !present.isAllSet())) {
            mend(present, from, key);
        }
    }

    /// Leaves out the values that the build side lacks, and gives nulls their code.
    private void mend(Bitmap present, long from, int key) {
        long low = form.lows()[key];
        long range = form.ranges()[key];
        int shift = form.shifts()[key];
        long first = form.nullCodes()[key] ? 1 : 0;
        long kept = bits();
        for (long base = 0; base < present.length(); base += Long.SIZE) {
            long values = present.word(base);
            long word = 0;
            for (long row = base; row < Math.min(base + Long.SIZE, present.length()); row++) {
                boolean isNull = (values >>> row & 1) == 0;
                long code = Native.getLong(from + (row << 3)) - low;
                boolean known = isNull ? first > 0 : Long.compareUnsigned(code, range) <= 0;
                word |= (known ? 1L : 0L) << row;
                if (isNull || !known) {
                    // Takes out again what was put in: the code of any number, or one that is too large.
                    long at = words + (row << 3);
                    Native.putLong(at, Native.getLong(at) & (1L << shift) - 1);
                }
            }
            // In place: the word that is read here is not read again.
            Native.putLong(kept + (base >>> 3), word);
        }
        keep(new Bitmap(kept, 0, present.length()));
    }

    private void hash(int key, ArrayData values) {
        Bitmap present = KeyPart.valid(values, bits());
        if (!form.nullsEqual()) {
            keep(present);
        }
        long to = key == 0 ? words : words + WORD_BYTES;
        parts.get(key).hashes(values, present, to);
        long rows = values.length();
        if (form.nullsEqual() && !present.isAllSet()) {
            for (long row = 0; row < rows; row++) {
                if (!present.get(row)) {
                    Native.putLong(to + (row << 3), NULL);
                }
            }
        }
        for (long row = 0; row < rows && key > 0; row++) {
            long before = Hashes.mix(Native.getLong(words + (row << 3)));
            long hash = Hashes.mix(before ^ Native.getLong(to + (row << 3)));
            Native.putLong(words + (row << 3), hash | Long.MIN_VALUE);
        }
    }

    @Override
    public void close() {
        room.close();
        parts.forEach(KeyPart::close);
    }
}
