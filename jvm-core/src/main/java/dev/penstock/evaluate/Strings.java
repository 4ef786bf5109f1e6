package dev.penstock.evaluate;

import dev.penstock.bind.BoundExpr;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.LaneMemory;
import dev.penstock.kernel.Utf8;
import dev.penstock.memory.Native;
import dev.penstock.plan.BinaryFunction;
import dev.penstock.plan.StringFunction;
import java.util.List;

/// Questions about text, answered where the bytes lie.
final class Strings {
    /// What makes a pattern more than a text to look for.
    private static final String SPECIAL = "\\.+*?()|[]{}^$#&-~";

    private Strings() {}

    static Node compile(StringFunction function, BoundExpr.Call call, List<Node> inputs) {
        if (inputs.getFirst().kind() != Kind.BYTES) {
            throw new NoKernel(function.symbol() + " of " + call.arguments().getFirst().type());
        }
        return switch (function) {
            case STARTS_WITH -> affix(inputs, false);
            case ENDS_WITH -> affix(inputs, true);
            case CONTAINS -> isLiteral(call, inputs) ? contains(inputs) : Patterns.contains(inputs);
            case FIND -> isLiteral(call, inputs) ? find(inputs) : Patterns.find(inputs);
            case COUNT_MATCHES -> isLiteral(call, inputs) ? count(inputs) : Patterns.count(inputs);
            case EXTRACT -> Patterns.extract(inputs, call.options().integer("group_index", 1));
            case REPLACE, REPLACE_ALL ->
                    isLiteral(call, inputs)
                            ? TextMaking.compile(function, call, inputs)
                            : Patterns.replace(function, call, inputs);
            case STRIP_CHARS, STRIP_CHARS_START, STRIP_CHARS_END, STRIP_PREFIX, STRIP_SUFFIX, SLICE, HEAD, TAIL ->
                    TextParts.compile(function, inputs);
            case TO_UPPERCASE, TO_LOWERCASE, CONCAT, PAD_START, PAD_END, ZFILL ->
                    TextMaking.compile(function, call, inputs);
            case TO_INTEGER -> {
                if (call.options().integer("base", 10) != 10) {
                    throw new NoKernel("integers in other bases");
                }
                yield Casts.compile(inputs.getFirst(), cast(call, call.options().flag("strict", true)));
            }
            case TO_DECIMAL -> Casts.compile(inputs.getFirst(), cast(call, false));
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
                                            Utf8.length(
                                                    Native.getLong(texts + (i << 3)), Native.getInt(sizes + (i << 2)));
                                    Native.putLong(lengths + (i << 3), length);
                                }
                            });
            // The rest is for the other engine.
            default -> throw new NoKernel(function.symbol());
        };
    }

    private static BoundExpr.Cast cast(BoundExpr.Call call, boolean strict) {
        return new BoundExpr.Cast(call.arguments().getFirst(), call.type(), strict, false);
    }

    /// The same questions about byte strings.
    static Node ofBytes(BinaryFunction function, BoundExpr.Call call, List<Node> inputs) {
        return switch (function) {
            case STARTS_WITH -> affix(inputs, false);
            case ENDS_WITH -> affix(inputs, true);
            case CONTAINS -> contains(inputs);
            case SIZE -> {
                if (!call.type().isInteger()) {
                    throw new NoKernel("bin.size in other units");
                }
                yield length(inputs.getFirst());
            }
            case ENCODE, DECODE -> throw new NoKernel(function.symbol());
        };
    }

    private static Node affix(List<Node> inputs, boolean end) {
        Node general = Computed.strict(Kind.BITS, inputs, (in, to, n) -> affix(in[0], in[1], end, to.room(), n));
        return ViewAffix.of(inputs, general, end);
    }

    private static void affix(Lanes of, Lanes with, boolean end, long bits, int n) {
        long texts = of.values();
        long sizes = of.sizes();
        long patterns = with.values();
        long patternSizes = with.sizes();
        for (long i = 0; i < n; i++) {
            long text = Native.getLong(texts + (i << 3));
            int size = Native.getInt(sizes + (i << 2));
            int bytes = Native.getInt(patternSizes + (i << 2));
            long at = end ? text + size - bytes : text;
            BitLanes.put(bits, i, size >= bytes && Bytes.equal(at, Native.getLong(patterns + (i << 3)), bytes));
        }
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

    /// Whether the pattern means nothing but itself. With nothing to replace, the text put in its place may mean more.
    private static boolean isLiteral(BoundExpr.Call call, List<Node> inputs) {
        boolean plain = call.options().flag("literal", false) || isPlain(inputs.get(1), SPECIAL);
        return plain && (inputs.size() < 3 || call.options().flag("literal", false) || isPlain(inputs.get(2), "$"));
    }

    private static boolean isPlain(Node node, String special) {
        return node instanceof ConstantNode constant
                && constant.value() instanceof String pattern
                && pattern.chars().noneMatch(c -> special.indexOf(c) >= 0);
    }

    static Node contains(List<Node> inputs) {
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
                        long place =
                                Utf8.find(
                                        Native.getLong(texts + (i << 3)),
                                        Native.getInt(sizes + (i << 2)),
                                        Native.getLong(patterns + (i << 3)),
                                        Native.getInt(patternSizes + (i << 2)));
                        BitLanes.put(bits, i, place >= 0);
                    }
                });
    }

    /// The place of the first occurrence, null without one.
    private static Node find(List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long places = to.room();
                    long found = to.mask(0);
                    for (long i = 0; i < n; i++) {
                        long place =
                                Utf8.find(
                                        TextNodes.text(in[0], i),
                                        TextNodes.size(in[0], i),
                                        TextNodes.text(in[1], i),
                                        TextNodes.size(in[1], i));
                        Native.putLong(places + (i << 3), place);
                        BitLanes.put(found, i, place >= 0);
                    }
                    to.keepOnly(found, n);
                });
    }

    private static Node count(List<Node> inputs) {
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long counts = to.room();
                    for (long i = 0; i < n; i++) {
                        long count =
                                TextMaking.occurrences(
                                        TextNodes.text(in[0], i),
                                        TextNodes.size(in[0], i),
                                        TextNodes.text(in[1], i),
                                        TextNodes.size(in[1], i));
                        Native.putLong(counts + (i << 3), count);
                    }
                });
    }
}
