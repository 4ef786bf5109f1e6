package dev.penstock.source;

import dev.penstock.column.Buffer;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.Assembly;
import dev.penstock.memory.Native;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.CompressionType;
import org.jspecify.annotations.Nullable;

/// How the buffers of a record batch are compressed. Each compressed buffer begins with its plain length as an int64,
/// or with -1 when it was left as it is.
enum BodyCodec {
    NONE,
    LZ4,
    ZSTD;

    /// Smaller buffers are left as they are: a codec sets up a table of 16 KiB for each, to save a cache line or two.
    private static final long SMALLEST_COMPRESSED = 256;

    /// Larger ones as well: the codecs count in ints.
    private static final long LARGEST_COMPRESSED = 1L << 30;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /// @throws dev.penstock.error.PenstockException with code IO for a compression that is not known
    static BodyCodec of(@Nullable BodyCompression compression) {
        if (compression == null) {
            return NONE;
        }
        if (compression.method() != BodyCompressionMethod.BUFFER) {
            throw Messages.broken("the compression method " + compression.method() + " is not known");
        }
        return switch (compression.codec()) {
            case CompressionType.LZ4_FRAME -> LZ4;
            case CompressionType.ZSTD -> ZSTD;
            default -> throw Messages.broken("the compression " + compression.codec() + " is not known");
        };
    }

    /// The plain bytes of a buffer: the same memory where nothing is compressed, else memory of `assembly`.
    ///
    /// @throws dev.penstock.error.PenstockException with code IO for bytes that do not decompress, MEMORY_LIMIT when
    ///   they are more than the budget has
    MemorySegment decode(MemorySegment stored, Assembly assembly) {
        if (this == NONE || stored.byteSize() == 0) {
            return stored;
        }
        if (stored.byteSize() < Long.BYTES) {
            throw Messages.broken("a compressed buffer of " + stored.byteSize() + " bytes");
        }
        long length = stored.get(LONG, 0);
        MemorySegment content = stored.asSlice(Long.BYTES);
        if (length == -1) {
            return content;
        }
        // The best that a codec can do: a run of one byte, 255 to 1 with LZ4, 128 KiB for 4 bytes with ZSTD.
        if (length < 0 || length / 65_536 > content.byteSize()) {
            throw Messages.broken("%,d bytes that claim to hold %,d".formatted(content.byteSize(), length));
        }
        if (length == 0) {
            return content.asSlice(0, 0);
        }
        MemorySegment plain = Native.segment(assembly.room(length), length);
        long written =
                switch (this) {
                    case NONE -> throw new AssertionError();
                    case LZ4 -> Lz4Frame.decode(content, plain);
                    case ZSTD -> zstd(content, plain);
                };
        if (written != length) {
            throw Messages.broken("%,d decompressed bytes where %,d should be".formatted(written, length));
        }
        return plain;
    }

    /// The codec that a user names.
    ///
    /// @throws dev.penstock.error.PenstockException with code CONFIG for an unknown name
    static BodyCodec named(String name) {
        return switch (name) {
            case "uncompressed" -> NONE;
            case "lz4" -> LZ4;
            case "zstd" -> ZSTD;
            default ->
                    throw PenstockException.unknown(
                            ErrorCode.CONFIG, "compression", name, List.of("uncompressed", "lz4", "zstd"));
        };
    }

    /// The stored form of a buffer: the same memory where nothing is compressed, else memory of `assembly`.
    Buffer encode(Buffer plain, Assembly assembly) {
        if (this == NONE || plain.bytes() == 0) {
            return plain;
        }
        MemorySegment content = Native.segment(plain.address(), plain.bytes());
        boolean tried = plain.bytes() >= SMALLEST_COMPRESSED && plain.bytes() <= LARGEST_COMPRESSED;
        long most = Long.BYTES + plain.bytes() + (tried ? plain.bytes() / 128 + 1_024 : 0);
        MemorySegment stored = Native.segment(assembly.room(most), most);
        long written = Long.MAX_VALUE;
        if (tried) {
            MemorySegment target = stored.asSlice(Long.BYTES);
            written =
                    this == LZ4 ? Lz4Frame.encode(content, target) : new ZstdJavaCompressor().compress(content, target);
        }
        if (written < plain.bytes()) {
            stored.set(LONG, 0, plain.bytes());
            return new Buffer(stored.address(), Long.BYTES + written);
        }
        stored.set(LONG, 0, -1);
        MemorySegment.copy(content, 0, stored, Long.BYTES, plain.bytes());
        return new Buffer(stored.address(), Long.BYTES + plain.bytes());
    }

    private static long zstd(MemorySegment content, MemorySegment plain) {
        try {
            return new ZstdJavaDecompressor().decompress(content, plain);
        } catch (RuntimeException e) {
            var error = Messages.broken("a buffer that ZSTD cannot decompress");
            error.initCause(e);
            throw error;
        }
    }
}
