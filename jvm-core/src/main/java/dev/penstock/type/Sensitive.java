package dev.penstock.type;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Which columns' values are never shown: the one place that knows. Explained plans and errors ask it, and Python asks
/// for whatever it shows.
///
/// A column is sensitive by its name. Names are added for the whole process and never taken back: those that somebody
/// lists, perhaps with `*` for any characters, and that of each field whose metadata say `penstock.sensitive`, because
/// what is computed of the column under its name is as sensitive, and has no metadata. Case does not count.
/// Thread-safe.
public final class Sensitive {
    /// The key in a field's metadata. Any value but `false` means yes.
    public static final String KEY = "penstock.sensitive";

    /// What stands in place of a value.
    public static final String MARK = "•••";

    /// Columns that the engine makes for parts of expressions; of which columns they are made nobody knows any more.
    private static final String OWN = "__";

    private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'");
    private static final Pattern NUMBER = Pattern.compile("(?<![\\p{L}\\p{N}_$])\\p{N}[\\p{N}.,:-]*");
    private static final Pattern WORDS = Pattern.compile("[^\\p{L}\\p{N}_]+");

    private static final Sensitive PROCESS = new Sensitive();

    private final Map<String, Pattern> patterns = new ConcurrentHashMap<>();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    Sensitive() {}

    /// The columns of this process.
    public static Sensitive columns() {
        return PROCESS;
    }

    /// Hides the columns of a name from now on.
    ///
    /// @param name perhaps with `*` for any characters
    public void add(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.indexOf('*') < 0) {
            names.add(lower);
        } else {
            String expression = ("\\Q" + lower.replace("\\E", "\\E\\\\E\\Q") + "\\E").replace("*", "\\E.*\\Q");
            patterns.computeIfAbsent(lower, _ -> Pattern.compile(expression, Pattern.DOTALL));
        }
    }

    /// Looks at a field's metadata.
    void see(String name, Map<String, String> metadata) {
        String said = metadata.get(KEY);
        if (said != null && !said.equalsIgnoreCase("false")) {
            // Not add(): a column may well be called "*".
            names.add(name.toLowerCase(Locale.ROOT));
        }
    }

    /// Whether there are sensitive columns at all.
    public boolean any() {
        return !names.isEmpty() || !patterns.isEmpty();
    }

    /// Whether the values of columns called `name` are not shown.
    public boolean has(String name) {
        if (!any()) {
            return false;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        return names.contains(lower)
                || lower.startsWith(OWN)
                || patterns.values().stream().anyMatch(pattern -> pattern.matcher(lower).matches());
    }

    /// A value of the column called `name` as messages may show it.
    public String shown(String name, String value) {
        return has(name) ? MARK : value;
    }

    /// Whether a text, such as SQL, has the name of a sensitive column as a word.
    public boolean mentioned(String text) {
        return (any() && WORDS.splitAsStream(text).anyMatch(this::has))
                || names.stream().anyMatch(name -> text.toLowerCase(Locale.ROOT).contains(name));
    }

    /// A text, such as SQL or an error of DuckDB, without what stands in single quotes, and without numbers. Those of
    /// names and parameters stay.
    public static String withoutConstants(String text) {
        return NUMBER.matcher(QUOTED.matcher(text).replaceAll("'" + MARK + "'")).replaceAll(MARK);
    }

    /// All names and patterns, sorted and in small letters.
    public List<String> known() {
        var all = new TreeSet<>(names);
        all.addAll(patterns.keySet());
        return List.copyOf(all);
    }
}
