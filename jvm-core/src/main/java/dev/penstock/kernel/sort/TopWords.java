package dev.penstock.kernel.sort;

import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A word for each row of one piece of a table, such that rows of smaller words come first in all of the table; rows of
/// the same word may come in any order still.
final class TopWords implements AutoCloseable {
    private final KeyParts parts;
    private final KeyPart.@Nullable Fixed fixed;
    private final KeyPart.@Nullable Text text;
    private final int fixedBits;
    private final byte[] common;

    /// @param keys of the piece
    /// @param spans of the whole table
    /// @param common what many strings of the first key begin with, as [#text] found it; empty if it is not text
    TopWords(List<SortKey> keys, List<KeySpan> spans, byte[] common, DictionaryRanks ranks, Allocator allocator) {
        parts = KeyParts.of(keys, spans, ranks, allocator);
        List<KeyPart> list = parts.list();
        fixed = !list.isEmpty() && list.getFirst() instanceof KeyPart.Fixed first ? first : null;
        fixedBits = fixed == null ? 0 : fixed.fields().stream().mapToInt(WordField::bits).sum();
        KeyPart next = list.size() > (fixed == null ? 0 : 1) ? list.get(fixed == null ? 0 : 1) : null;
        text = fixedBits < Long.SIZE && next instanceof KeyPart.Text second ? second : null;
        this.common = common.clone();
    }

    /// The strings of the first key, if that is one of text.
    @Nullable BytesColumn text() {
        return text == null ? null : text.texts();
    }

    /// The word of one row.
    long at(long row) {
        long word = fixed == null ? 0 : fixed.at(row);
        return text == null ? word : joined(word, prefix(text, row));
    }

    /// Writes the words of rows `from` to `from + count`.
    ///
    /// @param room eight bytes for each row
    void write(long from, long count, long to, long room) {
        if (fixed != null) {
            fixed.write(from, count, to, room);
        } else {
            Native.fill(to, count << 3, (byte) 0);
        }
        if (text != null) {
            for (long i = 0; i < count; i++) {
                Native.putLong(to + (i << 3), joined(Native.getLong(to + (i << 3)), prefix(text, from + i)));
            }
        }
    }

    private long joined(long word, long prefix) {
        return fixedBits == 0 ? prefix : (word << (Long.SIZE - fixedBits)) | prefix >>> fixedBits;
    }

    /// The first eight bytes behind what strings have in common. One that begins otherwise comes before or behind all
    /// that do not.
    private long prefix(KeyPart.Text key, long row) {
        BytesColumn texts = key.texts();
        long address = texts.address(row);
        long size = texts.isNull(row) ? 0 : texts.size(row);
        long prefix;
        if (common.length == 0) {
            prefix = Bytes.first(address, size);
        } else {
            int order = beginning(address, size);
            prefix = order < 0 ? 0 : order > 0 ? -1L : Bytes.first(address + common.length, size - common.length);
        }
        return key.descending() ? ~prefix : prefix;
    }

    private int beginning(long address, long size) {
        for (int i = 0; i < common.length; i++) {
            int one = i < size ? Native.getByte(address + i) & 0xFF : -1;
            int other = common[i] & 0xFF;
            if (one != other) {
                return one - other;
            }
        }
        return 0;
    }

    @Override
    public void close() {
        parts.close();
    }
}
