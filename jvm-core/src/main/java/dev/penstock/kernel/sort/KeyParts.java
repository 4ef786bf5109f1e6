package dev.penstock.kernel.sort;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bitmaps;
import dev.penstock.kernel.Place;
import dev.penstock.kernel.Validity;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;

/// What orders the rows of some columns, in as few parts as they fit into: numbers take only the bits that their range
/// needs, and share words.
final class KeyParts implements AutoCloseable {
    private final DictionaryRanks ranks;
    private final Allocator allocator;
    private final List<Block> owned = new ArrayList<>();
    private final List<KeyPart> parts = new ArrayList<>();
    private final List<WordField> word = new ArrayList<>();
    private int freeBits = Long.SIZE;

    private KeyParts(DictionaryRanks ranks, Allocator allocator) {
        this.ranks = ranks;
        this.allocator = allocator;
    }

    /// The parts of `keys`, in their order, for the caller.
    static KeyParts of(List<SortKey> keys, DictionaryRanks ranks, Allocator allocator) {
        return of(keys, KeySpan.of(keys), ranks, allocator);
    }

    /// The parts of `keys` which are some rows of a table, such that words of all its rows compare.
    ///
    /// @param spans of the whole table, one for each key
    static KeyParts of(List<SortKey> keys, List<KeySpan> spans, DictionaryRanks ranks, Allocator allocator) {
        var made = new KeyParts(ranks, allocator);
        try {
            for (int i = 0; i < keys.size(); i++) {
                made.add(keys.get(i), spans.get(i));
            }
            made.endWord();
            return made;
        } catch (Throwable e) {
            made.close();
            throw e;
        }
    }

    List<KeyPart> list() {
        return parts;
    }

    private void add(SortKey key, KeySpan span) {
        ArrayData values = key.values();
        SortOrder order = key.order();
        if (values.type() instanceof DataType.Null) {
            return;
        }
        Bitmap validity = span.nulls() ? validity(values) : Bitmap.allSet(values.length());
        if (span.nulls()) {
            put(new WordField.Nullness(validity, order.nullsLast()));
        }
        switch (values.type()) {
            case DataType.Utf8 _, DataType.Binary _ -> {
                endWord();
                parts.add(new KeyPart.Text(BytesColumn.of(values), order.descending()));
            }
            case DataType.Dictionary _ -> {
                DictionaryRanks.Ranks found = ranks.of(Place.dictionary(values));
                OrderedNumbers numbers = OrderedNumbers.ofRanks(values, found.address(), found.count());
                put(numbers, validity, order, NumberRange.all(numbers.bits()));
            }
            default -> {
                for (int part = 0; part < span.parts().size(); part++) {
                    put(OrderedNumbers.of(values, part), validity, order, span.parts().get(part));
                }
            }
        }
    }

    /// Which rows are valid, nulls behind dictionaries included.
    private Bitmap validity(ArrayData values) {
        if (!KeySpan.hidesNulls(values)) {
            return values.validity();
        }
        Block bits = allocator.allocate(Bitmaps.bytes(values.length()));
        owned.add(bits);
        Validity.write(values, bits.address());
        return new Bitmap(bits.address(), 0, values.length());
    }

    private void put(OrderedNumbers numbers, Bitmap validity, SortOrder order, NumberRange range) {
        if (range.bits() == 0) {
            return;
        }
        long base = order.descending() ? range.greatest() : range.least();
        int below = 0;
        if (range.bits() > freeBits && freeBits > 0) {
            // The rest goes into the next word, so that the first one tells as many rows apart as it can.
            below = range.bits() - freeBits;
            put(new WordField.Numeric(numbers, validity, order.descending(), base, below, freeBits));
        }
        int bits = below > 0 ? below : range.bits();
        put(new WordField.Numeric(numbers, validity, order.descending(), base, 0, bits));
    }

    private void put(WordField field) {
        if (field.bits() > freeBits) {
            endWord();
        }
        word.add(field);
        freeBits -= field.bits();
    }

    private void endWord() {
        if (!word.isEmpty()) {
            parts.add(new KeyPart.Fixed(word));
            word.clear();
        }
        freeBits = Long.SIZE;
    }

    @Override
    public void close() {
        owned.forEach(Block::close);
        owned.clear();
    }
}
