package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/// DuckDB's C API in one loaded library. Pointers, handles and integers are all `long`.
///
/// Functions' addresses are arguments of a call whose shape is a constant, so that calls compile to plain calls. Only
/// those that take or give a struct by value have a shape of their own.
@SuppressWarnings("EnumOrdinal") // an array by ordinal costs a load, a map a call
final class Capi {
    /// The version whose C API this binding was written for.
    static final String VERSION = "v2.0.";

    private static final ValueLayout.OfLong L = ValueLayout.JAVA_LONG;
    private static final Linker LINKER = Linker.nativeLinker();

    /// `duckdb_result`: six words, the fourth and the last two of them pointers.
    private static final StructLayout RESULT = MemoryLayout.structLayout(L, L, L, L, L, L);

    /// `duckdb_query_progress_type`
    private static final StructLayout PROGRESS = MemoryLayout.structLayout(ValueLayout.JAVA_DOUBLE, L, L);

    static final long RESULT_BYTES = RESULT.byteSize();

    private static final MethodHandle L_R = shape(FunctionDescriptor.of(L, RESULT));

    /// Apart, because many processes never ask.
    private static final class ProgressShape {
        static final MethodHandle P_L = shape(FunctionDescriptor.of(PROGRESS, L));
    }

    private final long[] addresses = new long[Symbol.values().length];

    /// Loads the library, for as long as the process lives.
    ///
    /// @throws PenstockException with code CONFIG when it is not there or not the version that this binding knows
    Capi(Path library) {
        if (!Files.isRegularFile(library)) {
            throw new PenstockException(ErrorCode.CONFIG, "DuckDB's library is not at " + library)
                    .hint("reinstall Penstock");
        }
        SymbolLookup lookup = SymbolLookup.libraryLookup(library, Arena.global());
        for (Symbol symbol : Symbol.values()) {
            addresses[symbol.ordinal()] =
                    lookup.find(symbol.symbol())
                            .orElseThrow(() ->
                                    new PenstockException(
                                            ErrorCode.CONFIG, "DuckDB's library lacks " + symbol.symbol()))
                            .address();
        }
        String version = text(call(Symbol.LIBRARY_VERSION));
        if (!version.startsWith(VERSION)) {
            throw new PenstockException(ErrorCode.CONFIG, "DuckDB's library has version " + version)
                    .hint("Penstock needs " + VERSION + "x");
        }
    }

    private static MethodHandle shape(FunctionDescriptor descriptor) {
        return LINKER.downcallHandle(descriptor);
    }

    private MemorySegment at(Symbol symbol) {
        return MemorySegment.ofAddress(addresses[symbol.ordinal()]);
    }

    long call(Symbol symbol) {
        return CCall.call(addresses[symbol.ordinal()]);
    }

    long call(Symbol symbol, long a) {
        return CCall.call(addresses[symbol.ordinal()], a);
    }

    long call(Symbol symbol, long a, long b) {
        return CCall.call(addresses[symbol.ordinal()], a, b);
    }

    long call(Symbol symbol, long a, long b, long c) {
        return CCall.call(addresses[symbol.ordinal()], a, b, c);
    }

    /// Calls a function that answers with an enum or a state, of which 32 bits mean something.
    int status(Symbol symbol, long a) {
        return (int) call(symbol, a);
    }

    int status(Symbol symbol, long a, long b) {
        return (int) call(symbol, a, b);
    }

    int status(Symbol symbol, long a, long b, long c) {
        return (int) call(symbol, a, b, c);
    }

    int status(Symbol symbol, long a, long b, long c, long d) {
        return (int) CCall.call(addresses[symbol.ordinal()], a, b, c, d);
    }

    void run(Symbol symbol, long a) {
        CCall.call(addresses[symbol.ordinal()], a);
    }

    void run(Symbol symbol, long a, long b) {
        CCall.call(addresses[symbol.ordinal()], a, b);
    }

    void run(Symbol symbol, long a, long b, long c) {
        CCall.call(addresses[symbol.ordinal()], a, b, c);
    }

    void run(Symbol symbol, long a, long b, long c, long d) {
        CCall.call(addresses[symbol.ordinal()], a, b, c, d);
    }

    /// The next chunk of a result, or 0.
    long fetchChunk(long result) {
        try {
            return (long) L_R.invokeExact(at(Symbol.FETCH_CHUNK), Native.segment(result, RESULT_BYTES));
        } catch (Throwable e) {
            throw threw(Symbol.FETCH_CHUNK, e);
        }
    }

    /// The share of a connection's query that is done, in percent; less than 0 when it is not known.
    double progress(long connection) {
        try (Arena arena = Arena.ofConfined()) {
            var progress =
                    (MemorySegment)
                            ProgressShape.P_L.invokeExact(
                                    at(Symbol.QUERY_PROGRESS), (SegmentAllocator) arena, connection);
            return progress.get(ValueLayout.JAVA_DOUBLE, 0);
        } catch (Throwable e) {
            throw threw(Symbol.QUERY_PROGRESS, e);
        }
    }

    /// The text at `address`; empty for a null pointer.
    static String text(long address) {
        return address == 0 ? "" : Native.text(address);
    }

    /// The text at `address`, which is then given back.
    String take(long address) {
        String text = text(address);
        run(Symbol.FREE, address);
        return text;
    }

    private static AssertionError threw(Symbol symbol, Throwable e) {
        return new AssertionError(symbol.symbol() + " threw", e);
    }
}
