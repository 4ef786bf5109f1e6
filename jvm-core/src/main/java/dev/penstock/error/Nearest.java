package dev.penstock.error;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/// The names closest to a mistyped one.
public final class Nearest {
    private static final int MOST = 3;

    private Nearest() {}

    /// Up to three of `candidates` within a third of the name's length in edits, nearest first.
    ///
    /// Case does not count as an edit. O(n m) for each candidate of length m.
    public static List<String> to(String name, List<String> candidates) {
        int allowed = Math.max(1, name.length() / 3);
        record Scored(String candidate, int edits) {}
        return candidates.stream()
                .map(candidate -> new Scored(candidate, edits(name, candidate)))
                .filter(scored -> scored.edits <= allowed)
                .sorted(Comparator.comparingInt(Scored::edits).thenComparing(Scored::candidate))
                .limit(MOST)
                .map(Scored::candidate)
                .toList();
    }

    /// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
    private static int edits(String left, String right) {
        String a = left.toLowerCase(Locale.ROOT);
        String b = right.toLowerCase(Locale.ROOT);
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + change);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            beforeLast = last;
            last = row;
        }
        return last[b.length()];
    }
}
