package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Type;
import org.jspecify.annotations.Nullable;

/// Where a column chunk is and how it is compressed: what its file says of it, checked.
///
/// @param from where its first page begins
/// @param to its pages end before here
/// @param dataFrom where its first data page should begin; a dictionary may stand there all the same
/// @param values how many entries it has, nulls included
/// @param cipher null for pages that are not encrypted
record ChunkInfo(
        ColumnChunk stored, Codec codec, long from, long to, long dataFrom, long values, @Nullable PageCipher cipher) {
    /// Old writers did not count the dictionary page's header.
    private static final int UNCOUNTED = 100;

    /// @throws BrokenFile for what cannot be
    ///
    /// @param rowGroup the number of `group`, for files that do not say it
    static ChunkInfo of(ParquetFile file, SchemaNode leaf, RowGroup group, int rowGroup, Place place) {
        ColumnChunk stored = group.getColumns().get(leaf.leaf());
        long rows = group.getNum_rows();
        PageCipher cipher = cipher(file, stored, group.isSetOrdinal() ? group.getOrdinal() : rowGroup, leaf.leaf());
        ColumnMetaData data = stored.getMeta_data();
        if (data == null || stored.isSetFile_path()) {
            throw new BrokenFile("its pages are in another file, or encrypted");
        }
        Type type = leaf.element().getType();
        if (data.getType() != type) {
            throw BrokenFile.because("a column chunk of %s in a column of %s", data.getType(), type);
        }
        long dictionary = data.isSetDictionary_page_offset() ? data.getDictionary_page_offset() : 0;
        long first = data.getData_page_offset();
        // 0 means that there is none, as nothing can be at the place of the magic.
        long from = dictionary > 0 ? Math.min(dictionary, first) : first;
        long size = data.getTotal_compressed_size();
        boolean inside = from >= ParquetFile.MAGIC.length && size >= 0 && from <= file.dataEnd() - size;
        if (!inside && data.getNum_values() > 0) {
            throw BrokenFile.because("a column chunk of %,d bytes at %,d, beyond the end of the data", size, from);
        }
        if (data.getNum_values() < 0 || (leaf.repetition() == 0 && data.getNum_values() != rows)) {
            throw BrokenFile.because("a column chunk of %,d values in %,d rows", data.getNum_values(), rows);
        }
        long to = Math.min(file.dataEnd(), from + size + UNCOUNTED);
        return new ChunkInfo(stored, Codec.of(data.getCodec(), place), from, to, first, data.getNum_values(), cipher);
    }

    private static @Nullable PageCipher cipher(ParquetFile file, ColumnChunk stored, int rowGroup, int column) {
        if (!stored.isSetCrypto_metadata()) {
            return null;
        }
        FileCipher cipher = file.cipher();
        if (cipher == null || !stored.getCrypto_metadata().isSetENCRYPTION_WITH_FOOTER_KEY()) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_OPERATION,
                            file.path() + " has a column that is encrypted under a key of its own, or a plain footer")
                    .hint("only files with one key for footer and columns can be read");
        }
        return new PageCipher(cipher, rowGroup, column);
    }

    ColumnMetaData data() {
        return stored.getMeta_data();
    }
}
