package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.memory.Native;
import dev.penstock.plan.StringFunction;
import java.util.List;

/// Questions about text, answered where the bytes lie.
final class Strings {
    /// What makes a pattern more than a text to look for.
    private static final String SPECIAL = "\\.+*?()|[]{}^$#&-~";

    private interface Test {
        boolean test(long text, int textBytes, long pattern, int patternBytes);
    }

    private Strings() {}

    static Node compile(StringFunction function, BoundExpr.Call call, List<Node> inputs) {
        if (inputs.stream().anyMatch(input -> input.kind() != Kind.BYTES)) {
            throw new NoKernel(function.symbol() + " of " + call.arguments().getFirst().type());
        }
        return switch (function) {
            case STARTS_WITH -> test(inputs, (a, size, p, bytes) -> size >= bytes && Bytes.equal(a, p, bytes));
            case ENDS_WITH ->
                    test(inputs, (a, size, p, bytes) -> size >= bytes && Bytes.equal(a + size - bytes, p, bytes));
            case CONTAINS -> {
                boolean plain =
                        inputs.get(1) instanceof ConstantNode constant
                                && constant.value() instanceof String pattern
                                && pattern.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
                if (!plain && !call.options().flag("literal", false)) {
                    throw new NoKernel("regular expressions");
                }
                yield test(inputs, Strings::contains);
            }
            case LEN_BYTES -> length(inputs.getFirst());
            case LEN_CHARS ->
                    Computed.strict(
                            Kind.LONGS,
                            inputs,
                            (in, to, n) -> {
                                long texts = in[0].values();
                                long sizes = in[0].sizes();
                                long lengths = to.room();
                                for (long i = 0; i < n; i++) {
                                    long length =
                                            characters(
                                                    Native.getLong(texts + (i << 3)), Native.getInt(sizes + (i << 2)));
                                    Native.putLong(lengths + (i << 3), length);
                                }
                            });
            // The rest is for the other engine.
            default -> throw new NoKernel(function.symbol());
        };
    }

    /// How many bytes each value has.
    static Node length(Node input) {
        return Computed.strict(
                Kind.LONGS,
                List.of(input),
                (in, to, n) -> {
                    LaneMemory.widen(in[0].sizes(), Integer.BYTES, true, to.room(), n);
                });
    }

    private static Node test(List<Node> inputs, Test test) {
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long texts = in[0].values();
                    long sizes = in[0].sizes();
                    long patterns = in[1].values();
                    long patternSizes = in[1].sizes();
                    long bits = to.room();
                    for (long i = 0; i < n; i++) {
                        boolean holds =
                                test.test(
                                        Native.getLong(texts + (i << 3)),
                                        Native.getInt(sizes + (i << 2)),
                                        Native.getLong(patterns + (i << 3)),
                                        Native.getInt(patternSizes + (i << 2)));
                        BitLanes.put(bits, i, holds);
                    }
                });
    }

    /// Looks for the pattern's first byte, then compares.
    private static boolean contains(long text, int size, long pattern, int bytes) {
        if (bytes == 0) {
            return true;
        }
        byte first = Native.getByte(pattern);
        long last = text + size - bytes;
        for (long at = text; at <= last; at++) {
            if (Native.getByte(at) == first && Bytes.equal(at, pattern, bytes)) {
                return true;
            }
        }
        return false;
    }

    /// Code points: bytes that do not continue one.
    private static long characters(long text, int size) {
        long count = 0;
        for (long at = text; at < text + size; at++) {
            count += (Native.getByte(at) & 0xC0) != 0x80 ? 1 : 0;
        }
        return count;
    }
}
