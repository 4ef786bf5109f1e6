package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import dev.penstock.plan.DeepStack;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/// A prepared statement. Never used again after an error.
final class Statement implements AutoCloseable {
    private final Capi capi;
    private final long handle;
    private final int levels;
    private boolean open = true;

    /// Adopts the handle.
    ///
    /// @param levels how deep DuckDB recurses into the query, in levels of [DeepStack]
    Statement(Capi capi, long handle, int levels) {
        this.levels = levels;
        this.capi = capi;
        this.handle = handle;
    }

    long handle() {
        return handle;
    }

    int type() {
        return capi.status(Symbol.PREPARED_STATEMENT_TYPE, handle);
    }

    int columns() {
        return (int) capi.call(Symbol.PREPARED_STATEMENT_COLUMN_COUNT, handle);
    }

    String columnName(int index) {
        return capi.take(capi.call(Symbol.PREPARED_STATEMENT_COLUMN_NAME, handle, index));
    }

    /// The type object of a column, which the caller destroys.
    long columnType(int index) {
        return capi.call(Symbol.PREPARED_STATEMENT_COLUMN_LOGICAL_TYPE, handle, index);
    }

    /// Whether a column is of the type that `type` has in SQL.
    boolean hasType(int index, DataType type) {
        long object = columnType(index);
        try {
            return LogicalTypes.matches(object, type, capi);
        } finally {
            LogicalTypes.destroy(object, capi);
        }
    }

    /// @throws PenstockException with code INTERNAL when the answer is not of the types that the plan says: its bytes
    ///   would be misread
    void requireTypes(Schema schema) {
        if (columns() != Math.max(1, schema.size())) {
            throw new PenstockException(ErrorCode.INTERNAL, columns() + " columns came for " + schema);
        }
        for (int i = 0; i < schema.size(); i++) {
            Field field = schema.field(i);
            long type = columnType(i);
            try {
                if (!LogicalTypes.matches(type, field.type(), capi)) {
                    throw new PenstockException(
                                    ErrorCode.INTERNAL,
                                    "DuckDB's type "
                                            + capi.status(Symbol.GET_TYPE_ID, type)
                                            + " came where "
                                            + SqlTypes.of(field.type())
                                            + " is due")
                            .column(field.name());
                }
            } finally {
                LogicalTypes.destroy(type, capi);
            }
        }
    }

    /// Gives the parameter of this name a text.
    void bind(String parameter, String value) {
        try (Arena arena = Arena.ofConfined()) {
            long index = arena.allocate(8, 8).address();
            long name = arena.allocateFrom(parameter).address();
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            long text = arena.allocate(bytes.length + 1L).copyFrom(MemorySegment.ofArray(bytes)).address();
            int state = capi.status(Symbol.BIND_PARAMETER_INDEX, handle, index, name);
            if (state == 0) {
                state = capi.status(Symbol.BIND_VARCHAR_LENGTH, handle, Native.getLong(index), text, bytes.length);
            }
            if (state != 0) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB did not take the parameter " + parameter);
            }
        }
    }

    /// Starts the statement; the answer streams.
    ///
    /// @param result room for a `duckdb_result`, which the caller destroys also when this fails
    void start(long result) {
        DeepStack.call(
                levels,
                () -> {
                    startHere(result);
                    return result;
                });
    }

    /// Ends the query of [#start], whose operators are destroyed one inside of the other.
    void destroy(long result) {
        DeepStack.call(
                levels,
                () -> {
                    capi.run(Symbol.DESTROY_RESULT, result);
                    return result;
                });
    }

    private void startHere(long result) {
        try (Arena arena = Arena.ofConfined()) {
            long pending = arena.allocate(8, 8).address();
            int state = capi.status(Symbol.PENDING_PREPARED_STREAMING, handle, pending);
            try {
                if (state != 0) {
                    throw Errors.of(Capi.text(capi.call(Symbol.PENDING_ERROR, Native.getLong(pending))));
                }
                if (capi.status(Symbol.EXECUTE_PENDING, Native.getLong(pending), result) != 0) {
                    throw Errors.of(Capi.text(capi.call(Symbol.RESULT_ERROR, result)));
                }
            } finally {
                capi.run(Symbol.DESTROY_PENDING, pending);
            }
        }
    }

    @Override
    public void close() {
        if (open) {
            open = false;
            try (Arena arena = Arena.ofShared()) {
                long pointer = arena.allocate(8, 8).address();
                Native.putLong(pointer, handle);
                DeepStack.call(
                        levels,
                        () -> {
                            capi.run(Symbol.DESTROY_PREPARE, pointer);
                            return pointer;
                        });
            }
        }
    }
}
