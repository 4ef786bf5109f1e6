package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// DuckDB in memory, with nothing that a file or a network could change behind our back.
final class Database implements AutoCloseable {
    private final Capi capi;
    private final Arena arena = Arena.ofShared();
    private final long database;
    private final ScanFunction scans;
    private final CallFunction calls;
    private boolean open = true;

    /// How the database is set up.
    record Settings(long memoryLimitBytes, int threads, Path spillFolder, long spillLimitBytes) {
        /// The same with another spill folder.
        Settings in(Path folder) {
            return new Settings(memoryLimitBytes, threads, folder, spillLimitBytes);
        }

        private Map<String, String> options() {
            var options = new LinkedHashMap<String, String>();
            options.put("memory_limit", memoryLimitBytes / 1024 + "KiB");
            options.put("threads", String.valueOf(threads));
            options.put("temp_directory", spillFolder.toString());
            options.put("max_temp_directory_size", spillLimitBytes / 1024 + "KiB");
            options.put("autoinstall_known_extensions", "false");
            options.put("autoload_known_extensions", "false");
            options.put("preserve_insertion_order", "true");
            return options;
        }
    }

    /// What every connection sets for itself.
    private static final String SESSION =
            "SET TimeZone = 'UTC'; SET error_on_division_by_zero = false;"
                    + " SET enable_progress_bar = true; SET enable_progress_bar_print = false";

    /// Puts functions that open database files out of reach: two DuckDB libraries in one process defeat each other's
    /// file locks, and rows get lost.
    private static final String REFUSALS =
            "CREATE MACRO read_duckdb(path) AS TABLE SELECT "
                    + Errors.raise(
                            ErrorCode.SQL_INTERFACE,
                            "database files cannot be opened here: read them with DuckDB itself, and pass the tables: ",
                            "path",
                            "VARCHAR")
                    + " AS refused; CREATE MACRO query(sql) AS TABLE SELECT "
                    + Errors.raise(ErrorCode.SQL_INTERFACE, "a text cannot be run as SQL here: ", "sql", "VARCHAR")
                    + " AS refused";

    Database(Capi capi, Settings settings) {
        this.capi = capi;
        try (Arena local = Arena.ofConfined()) {
            long config = local.allocate(8, 8).address();
            long handle = local.allocate(8, 8).address();
            long error = local.allocate(8, 8).address();
            capi.status(Symbol.CREATE_CONFIG, config);
            settings.options()
                    .forEach((name, value) -> {
                        int state =
                                capi.status(
                                        Symbol.SET_CONFIG,
                                        Native.getLong(config),
                                        local.allocateFrom(name).address(),
                                        local.allocateFrom(value).address());
                        if (state != 0) {
                            throw new PenstockException(ErrorCode.CONFIG, "DuckDB refused " + name + " = " + value);
                        }
                    });
            long memory = local.allocateFrom(":memory:").address();
            int state = capi.status(Symbol.OPEN_EXT, memory, handle, Native.getLong(config), error);
            capi.run(Symbol.DESTROY_CONFIG, config);
            if (state != 0) {
                throw new PenstockException(
                        ErrorCode.CONFIG, "DuckDB did not start: " + capi.take(Native.getLong(error)));
            }
            database = Native.getLong(handle);
        }
        try (Connection connection = connect()) {
            connection.execute(REFUSALS);
            scans = new ScanFunction(capi, connection.handle(), arena);
            JvmFunctionLibrary.register(capi, connection.handle(), arena);
        }
        calls = new CallFunction(capi, this, arena);
    }

    Capi capi() {
        return capi;
    }

    ScanFunction scans() {
        return scans;
    }

    CallFunction calls() {
        return calls;
    }

    /// A connection of its own for each query.
    Connection connect() {
        return connect(0);
    }

    /// A connection of its own for a query that is `levels` deep.
    Connection connect(int levels) {
        try (Arena local = Arena.ofConfined()) {
            long handle = local.allocate(8, 8).address();
            if (capi.status(Symbol.CONNECT, database, handle) != 0) {
                throw new PenstockException(ErrorCode.INTERNAL, "DuckDB refused a connection");
            }
            var connection = new Connection(capi, Native.getLong(handle), levels);
            try {
                connection.execute(SESSION);
                return connection;
            } catch (Throwable e) {
                connection.close();
                throw e;
            }
        }
    }

    /// All connections must be closed before.
    @Override
    public synchronized void close() {
        if (open) {
            open = false;
            try (Arena local = Arena.ofConfined()) {
                long pointer = local.allocate(8, 8).address();
                Native.putLong(pointer, database);
                capi.run(Symbol.CLOSE, pointer);
            }
            arena.close();
        }
    }
}
