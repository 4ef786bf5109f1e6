package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.parquet.format.BloomFilterAlgorithm;
import org.apache.parquet.format.BloomFilterCompression;
import org.apache.parquet.format.BloomFilterHash;
import org.apache.parquet.format.BloomFilterHeader;
import org.apache.parquet.format.BoundaryOrder;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.ColumnIndex;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.ColumnOrder;
import org.apache.parquet.format.EncryptionWithFooterKey;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.KeyValue;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SplitBlockAlgorithm;
import org.apache.parquet.format.Statistics;
import org.apache.parquet.format.TypeDefinedOrder;
import org.apache.parquet.format.Uncompressed;
import org.apache.parquet.format.XxHash;
import org.jspecify.annotations.Nullable;

/// Writes encoded row groups to a file, one behind the other, and at the end what is where.
final class FileWriter {
    /// What the indices say of a chunk, which stand behind all row groups.
    private record Indices(ColumnChunk chunk, OffsetIndex offsets, @Nullable ColumnIndex bounds) {}

    private final FileChannel out;
    private final WriteSchema schema;
    private final Map<String, String> pairs;
    private final @Nullable FileCipher cipher;
    private final List<RowGroup> groups = new ArrayList<>();
    private final List<Indices> indices = new ArrayList<>();
    private long at;
    private long rows;

    /// @param cipher null for a file that is not encrypted
    FileWriter(FileChannel out, WriteSchema schema, Map<String, String> pairs, @Nullable FileCipher cipher)
            throws IOException {
        this.out = out;
        this.schema = schema;
        this.pairs = pairs;
        this.cipher = cipher;
        write(magic());
    }

    private byte[] magic() {
        return cipher == null ? ParquetFile.MAGIC : FileCipher.MAGIC;
    }

    private void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    private void write(ByteBuffer bytes) throws IOException {
        at += bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /// Writes a row group, which stays the caller's.
    void write(List<EncodedChunk> chunks, long groupRows, WriteOptions options) throws IOException {
        if (cipher != null && groups.size() > Short.MAX_VALUE) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "an encrypted file has at most 32,768 row groups")
                    .hint("raise row_group_size, or write several files");
        }
        long start = at;
        var columns = new ArrayList<ColumnChunk>();
        long plain = 0;
        for (EncodedChunk chunk : chunks) {
            PageCipher pages = cipher == null ? null : new PageCipher(cipher, groups.size(), columns.size());
            columns.add(write(chunk, options, pages));
            plain += chunk.plainBytes();
        }
        var group = new RowGroup(columns, plain, groupRows);
        group.setFile_offset(start);
        group.setTotal_compressed_size(at - start);
        if (groups.size() <= Short.MAX_VALUE) {
            group.setOrdinal((short) groups.size());
        }
        groups.add(group);
        rows += groupRows;
        // The least and greatest values of pages and the filters would have to be encrypted as well.
        for (int i = 0; i < chunks.size() && cipher == null; i++) {
            bloom(chunks.get(i), columns.get(i));
        }
    }

    private ColumnChunk write(EncodedChunk chunk, WriteOptions options, @Nullable PageCipher pages) throws IOException {
        long start = at;
        if (chunk.dictionary() != null) {
            write(chunk.dictionary(), pages, PageCipher.DICTIONARY);
        }
        long data = at;
        var locations = new ArrayList<PageLocation>();
        for (EncodedPage page : chunk.pages()) {
            locations.add(new PageLocation(at, Math.toIntExact(page.size()), page.firstRow()));
            write(page, pages, locations.size() - 1);
        }
        var meta =
                new ColumnMetaData(
                        chunk.leaf().physical(),
                        List.copyOf(chunk.encodings()),
                        chunk.leaf().path(),
                        options.codec().stored(),
                        chunk.entries(),
                        chunk.plainBytes(),
                        at - start,
                        data);
        if (chunk.dictionary() != null) {
            meta.setDictionary_page_offset(start);
        }
        if (options.statistics()) {
            meta.setStatistics(statistics(chunk));
        }
        var stored = new ColumnChunk(0);
        stored.setMeta_data(meta);
        if (pages != null) {
            stored.setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_FOOTER_KEY(new EncryptionWithFooterKey()));
            return stored;
        }
        indices.add(new Indices(stored, new OffsetIndex(locations), options.statistics() ? bounds(chunk) : null));
        return stored;
    }

    private void write(EncodedPage page, @Nullable PageCipher cipher, int number) throws IOException {
        if (cipher != null) {
            if (number > Short.MAX_VALUE) {
                throw new PenstockException(
                                ErrorCode.INVALID_OPERATION,
                                "a row group of an encrypted file has at most 32,768 pages")
                        .hint("raise data_page_size, or lower row_group_size");
            }
            writeEncrypted(page, cipher, number);
            return;
        }
        write(page.header());
        for (long done = 0; done < page.bytes(); ) {
            long part = Math.min(page.bytes() - done, 1 << 26);
            write(Native.segment(page.body().address() + done, part).asByteBuffer());
            done += part;
        }
    }

    private void writeEncrypted(EncodedPage page, PageCipher pages, int number) throws IOException {
        var header = new PageHeader();
        ThriftBytes.read(header, page.header(), 0);
        header.setCompressed_page_size(Math.addExact(header.getCompressed_page_size(), FileCipher.OVERHEAD));
        header.unsetCrc(); // it is that of what was encrypted, and the tag says more
        byte[] written = ThriftBytes.write(header);
        write(pages.file().encrypted(ByteBuffer.wrap(written), pages.header(number)));
        ByteBuffer body = Native.segment(page.body().address(), page.bytes()).asByteBuffer();
        write(pages.file().encrypted(body, pages.body(number)));
    }

    private static Statistics statistics(EncodedChunk chunk) {
        var statistics = new Statistics();
        statistics.setNull_count(chunk.nulls());
        Bounds bounds = chunk.bounds();
        if (bounds != null) {
            statistics.setMin_value(bounds.least());
            statistics.setMax_value(bounds.greatest());
            statistics.setIs_min_value_exact(bounds.exact());
            statistics.setIs_max_value_exact(bounds.exact());
            if (chunk.leaf().type() instanceof DataType.FloatingPoint) {
                statistics.setNan_count(bounds.nan());
            }
        }
        return statistics;
    }

    /// What the pages hold; null when it cannot be said of every one of them.
    private static @Nullable ColumnIndex bounds(EncodedChunk chunk) {
        var empty = new ArrayList<Boolean>();
        var least = new ArrayList<ByteBuffer>();
        var greatest = new ArrayList<ByteBuffer>();
        var nulls = new ArrayList<Long>();
        for (EncodedPage page : chunk.pages()) {
            boolean none = page.nulls() == page.entries();
            Bounds bounds = page.bounds();
            if (!none && bounds == null) {
                return null;
            }
            empty.add(none);
            least.add(ByteBuffer.wrap(bounds == null ? new byte[0] : bounds.least()));
            greatest.add(ByteBuffer.wrap(bounds == null ? new byte[0] : bounds.greatest()));
            nulls.add(page.nulls());
        }
        var index = new ColumnIndex(empty, least, greatest, BoundaryOrder.UNORDERED);
        index.setNull_counts(nulls);
        return index;
    }

    private void bloom(EncodedChunk chunk, ColumnChunk stored) throws IOException {
        BloomFilter filter = chunk.bloom();
        if (filter == null) {
            return;
        }
        long start = at;
        var header =
                new BloomFilterHeader(
                        filter.bytes().length,
                        BloomFilterAlgorithm.BLOCK(new SplitBlockAlgorithm()),
                        BloomFilterHash.XXHASH(new XxHash()),
                        BloomFilterCompression.UNCOMPRESSED(new Uncompressed()));
        write(ThriftBytes.write(header));
        write(filter.bytes());
        stored.getMeta_data().setBloom_filter_offset(start);
        stored.getMeta_data().setBloom_filter_length(Math.toIntExact(at - start));
    }

    /// Writes the indices and the footer.
    void finish() throws IOException {
        for (Indices of : indices) {
            if (of.bounds() != null) {
                of.chunk().setColumn_index_offset(at);
                byte[] bytes = ThriftBytes.write(of.bounds());
                of.chunk().setColumn_index_length(bytes.length);
                write(bytes);
            }
        }
        for (Indices of : indices) {
            of.chunk().setOffset_index_offset(at);
            byte[] bytes = ThriftBytes.write(of.offsets());
            of.chunk().setOffset_index_length(bytes.length);
            write(bytes);
        }
        var footer = new FileMetaData(2, schema.elements(), rows, groups);
        footer.setKey_value_metadata(
                pairs.entrySet().stream().map(pair -> new KeyValue(pair.getKey()).setValue(pair.getValue())).toList());
        footer.setCreated_by("penstock");
        long leaves = schema.columns().stream().mapToLong(List::size).sum();
        var orders = new ArrayList<ColumnOrder>();
        for (long i = 0; i < leaves; i++) {
            orders.add(ColumnOrder.TYPE_ORDER(new TypeDefinedOrder()));
        }
        footer.setColumn_orders(orders);
        byte[] bytes = footer(footer);
        write(bytes);
        write(
                new byte[] {
                    (byte) bytes.length,
                    (byte) (bytes.length >> 8),
                    (byte) (bytes.length >> 16),
                    (byte) (bytes.length >> 24)
                });
        write(magic());
    }

    private byte[] footer(FileMetaData footer) {
        byte[] plain = ThriftBytes.write(footer);
        if (cipher == null) {
            return plain;
        }
        byte[] crypto = ThriftBytes.write(cipher.stored());
        byte[] module = cipher.encrypted(ByteBuffer.wrap(plain), cipher.footer());
        return ByteBuffer.allocate(crypto.length + module.length).put(crypto).put(module).array();
    }
}
