package dev.penstock.function.text;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Looks for many texts at once, in a time that does not depend on how many they are.
///
/// Source: Aho and Corasick, "Efficient string matching", 1975, over the bytes of UTF-8.
public final class TextSearch {
    /// Which matches there are.
    public enum Mode {
        /// The match that ends first, then the next one behind it.
        FIRST_END,
        /// The match that begins first, of these the text that was named first; then the next one behind it.
        LEFTMOST,
        /// Every occurrence of every text.
        OVERLAPPING
    }

    /// Gets the matches from the first to the last.
    interface Sink {
        /// @param pattern the number of the text that was found
        /// @param start where it begins, in bytes
        void found(int pattern, int start, int end);
    }

    /// A text that has begun.
    private static final class State {
        final Map<Byte, State> next = new HashMap<>(4);

        /// The longest other text that has begun as well.
        @Nullable State fallback;

        /// The texts that end here, the longest first.
        final List<Integer> ends = new ArrayList<>(1);
    }

    private final List<String> patterns;
    private final boolean anyCase;
    private final Mode mode;
    private final State root = new State();
    private final int[] sizes;

    /// @param patterns none of them empty
    /// @param anyCase whether the letters A to Z may be those of a to z
    public TextSearch(List<String> patterns, boolean anyCase, Mode mode) {
        this.patterns = List.copyOf(patterns);
        this.anyCase = anyCase;
        this.mode = mode;
        this.sizes = new int[patterns.size()];
        for (int number = 0; number < sizes.length; number++) {
            add(number, patterns.get(number).getBytes(StandardCharsets.UTF_8));
        }
        link();
    }

    /// The texts that are looked for.
    public List<String> patterns() {
        return patterns;
    }

    private void add(int number, byte[] pattern) {
        sizes[number] = pattern.length;
        State state = root;
        for (byte one : pattern) {
            state = state.next.computeIfAbsent(folded(one), _ -> new State());
        }
        state.ends.add(number);
    }

    /// Breadth first, as what a state falls back on is shorter.
    private void link() {
        var waiting = new ArrayDeque<State>();
        root.next
                .values()
                .forEach(state -> {
                    state.fallback = root;
                    waiting.add(state);
                });
        while (!waiting.isEmpty()) {
            State state = waiting.remove();
            state.next.forEach((one, longer) -> {
                State fallback = step(state.fallback, one);
                longer.fallback = fallback;
                longer.ends.addAll(fallback.ends);
                waiting.add(longer);
            });
        }
    }

    private State step(@Nullable State from, byte one) {
        for (State state = from; state != null; state = state.fallback) {
            State next = state.next.get(one);
            if (next != null) {
                return next;
            }
        }
        return root;
    }

    private byte folded(byte one) {
        return anyCase && one >= 'A' && one <= 'Z' ? (byte) (one + ('a' - 'A')) : one;
    }

    /// Finds the texts in another one.
    void in(byte[] text, Sink sink) {
        if (mode == Mode.LEFTMOST) {
            leftmost(text, sink);
            return;
        }
        State state = root;
        for (int at = 0; at < text.length; at++) {
            state = step(state, folded(text[at]));
            for (int number : state.ends) {
                sink.found(number, at + 1 - sizes[number], at + 1);
                if (mode == Mode.FIRST_END) {
                    state = root;
                    break;
                }
            }
        }
    }

    private void leftmost(byte[] text, Sink sink) {
        int start = 0;
        while (start < text.length) {
            int best = Integer.MAX_VALUE;
            State state = root;
            for (int at = start; at < text.length && state != null; at++) {
                state = state.next.get(folded(text[at]));
                if (state != null) {
                    for (int number : state.ends) {
                        best = sizes[number] == at + 1 - start ? Math.min(best, number) : best;
                    }
                }
            }
            if (best == Integer.MAX_VALUE) {
                start++;
            } else {
                sink.found(best, start, start + sizes[best]);
                start += sizes[best];
            }
        }
    }

    /// The bytes from `from` to `to` as text.
    static String part(byte[] text, int from, int to) {
        return new String(Arrays.copyOfRange(text, from, to), StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TextSearch search
                && patterns.equals(search.patterns)
                && anyCase == search.anyCase
                && mode == search.mode;
    }

    @Override
    public int hashCode() {
        return patterns.hashCode();
    }

    @Override
    public String toString() {
        return patterns + (anyCase ? ", any case, " : ", ") + mode;
    }
}
