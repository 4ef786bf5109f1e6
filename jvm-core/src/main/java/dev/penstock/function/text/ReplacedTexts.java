package dev.penstock.function.text;

import dev.penstock.function.Answer;
import dev.penstock.function.Arguments;
import dev.penstock.function.OwnFunction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The text with other texts in the place of some.
///
/// @param replacements one for each text that is looked for
public record ReplacedTexts(TextSearch search, List<String> replacements) implements OwnFunction {
    public ReplacedTexts {
        replacements = List.copyOf(replacements);
    }

    @Override
    public void apply(Arguments in, Answer out) {
        List<byte[]> values = replacements.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
        for (int row = 0; row < in.rows(); row++) {
            byte[] text = in.get(0).getString(row).getBytes(StandardCharsets.UTF_8);
            var made = new ByteArrayOutputStream(text.length);
            int[] end = {0};
            search.in(
                    text,
                    (pattern, start, next) -> {
                        made.write(text, end[0], start - end[0]);
                        made.writeBytes(values.get(pattern));
                        end[0] = next;
                    });
            made.write(text, end[0], text.length - end[0]);
            out.setString(row, made.toString(StandardCharsets.UTF_8));
        }
    }
}
