package dev.penstock.source.parquet;

import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/// What the values of folders such as `year=2024` say of all rows below them.
final class FolderValues {
    private FolderValues() {}

    /// @param text the folder's value; null for null
    static Known known(Field field, @Nullable String text) {
        if (text == null) {
            return new Known(null, null, false, 1, 1, false);
        }
        Comparable<?> value = value(field.type(), text);
        return value == null ? new Known(null, null, false, 0, 1, true) : new Known(value, value, true, 0, 1, false);
    }

    /// Null for a value that is better left to the reader, which can say what is wrong with it.
    private static @Nullable Comparable<?> value(DataType type, String text) {
        try {
            return switch (type) {
                case DataType.Int _ -> new BigInteger(text.startsWith("+") ? text.substring(1) : text);
                case DataType.FloatingPoint(int bits) when bits == 64 -> {
                    double number = Double.parseDouble(text);
                    yield Double.isNaN(number) ? null : (Double) (number + 0.0);
                }
                case DataType.Bool _ -> text.equals("true");
                case DataType.Date(boolean milliseconds) when !milliseconds ->
                        BigInteger.valueOf(LocalDate.parse(text).toEpochDay());
                case DataType.Utf8 _ -> Values.Text.of(text.getBytes(StandardCharsets.UTF_8));
                default -> null;
            };
        } catch (NumberFormatException | DateTimeParseException _) {
            return null;
        }
    }
}
