package dev.penstock.testing;

import dev.penstock.bind.BoundExpr;
import dev.penstock.plan.StringFunction;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Functions of strings for [Obvious].
final class ObviousText {
    private ObviousText() {}

    /// The value of a function, none of whose arguments is null.
    static Object of(StringFunction function, BoundExpr.Call call, List<Object> a) {
        String x = (String) a.get(0);
        return switch (function) {
            case STARTS_WITH -> x.startsWith((String) a.get(1));
            case ENDS_WITH -> x.endsWith((String) a.get(1));
            case CONTAINS -> {
                if (!call.options().flag("literal", false)) {
                    throw new UnsupportedOperationException();
                }
                yield x.contains((String) a.get(1));
            }
            case LEN_BYTES -> BigInteger.valueOf(x.getBytes(StandardCharsets.UTF_8).length);
            case LEN_CHARS -> BigInteger.valueOf(x.codePointCount(0, x.length()));
            case TO_LOWERCASE -> x.toLowerCase(Locale.ROOT);
            case TO_UPPERCASE -> x.toUpperCase(Locale.ROOT);
            case STRIP_CHARS -> stripped(stripped(x, (String) a.get(1), true), (String) a.get(1), false);
            case STRIP_CHARS_START -> stripped(x, (String) a.get(1), true);
            case STRIP_CHARS_END -> stripped(x, (String) a.get(1), false);
            case STRIP_PREFIX -> x.startsWith((String) a.get(1)) ? x.substring(((String) a.get(1)).length()) : x;
            case STRIP_SUFFIX ->
                    x.endsWith((String) a.get(1)) ? x.substring(0, x.length() - ((String) a.get(1)).length()) : x;
            case HEAD ->
                    part(
                            x,
                            0,
                            Obvious.number(a.get(1)) < 0
                                    ? points(x) + Obvious.number(a.get(1))
                                    : Obvious.number(a.get(1)));
            case TAIL -> {
                int start =
                        Obvious.number(a.get(1)) < 0 ? -Obvious.number(a.get(1)) : points(x) - Obvious.number(a.get(1));
                yield part(x, start, points(x));
            }
            case SLICE -> {
                int start =
                        Obvious.number(a.get(1)) < 0 ? points(x) + Obvious.number(a.get(1)) : Obvious.number(a.get(1));
                yield part(x, start, start + Obvious.number(a.get(2)));
            }
            case ZFILL -> {
                int sign = x.startsWith("-") || x.startsWith("+") ? 1 : 0;
                String zeros = "0".repeat(Math.max(0, Obvious.number(a.get(1)) - points(x)));
                yield x.substring(0, sign) + zeros + x.substring(sign);
            }
            case PAD_START ->
                    call.options().text("fill_char").repeat(Math.max(0, Obvious.number(a.get(1)) - points(x))) + x;
            case PAD_END ->
                    x + call.options().text("fill_char").repeat(Math.max(0, Obvious.number(a.get(1)) - points(x)));
            case REPLACE_ALL -> {
                requireLiteral(call);
                yield x.replace((String) a.get(1), (String) a.get(2));
            }
            case REPLACE -> {
                requireLiteral(call);
                int at = x.indexOf((String) a.get(1));
                yield at < 0 ? x : x.substring(0, at) + a.get(2) + x.substring(at + ((String) a.get(1)).length());
            }
            case FIND -> {
                requireLiteral(call);
                int at = x.indexOf((String) a.get(1));
                yield at < 0 ? null : BigInteger.valueOf(x.substring(0, at).getBytes(StandardCharsets.UTF_8).length);
            }
            case COUNT_MATCHES -> {
                requireLiteral(call);
                String pattern = (String) a.get(1);
                yield BigInteger.valueOf((x.length() - x.replace(pattern, "").length()) / pattern.length());
            }
            default -> throw new UnsupportedOperationException();
        };
    }

    private static void requireLiteral(BoundExpr.Call call) {
        if (!call.options().flag("literal", false)) {
            throw new UnsupportedOperationException();
        }
    }

    private static int points(String x) {
        return x.codePointCount(0, x.length());
    }

    /// The code points `from` to `to`, as far as there are any.
    private static String part(String x, int from, int to) {
        int[] points = x.codePoints().toArray();
        int start = Math.clamp(from, 0, points.length);
        int end = Math.clamp(to, start, points.length);
        return new String(points, start, end - start);
    }

    private static String stripped(String x, String characters, boolean start) {
        int[] points = x.codePoints().toArray();
        int from = 0;
        int to = points.length;
        while (start && from < to && characters.indexOf(points[from]) >= 0) {
            from++;
        }
        while (!start && from < to && characters.indexOf(points[to - 1]) >= 0) {
            to--;
        }
        return new String(points, from, to - from);
    }
}
