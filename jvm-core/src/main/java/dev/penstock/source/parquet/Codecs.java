package dev.penstock.source.parquet;

import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import io.airlift.compress.v3.internal.NativeLoader;
import io.airlift.compress.v3.lz4.Lz4JavaCompressor;
import io.airlift.compress.v3.lz4.Lz4JavaDecompressor;
import io.airlift.compress.v3.snappy.SnappyJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaCompressor;
import io.airlift.compress.v3.zstd.ZstdJavaDecompressor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// The codecs' C libraries, which `aircompressor` carries, and its own code in Java where a library cannot be loaded.
///
/// C is about twice as fast for ZSTD and LZ4 (1.05 against 0.58 and 32 against 4 GB/s for random doubles), and for
/// Snappy where pages do compress; decompressing Snappy is faster with [SnappyDecoder]. The libraries are called
/// through [CCall], whose one shape of call is linked already: those of `aircompressor` would cost a process 30 ms when
/// it starts.
final class Codecs {
    private Codecs() {}

    /// A C library is loaded when the first page needs it.
    private static final class Zstd {
        static final @Nullable SymbolLookup LIBRARY = load("zstd");
        static final long CREATE = find(LIBRARY, "ZSTD_createDCtx");
        static final long DECOMPRESS = find(LIBRARY, "ZSTD_decompressDCtx");
        static final long CREATE_COMPRESSOR = find(LIBRARY, "ZSTD_createCCtx");
        static final long SET = find(LIBRARY, "ZSTD_CCtx_setParameter");
        static final long COMPRESS = find(LIBRARY, "ZSTD_compress2");
        static final long IS_ERROR = find(LIBRARY, "ZSTD_isError");

        /// Contexts are made once and never freed: there are as many as threads that ever worked side by side.
        static final ConcurrentLinkedQueue<Long> DECOMPRESSORS = new ConcurrentLinkedQueue<>();

        static final ConcurrentLinkedQueue<Long> COMPRESSORS = new ConcurrentLinkedQueue<>();

        private Zstd() {}
    }

    private static final class Lz4 {
        static final @Nullable SymbolLookup LIBRARY = load("lz4");
        static final long DECOMPRESS = find(LIBRARY, "LZ4_decompress_safe");
        static final long COMPRESS = find(LIBRARY, "LZ4_compress_default");
        static final long COMPRESS_HARDER = find(LIBRARY, "LZ4_compress_HC");

        private Lz4() {}
    }

    private static final class Snappy {
        static final @Nullable SymbolLookup LIBRARY = load("snappy");
        static final long COMPRESS = find(LIBRARY, "snappy_compress");

        private Snappy() {}
    }

    private static @Nullable SymbolLookup load(String name) {
        try {
            return NativeLoader.loadLibrary(name);
        } catch (LinkageError | RuntimeException _) {
            // A platform that the library was not built for, or no folder to unpack it to: Java can do it, slower.
            return null;
        }
    }

    private static long find(@Nullable SymbolLookup library, String name) {
        return library == null ? 0 : library.findOrThrow(name).address();
    }

    static long zstd(long from, long bytes, long to, long size) {
        if (Zstd.DECOMPRESS == 0) {
            return guarded(
                    "ZSTD",
                    () -> new ZstdJavaDecompressor().decompress(Native.segment(from, bytes), Native.segment(to, size)));
        }
        Long context = Zstd.DECOMPRESSORS.poll();
        long used = context == null ? CCall.call(Zstd.CREATE) : context;
        try {
            long written = CCall.call(Zstd.DECOMPRESS, used, to, size, from, bytes);
            if ((int) CCall.call(Zstd.IS_ERROR, written) != 0) {
                throw new BrokenFile("bytes that ZSTD cannot decompress");
            }
            return written;
        } finally {
            Zstd.DECOMPRESSORS.add(used);
        }
    }

    static long zstdCompress(long from, long size, long to, long room, int level) {
        if (Zstd.COMPRESS == 0) {
            return new ZstdJavaCompressor().compress(Native.segment(from, size), Native.segment(to, room));
        }
        Long context = Zstd.COMPRESSORS.poll();
        long used = context == null ? CCall.call(Zstd.CREATE_COMPRESSOR) : context;
        try {
            // 100 is ZSTD_c_compressionLevel.
            CCall.call(Zstd.SET, used, 100, level);
            long written = CCall.call(Zstd.COMPRESS, used, to, room, from, size);
            if ((int) CCall.call(Zstd.IS_ERROR, written) != 0) {
                throw new IllegalStateException("ZSTD does not compress at level " + level);
            }
            return written;
        } finally {
            Zstd.COMPRESSORS.add(used);
        }
    }

    static long lz4(long from, long bytes, long to, long size) {
        if (Lz4.DECOMPRESS == 0) {
            return guarded(
                    "LZ4",
                    () -> new Lz4JavaDecompressor().decompress(Native.segment(from, bytes), Native.segment(to, size)));
        }
        int written = (int) CCall.call(Lz4.DECOMPRESS, from, to, bytes, size);
        if (written < 0) {
            throw new BrokenFile("bytes that LZ4 cannot decompress");
        }
        return written;
    }

    /// @param level how hard to try: from 3 on for longer, with a result that is as fast to decompress, as Arrow has it
    static long lz4Compress(long from, long size, long to, long room, int level) {
        if (Lz4.COMPRESS == 0) {
            return new Lz4JavaCompressor().compress(Native.segment(from, size), Native.segment(to, room));
        }
        return level < 3
                ? (int) CCall.call(Lz4.COMPRESS, from, to, size, room)
                : (int) CCall.call(Lz4.COMPRESS_HARDER, from, to, size, room, level);
    }

    static long snappyCompress(long from, long size, long to, long room) {
        if (Snappy.COMPRESS == 0) {
            return new SnappyJavaCompressor().compress(Native.segment(from, size), Native.segment(to, room));
        }
        try (Arena arena = Arena.ofConfined()) {
            // Says how much room there is, and then how much it took.
            MemorySegment length = arena.allocateFrom(ValueLayout.JAVA_LONG, room);
            if ((int) CCall.call(Snappy.COMPRESS, from, size, to, length.address()) != 0) {
                throw new IllegalStateException("Snappy does not compress " + size + " bytes into " + room);
            }
            return length.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    private interface Call {
        int run();
    }

    private static long guarded(String name, Call call) {
        try {
            return call.run();
        } catch (RuntimeException e) {
            throw new BrokenFile("bytes that " + name + " cannot decompress", e);
        }
    }
}
