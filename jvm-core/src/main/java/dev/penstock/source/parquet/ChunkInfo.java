package dev.penstock.source.parquet;

import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Type;

/// Where a column chunk is and how it is compressed: what its file says of it, checked.
///
/// @param from where its first page begins
/// @param to its pages end before here
/// @param dataFrom where its first data page should begin; a dictionary may stand there all the same
/// @param values how many entries it has, nulls included
record ChunkInfo(ColumnChunk stored, Codec codec, long from, long to, long dataFrom, long values) {
    /// Old writers did not count the dictionary page's header.
    private static final int UNCOUNTED = 100;

    /// @throws BrokenFile for what cannot be
    static ChunkInfo of(ParquetFile file, SchemaNode leaf, ColumnChunk stored, long rows, Place place) {
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
        return new ChunkInfo(stored, Codec.of(data.getCodec(), place), from, to, first, data.getNum_values());
    }

    ColumnMetaData data() {
        return stored.getMeta_data();
    }
}
