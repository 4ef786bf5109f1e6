package dev.penstock.evaluate;

import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Utf8;
import dev.penstock.memory.Native;
import dev.penstock.plan.StringFunction;
import java.util.List;

/// Functions of text whose values are parts of it: nothing is copied.
final class TextParts {
    private TextParts() {}

    static Node compile(StringFunction function, List<Node> inputs) {
        return switch (function) {
            case STRIP_CHARS -> strip(inputs, true, true);
            case STRIP_CHARS_START -> strip(inputs, true, false);
            case STRIP_CHARS_END -> strip(inputs, false, true);
            case STRIP_PREFIX ->
                    TextNodes.parts(
                            inputs,
                            2,
                            (text, size, in, lane) -> {
                                int bytes = TextNodes.size(in[1], lane);
                                boolean there = bytes <= size && Bytes.equal(text, TextNodes.text(in[1], lane), bytes);
                                return there ? TextNodes.part(bytes, size - bytes) : TextNodes.part(0, size);
                            });
            case STRIP_SUFFIX ->
                    TextNodes.parts(
                            inputs,
                            2,
                            (text, size, in, lane) -> {
                                int bytes = TextNodes.size(in[1], lane);
                                boolean there =
                                        bytes <= size
                                                && Bytes.equal(text + size - bytes, TextNodes.text(in[1], lane), bytes);
                                return TextNodes.part(0, there ? size - bytes : size);
                            });
            case SLICE -> TextNodes.parts(inputs, 2, TextParts::slice);
            case HEAD ->
                    TextNodes.parts(
                            inputs,
                            2,
                            (text, size, in, lane) -> {
                                long count = TextNodes.number(in[1], lane);
                                // All but the last ones for a negative count.
                                long kept = count < 0 ? Utf8.length(text, size) + count : count;
                                return TextNodes.part(0, Utf8.prefix(text, size, kept));
                            });
            case TAIL ->
                    TextNodes.parts(
                            inputs,
                            2,
                            (text, size, in, lane) -> {
                                long count = TextNodes.number(in[1], lane);
                                // All but the first ones for a negative count.
                                long skipped = count < 0 ? -count : Utf8.length(text, size) - count;
                                long start = Utf8.prefix(text, size, count == Long.MIN_VALUE ? size : skipped);
                                return TextNodes.part(start, size - start);
                            });
            default -> throw new NoKernel(function.symbol());
        };
    }

    /// A negative start counts from the end; what lies in front of the text counts as cut off.
    private static long slice(long text, int size, Lanes[] in, long lane) {
        long start = TextNodes.number(in[1], lane);
        if (start < 0) {
            start += Utf8.length(text, size);
        }
        long from = Utf8.prefix(text, size, start);
        long left = size - from;
        if (in.length == 2 || in[2].isNull(lane)) {
            return TextNodes.part(from, left);
        }
        long count = TextNodes.number(in[2], lane) + Math.min(start, 0);
        return TextNodes.part(from, Utf8.prefix(text + from, left, count));
    }

    /// Null characters stand for white space, as none do.
    private static Node strip(List<Node> inputs, boolean start, boolean end) {
        return TextNodes.parts(
                inputs,
                1,
                (text, size, in, lane) -> {
                    boolean white = in.length == 1 || in[1].isNull(lane);
                    long set = white ? 0 : TextNodes.text(in[1], lane);
                    int bytes = white ? 0 : TextNodes.size(in[1], lane);
                    long from = text;
                    long to = text + size;
                    while (start && from < to && isIn(Utf8.codePoint(from, to), white, set, bytes)) {
                        from += Utf8.width(Native.getByte(from));
                    }
                    while (end && from < to) {
                        long last = Utf8.before(from, to);
                        if (!isIn(Utf8.codePoint(last, to), white, set, bytes)) {
                            break;
                        }
                        to = last;
                    }
                    return TextNodes.part(from - text, to - from);
                });
    }

    private static boolean isIn(int point, boolean white, long set, int bytes) {
        if (white) {
            return Utf8.isWhite(point);
        }
        long end = set + bytes;
        for (long at = set; at < end; at += Utf8.width(Native.getByte(at))) {
            if (Utf8.codePoint(at, end) == point) {
                return true;
            }
        }
        return false;
    }
}
