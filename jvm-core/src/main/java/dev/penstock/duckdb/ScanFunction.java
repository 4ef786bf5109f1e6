package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.CCall;
import dev.penstock.memory.Native;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.lang.foreign.Arena;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/// The table function `penstock_scan(number)`, by which DuckDB reads rows of ours.
///
/// DuckDB calls it on threads of its own. No exception leaves it: the first one of a run is kept by the run, and DuckDB
/// is told that there was one.
final class ScanFunction {
    static final String NAME = "penstock_scan";

    private final Capi capi;
    private final AtomicLong next = new AtomicLong(1);
    private final Map<Long, Registered> scans = new ConcurrentHashMap<>();
    private final Map<Long, Scan.Reading> readings = new ConcurrentHashMap<>();
    private final Map<Long, Scan.Cursor> cursors = new ConcurrentHashMap<>();
    private final Map<Long, Failure> failures = new ConcurrentHashMap<>();
    private final long deleteReading;
    private final long deleteCursor;

    private record Registered(Scan scan, Failure failure) {}

    /// Takes what went wrong in a callback.
    interface Failure {
        void report(Throwable e);
    }

    /// Makes the function known in the database of `connection`.
    ///
    /// @param arena keeps the callbacks; closed after the database
    ScanFunction(Capi capi, long connection, Arena arena) {
        this.capi = capi;
        deleteReading = stub(this::deleteReading, arena);
        deleteCursor = stub(this::deleteCursor, arena);
        try (Arena local = Arena.ofConfined()) {
            long function = capi.call(Symbol.CREATE_TABLE_FUNCTION);
            capi.run(Symbol.TABLE_FUNCTION_SET_NAME, function, local.allocateFrom(NAME).address());
            long type = capi.call(Symbol.CREATE_LOGICAL_TYPE, LogicalTypes.BIGINT);
            capi.run(Symbol.TABLE_FUNCTION_ADD_PARAMETER, function, type);
            LogicalTypes.destroy(type, capi);
            capi.run(Symbol.TABLE_FUNCTION_SET_BIND, function, stub(this::bind, arena));
            capi.run(Symbol.TABLE_FUNCTION_SET_INIT, function, stub(this::init, arena));
            capi.run(Symbol.TABLE_FUNCTION_SET_LOCAL_INIT, function, stub(this::localInit, arena));
            long fill =
                    CCall.stub(
                            (info, chunk, _, _, _) -> {
                                fill(info, chunk);
                                return 0;
                            },
                            arena);
            capi.run(Symbol.TABLE_FUNCTION_SET_FUNCTION, function, fill);
            capi.run(Symbol.TABLE_FUNCTION_SUPPORTS_PROJECTION_PUSHDOWN, function, 1);
            int state = capi.status(Symbol.REGISTER_TABLE_FUNCTION, connection, function);
            long pointer = local.allocate(8, 8).address();
            Native.putLong(pointer, function);
            capi.run(Symbol.DESTROY_TABLE_FUNCTION, pointer);
            if (state != 0) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB refused the table function " + NAME);
            }
        }
    }

    private static long stub(LongConsumer callback, Arena arena) {
        return CCall.stub(
                (pointer, _, _, _, _) -> {
                    callback.accept(pointer);
                    return 0;
                },
                arena);
    }

    /// Makes a scan known; the number that names it in SQL.
    long register(Scan scan, Failure failure) {
        long number = next.getAndIncrement();
        scans.put(number, new Registered(scan, failure));
        return number;
    }

    void forget(long number) {
        scans.remove(number);
    }

    private Registered registered(long number) {
        Registered registered = scans.get(number);
        if (registered == null) {
            throw new PenstockException(ErrorCode.SQL_INTERFACE, NAME + " is for the engine's own use");
        }
        return registered;
    }

    /// `void bind(duckdb_bind_info)`
    void bind(long info) {
        try (Arena arena = Arena.ofConfined()) {
            long value = capi.call(Symbol.BIND_GET_PARAMETER, info, 0);
            long number = capi.call(Symbol.GET_INT64, value);
            long pointer = arena.allocate(8, 8).address();
            Native.putLong(pointer, value);
            capi.run(Symbol.DESTROY_VALUE, pointer);
            Scan scan = registered(number).scan;
            Schema schema = scan.source().schema();
            SqlNames names = SqlNames.of(schema);
            for (Field field : schema.fields()) {
                long type = LogicalTypes.create(field.type(), capi);
                long name = arena.allocateFrom(names.plain(field.name())).address();
                capi.run(Symbol.BIND_ADD_RESULT_COLUMN, info, name, type);
                LogicalTypes.destroy(type, capi);
            }
            if (schema.size() == 0) {
                long type = capi.call(Symbol.CREATE_LOGICAL_TYPE, LogicalTypes.BOOLEAN);
                capi.run(Symbol.BIND_ADD_RESULT_COLUMN, info, arena.allocateFrom("#none").address(), type);
                LogicalTypes.destroy(type, capi);
            }
            if (scan.source().rows() >= 0) {
                capi.run(Symbol.BIND_SET_CARDINALITY, info, scan.source().rows(), 1);
            }
            capi.run(Symbol.BIND_SET_BIND_DATA, info, number, 0);
        } catch (Throwable e) {
            fail(Symbol.BIND_SET_ERROR, info, e);
        }
    }

    /// `void init(duckdb_init_info)`: once for each use of the relation.
    void init(long info) {
        long number = 0;
        try {
            number = capi.call(Symbol.INIT_GET_BIND_DATA, info);
            Scan scan = registered(number).scan;
            int[] columns = new int[(int) capi.call(Symbol.INIT_GET_COLUMN_COUNT, info)];
            for (int i = 0; i < columns.length; i++) {
                long column = capi.call(Symbol.INIT_GET_COLUMN_INDEX, info, i);
                // Beyond the columns are DuckDB's virtual ones, such as "no column at all".
                columns[i] = column < 0 || column >= scan.source().schema().size() ? -1 : (int) column;
            }
            long id = next.getAndIncrement();
            readings.put(id, scan.read(columns));
            failures.put(id, registered(number).failure);
            capi.run(Symbol.INIT_SET_INIT_DATA, info, id, deleteReading);
            capi.run(Symbol.INIT_SET_MAX_THREADS, info, scan.source().threads());
        } catch (Throwable e) {
            report(scans.get(number), e);
            fail(Symbol.INIT_SET_ERROR, info, e);
        }
    }

    private static void report(@org.jspecify.annotations.Nullable Registered registered, Throwable e) {
        if (registered != null) {
            registered.failure.report(e);
        }
    }

    /// `void local_init(duckdb_init_info)`: once for each thread. The cursor is made at the first call of `fill`, which
    /// alone knows what the threads share.
    void localInit(long info) {
        try {
            capi.run(Symbol.INIT_SET_INIT_DATA, info, next.getAndIncrement(), deleteCursor);
        } catch (Throwable e) {
            fail(Symbol.INIT_SET_ERROR, info, e);
        }
    }

    /// `void function(duckdb_function_info, duckdb_data_chunk)`
    void fill(long info, long chunk) {
        long id = 0;
        try {
            id = capi.call(Symbol.FUNCTION_GET_INIT_DATA, info);
            Long local = capi.call(Symbol.FUNCTION_GET_LOCAL_INIT_DATA, info);
            Scan.Cursor cursor = cursors.get(local);
            if (cursor == null) {
                cursor = java.util.Objects.requireNonNull(readings.get(id)).cursor();
                cursors.put(local, cursor);
            }
            cursor.fill(chunk);
        } catch (Throwable e) {
            Failure failure = failures.get(id);
            if (failure != null) {
                failure.report(e);
            }
            fail(Symbol.FUNCTION_SET_ERROR, info, e);
        }
    }

    /// `void delete(void*)`
    void deleteReading(long id) {
        readings.remove(id);
        failures.remove(id);
    }

    /// `void delete(void*)`
    void deleteCursor(long id) {
        try {
            Scan.Cursor cursor = cursors.remove(id);
            if (cursor != null) {
                cursor.close();
            }
        } catch (Throwable _) {
            // An exception that leaves an upcall ends the process; leaking is the lesser evil.
        }
    }

    private void fail(Symbol set, long info, Throwable e) {
        try (Arena arena = Arena.ofConfined()) {
            String message = String.valueOf(e.getMessage()).replace('\0', ' ');
            capi.run(set, info, arena.allocateFrom(message).address());
        } catch (Throwable _) {
            // There is nobody left to tell.
        }
    }
}
