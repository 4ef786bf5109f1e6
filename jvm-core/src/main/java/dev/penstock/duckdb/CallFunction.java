package dev.penstock.duckdb;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Column;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.ScalarCall;
import dev.penstock.kernel.Assembly;
import dev.penstock.kernel.Relayout;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// The scalar functions `penstock_call_0(number, ...)` and on, by which DuckDB calls users' functions: one for each
/// type of result. The number says which function of which run is meant.
///
/// No exception leaves them: the run keeps the first one, and DuckDB is told that there was one.
final class CallFunction {
    private static final String PREFIX = "penstock_call_";

    private static final int ANY = 34;

    private record Registered(ScalarCall call, FunctionContext context, ScanFunction.Failure failure) {}

    private final Capi capi;
    private final Database database;
    private final long callback;
    private final AtomicLong next = new AtomicLong(1);
    private final Map<Long, Registered> calls = new ConcurrentHashMap<>();
    private final Map<String, String> names = new HashMap<>();

    /// @param arena keeps the callback; closed after the database
    CallFunction(Capi capi, Database database, Arena arena) {
        this.capi = capi;
        this.database = database;
        this.callback =
                CCall.stub(
                        (info, chunk, result, _, _) -> {
                            run(info, chunk, result);
                            return 0;
                        },
                        arena);
    }

    /// Makes a function known; the number that names it in SQL.
    long register(ScalarCall call, FunctionContext context, ScanFunction.Failure failure) {
        long number = next.getAndIncrement();
        calls.put(number, new Registered(call, context, failure));
        return number;
    }

    void forget(long number) {
        calls.remove(number);
    }

    /// The call of a function that was registered, as SQL.
    String sql(long number, DataType result, List<String> arguments) {
        var all = new ArrayList<String>();
        all.add(number + "::BIGINT");
        all.addAll(arguments);
        return SqlForm.call(name(result), all);
    }

    private synchronized String name(DataType result) {
        return names.computeIfAbsent(
                SqlTypes.of(result),
                _ -> {
                    String name = PREFIX + names.size();
                    create(name, result);
                    return name;
                });
    }

    private void create(String name, DataType result) {
        try (Connection connection = database.connect();
                Arena local = Arena.ofConfined()) {
            long function = capi.call(Symbol.CREATE_SCALAR_FUNCTION);
            long bigint = capi.call(Symbol.CREATE_LOGICAL_TYPE, LogicalTypes.BIGINT);
            long any = capi.call(Symbol.CREATE_LOGICAL_TYPE, ANY);
            long type = LogicalTypes.create(result, capi);
            capi.run(Symbol.SCALAR_FUNCTION_SET_NAME, function, local.allocateFrom(name).address());
            capi.run(Symbol.SCALAR_FUNCTION_ADD_PARAMETER, function, bigint);
            capi.run(Symbol.SCALAR_FUNCTION_SET_VARARGS, function, any);
            capi.run(Symbol.SCALAR_FUNCTION_SET_RETURN_TYPE, function, type);
            capi.run(Symbol.SCALAR_FUNCTION_SET_SPECIAL_HANDLING, function);
            // Or it would be called for constants while a query is only looked at.
            capi.run(Symbol.SCALAR_FUNCTION_SET_VOLATILE, function);
            capi.run(Symbol.SCALAR_FUNCTION_SET_FUNCTION, function, callback);
            int state = capi.status(Symbol.REGISTER_SCALAR_FUNCTION, connection.handle(), function);
            long pointer = local.allocate(8, 8).address();
            Native.putLong(pointer, function);
            capi.run(Symbol.DESTROY_SCALAR_FUNCTION, pointer);
            LogicalTypes.destroy(bigint, capi);
            LogicalTypes.destroy(any, capi);
            LogicalTypes.destroy(type, capi);
            if (state != 0) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB refused a function that answers " + result);
            }
        }
    }

    /// `void function(duckdb_function_info, duckdb_data_chunk, duckdb_vector)`
    private void run(long info, long chunk, long result) {
        Registered registered = null;
        try {
            long rows = capi.call(Symbol.DATA_CHUNK_GET_SIZE, chunk);
            if (rows == 0) {
                return;
            }
            long number = capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, 0);
            registered = calls.get(Native.getLong(capi.call(Symbol.VECTOR_GET_DATA, number)));
            if (registered == null) {
                throw new PenstockException(ErrorCode.SQL_INTERFACE, PREFIX + " is for the engine's own use");
            }
            answer(registered, chunk, rows, result);
        } catch (Throwable e) {
            if (registered != null) {
                registered.failure.report(e);
            }
            fail(info, e);
        }
    }

    private void answer(Registered registered, long chunk, long rows, long result) {
        ScalarCall call = registered.call;
        var arguments = new ArrayList<Column>();
        try {
            List<DataType> types = call.signature().arguments();
            for (int i = 0; i < types.size(); i++) {
                long vector = capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, i + 1);
                arguments.add(read(vector, rows, types.get(i), registered.context));
            }
            try (Column answer = call.apply(arguments, rows, registered.context);
                    Column plain = Relayout.column(answer, answer.type().logical(), registered.context.allocator())) {
                if (answer.length() != rows || !answer.type().equals(call.signature().result())) {
                    throw new PenstockException(
                            answer.length() != rows ? ErrorCode.SHAPE : ErrorCode.SCHEMA_MISMATCH,
                            "the function \"%s\" answered %d rows of %s with %d of %s"
                                    .formatted(
                                            call.name(),
                                            rows,
                                            call.signature().result(),
                                            answer.length(),
                                            answer.type()));
                }
                new VectorWriter(capi).write(plain.data(), result);
            }
        } finally {
            Column.closeAll(arguments);
        }
    }

    private Column read(long vector, long rows, DataType type, FunctionContext context) {
        try (Assembly assembly = new Assembly(context.allocator())) {
            ArrayData data =
                    new VectorReader(capi, assembly)
                            .read(type.logical(), List.of(new VectorReader.Piece(vector, 0, rows)));
            try (Column plain = assembly.finish(data)) {
                return Relayout.column(plain, type, context.allocator());
            }
        }
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
