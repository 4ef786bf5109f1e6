package dev.penstock.function.text;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The parts of a text between separators (second argument), as the fields `field_0` and on of a struct. Parts that are
/// not there are null; the struct never is.
///
/// @param count how many fields there are
/// @param rest whether the last field has all that is left, rather than one part
/// @param inclusive whether each part keeps the separator behind it
public record SplitFields(int count, boolean rest, boolean inclusive) implements OwnFunction {
    /// The type of the answers.
    public DataType.StructOf type() {
        return new DataType.StructOf(
                IntStream.range(0, count).mapToObj(i -> Field.nullable("field_" + i, Types.UTF8)).toList());
    }

    @Override
    public boolean strict() {
        return false;
    }

    @Override
    public void apply(Arguments in, Answer out) {
        Values texts = in.get(0);
        Values separators = in.get(1);
        for (int row = 0; row < in.rows(); row++) {
            out.setStruct(row);
            if (!texts.isNull(row) && !separators.isNull(row)) {
                List<String> parts = parts(texts.getString(row), separators.getString(row));
                for (int i = 0; i < parts.size(); i++) {
                    out.field("field_" + i).setString(row, parts.get(i));
                }
            }
        }
    }

    private List<String> parts(String text, String separator) {
        var parts = new ArrayList<String>();
        int from = 0;
        // Nothing has no parts where parts are characters, or keep what is behind them.
        boolean more = !(text.isEmpty() && (separator.isEmpty() || inclusive));
        while (more && parts.size() < count) {
            int end = separator.isEmpty() ? afterCharacter(text, from) : text.indexOf(separator, from);
            boolean last = end < 0 || (rest && parts.size() == count - 1);
            int next = last ? text.length() : end + separator.length();
            parts.add(text.substring(from, last || inclusive ? next : end));
            from = next;
            more = !last && (from < text.length() || !(inclusive || separator.isEmpty()));
        }
        return parts;
    }

    private static int afterCharacter(String text, int from) {
        return text.offsetByCodePoints(from, 1);
    }
}
