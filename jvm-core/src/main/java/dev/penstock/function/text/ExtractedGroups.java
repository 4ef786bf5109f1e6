package dev.penstock.function.text;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.Values;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/// The groups of the first match of a regular expression, as a struct whose fields are called as the groups are, or by
/// their numbers from 1. Without a match all fields are null.
public record ExtractedGroups(Pattern pattern) implements OwnFunction {
    /// The type of the answers.
    public DataType.StructOf type() {
        return new DataType.StructOf(names().stream().map(name -> Field.nullable(name, Types.UTF8)).toList());
    }

    private List<String> names() {
        var byNumber = new HashMap<Integer, String>();
        pattern.namedGroups().forEach((name, number) -> byNumber.put(number, name));
        var names = new ArrayList<String>();
        for (int group = 1; group <= pattern.groupCount(); group++) {
            names.add(byNumber.getOrDefault(group, String.valueOf(group)));
        }
        return names;
    }

    @Override
    public void apply(Arguments in, Answer out) {
        Values texts = in.get(0);
        List<Answer> fields = names().stream().map(out::field).toList();
        for (int row = 0; row < in.rows(); row++) {
            if (texts.isNull(row)) {
                continue;
            }
            out.setStruct(row);
            Matcher matcher = pattern.matcher(texts.getString(row));
            if (matcher.find()) {
                for (int group = 1; group <= fields.size(); group++) {
                    String found = matcher.group(group);
                    if (found != null) {
                        fields.get(group - 1).setString(row, found);
                    }
                }
            }
        }
    }
}
