package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// A data page in memory, decompressed and taken apart into levels and values. It can be read any number of times, from
/// several threads.
///
/// @param entries how many levels there are, or values where there are no levels
/// @param packedRepetition whether those levels are in the form without runs, as `packedDefinition` says of the others
record Page(
        Stored memory,
        SchemaNode leaf,
        int entries,
        Encoding encoding,
        long repetitionFrom,
        long repetitionTo,
        boolean packedRepetition,
        long definitionFrom,
        long definitionTo,
        boolean packedDefinition,
        long valuesFrom)
        implements AutoCloseable {
    /// @param memory all of the page, which moves to the result
    static Page of(PageHeader header, SchemaNode leaf, Stored memory) {
        DataPageHeader first = header.getData_page_header();
        return first != null ? first(first, leaf, memory) : second(header.getData_page_header_v2(), leaf, memory);
    }

    private static Page first(DataPageHeader header, SchemaNode leaf, Stored memory) {
        int entries = BrokenFile.count(header.getNum_values(), "values in a page");
        long start = memory.address();
        var bytes = new ByteCursor(start, start + memory.buffer().bytes());
        boolean packedRepetition = isPacked(header.getRepetition_level_encoding());
        long repetition = levels(bytes, leaf.repetition(), packedRepetition, entries);
        long repetitionTo = bytes.at();
        boolean packedDefinition = isPacked(header.getDefinition_level_encoding());
        long definition = levels(bytes, leaf.definition(), packedDefinition, entries);
        return new Page(
                memory,
                leaf,
                entries,
                header.getEncoding(),
                repetition,
                repetitionTo,
                packedRepetition,
                definition,
                bytes.at(),
                packedDefinition,
                bytes.at());
    }

    private static boolean isPacked(Encoding encoding) {
        return encoding == Encoding.BIT_PACKED;
    }

    /// Moves `bytes` behind levels and says where they begin.
    private static long levels(ByteCursor bytes, int most, boolean packed, int entries) {
        if (most == 0) {
            return bytes.at();
        }
        if (packed) {
            int width = 32 - Integer.numberOfLeadingZeros(most);
            return bytes.take(((long) entries * width + 7) >>> 3);
        }
        return bytes.take(bytes.integer() & 0xFFFF_FFFFL);
    }

    private static Page second(DataPageHeaderV2 header, SchemaNode leaf, Stored memory) {
        long start = memory.address();
        var bytes = new ByteCursor(start, start + memory.buffer().bytes());
        long repetition = bytes.take(header.getRepetition_levels_byte_length());
        long repetitionTo = bytes.at();
        long definition = bytes.take(header.getDefinition_levels_byte_length());
        return new Page(
                memory,
                leaf,
                BrokenFile.count(header.getNum_values(), "values in a page"),
                header.getEncoding(),
                repetition,
                repetitionTo,
                false,
                definition,
                bytes.at(),
                false,
                bytes.at());
    }

    Levels repetition() {
        return levels(repetitionFrom, repetitionTo, packedRepetition, leaf.repetition());
    }

    Levels definition() {
        return levels(definitionFrom, definitionTo, packedDefinition, leaf.definition());
    }

    private Levels levels(long from, long to, boolean packed, int most) {
        var bytes = new ByteCursor(from, to);
        return packed ? Levels.ofPacked(bytes, most, entries) : Levels.ofRuns(bytes, most);
    }

    /// The values without the nulls.
    ///
    /// @param dictionary the chunk's; null for none
    PageValues values(LeafTarget target, @Nullable Dictionary dictionary, Allocator allocator) {
        SchemaElement element = leaf.element();
        var bytes = new ByteCursor(valuesFrom, memory.address() + memory.buffer().bytes());
        boolean text = target instanceof LeafTarget.Strings(_, boolean utf8) && utf8;
        if (encoding == Encoding.PLAIN_DICTIONARY || encoding == Encoding.RLE_DICTIONARY) {
            if (dictionary == null) {
                throw new BrokenFile("a page of indices without a dictionary");
            }
            return new IndexValues(bytes, dictionary);
        }
        PageValues values =
                switch (element.getType()) {
                    case BOOLEAN -> bits(bytes);
                    case BYTE_ARRAY -> strings(bytes, text, allocator);
                    case INT32, INT64, INT96, FLOAT, DOUBLE, FIXED_LEN_BYTE_ARRAY -> fixed(bytes, element, allocator);
                };
        if (values == null) {
            throw BrokenFile.because("the encoding %s of %s values", encoding, element.getType());
        }
        return values;
    }

    private @Nullable PageValues bits(ByteCursor bytes) {
        return switch (encoding) {
            case PLAIN -> BitValues.packed(bytes);
            case RLE -> BitValues.runs(bytes);
            case null, default -> null;
        };
    }

    private @Nullable PageValues strings(ByteCursor bytes, boolean text, Allocator allocator) {
        return switch (encoding) {
            case PLAIN -> new PlainBytes(bytes, memory, text);
            case DELTA_LENGTH_BYTE_ARRAY -> DeltaLengthBytes.of(bytes, memory, text);
            case DELTA_BYTE_ARRAY -> DeltaBytes.of(bytes, text, allocator);
            case null, default -> null;
        };
    }

    private @Nullable PageValues fixed(ByteCursor bytes, SchemaElement element, Allocator allocator) {
        int width = LeafTarget.width(element);
        boolean integers = element.getType() == Type.INT32 || element.getType() == Type.INT64;
        return switch (encoding) {
            case PLAIN -> new PlainFixed(bytes, width);
            case BYTE_STREAM_SPLIT -> new SplitFixed(bytes, width);
            case DELTA_BINARY_PACKED -> integers ? new DeltaFixed(bytes, width) : null;
            case DELTA_BYTE_ARRAY ->
                    element.getType() == Type.FIXED_LEN_BYTE_ARRAY
                            ? new FixedOfDelta(DeltaBytes.of(bytes, false, allocator), width)
                            : null;
            case null, default -> null;
        };
    }

    @Override
    public void close() {
        memory.close();
    }
}
