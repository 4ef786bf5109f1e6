package dev.penstock.source.parquet;

import dev.penstock.memory.Allocator;
import dev.penstock.memory.Native;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32;
import org.apache.parquet.format.DataPageHeaderV2;
import org.apache.parquet.format.DictionaryPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.RowGroup;
import org.jspecify.annotations.Nullable;

/// A column chunk that is being read, perhaps by several threads, each of which reads other rows.
///
/// A page that lies in the rows of one reader alone is loaded for it; one that reaches into the rows of others is kept
/// until they have passed it, so that it is decompressed once.
final class Chunk implements AutoCloseable {
    private final ParquetFile file;
    private final SchemaNode leaf;
    private final LeafTarget target;
    private final Place place;
    private final long rows;
    private final Allocator allocator;
    private final ChunkInfo info;
    private final Map<Integer, Page> shared = new HashMap<>();
    private @Nullable PageMap pages;
    private @Nullable Dictionary dictionary;
    private boolean dictionaryRead;

    Chunk(ParquetFile file, int rowGroup, SchemaNode leaf, LeafTarget target, Place place, Allocator allocator) {
        this.file = file;
        this.leaf = leaf;
        this.target = target;
        this.place = place.inRowGroup(rowGroup);
        this.allocator = allocator;
        RowGroup group = file.rowGroups().get(rowGroup);
        rows = group.getNum_rows();
        info = this.place.guarded(() -> ChunkInfo.of(file, leaf, group, rowGroup, this.place));
    }

    SchemaNode leaf() {
        return leaf;
    }

    LeafTarget target() {
        return target;
    }

    ChunkInfo info() {
        return info;
    }

    Place place() {
        return place;
    }

    Allocator allocator() {
        return allocator;
    }

    synchronized PageMap pages() {
        PageMap known = pages;
        if (known == null) {
            known = place.guarded(() -> PageMap.of(file, info, leaf, rows));
            pages = known;
        }
        return known;
    }

    /// The dictionary; null when there is none.
    synchronized @Nullable Dictionary dictionary() {
        if (!dictionaryRead) {
            long at = pages().dictionary();
            dictionary = at < 0 ? null : place.guarded(() -> readDictionary(at));
            dictionaryRead = true;
        }
        return dictionary;
    }

    private Dictionary readDictionary(long at) {
        PageHeaders.Read read = PageHeaders.at(file.bytes(), info, at, PageCipher.DICTIONARY);
        DictionaryPageHeader header = read.header().getDictionary_page_header();
        if (read.header().getType() != PageType.DICTIONARY_PAGE || header == null) {
            throw new BrokenFile("a page where the dictionary should be");
        }
        if (header.getEncoding() != Encoding.PLAIN && header.getEncoding() != Encoding.PLAIN_DICTIONARY) {
            throw BrokenFile.because("a dictionary encoded as %s", header.getEncoding());
        }
        int count = BrokenFile.count(header.getNum_values(), "values in a dictionary");
        try (Stored body = body(read, PageCipher.DICTIONARY, 0, true, 0)) {
            var bytes = new ByteCursor(body.address(), body.address() + body.buffer().bytes());
            return Dictionary.of(count, bytes, body, LeafTarget.width(leaf.element()), target, allocator);
        }
    }

    /// Page `index`, which the caller closes.
    Page load(int index) {
        return place.onPage(index)
                .guarded(() -> {
                    PageMap map = pages();
                    PageHeaders.Read read = PageHeaders.at(file.bytes(), info, map.offsets()[index], index);
                    long expected = map.firstEntries()[index + 1] - map.firstEntries()[index];
                    int entries = PageMap.entries(read.header());
                    if (entries != expected && (leaf.repetition() == 0 || !map.indexed())) {
                        throw BrokenFile.because("a page of %,d values where there should be %,d", entries, expected);
                    }
                    Stored body = plain(read, index, entries);
                    try {
                        return Page.of(read.header(), leaf, body);
                    } catch (Throwable e) {
                        body.close();
                        throw e;
                    }
                });
    }

    /// Page `index` for a reader of some of its rows; it stays the chunk's.
    synchronized Page share(int index) {
        Page known = shared.get(index);
        if (known == null) {
            known = load(index);
            shared.put(index, known);
        }
        return known;
    }

    /// Gives back what only readers of rows before `row` needed.
    synchronized void forget(long row) {
        PageMap map = pages;
        if (map != null && !shared.isEmpty()) {
            shared.entrySet()
                    .removeIf(entry -> {
                        boolean passed = map.firstEntries()[entry.getKey() + 1] <= row;
                        if (passed) {
                            entry.getValue().close();
                        }
                        return passed;
                    });
        }
    }

    private Stored plain(PageHeaders.Read read, int page, int entries) {
        DataPageHeaderV2 second = read.header().getData_page_header_v2();
        if (second == null) {
            return body(read, page, 0, true, levelsWithoutNulls(entries));
        }
        int levels =
                Math.addExact(
                        BrokenFile.count(second.getRepetition_levels_byte_length(), "bytes of levels"),
                        BrokenFile.count(second.getDefinition_levels_byte_length(), "bytes of levels"));
        return body(read, page, levels, !second.isSetIs_compressed() || second.isIs_compressed(), levels);
    }

    /// How many bytes are in front of the values of a flat column without nulls: the length of the levels, and a run of
    /// ones.
    private long levelsWithoutNulls(int entries) {
        if (leaf.repetition() > 0 || leaf.definition() != 1) {
            return 0;
        }
        long bytes = 4 + 1;
        for (long rest = (long) entries << 1; rest > 0; rest >>>= 7) {
            bytes++;
        }
        return bytes;
    }

    /// The page's bytes, decompressed but for the first `levels` ones, which never were compressed.
    ///
    /// @param page its number among the data pages, or [PageCipher#DICTIONARY]
    /// @param values where the values begin, perhaps: they should be aligned
    private Stored body(PageHeaders.Read read, int page, int levels, boolean compressed, long values) {
        PageHeader header = read.header();
        int size = header.getCompressed_page_size();
        int plain = header.getUncompressed_page_size();
        if (levels > size || levels > plain) {
            throw BrokenFile.because("a page of %,d bytes with %,d of levels", size, levels);
        }
        Codec codec = compressed ? info.codec() : Codec.UNCOMPRESSED;
        codec.check(size - levels, plain - levels);
        if (codec == Codec.UNCOMPRESSED) {
            Stored stored = Stored.aligned(size, values, allocator);
            try {
                read(read, page, stored);
                return stored;
            } catch (Throwable e) {
                stored.close();
                throw e;
            }
        }
        try (Stored stored = Stored.allocate(size, allocator)) {
            read(read, page, stored);
            Stored result = Stored.aligned(plain, values, allocator);
            try {
                Native.copy(stored.address(), result.address(), levels);
                codec.decompress(stored.address() + levels, size - levels, result.address() + levels, plain - levels);
                return result;
            } catch (Throwable e) {
                result.close();
                throw e;
            }
        }
    }

    private void read(PageHeaders.Read read, int page, Stored to) {
        PageHeader header = read.header();
        PageCipher cipher = info.cipher();
        if (cipher != null) {
            byte[] module = FileCipher.module(file.bytes(), read.body(), read.end());
            if (module.length != read.end() - read.body()) {
                throw BrokenFile.because("an encrypted page of %,d bytes that ends elsewhere", module.length);
            }
            ByteBuffer plain = Native.segment(to.address(), header.getCompressed_page_size()).asByteBuffer();
            cipher.file().decrypt(module, cipher.body(page), plain);
            return; // no checksum says more than the tag does
        }
        file.bytes().read(read.body(), header.getCompressed_page_size(), to.address());
        if (header.isSetCrc()) {
            var sum = new CRC32();
            sum.update(Native.segment(to.address(), header.getCompressed_page_size()).asByteBuffer());
            if ((int) sum.getValue() != header.getCrc()) {
                throw new BrokenFile("bytes that do not have the checksum of their header");
            }
        }
    }

    @Override
    public synchronized void close() {
        shared.values().forEach(Page::close);
        shared.clear();
        if (dictionary != null) {
            dictionary.close();
            dictionary = null;
            dictionaryRead = false;
        }
    }
}
