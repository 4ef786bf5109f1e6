package dev.penstock.security;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// The one text that a value is hashed as, in UTF-8: a number is written without leading and trailing zeros, a date as
/// ISO 8601 does, a boolean as `true` or `false`, and text as a [TextRule] says. Equal values of any type have the same
/// text, so a column of numbers meets one of their texts. For one thread.
final class CanonicalText {
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
    private static final int MOST_YEAR = 9999;
    private static final int ASCII = 0x80;

    private final TextRule rule;
    private byte[] bytes = {};
    private int from;
    private int size;

    CanonicalText(TextRule rule) {
        this.rule = rule;
    }

    /// The last text; it lies in the array from [#from()] on.
    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    int size() {
        return size;
    }

    /// Whether values of a type have a canonical text. Binary floating-point numbers have none: what is equal in one
    /// width is not in another.
    static boolean has(DataType type) {
        return type instanceof DataType.Int
                || type instanceof DataType.Bool
                || type instanceof DataType.Date
                || type instanceof DataType.Utf8
                || (type instanceof DataType.Decimal(int bits, _, _) && bits == 128);
    }

    /// Takes a row that is not null.
    ///
    /// @throws PenstockException with code COMPUTE for a value that has no canonical text; the value is not shown
    void read(Values values, int row) {
        switch (values.type()) {
            case DataType.Utf8 _ -> {
                int start = values.bytesStart(row);
                text(values.bytes(), start, values.bytesStart(row + 1) - start);
            }
            case DataType.Int(int bits, boolean signed) -> {
                long value = values.getLong(row);
                take(bits == Long.SIZE && !signed ? Long.toUnsignedString(value) : Long.toString(value));
            }
            case DataType.Decimal _ -> take(number(values.getDecimal(row)));
            case DataType.Bool _ -> take(String.valueOf(values.getBoolean(row)));
            case DataType.Date _ -> take(date(values.getDate(row)));
            default -> throw new AssertionError("refused when it was bound: " + values.type());
        }
    }

    /// Takes a text.
    void read(String value) {
        byte[] all = value.getBytes(StandardCharsets.UTF_8);
        text(all, 0, all.length);
    }

    /// Takes what SQL shows of a value.
    ///
    /// @param type the name of its type in SQL
    /// @throws PenstockException with code INVALID_OPERATION for a type whose values have no canonical text
    void read(Values shown, int row, String type) {
        String kind = type.startsWith("DECIMAL") ? "DECIMAL" : type.startsWith("ENUM") ? "VARCHAR" : type;
        switch (kind) {
            case "VARCHAR", "UUID" -> read(shown, row);
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT" -> take(shown.getString(row));
            case "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "UHUGEINT" -> take(shown.getString(row));
            case "BOOLEAN" -> take(shown.getString(row));
            case "DECIMAL" -> take(number(new BigDecimal(shown.getString(row))));
            case "DATE" -> {
                String date = shown.getString(row);
                if (!DATE.matcher(date).matches()) {
                    throw noDate();
                }
                take(date);
            }
            default -> throw unsupported(type);
        }
    }

    static PenstockException unsupported(String type) {
        return new PenstockException(
                        ErrorCode.INVALID_OPERATION,
                        "values of " + type + " have no canonical text to make pseudonyms of")
                .hint("whole numbers, decimals, text, dates and booleans have one: cast it to one of these");
    }

    private static String number(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private static String date(LocalDate date) {
        if (date.getYear() < 1 || date.getYear() > MOST_YEAR) {
            throw noDate();
        }
        return date.toString();
    }

    private static PenstockException noDate() {
        return new PenstockException(ErrorCode.COMPUTE, "a date outside of the years 1 to 9999 has no canonical text");
    }

    private void take(String text) {
        take(text.getBytes(StandardCharsets.UTF_8));
    }

    private void take(byte[] all) {
        bytes = all;
        from = 0;
        size = all.length;
    }

    private void text(byte[] all, int start, int length) {
        bytes = all;
        from = start;
        size = length;
        if (rule == TextRule.EXACT) {
            return;
        }
        if (rule == TextRule.TEXT && isAscii()) {
            trim();
            return;
        }
        String normal =
                trimmed(
                        Normalizer.normalize(
                                new String(all, start, length, StandardCharsets.UTF_8), Normalizer.Form.NFC));
        switch (rule) {
            case EXACT -> throw new AssertionError("left above");
            case TEXT -> take(normal);
            case UPPER -> take(Normalizer.normalize(normal.toUpperCase(Locale.ROOT), Normalizer.Form.NFC));
            case LOWER -> take(Normalizer.normalize(normal.toLowerCase(Locale.ROOT), Normalizer.Form.NFC));
            case DIGITS -> take(digits(normal));
        }
    }

    /// Most texts: nothing to normalise, and no string to make.
    private boolean isAscii() {
        int all = 0;
        for (int i = from; i < from + size; i++) {
            all |= bytes[i];
        }
        return (all & ASCII) == 0;
    }

    private void trim() {
        while (size > 0 && isWhite(bytes[from])) {
            from++;
            size--;
        }
        while (size > 0 && isWhite(bytes[from + size - 1])) {
            size--;
        }
    }

    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (start < end && isWhite(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /// Unicode's property White_Space. `String.strip` leaves the no-break spaces that spreadsheets are full of.
    private static boolean isWhite(int character) {
        return (character >= '\t' && character <= '\r')
                || character == ' '
                || character == 0x85
                || character == 0xA0
                || character == 0x1680
                || (character >= 0x2000 && character <= 0x200A)
                || character == 0x2028
                || character == 0x2029
                || character == 0x202F
                || character == 0x205F
                || character == 0x3000;
    }

    private static byte[] digits(String text) {
        var digits = new byte[text.length()];
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= '0' && character <= '9') {
                digits[count++] = (byte) character;
            } else if (character != '-' && character != '.' && !isWhite(character)) {
                throw new PenstockException(
                                ErrorCode.COMPUTE,
                                "a text has other characters than digits, spaces, hyphens and points; it is not shown")
                        .hint("clean the column first, or use the rule text");
            }
        }
        return Arrays.copyOf(digits, count);
    }
}
