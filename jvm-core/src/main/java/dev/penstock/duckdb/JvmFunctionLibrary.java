package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import dev.penstock.plan.MathFunction;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

/// The scalar functions that DuckDB calls back into the JVM for, a vector at a time; [JvmFunctions] writes their calls.
///
/// One C function serves all of them: the number of the function comes with each call. No exception leaves it.
final class JvmFunctionLibrary {
    private final Capi capi;
    private final List<JvmFunction> functions = new ArrayList<>();
    private final long callback;

    private JvmFunctionLibrary(Capi capi, Arena arena) {
        this.capi = capi;
        this.callback =
                CCall.stub(
                        (info, chunk, result, _, _) -> {
                            call(info, chunk, result);
                            return 0;
                        },
                        arena);
    }

    /// Makes the functions known in the database of `connection`.
    ///
    /// @param arena keeps the callback; closed after the database
    static void register(Capi capi, long connection, Arena arena) {
        new JvmFunctionLibrary(capi, arena).register(connection);
    }

    private void register(long connection) {
        long bigint = capi.call(Symbol.CREATE_LOGICAL_TYPE, LogicalTypes.BIGINT);
        register(connection, "penstock_pow", bigint, new PowerFunction());
        register(connection, ZoneFunction.NAME, bigint, new ZoneFunction());
        LogicalTypes.destroy(bigint, capi);
        for (int scale = 0; scale <= 38; scale++) {
            long decimal = capi.call(Symbol.CREATE_DECIMAL_TYPE, 38, scale);
            for (MathFunction function : DecimalFunction.FUNCTIONS) {
                String name = "penstock_decimal_" + function.symbol() + "_" + scale;
                register(connection, name, decimal, new DecimalFunction(function, scale));
            }
            LogicalTypes.destroy(decimal, capi);
        }
    }

    /// A function of two arguments; they and the result have the same type.
    private void register(long connection, String name, long type, JvmFunction made) {
        try (Arena local = Arena.ofConfined()) {
            long function = capi.call(Symbol.CREATE_SCALAR_FUNCTION);
            capi.run(Symbol.SCALAR_FUNCTION_SET_NAME, function, local.allocateFrom(name).address());
            capi.run(Symbol.SCALAR_FUNCTION_ADD_PARAMETER, function, type);
            capi.run(Symbol.SCALAR_FUNCTION_ADD_PARAMETER, function, type);
            capi.run(Symbol.SCALAR_FUNCTION_SET_RETURN_TYPE, function, type);
            capi.run(Symbol.SCALAR_FUNCTION_SET_EXTRA_INFO, function, functions.size() + 1, 0);
            capi.run(Symbol.SCALAR_FUNCTION_SET_FUNCTION, function, callback);
            functions.add(made);
            int state = capi.status(Symbol.REGISTER_SCALAR_FUNCTION, connection, function);
            long pointer = local.allocate(8, 8).address();
            Native.putLong(pointer, function);
            capi.run(Symbol.DESTROY_SCALAR_FUNCTION, pointer);
            if (state != 0) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB refused the function " + name);
            }
        }
    }

    /// `void function(duckdb_function_info, duckdb_data_chunk, duckdb_vector)`
    void call(long info, long chunk, long result) {
        try {
            JvmFunction function = functions.get((int) capi.call(Symbol.SCALAR_FUNCTION_GET_EXTRA_INFO, info) - 1);
            long rows = capi.call(Symbol.DATA_CHUNK_GET_SIZE, chunk);
            long left = capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, 0);
            long right = capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, 1);
            long valid = both(result, left, right, rows);
            function.compute(data(left), data(right), data(result), valid, rows);
        } catch (Throwable e) {
            fail(info, e);
        }
    }

    private long data(long vector) {
        return capi.call(Symbol.VECTOR_GET_DATA, vector);
    }

    /// Makes the result null where an argument is, and gives its validity: one bit for each row, or 0 for all valid.
    private long both(long result, long left, long right, long rows) {
        long a = capi.call(Symbol.VECTOR_GET_VALIDITY, left);
        long b = capi.call(Symbol.VECTOR_GET_VALIDITY, right);
        if (a == 0 && b == 0) {
            return 0;
        }
        capi.run(Symbol.VECTOR_ENSURE_VALIDITY_WRITABLE, result);
        long valid = capi.call(Symbol.VECTOR_GET_VALIDITY, result);
        for (long at = 0; at * Long.SIZE < rows; at++) {
            long word = a == 0 ? -1 : Native.getLong(a + at * Long.BYTES);
            Native.putLong(valid + at * Long.BYTES, b == 0 ? word : word & Native.getLong(b + at * Long.BYTES));
        }
        return valid;
    }

    private void fail(long info, Throwable e) {
        try (Arena arena = Arena.ofConfined()) {
            String message = String.valueOf(e.getMessage()).replace('\0', ' ');
            capi.run(Symbol.SCALAR_FUNCTION_SET_ERROR, info, arena.allocateFrom(message).address());
        } catch (Throwable _) {
            // There is nobody left to tell.
        }
    }
}
