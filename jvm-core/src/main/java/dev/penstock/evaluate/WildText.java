package dev.penstock.evaluate;

import com.google.re2j.Pattern;
import dev.penstock.kernel.BitLanes;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Utf8;
import dev.penstock.memory.Native;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a regular expression occurs that is made of plain text, `.*` and anchors, as most are that people write: the
/// texts are looked for one after the other.
final class WildText extends Node {
    /// What has to be escaped to stand for itself, and what may be.
    private static final String SPECIAL = "\\.+*?()|[]{}^$";

    private static final String ESCAPED = SPECIAL + "#&-~/";

    /// @param start whether the first text is where the value begins
    /// @param end whether the last text is where the value ends
    private record Parts(boolean start, List<String> texts, boolean end) {}

    private final Node input;
    private final Parts parts;
    private final Pattern pattern;
    private final long[] texts;
    private final int[] sizes;
    private boolean written;

    private WildText(Node input, Parts parts, Pattern pattern) {
        super(Kind.BITS);
        this.input = input;
        this.parts = parts;
        this.pattern = pattern;
        this.texts = new long[parts.texts.size()];
        this.sizes = new int[parts.texts.size()];
    }

    /// Null for an expression that is made of more.
    static @Nullable Node of(Node input, String expression, Pattern pattern) {
        Parts parts = parse(expression);
        return parts == null ? null : new WildText(input, parts, pattern);
    }

    private static @Nullable Parts parse(String expression) {
        boolean start = expression.startsWith("^");
        boolean end = false;
        var texts = new ArrayList<String>();
        var text = new StringBuilder();
        for (int at = start ? 1 : 0; at < expression.length(); at++) {
            char c = expression.charAt(at);
            char next = at + 1 < expression.length() ? expression.charAt(at + 1) : 0;
            if (c == '\\' && next != 0 && ESCAPED.indexOf(next) >= 0) {
                text.append(next);
                at++;
            } else if (c == '.' && next == '*') {
                texts.add(text.toString());
                text.setLength(0);
                at++;
            } else if (c == '$' && next == 0) {
                end = true;
            } else if (SPECIAL.indexOf(c) >= 0) {
                return null;
            } else {
                text.append(c);
            }
        }
        texts.add(text.toString());
        return new Parts(start, texts, end);
    }

    @Override
    List<Node> inputs() {
        return List.of(input);
    }

    @Override
    void compute(Rows rows, Lanes to) {
        if (!written) {
            for (int i = 0; i < texts.length; i++) {
                byte[] text = parts.texts.get(i).getBytes(StandardCharsets.UTF_8);
                texts[i] = rows.room(Math.max(1, text.length));
                sizes[i] = text.length;
                MemorySegment.copy(text, 0, Native.ALL, ValueLayout.JAVA_BYTE, texts[i], text.length);
            }
            written = true;
        }
        Lanes lanes = input.of(rows);
        int n = rows.count();
        to.nullsOf(lanes, n);
        long bits = to.room();
        for (long i = 0; i < n; i++) {
            long text = Native.getLong(lanes.values() + (i << 3));
            int size = Native.getInt(lanes.sizes() + (i << 2));
            boolean found = occurs(text, size);
            if (found && texts.length > 1 && hasLines(text, size)) {
                // The dot stands for no end of a line.
                byte[] bytes = Native.segment(text, size).toArray(ValueLayout.JAVA_BYTE);
                found = pattern.matcher(bytes).find();
            }
            BitLanes.put(bits, i, found);
        }
    }

    private boolean occurs(long text, int size) {
        long at = text;
        long end = text + size;
        int first = 0;
        int last = texts.length;
        if (parts.start) {
            int bytes = sizes[0];
            if (size < bytes || !Bytes.equal(text, texts[0], bytes)) {
                return false;
            }
            at += bytes;
            first = 1;
        }
        if (parts.end) {
            if (first == last) {
                return at == end;
            }
            last--;
            int bytes = sizes[last];
            if (end - at < bytes || !Bytes.equal(end - bytes, texts[last], bytes)) {
                return false;
            }
            end -= bytes;
        }
        for (int i = first; i < last; i++) {
            long place = Utf8.find(at, end - at, texts[i], sizes[i]);
            if (place < 0) {
                return false;
            }
            at += place + sizes[i];
        }
        return true;
    }

    private static boolean hasLines(long text, int size) {
        for (long at = text; at < text + size; at++) {
            if (Native.getByte(at) == '\n') {
                return true;
            }
        }
        return false;
    }
}
