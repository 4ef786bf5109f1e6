package dev.penstock.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Numbers in text.
final class TextNumbers {
    private static final double[] POWERS = new double[23];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = 10 * POWERS[i - 1];
        }
    }

    private TextNumbers() {}

    /// Whether the text is digits, perhaps behind a minus.
    static boolean isInteger(byte[] text, int from, int end) {
        int at = from < end && text[from] == '-' ? from + 1 : from;
        for (int i = at; i < end; i++) {
            if (text[i] < '0' || text[i] > '9') {
                return false;
            }
        }
        return at < end;
    }

    /// Whether the text is a float: digits with a point or an exponent, `NaN`, `inf`, `-inf`.
    static boolean isFloat(byte[] text, int from, int end, byte point) {
        if (isSpecial(text, from, end)) {
            return true;
        }
        int at = from < end && text[from] == '-' ? from + 1 : from;
        int digits = 0;
        boolean hasPoint = false;
        for (; at < end; at++) {
            byte c = text[at];
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == point && !hasPoint) {
                hasPoint = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            return false;
        }
        if (at < end && (text[at] == 'e' || text[at] == 'E')) {
            at++;
            at += at < end && (text[at] == '-' || text[at] == '+') ? 1 : 0;
            int before = at;
            while (at < end && text[at] >= '0' && text[at] <= '9') {
                at++;
            }
            return at == end && at > before;
        }
        return at == end;
    }

    private static boolean isSpecial(byte[] text, int from, int end) {
        return is(text, from, end, "NaN") || is(text, from, end, "inf") || is(text, from, end, "-inf");
    }

    private static boolean is(byte[] text, int from, int end, String word) {
        if (end - from != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (text[from + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// Null for a text that is no integer of 64 bits. A plus in front is fine.
    static @Nullable Long integer(byte[] text, int from, int end) {
        boolean negative = from < end && text[from] == '-';
        int at = from + (negative || (from < end && text[from] == '+') ? 1 : 0);
        if (at == end) {
            return null;
        }
        if (end - at > 18) {
            BigInteger big = big(text, from, end);
            return big == null || big.bitLength() > 63 ? null : Long.valueOf(big.longValue());
        }
        long value = 0;
        for (; at < end; at++) {
            int digit = text[at] - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            value = 10 * value + digit;
        }
        return negative ? -value : value;
    }

    /// Null for a text that is no integer.
    static @Nullable BigInteger big(byte[] text, int from, int end) {
        int at = from < end && text[from] == '+' ? from + 1 : from;
        return isInteger(text, at, end) && end - at < 1_000
                ? new BigInteger(new String(text, at, end - at, StandardCharsets.US_ASCII))
                : null;
    }

    /// NaN with `false` in `ok[0]` for a text that is no float.
    static double floating(byte[] text, int from, int end, byte point, boolean[] ok) {
        ok[0] = true;
        int at = from;
        boolean negative = at < end && text[at] == '-';
        at += negative || (at < end && text[at] == '+') ? 1 : 0;
        long digits = 0;
        int count = 0;
        int places = 0;
        boolean hasPoint = false;
        for (; at < end; at++) {
            byte c = text[at];
            if (c >= '0' && c <= '9' && count < 16) {
                digits = 10 * digits + c - '0';
                count += digits > 0 ? 1 : 0;
                places += hasPoint ? 1 : 0;
            } else if (c == point && !hasPoint) {
                hasPoint = true;
            } else {
                break;
            }
        }
        // Both are exact, so their quotient is the nearest float.
        if (at == end && at > from + (hasPoint ? 1 : 0) && digits < 1L << 53 && places < POWERS.length) {
            boolean anyDigit = count > 0 || hasDigit(text, from, end);
            ok[0] = anyDigit;
            double value = digits / POWERS[places];
            return negative ? -value : value;
        }
        return slow(text, from, end, point, ok);
    }

    private static boolean hasDigit(byte[] text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text[i] >= '0' && text[i] <= '9') {
                return true;
            }
        }
        return false;
    }

    private static double slow(byte[] text, int from, int end, byte point, boolean[] ok) {
        int start = from < end && text[from] == '+' ? from + 1 : from;
        if (isFloat(text, start, end, point)) {
            String number = new String(text, start, end - start, StandardCharsets.US_ASCII).replace((char) point, '.');
            return switch (number) {
                case "NaN" -> Double.NaN;
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                default -> Double.parseDouble(number);
            };
        }
        ok[0] = false;
        return Double.NaN;
    }

    /// Null for a text that is no decimal, or one that is too long.
    static @Nullable BigDecimal decimal(byte[] text, int from, int end, byte point) {
        if (end - from > 200 || !isFloat(text, from, end, point) || isSpecial(text, from, end)) {
            return null;
        }
        return new BigDecimal(new String(text, from, end - from, StandardCharsets.US_ASCII).replace((char) point, '.'));
    }

    /// 1 for true, 0 for false, -1 for neither.
    static int bool(byte[] text, int from, int end) {
        if (end - from < 4 || end - from > 5) {
            return -1;
        }
        String word = new String(text, from, end - from, StandardCharsets.US_ASCII);
        return word.equalsIgnoreCase("true") ? 1 : word.equalsIgnoreCase("false") ? 0 : -1;
    }
}
