package dev.penstock.source.parquet;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.apache.parquet.format.CompressionCodec;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;

/// How the pages of a column chunk are compressed.
enum Codec {
    UNCOMPRESSED(CompressionCodec.UNCOMPRESSED, 1),
    SNAPPY(CompressionCodec.SNAPPY, 64),
    GZIP(CompressionCodec.GZIP, 1_100),
    BROTLI(CompressionCodec.BROTLI, 1 << 20),
    /// As Hadoop wrote it: blocks behind their lengths, or, by some writers, frames or blocks alone.
    LZ4(CompressionCodec.LZ4, 256),
    ZSTD(CompressionCodec.ZSTD, 1 << 16),
    LZ4_RAW(CompressionCodec.LZ4_RAW, 256);

    private final CompressionCodec stored;
    private final long mostTimes;

    /// @param mostTimes how much longer than its compressed form a page can be
    Codec(CompressionCodec stored, long mostTimes) {
        this.stored = stored;
        this.mostTimes = mostTimes;
    }

    CompressionCodec stored() {
        return stored;
    }

    /// @throws PenstockException with code UNSUPPORTED_OPERATION for a codec that is not known
    static Codec of(CompressionCodec stored, Place place) {
        for (Codec codec : values()) {
            if (codec.stored == stored) {
                return codec;
            }
        }
        throw new PenstockException(
                        ErrorCode.UNSUPPORTED_OPERATION,
                        "%s, column \"%s\" is compressed with %s, which cannot be read"
                                .formatted(place.file(), place.column(), stored))
                .hint("write it again with zstd, snappy or lz4");
    }

    /// The codec that a user names.
    ///
    /// @throws PenstockException with code CONFIG for an unknown name
    static Codec named(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "uncompressed" -> UNCOMPRESSED;
            case "snappy" -> SNAPPY;
            case "gzip" -> GZIP;
            case "brotli" -> BROTLI;
            case "lz4" -> LZ4_RAW;
            case "zstd" -> ZSTD;
            default ->
                    throw PenstockException.unknown(
                            ErrorCode.CONFIG,
                            "compression",
                            name,
                            List.of("uncompressed", "snappy", "gzip", "brotli", "lz4", "zstd"));
        };
    }

    /// Refuses a level that the codec does not have. One without levels takes any, as Polars does.
    ///
    /// @throws PenstockException with code CONFIG for a level out of range
    void checkLevel(long level) {
        int least =
                switch (this) {
                    case ZSTD -> -7;
                    case LZ4, LZ4_RAW -> 1;
                    case GZIP, BROTLI -> 0;
                    case UNCOMPRESSED, SNAPPY -> Integer.MIN_VALUE;
                };
        int most =
                switch (this) {
                    case ZSTD -> 22;
                    case LZ4, LZ4_RAW -> 12;
                    case GZIP -> 9;
                    case BROTLI -> 11;
                    case UNCOMPRESSED, SNAPPY -> Integer.MAX_VALUE;
                };
        if (level < least || level > most) {
            String name = this == LZ4_RAW ? "lz4" : name().toLowerCase(Locale.ROOT);
            throw new PenstockException(
                    ErrorCode.CONFIG,
                    "the compression_level %d of %s is not one of %d to %d".formatted(level, name, least, most));
        }
    }

    /// Refuses sizes that no page of this codec can have, before room is made for it.
    ///
    /// @throws BrokenFile for such sizes
    void check(long compressed, long plain) {
        boolean possible = this == UNCOMPRESSED ? compressed == plain : plain / mostTimes <= compressed + 64;
        if (!possible) {
            throw BrokenFile.because("%,d bytes of %s that claim to hold %,d", compressed, this, plain);
        }
    }

    /// Decompresses to exactly `size` bytes at `to`. Behind both ends are a few bytes of slack.
    ///
    /// @throws BrokenFile for bytes that do not decompress to so many
    void decompress(long from, long bytes, long to, long size) {
        if (bytes == 0 && size == 0) {
            return;
        }
        long written =
                switch (this) {
                    case UNCOMPRESSED -> throw new AssertionError("nothing to decompress");
                    case SNAPPY -> {
                        SnappyDecoder.decompress(from, bytes, to, size);
                        yield size;
                    }
                    case ZSTD -> Codecs.zstd(from, bytes, to, size);
                    case LZ4_RAW -> Codecs.lz4(from, bytes, to, size);
                    case LZ4 -> HadoopLz4.decompress(from, bytes, to, size);
                    case GZIP -> inflate(from, bytes, to, size);
                    case BROTLI -> brotli(from, bytes, to, size);
                };
        if (written != size) {
            throw BrokenFile.because("%,d bytes of %s where %,d should be", written, this, size);
        }
    }

    private static long inflate(long from, long bytes, long to, long size) {
        // 32: the header says whether it is gzip or zlib. Java's inflater knows the second and raw data only.
        boolean gzip = bytes > 18 && (Native.getByte(from) & 0xFF) == 0x1F && (Native.getByte(from + 1) & 0xFF) == 0x8B;
        long start = gzip ? gzipHeader(from, bytes) : 0;
        var inflater = new Inflater(gzip);
        try {
            inflater.setInput(Native.segment(from + start, bytes - start).asByteBuffer());
            var target = Native.segment(to, size).asByteBuffer();
            while (target.hasRemaining() && !inflater.finished() && !inflater.needsInput()) {
                if (inflater.inflate(target) == 0 && inflater.needsDictionary()) {
                    break;
                }
            }
            return target.position();
        } catch (DataFormatException e) {
            throw new BrokenFile("bytes that are no gzip", e);
        } finally {
            inflater.end();
        }
    }

    /// How long the header in front of the deflated bytes is.
    private static long gzipHeader(long from, long bytes) {
        var cursor = new ByteCursor(from, from + bytes);
        cursor.take(3);
        int flags = cursor.unsignedByte();
        cursor.take(6);
        if ((flags & 4) != 0) {
            int low = cursor.unsignedByte();
            cursor.take(low | cursor.unsignedByte() << 8);
        }
        for (int text = 8; text <= 16; text <<= 1) {
            while ((flags & text) != 0 && cursor.unsignedByte() != 0) {
                // The name, then the comment.
            }
        }
        if ((flags & 2) != 0) {
            cursor.take(2);
        }
        return cursor.at() - from;
    }

    private static long brotli(long from, long bytes, long to, long size) {
        byte[] input = Native.segment(from, bytes).toArray(ValueLayout.JAVA_BYTE);
        byte[] part = new byte[1 << 13];
        long written = 0;
        try (var in = new BrotliInputStream(new ByteArrayInputStream(input))) {
            for (int n = in.read(part); n > 0 && written < size; n = in.read(part)) {
                int kept = (int) Math.min(n, size - written);
                MemorySegment.copy(part, 0, Native.ALL, ValueLayout.JAVA_BYTE, to + written, kept);
                written += kept;
            }
            return written;
        } catch (IOException | RuntimeException e) {
            throw new BrokenFile("bytes that are no Brotli", e);
        }
    }

    /// The most bytes that `size` bytes can become.
    long mostCompressed(long size) {
        return switch (this) {
            case UNCOMPRESSED -> size;
            case SNAPPY -> 32 + size + size / 6;
            case ZSTD -> size + size / 128 + 1_024;
            case LZ4, LZ4_RAW -> size + size / 255 + 64;
            case GZIP, BROTLI -> size + size / 512 + 1_024;
        };
    }

    /// Compresses to `to`, where there is room for [#mostCompressed(long)].
    ///
    /// @param level how hard to try; the codec's own default for null
    /// @return how many bytes came of it
    long compress(long from, long size, long to, @Nullable Integer level) {
        return switch (this) {
            case UNCOMPRESSED, BROTLI, LZ4 -> throw new AssertionError("not written: " + this);
            case SNAPPY -> Codecs.snappyCompress(from, size, to, mostCompressed(size));
            case ZSTD -> Codecs.zstdCompress(from, size, to, mostCompressed(size), level == null ? 3 : level);
            case LZ4_RAW -> Codecs.lz4Compress(from, size, to, mostCompressed(size), level == null ? 1 : level);
            case GZIP -> deflate(from, size, to, level == null ? 6 : level);
        };
    }

    private long deflate(long from, long size, long to, int level) {
        byte[] header = {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
        MemorySegment.copy(header, 0, Native.ALL, ValueLayout.JAVA_BYTE, to, header.length);
        var deflater = new Deflater(level, true);
        try {
            deflater.setInput(Native.segment(from, size).asByteBuffer());
            deflater.finish();
            var target = Native.segment(to + header.length, mostCompressed(size) - header.length).asByteBuffer();
            while (!deflater.finished()) {
                deflater.deflate(target);
            }
            var sum = new CRC32();
            sum.update(Native.segment(from, size).asByteBuffer());
            long end = to + header.length + target.position();
            Native.putInt(end, (int) sum.getValue());
            Native.putInt(end + 4, (int) size);
            return end + 8 - to;
        } finally {
            deflater.end();
        }
    }
}
