package dev.penstock.source;

import dev.penstock.column.BatchStream;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Allocator;
import dev.penstock.plan.Plan;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CSV files, read as Polars 2.1 reads them.
final class CsvFormat implements FileFormat {
    /// How many files are looked at to find the types.
    private static final int INFERRED = 10;

    private final CsvDialect dialect;
    private final Plan.Scan scan;

    CsvFormat(Plan.Scan scan) {
        this.scan = scan;
        dialect = CsvDialect.of(scan.options());
    }

    /// The columns of the files as they are, and their types as far as they were found.
    private record Inferred(List<String> names, List<CsvTypes> types) {}

    @Override
    public Schema schema(List<Path> files) {
        Inferred first = infer(files.getFirst());
        List<Field> given = scan.schema();
        if (given != null) {
            return given(files.getFirst(), given, first.names);
        }
        for (Path file : files.subList(1, Math.min(files.size(), INFERRED))) {
            Inferred other = infer(file);
            for (int i = 0; i < first.names.size(); i++) {
                int at = other.names.indexOf(first.names.get(i));
                if (at >= 0) {
                    first.types.get(i).see(other.types.get(at));
                }
            }
        }
        var fields = new ArrayList<Field>();
        for (int i = 0; i < first.names.size(); i++) {
            String name = first.names.get(i);
            DataType override = scan.schemaOverrides().get(name);
            fields.add(Field.nullable(name, override == null ? first.types.get(i).type() : override));
        }
        return new Schema(fields);
    }

    private Schema given(Path file, List<Field> given, List<String> names) {
        if (!dialect.hasHeader()) {
            return new Schema(given);
        }
        List<String> known = given.stream().map(Field::name).toList();
        for (String name : names) {
            if (!known.contains(name)) {
                throw FileFormat.mismatch(file, "has the column \"" + name + "\", which the given schema lacks", name)
                        .hint("add it to the schema, or use schema_overrides");
            }
        }
        for (String name : known) {
            if (!names.contains(name)) {
                throw FileFormat.mismatch(file, "lacks the column \"" + name + "\" of the given schema", name);
            }
        }
        return new Schema(given);
    }

    private Inferred infer(Path file) {
        try (CsvRecords records = new CsvRecords(file, TextInput.open(file), dialect)) {
            List<String> names = header(records);
            var types = new ArrayList<CsvTypes>();
            var nulls = new ArrayList<Set<String>>();
            long row = 0;
            // Without a header the widest row says how many columns there are, so at least one is looked at.
            long most = dialect.hasHeader() ? dialect.inferenceRows() : Math.max(1, dialect.inferenceRows());
            while (row < most && records.next()) {
                row++;
                for (int i = 0; i < records.count(); i++) {
                    if (i == names.size()) {
                        if (dialect.hasHeader()) {
                            break;
                        }
                        names.add("column_" + i);
                    }
                    if (i == types.size()) {
                        types.add(types());
                        nulls.add(dialect.nullsOf(names.get(i)));
                    }
                    if (dialect.inferenceRows() > 0) {
                        see(records, i, types.get(i), nulls.get(i));
                    }
                }
            }
            if (names.isEmpty() && dialect.raiseIfEmpty()) {
                throw new PenstockException(ErrorCode.COMPUTE, "empty CSV: " + file + " has no rows and no header")
                        .hint("pass raise_if_empty=False to read it as a frame without columns");
            }
            while (types.size() < names.size()) {
                types.add(types());
            }
            return new Inferred(names, types);
        }
    }

    private CsvTypes types() {
        return new CsvTypes(point(), dialect.dates());
    }

    private byte point() {
        return (byte) (dialect.decimalComma() ? ',' : '.');
    }

    private static void see(CsvRecords records, int field, CsvTypes types, Set<String> nulls) {
        int start = records.start(field);
        int end = records.end(field);
        boolean missing = start == end && !records.isQuoted(field);
        if (!missing && (nulls.isEmpty() || !nulls.contains(CsvStream.text(records, field)))) {
            types.see(records.bytes(), start, end);
        }
    }

    /// The names of the columns; the records are then in front of the first row. Without a header there are none yet.
    private List<String> header(CsvRecords records) {
        records.skipLines(dialect.skipLines());
        for (long i = 0; i < dialect.skipRows() && records.next(); i++) {
            // Passed over.
        }
        var names = new ArrayList<String>();
        if (dialect.hasHeader()) {
            boolean found = records.next();
            while (found && records.isBlank()) {
                found = records.next();
            }
            var counts = new java.util.HashMap<String, Integer>();
            for (int i = 0; found && i < records.count(); i++) {
                String name = CsvStream.text(records, i);
                Integer before = counts.merge(name, 1, Integer::sum);
                names.add(before == 1 ? name : name + "_duplicated_" + (before - 2));
            }
        }
        for (long i = 0; i < dialect.skipRowsAfterHeader() && records.next(); i++) {
            // Passed over.
        }
        return names;
    }

    @Override
    public BatchStream open(Path path, Schema columns, long most, Allocator allocator) {
        CsvRecords records = new CsvRecords(path, TextInput.open(path), dialect);
        try {
            List<String> names = header(records);
            int width = names.size();
            int[] places = new int[columns.size()];
            for (int i = 0; i < places.length; i++) {
                String name = columns.field(i).name();
                places[i] = dialect.hasHeader() ? names.indexOf(name) : position(name);
                if (places[i] < 0 && width > 0) {
                    throw FileFormat.mismatch(path, "has no column \"" + name + "\"", name);
                }
            }
            int widest = dialect.hasHeader() ? width : widthWithoutHeader(path);
            return new CsvStream(path, records, dialect, columns, places, widest, most, allocator);
        } catch (Throwable e) {
            records.close();
            throw e;
        }
    }

    private int widthWithoutHeader(Path path) {
        List<Field> given = scan.schema();
        return given == null ? infer(path).names.size() : given.size();
    }

    private int position(String name) {
        @Nullable List<Field> given = scan.schema();
        if (given != null) {
            return given.stream().map(Field::name).toList().indexOf(name);
        }
        return Integer.parseInt(name.substring("column_".length()));
    }
}
