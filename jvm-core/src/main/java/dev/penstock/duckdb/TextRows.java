package dev.penstock.duckdb;

import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Small answers whose columns are all strings: what DuckDB tells about files.
final class TextRows {
    private static final int INLINE_BYTES = 12;

    private final Capi capi;

    private TextRows(Capi capi) {
        this.capi = capi;
    }

    /// All rows of the query.
    static List<List<@Nullable String>> of(Database database, String sql) {
        var rows = new ArrayList<List<@Nullable String>>();
        try (Arena arena = Arena.ofConfined();
                Connection connection = database.connect();
                Statement statement = connection.prepare(sql)) {
            Capi capi = database.capi();
            long result = arena.allocate(Capi.RESULT_BYTES, 8).address();
            try {
                statement.start(result);
                new TextRows(capi).read(result, statement.columns(), rows, arena);
            } finally {
                capi.run(Symbol.DESTROY_RESULT, result);
            }
        }
        return rows;
    }

    private void read(long result, int columns, List<List<@Nullable String>> rows, Arena arena) {
        long pointer = arena.allocate(8, 8).address();
        for (long chunk = capi.fetchChunk(result); chunk != 0; chunk = capi.fetchChunk(result)) {
            long size = capi.call(Symbol.DATA_CHUNK_GET_SIZE, chunk);
            for (long row = 0; row < size; row++) {
                var values = new ArrayList<@Nullable String>();
                for (int i = 0; i < columns; i++) {
                    values.add(text(capi.call(Symbol.DATA_CHUNK_GET_VECTOR, chunk, i), row));
                }
                rows.add(values);
            }
            Native.putLong(pointer, chunk);
            capi.run(Symbol.DESTROY_DATA_CHUNK, pointer);
            if (size == 0) {
                break;
            }
        }
        String error = Capi.text(capi.call(Symbol.RESULT_ERROR, result));
        if (!error.isEmpty()) {
            throw Errors.of(error);
        }
    }

    private @Nullable String text(long vector, long row) {
        long validity = capi.call(Symbol.VECTOR_GET_VALIDITY, vector);
        if (validity != 0 && (Native.getLong(validity + (row >>> 6 << 3)) >>> row & 1) == 0) {
            return null;
        }
        long string = capi.call(Symbol.VECTOR_GET_DATA, vector) + (row << 4);
        int length = Native.getInt(string);
        long at = length <= INLINE_BYTES ? string + 4 : Native.getLong(string + 8);
        byte[] bytes = length == 0 ? new byte[0] : Native.segment(at, length).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
