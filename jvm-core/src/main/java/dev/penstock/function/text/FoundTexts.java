package dev.penstock.function.text;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A list of the matches of many texts: what they are, or where they begin, counted in bytes.
///
/// @param places whether places are asked for
public record FoundTexts(TextSearch search, boolean places) implements OwnFunction {
    @Override
    public void apply(Arguments in, Answer out) {
        for (int row = 0; row < in.rows(); row++) {
            find(search, in.get(0), row, out, places);
        }
    }

    private static void find(TextSearch search, Values texts, int row, Answer out, boolean places) {
        if (texts.isNull(row)) {
            return;
        }
        byte[] text = texts.getString(row).getBytes(StandardCharsets.UTF_8);
        var found = new ArrayList<int[]>();
        search.in(text, (_, start, end) -> found.add(new int[] {start, end}));
        int at = out.setList(row, found.size());
        for (int[] match : found) {
            if (places) {
                out.elements().setLong(at++, match[0]);
            } else {
                out.elements().setString(at++, TextSearch.part(text, match[0], match[1]));
            }
        }
    }

    /// The same where each row has texts of its own to look for, in the second argument.
    public record OfEachRow(boolean anyCase, TextSearch.Mode mode, boolean places) implements OwnFunction {
        @Override
        public void apply(Arguments in, Answer out) {
            TextSearch search = new TextSearch(List.of(), anyCase, mode);
            for (int row = 0; row < in.rows(); row++) {
                if (in.get(1).isNull(row)) {
                    continue;
                }
                List<String> patterns = patterns(in.get(1), row);
                search = patterns.equals(search.patterns()) ? search : new TextSearch(patterns, anyCase, mode);
                find(search, in.get(0), row, out, places);
            }
        }

        private static List<String> patterns(Values lists, int row) {
            var patterns = new ArrayList<String>();
            for (int i = lists.start(row); i < lists.start(row) + lists.size(row); i++) {
                if (!lists.elements().isNull(i)) {
                    patterns.add(lists.elements().getString(i));
                }
            }
            if (patterns.contains("")) {
                throw new PenstockException(ErrorCode.INVALID_OPERATION, "one of the texts to look for is empty");
            }
            return patterns;
        }
    }
}
