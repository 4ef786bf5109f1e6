package dev.penstock.source.parquet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.OffsetIndex;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageLocation;
import org.apache.parquet.format.PageType;

/// Where the data pages of a column chunk are: by the offset index where there is one, else by their headers.
///
/// @param offsets where each page begins
/// @param firstEntries the number of each page's first entry (row, where nothing repeats), and at the end of all of
///   them
/// @param dictionary where the dictionary page begins; -1 for none
/// @param indexed whether the numbers are those of rows whatever the column, because an index says so
@SuppressWarnings("ArrayRecordComponent") // never compared
record PageMap(long[] offsets, long[] firstEntries, long dictionary, boolean indexed) {
    /// More pages in a column chunk are not believed.
    private static final int MOST = 1 << 24;

    static PageMap of(ParquetFile file, ChunkInfo chunk, SchemaNode leaf, long rows) {
        ColumnChunk stored = chunk.stored();
        return chunk.cipher() == null && stored.isSetOffset_index_offset() && stored.getOffset_index_length() > 0
                ? byIndex(file, chunk, rows)
                : byHeaders(file, chunk);
    }

    private static PageMap byIndex(ParquetFile file, ChunkInfo chunk, long rows) {
        ColumnChunk stored = chunk.stored();
        var index = new OffsetIndex();
        byte[] bytes = file.bytes().read(stored.getOffset_index_offset(), stored.getOffset_index_length());
        ThriftBytes.read(index, bytes, 0);
        List<PageLocation> pages = index.getPage_locations();
        long[] offsets = new long[pages.size()];
        long[] firsts = new long[pages.size() + 1];
        firsts[pages.size()] = rows;
        for (int i = 0; i < offsets.length; i++) {
            PageLocation page = pages.get(i);
            offsets[i] = page.getOffset();
            firsts[i] = page.getFirst_row_index();
            boolean follows = i == 0 ? firsts[i] == 0 : firsts[i] > firsts[i - 1] && offsets[i] > offsets[i - 1];
            if (!follows || firsts[i] >= rows || offsets[i] < chunk.from() || offsets[i] >= chunk.to()) {
                throw BrokenFile.because("an index in which page %d is at byte %,d, row %,d", i, offsets[i], firsts[i]);
            }
        }
        if (pages.isEmpty() && rows > 0) {
            throw new BrokenFile("an index without pages");
        }
        boolean dictionary = !pages.isEmpty() && chunk.from() < offsets[0];
        return new PageMap(offsets, firsts, dictionary ? chunk.from() : -1, true);
    }

    private static PageMap byHeaders(ParquetFile file, ChunkInfo chunk) {
        var offsets = new ArrayList<Long>();
        var firsts = new ArrayList<Long>();
        long dictionary = -1;
        long entries = 0;
        for (long at = chunk.from(); entries < chunk.values(); ) {
            boolean first = chunk.cipher() != null && at == chunk.from() && chunk.from() < chunk.dataFrom();
            PageHeaders.Read read =
                    PageHeaders.at(file.bytes(), chunk, at, first ? PageCipher.DICTIONARY : offsets.size());
            PageHeader header = read.header();
            if (header.getType() == PageType.DICTIONARY_PAGE) {
                if (dictionary >= 0 || entries > 0) {
                    throw new BrokenFile("a dictionary behind other pages");
                }
                dictionary = at;
            } else if (header.getType() != PageType.INDEX_PAGE) {
                offsets.add(at);
                firsts.add(entries);
                entries += entries(header);
            }
            if (offsets.size() > MOST || read.end() <= at) {
                throw new BrokenFile("more pages than there can be");
            }
            at = read.end();
        }
        if (entries != chunk.values()) {
            throw BrokenFile.because("pages of %,d values where there should be %,d", entries, chunk.values());
        }
        firsts.add(entries);
        return new PageMap(longs(offsets), longs(firsts), dictionary, false);
    }

    /// How many entries a data page has, nulls included.
    static int entries(PageHeader header) {
        DataPageHeader first = header.getData_page_header();
        DataPageHeaderV2 second = header.getData_page_header_v2();
        if (header.getType() == PageType.DATA_PAGE && first != null) {
            return BrokenFile.count(first.getNum_values(), "values in a page");
        }
        if (header.getType() == PageType.DATA_PAGE_V2 && second != null) {
            return BrokenFile.count(second.getNum_values(), "values in a page");
        }
        throw BrokenFile.because("a page of type %s without its header", header.getType());
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }

    int count() {
        return offsets.length;
    }

    /// The page that has entry `entry`.
    int find(long entry) {
        int found = Arrays.binarySearch(firstEntries, 0, offsets.length, entry);
        return found >= 0 ? lastOfEqual(found) : -found - 2;
    }

    /// Pages without entries begin where the next one does.
    private int lastOfEqual(int found) {
        int page = found;
        while (page + 1 < offsets.length && firstEntries[page + 1] == firstEntries[page]) {
            page++;
        }
        return page;
    }
}
