package dev.penstock.source.parquet;

import org.apache.parquet.format.PageHeader;

/// Headers of pages, read from a file.
final class PageHeaders {
    /// Most headers are shorter than the first of these; those with long texts in their statistics are longer.
    private static final int[] TRIES = {256, 4_096, 1 << 16, 1 << 20, 1 << 24};

    private PageHeaders() {}

    /// A header and where the page's bytes begin behind it.
    record Read(PageHeader header, long body) {
        /// Where the next page begins.
        long end() {
            return body + header.getCompressed_page_size();
        }
    }

    /// The header at `at`.
    ///
    /// @param limit its page ends before here
    static Read at(FileBytes file, long at, long limit) {
        BrokenFile failure = null;
        for (int size : TRIES) {
            int count = (int) Math.min(size, limit - at);
            if (count <= 0) {
                break;
            }
            try {
                var header = new PageHeader();
                int length = ThriftBytes.read(header, file.read(at, count), 0);
                return checked(new Read(header, at + length), limit);
            } catch (ThriftBytes.Incomplete e) {
                failure = e;
            }
            if (count == limit - at) {
                break;
            }
        }
        throw failure != null ? failure : BrokenFile.because("no page at byte %,d", at);
    }

    private static Read checked(Read read, long limit) {
        PageHeader header = read.header;
        if (header.getCompressed_page_size() < 0 || header.getUncompressed_page_size() < 0 || read.end() > limit) {
            throw BrokenFile.because(
                    "a page of %,d bytes, %,d when decompressed, where %,d are left",
                    header.getCompressed_page_size(), header.getUncompressed_page_size(), limit - read.body);
        }
        return read;
    }
}
