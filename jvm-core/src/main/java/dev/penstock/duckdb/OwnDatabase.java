package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A database for one statement that writes, with a spill folder of its own: two databases in one folder would take
/// each other's files. It may use as much memory as the engine's database may.
final class OwnDatabase implements AutoCloseable {
    private final Path folder;
    private final Database database;

    OwnDatabase(Capi capi, Database.Settings settings) {
        try {
            folder = Files.createTempDirectory(settings.spillFolder(), "statement-");
        } catch (IOException e) {
            throw new PenstockException(
                            ErrorCode.IO,
                            "no folder can be made in " + settings.spillFolder() + ": " + e.getMessage(),
                            e)
                    .hint("set spill_dir to a folder that can be written");
        }
        try {
            database = new Database(capi, settings.in(folder));
        } catch (Throwable e) {
            removeFolder();
            throw e;
        }
    }

    Database database() {
        return database;
    }

    @Override
    public void close() {
        database.close();
        removeFolder();
    }

    private void removeFolder() {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // The engine removes its spill folder with all that is left in it.
        }
    }
}
