package dev.penstock.source;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Plan;
import dev.penstock.type.ArrowFormat;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Columns that folders such as `year=2024` make.
final class HiveFolders {
    private static final String NULL = "__HIVE_DEFAULT_PARTITION__";
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");
    private static final Pattern FLOAT = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d");

    private HiveFolders() {}

    /// @param relative each file's path from where folders count
    static FileSet of(Plan.Scan scan, List<Path> files, List<Path> relative) {
        var parsed = new ArrayList<Map<String, @Nullable String>>();
        relative.forEach(path -> parsed.add(parts(path)));
        List<String> names = List.copyOf(parsed.getFirst().keySet());
        var rows = new ArrayList<List<String>>();
        for (int i = 0; i < parsed.size(); i++) {
            Map<String, @Nullable String> values = parsed.get(i);
            if (!List.copyOf(values.keySet()).equals(names)) {
                throw new PenstockException(
                                ErrorCode.SCHEMA_MISMATCH,
                                "the folders of %s make the columns %s, those of %s %s"
                                        .formatted(files.getFirst(), names, files.get(i), values.keySet()))
                        .hint("pass hive_partitioning=False, or the files one by one");
            }
            rows.add(new ArrayList<>(values.values()));
        }
        var fields = new ArrayList<Field>();
        for (int column = 0; column < names.size(); column++) {
            int index = column;
            List<String> values = rows.stream().map(row -> row.get(index)).filter(Objects::nonNull).toList();
            fields.add(Field.nullable(names.get(column), type(scan, names.get(column), values)));
        }
        return new FileSet(List.copyOf(files), rows, fields);
    }

    private static Map<String, @Nullable String> parts(Path path) {
        var values = new LinkedHashMap<String, @Nullable String>();
        Path folder = path.getParent();
        for (Path part : folder == null ? List.<Path>of() : folder) {
            String text = part.toString();
            int equals = text.indexOf('=');
            if (equals > 0) {
                String value = decoded(text.substring(equals + 1));
                values.put(decoded(text.substring(0, equals)), value.equals(NULL) ? null : value);
            }
        }
        return values;
    }

    private static String decoded(String text) {
        try {
            // A plus stands for itself in a path.
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return text;
        }
    }

    private static DataType type(Plan.Scan scan, String name, List<String> values) {
        if (scan.options().raw("hive_schema") instanceof Map<?, ?> schema && schema.get(name) != null) {
            if (schema.get(name) instanceof String format) {
                return ArrowFormat.parse(format, List.of(), null, 0);
            }
            throw new PenstockException(ErrorCode.CONFIG, "the folders' column \"" + name + "\" needs a flat type")
                    .column(name);
        }
        if (values.isEmpty()) {
            return Types.UTF8;
        }
        boolean dates = scan.options().flag("try_parse_hive_dates", true);
        return all(values, value -> INTEGER.matcher(value).matches())
                ? Types.INT64
                : all(values, value -> FLOAT.matcher(value).matches())
                        ? Types.FLOAT64
                        : all(values, value -> value.equals("true") || value.equals("false"))
                                ? Types.BOOL
                                : dates && all(values, value -> DATE.matcher(value).matches())
                                        ? Types.DATE32
                                        : Types.UTF8;
    }

    private static boolean all(List<String> values, Predicate<String> test) {
        return values.stream().allMatch(test);
    }
}
