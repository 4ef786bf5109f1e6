package dev.penstock.source;

import dev.penstock.column.BatchStream;
import dev.penstock.memory.Allocator;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.List;

/// Arrow IPC files and streams.
final class IpcFormat implements FileFormat {
    @Override
    public Schema schema(List<Path> files) {
        try (IpcFile file = IpcFile.open(files.getFirst())) {
            return file.schema();
        }
    }

    @Override
    public BatchStream open(Path path, Schema columns, long most, Allocator allocator) {
        try (IpcFile file = IpcFile.open(path)) {
            for (Field expected : columns.fields()) {
                String name = expected.name();
                if (!file.schema().contains(name)) {
                    throw FileFormat.mismatch(path, "has no column \"" + name + "\"", name);
                }
                Field found = file.schema().field(name);
                if (!found.type().equals(expected.type())) {
                    throw FileFormat.mismatch(
                            path,
                            "holds \"%s\" as %s, the first file as %s".formatted(name, found.type(), expected.type()),
                            name);
                }
            }
            return file.stream(columns.names(), allocator);
        }
    }
}
