package dev.penstock.evaluate;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.penstock.bind.BoundExpr;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.BitLanes;
import dev.penstock.memory.Native;
import dev.penstock.plan.PatternErrors;
import dev.penstock.plan.StringFunction;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// Functions of text that look for a regular expression: those of RE2, which take a time that is linear in the text.
/// The expression is a constant.
final class Patterns {
    private Patterns() {}

    private static Pattern compiled(List<Node> inputs) {
        if (!(inputs.get(1) instanceof ConstantNode constant) || !(constant.value() instanceof String pattern)) {
            throw new NoKernel("a column of regular expressions");
        }
        try {
            return Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new PenstockException(
                    ErrorCode.COMPUTE,
                    "\"" + pattern + "\" is no regular expression: " + PatternErrors.reason(e.getDescription()));
        }
    }

    private static byte[] bytes(Lanes lanes, long lane) {
        return Native.segment(TextNodes.text(lanes, lane), TextNodes.size(lanes, lane)).toArray(ValueLayout.JAVA_BYTE);
    }

    static Node contains(List<Node> inputs) {
        Pattern pattern = compiled(inputs);
        Node wild = WildText.of(inputs.getFirst(), pattern.pattern(), pattern);
        if (wild != null) {
            return wild;
        }
        return Computed.strict(
                Kind.BITS,
                inputs,
                (in, to, n) -> {
                    long bits = to.room();
                    for (long i = 0; i < n; i++) {
                        boolean found = !to.isNull(i) && pattern.matcher(bytes(in[0], i)).find();
                        BitLanes.put(bits, i, found);
                    }
                });
    }

    /// The place of the first match, null without one.
    static Node find(List<Node> inputs) {
        Pattern pattern = compiled(inputs);
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long places = to.room();
                    long any = to.mask(0);
                    for (long i = 0; i < n; i++) {
                        boolean found = false;
                        if (!to.isNull(i)) {
                            Matcher matcher = pattern.matcher(bytes(in[0], i));
                            found = matcher.find();
                            Native.putLong(places + (i << 3), found ? matcher.start() : 0);
                        }
                        BitLanes.put(any, i, found);
                    }
                    to.keepOnly(any, n);
                });
    }

    static Node count(List<Node> inputs) {
        Pattern pattern = compiled(inputs);
        return Computed.strict(
                Kind.LONGS,
                inputs,
                (in, to, n) -> {
                    long counts = to.room();
                    for (long i = 0; i < n; i++) {
                        long count = 0;
                        if (!to.isNull(i)) {
                            Matcher matcher = pattern.matcher(bytes(in[0], i));
                            for (int end = -1; matcher.find(); end = matcher.end()) {
                                count += isAnother(matcher, end) ? 1 : 0;
                            }
                        }
                        Native.putLong(counts + (i << 3), count);
                    }
                });
    }

    /// The text of a group of the first match, null without one.
    static Node extract(List<Node> inputs, long group) {
        Pattern pattern = compiled(inputs);
        if (group > pattern.groupCount()) {
            throw new NoKernel("a group that the expression does not have");
        }
        return TextNodes.parts(
                inputs,
                2,
                (_, _, in, lane) -> {
                    Matcher matcher = pattern.matcher(bytes(in[0], lane));
                    if (!matcher.find() || matcher.start((int) group) < 0) {
                        return TextNodes.NULL;
                    }
                    int start = matcher.start((int) group);
                    return TextNodes.part(start, matcher.end((int) group) - start);
                });
    }

    /// The first match, or all of them, replaced by a constant text in which `$1` and `${1}` are groups and `$$` is
    /// `$`.
    static Node replace(StringFunction function, BoundExpr.Call call, List<Node> inputs) {
        if (call.options().flag("literal", false)) {
            throw new NoKernel("a column of regular expressions");
        }
        long n = function == StringFunction.REPLACE_ALL ? -1 : call.options().integer("n", 1);
        if (n > 1 || n == 0) {
            throw new NoKernel("a regular expression replaced " + n + " times");
        }
        Pattern pattern = compiled(inputs);
        if (!(inputs.get(2) instanceof ConstantNode constant) || !(constant.value() instanceof String other)) {
            throw new NoKernel("a column in place of regular expressions");
        }
        String replacement = translated(other, pattern);
        return TextNodes.made(
                inputs,
                3,
                (in, lane, made) -> {
                    Matcher matcher =
                            pattern.matcher(TextNodes.string(TextNodes.text(in[0], lane), TextNodes.size(in[0], lane)));
                    return made.copy(n < 0 ? replacedAll(matcher, replacement) : matcher.replaceFirst(replacement));
                });
    }

    private static String replacedAll(Matcher matcher, String replacement) {
        var made = new StringBuilder();
        for (int end = -1; matcher.find(); end = matcher.end()) {
            if (isAnother(matcher, end)) {
                matcher.appendReplacement(made, replacement);
            }
        }
        return matcher.appendTail(made).toString();
    }

    /// Java also finds nothing right behind a match, which Rust and RE2 do not count as one.
    private static boolean isAnother(Matcher matcher, int end) {
        return matcher.end() > matcher.start() || matcher.start() != end;
    }

    /// Java escapes with a backslash what users write twice.
    private static String translated(String text, Pattern pattern) {
        var made = new StringBuilder();
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\') {
                made.append("\\\\");
            } else if (c != '$') {
                made.append(c);
            } else if (at + 1 < text.length() && text.charAt(at + 1) == '$') {
                made.append("\\$");
                at++;
            } else {
                int open = at + 1 < text.length() && text.charAt(at + 1) == '{' ? 1 : 0;
                int digit = at + 1 + open;
                boolean group =
                        digit < text.length()
                                && Character.isDigit(text.charAt(digit))
                                && (open == 0 || (digit + 1 < text.length() && text.charAt(digit + 1) == '}'));
                boolean longer = group && open == 0 && digit + 1 < text.length() && isName(text.charAt(digit + 1));
                if (!group || longer || text.charAt(digit) - '0' > pattern.groupCount()) {
                    throw new NoKernel("the replacement \"" + text + "\"");
                }
                made.append('$').append(text.charAt(digit));
                at = digit + open;
                if (at + 1 < text.length() && Character.isDigit(text.charAt(at + 1))) {
                    // A digit behind the braces is none of the group's number.
                    made.append('\\');
                }
            }
        }
        return made.toString();
    }

    private static boolean isName(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }
}
