package dev.penstock.source.parquet;

import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.jspecify.annotations.Nullable;

/// Encodes the entries of a leaf into pages.
final class ChunkEncoder {
    /// A page of nulls or of one value repeated has no bytes to speak of, but should not have all rows either.
    private static final long PAGE_ENTRIES = 1 << 20;

    private final WriteLeaf leaf;
    private final WriteOptions options;
    private final Allocator allocator;

    ChunkEncoder(WriteLeaf leaf, WriteOptions options, Allocator allocator) {
        this.leaf = leaf;
        this.options = options;
        this.allocator = allocator;
    }

    /// The encoded entries, which the caller owns.
    EncodedChunk encode(Entries entries) {
        var pages = new ArrayList<EncodedPage>();
        EncodedPage dictionary = null;
        try (var assembly = new Assembly(allocator);
                ValueEncoder values = ValueEncoder.of(leaf, entries.values(), options, assembly)) {
            dictionary = dictionary(values);
            Bounds bounds = options.statistics() ? values.bounds(0, entries.values().length()) : null;
            boolean one = cut(entries, values, bounds, pages);
            long nulls = entries.count() - entries.values().length();
            Set<Encoding> encodings = EnumSet.of(Encoding.RLE, values.encoding());
            if (dictionary != null) {
                encodings.add(Encoding.PLAIN);
            }
            BloomFilter bloom = options.blooms().contains(leaf.path().getFirst()) ? values.bloom() : null;
            assert !one || pages.size() == 1;
            return new EncodedChunk(leaf, dictionary, pages, encodings, bounds, entries.count(), nulls, bloom);
        } catch (Throwable e) {
            if (dictionary != null) {
                dictionary.close();
            }
            pages.forEach(EncodedPage::close);
            throw e;
        }
    }

    /// Cuts the entries into pages; whether there is only one, whose bounds are those of the chunk.
    private boolean cut(Entries entries, ValueEncoder values, @Nullable Bounds all, List<EncodedPage> pages) {
        long value = 0;
        long row = 0;
        for (long from = 0; from < entries.count() || (from == 0 && pages.isEmpty()); ) {
            long until = end(entries, values, from, value);
            long count = entries.valuesIn(from, until, leaf.definition());
            boolean one = from == 0 && until == entries.count();
            Bounds bounds = one || all == null ? all : values.bounds(value, value + count);
            pages.add(page(entries, values, from, until, value, count, row, bounds));
            value += count;
            row += entries.rowsIn(from, until);
            if (one) {
                return true;
            }
            from = until;
        }
        return false;
    }

    /// Where the page that begins at entry `from` ends: at the start of a row.
    private long end(Entries entries, ValueEncoder values, long from, long value) {
        long fit = Math.min(values.fit(value, options.pageBytes()), PAGE_ENTRIES);
        long until = Math.min(entries.count(), from + Math.max(1, fit));
        // Nulls take no room, so there may be place for more.
        return until == entries.count() ? until : entries.rowFrom(until);
    }

    private EncodedPage page(
            Entries entries,
            ValueEncoder values,
            long from,
            long until,
            long value,
            long count,
            long row,
            @Nullable Bounds bounds) {
        long levels = levelBytes(until - from);
        try (Block plain = allocator.allocate(levels + values.most(value, count) + Runs.SLACK)) {
            long at = plain.address();
            if (leaf.repetition() > 0) {
                at = levels(entries.repetitions() + from, until - from, leaf.repetition(), at);
            }
            if (leaf.definition() > 0) {
                at = definitions(entries, from, until, at);
            }
            at = values.write(value, count, at);
            var data = new DataPageHeader(Math.toIntExact(until - from), values.encoding(), Encoding.RLE, Encoding.RLE);
            var header = new PageHeader(PageType.DATA_PAGE, 0, 0);
            header.setData_page_header(data);
            return compressed(header, plain.address(), at - plain.address(), row, until - from, count, bounds);
        }
    }

    private long levelBytes(long count) {
        int most = Math.max(leaf.definition(), leaf.repetition());
        return most == 0 ? 0 : 2 * (8 + RunsWriter.most(count, width(most)));
    }

    private static int width(int most) {
        return 32 - Integer.numberOfLeadingZeros(most);
    }

    private static long levels(long levels, long count, int most, long to) {
        long end = RunsWriter.bytes(levels, count, width(most), to + 4);
        Native.putInt(to, Math.toIntExact(end - to - 4));
        return end;
    }

    private long definitions(Entries entries, long from, long until, long to) {
        if (entries.validity() == null) {
            return levels(entries.definitions() + from, until - from, leaf.definition(), to);
        }
        long end = RunsWriter.bits(entries.validity().slice(from, until - from), to + 4);
        Native.putInt(to, Math.toIntExact(end - to - 4));
        return end;
    }

    private @Nullable EncodedPage dictionary(ValueEncoder values) {
        int count = values.dictionaryCount();
        if (count == 0) {
            return null;
        }
        try (Block plain = allocator.allocate(values.dictionaryBytes() + Runs.SLACK)) {
            long end = values.writeDictionary(plain.address());
            var header = new PageHeader(PageType.DICTIONARY_PAGE, 0, 0);
            header.setDictionary_page_header(new DictionaryPageHeader(count, Encoding.PLAIN));
            return compressed(header, plain.address(), end - plain.address(), -1, 0, 0, null);
        }
    }

    private EncodedPage compressed(
            PageHeader header, long plain, long size, long row, long entries, long count, @Nullable Bounds bounds) {
        Codec codec = options.codec();
        Block body = allocator.allocate(Math.max(1, codec.mostCompressed(size)));
        try {
            long bytes;
            if (codec == Codec.UNCOMPRESSED) {
                Native.copy(plain, body.address(), size);
                bytes = size;
            } else {
                bytes = codec.compress(plain, size, body.address(), options.level());
            }
            header.setUncompressed_page_size(Math.toIntExact(size));
            header.setCompressed_page_size(Math.toIntExact(bytes));
            if (options.checksums()) {
                var sum = new CRC32();
                sum.update(Native.segment(body.address(), bytes).asByteBuffer());
                header.setCrc((int) sum.getValue());
            }
            byte[] written = ThriftBytes.write(header);
            return new EncodedPage(written, body, bytes, row, entries - count, entries, bounds, written.length + size);
        } catch (Throwable e) {
            body.close();
            throw e;
        }
    }
}
