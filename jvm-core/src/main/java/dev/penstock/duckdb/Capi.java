package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// DuckDB's C API in one loaded library. Pointers, handles and integers are all `long`.
///
/// Handles of the shapes of calls are constants and the functions' addresses are arguments, so that calls compile to
/// plain calls.
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

    private static final MethodHandle L_ = shape(FunctionDescriptor.of(L));
    private static final MethodHandle L_L = shape(FunctionDescriptor.of(L, L));
    private static final MethodHandle L_LL = shape(FunctionDescriptor.of(L, L, L));
    private static final MethodHandle L_LLL = shape(FunctionDescriptor.of(L, L, L, L));
    private static final MethodHandle L_LLLL = shape(FunctionDescriptor.of(L, L, L, L, L));
    private static final MethodHandle V_L = shape(FunctionDescriptor.ofVoid(L));
    private static final MethodHandle V_LL = shape(FunctionDescriptor.ofVoid(L, L));
    private static final MethodHandle V_LLL = shape(FunctionDescriptor.ofVoid(L, L, L));
    private static final MethodHandle V_LLLL = shape(FunctionDescriptor.ofVoid(L, L, L, L));
    private static final MethodHandle L_R = shape(FunctionDescriptor.of(L, RESULT));
    private static final MethodHandle P_L = shape(FunctionDescriptor.of(PROGRESS, L));

    private final MemorySegment[] addresses = new MemorySegment[Symbol.values().length];

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
                                            ErrorCode.CONFIG, "DuckDB's library lacks " + symbol.symbol()));
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
        return addresses[symbol.ordinal()];
    }

    long call(Symbol symbol) {
        try {
            return (long) L_.invokeExact(at(symbol));
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    long call(Symbol symbol, long a) {
        try {
            return (long) L_L.invokeExact(at(symbol), a);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    long call(Symbol symbol, long a, long b) {
        try {
            return (long) L_LL.invokeExact(at(symbol), a, b);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    long call(Symbol symbol, long a, long b, long c) {
        try {
            return (long) L_LLL.invokeExact(at(symbol), a, b, c);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
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
        try {
            return (int) (long) L_LLLL.invokeExact(at(symbol), a, b, c, d);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    void run(Symbol symbol, long a) {
        try {
            V_L.invokeExact(at(symbol), a);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    void run(Symbol symbol, long a, long b) {
        try {
            V_LL.invokeExact(at(symbol), a, b);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    void run(Symbol symbol, long a, long b, long c) {
        try {
            V_LLL.invokeExact(at(symbol), a, b, c);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
    }

    void run(Symbol symbol, long a, long b, long c, long d) {
        try {
            V_LLLL.invokeExact(at(symbol), a, b, c, d);
        } catch (Throwable e) {
            throw threw(symbol, e);
        }
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
                    (MemorySegment) P_L.invokeExact(at(Symbol.QUERY_PROGRESS), (SegmentAllocator) arena, connection);
            return progress.get(ValueLayout.JAVA_DOUBLE, 0);
        } catch (Throwable e) {
            throw threw(Symbol.QUERY_PROGRESS, e);
        }
    }

    /// The text at `address`; empty for a null pointer.
    static String text(long address) {
        return address == 0 ? "" : Native.ALL.getString(address, StandardCharsets.UTF_8);
    }

    /// The text at `address`, which is then given back.
    String take(long address) {
        String text = text(address);
        run(Symbol.FREE, address);
        return text;
    }

    /// A pointer to C functions.
    static long stub(MethodHandle target, FunctionDescriptor descriptor, Arena arena) {
        return LINKER.upcallStub(target, descriptor, arena).address();
    }

    private static AssertionError threw(Symbol symbol, Throwable e) {
        return new AssertionError(symbol.symbol() + " threw", e);
    }
}
