package dev.penstock.source.parquet;

import org.apache.parquet.format.PageHeader;

/// Headers of pages, read from a file.
final class PageHeaders {
    /// Most headers are shorter than the first of these; those with long texts in their statistics are longer.
    private static final int[] TRIES = {256, 4_096, 1 << 16, 1 << 20, 1 << 24};

    private PageHeaders() {}

    /// A header and where the page's bytes begin behind it.
    ///
    /// @param header says how many bytes there are once they are decrypted
    /// @param end where the next page begins
    record Read(PageHeader header, long body, long end) {}

    /// The header at `at` of a page of `chunk`.
    ///
    /// @param page its number among the data pages, or [PageCipher#DICTIONARY]
    static Read at(FileBytes file, ChunkInfo chunk, long at, int page) {
        PageCipher cipher = chunk.cipher();
        return cipher == null ? at(file, at, chunk.to()) : encrypted(file, cipher, at, page, chunk.to());
    }

    private static Read encrypted(FileBytes file, PageCipher cipher, long at, int page, long limit) {
        byte[] module = FileCipher.module(file, at, limit);
        var header = new PageHeader();
        ThriftBytes.read(header, cipher.file().decrypted(module, cipher.header(page)), 0);
        Read read = checked(read(header, at + module.length), limit);
        if (header.getCompressed_page_size() < FileCipher.OVERHEAD) {
            throw BrokenFile.because("an encrypted page of %,d bytes", header.getCompressed_page_size());
        }
        header.setCompressed_page_size(header.getCompressed_page_size() - FileCipher.OVERHEAD);
        return read;
    }

    private static Read read(PageHeader header, long body) {
        return new Read(header, body, body + header.getCompressed_page_size());
    }

    /// The header at `at`.
    ///
    /// @param limit its page ends before here
    private static Read at(FileBytes file, long at, long limit) {
        BrokenFile failure = null;
        for (int size : TRIES) {
            int count = (int) Math.min(size, limit - at);
            if (count <= 0) {
                break;
            }
            try {
                var header = new PageHeader();
                int length = ThriftBytes.read(header, file.read(at, count), 0);
                return checked(read(header, at + length), limit);
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
