package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Utf8;
import dev.penstock.memory.Native;
import dev.penstock.plan.Options;
import dev.penstock.plan.StringFunction;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/// Functions of text whose values are text that is nowhere yet.
final class TextMaking {
    private TextMaking() {}

    static Node compile(StringFunction function, BoundExpr.Call call, List<Node> inputs) {
        Options options = call.options();
        return switch (function) {
            case TO_LOWERCASE -> changed(inputs, false);
            case TO_UPPERCASE -> changed(inputs, true);
            case CONCAT -> joined(inputs, options.text("separator", ""), options.flag("ignore_nulls", false));
            case PAD_START -> padded(inputs, options.text("fill_char", " "), true);
            case PAD_END -> padded(inputs, options.text("fill_char", " "), false);
            case ZFILL -> TextNodes.made(inputs, 2, TextMaking::filled);
            case REPLACE_ALL -> replaced(inputs, Long.MAX_VALUE);
            case REPLACE -> {
                long n = options.integer("n", 1);
                yield replaced(inputs, n < 0 ? Long.MAX_VALUE : n);
            }
            default -> throw new NoKernel(function.symbol());
        };
    }

    private static Node changed(List<Node> inputs, boolean upper) {
        return TextNodes.made(
                inputs,
                1,
                (in, lane, made) -> {
                    long text = TextNodes.text(in[0], lane);
                    int size = TextNodes.size(in[0], lane);
                    if (Utf8.isAscii(text, size)) {
                        long to = made.room(size);
                        Utf8.changeCase(text, size, upper ? 'a' : 'A', to);
                        return to + size;
                    }
                    String string = TextNodes.string(text, size);
                    return made.copy(upper ? string.toUpperCase(Locale.ROOT) : string.toLowerCase(Locale.ROOT));
                });
    }

    /// The texts, or byte strings, one behind the other, with a text between.
    static Node joined(List<Node> inputs, String separator, boolean ignoreNulls) {
        byte[] between = separator.getBytes(StandardCharsets.UTF_8);
        return TextNodes.made(
                inputs,
                ignoreNulls ? 0 : inputs.size(),
                (in, lane, made) -> {
                    long bytes = 0;
                    for (Lanes input : in) {
                        bytes += between.length + (input.isNull(lane) ? 0 : TextNodes.size(input, lane));
                    }
                    long to = made.room(bytes);
                    boolean first = true;
                    for (Lanes input : in) {
                        if (input.isNull(lane)) {
                            continue;
                        }
                        for (int i = 0; i < between.length && !first; i++) {
                            Native.putByte(to++, between[i]);
                        }
                        int size = TextNodes.size(input, lane);
                        Bytes.copy(TextNodes.text(input, lane), to, size);
                        to += size;
                        first = false;
                    }
                    return to;
                });
    }

    private static Node padded(List<Node> inputs, String fill, boolean start) {
        byte[] with = fill.getBytes(StandardCharsets.UTF_8);
        return TextNodes.made(
                inputs,
                2,
                (in, lane, made) -> {
                    long text = TextNodes.text(in[0], lane);
                    int size = TextNodes.size(in[0], lane);
                    long missing = Math.max(0, TextNodes.number(in[1], lane) - Utf8.length(text, size));
                    long bytes = Math.addExact(size, Math.multiplyExact(missing, (long) with.length));
                    long to = made.room(bytes);
                    long padding = start ? to : to + size;
                    Bytes.copy(text, start ? to + bytes - size : to, size);
                    for (long i = 0; i < missing; i++) {
                        for (byte part : with) {
                            Native.putByte(padding++, part);
                        }
                    }
                    return to + bytes;
                });
    }

    /// Zeros come behind the sign.
    private static long filled(Lanes[] in, long lane, TextNodes.Made made) {
        long text = TextNodes.text(in[0], lane);
        int size = TextNodes.size(in[0], lane);
        long missing = Math.max(0, TextNodes.number(in[1], lane) - Utf8.length(text, size));
        boolean signed = size > 0 && (Native.getByte(text) == '+' || Native.getByte(text) == '-');
        int sign = signed ? 1 : 0;
        long to = made.room(size + missing);
        Bytes.copy(text, to, sign);
        Native.fill(to + sign, missing, (byte) '0');
        Bytes.copy(text + sign, to + sign + missing, size - sign);
        return to + size + missing;
    }

    /// The first `most` occurrences of a text replaced. Nothing is in front of each character, and at the end.
    private static Node replaced(List<Node> inputs, long most) {
        return TextNodes.made(
                inputs,
                3,
                (in, lane, made) -> {
                    long text = TextNodes.text(in[0], lane);
                    int size = TextNodes.size(in[0], lane);
                    long old = TextNodes.text(in[1], lane);
                    int oldSize = TextNodes.size(in[1], lane);
                    long other = TextNodes.text(in[2], lane);
                    int otherSize = TextNodes.size(in[2], lane);
                    long count = Math.min(most, occurrences(text, size, old, oldSize));
                    long to = made.room(size + count * (otherSize - oldSize));
                    long at = text;
                    long end = text + size;
                    for (long i = 0; i < count; i++) {
                        long kept = oldSize == 0 ? 0 : Utf8.find(at, end - at, old, oldSize);
                        if (oldSize == 0 && i > 0) {
                            kept = Utf8.width(Native.getByte(at));
                        }
                        Bytes.copy(at, to, kept);
                        Bytes.copy(other, to + kept, otherSize);
                        to += kept + otherSize;
                        at += kept + oldSize;
                    }
                    Bytes.copy(at, to, end - at);
                    return to + end - at;
                });
    }

    /// How often a text occurs in another, without overlaps.
    static long occurrences(long text, long size, long pattern, long bytes) {
        if (bytes == 0) {
            return Utf8.length(text, size) + 1;
        }
        long count = 0;
        long at = text;
        long end = text + size;
        for (long found = Utf8.find(at, size, pattern, bytes);
                found >= 0;
                found = Utf8.find(at, end - at, pattern, bytes)) {
            count++;
            at += found + bytes;
        }
        return count;
    }
}
