package dev.penstock.error;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A failure that a user may see: what went wrong, where, and what to do about it.
///
/// Callers branch on [#code()], never on the text. Details are added on the way up, each level once: a kernel knows the
/// row, an operator its name, the binder the column and the expression.
public final class PenstockException extends RuntimeException {
    private final ErrorCode code;
    private @Nullable String column;
    private @Nullable String expression;
    private @Nullable String hint;
    private @Nullable String reference;
    private final List<String> path = new ArrayList<>();

    /// @param message what went wrong, in the user's words; no secrets and no personal data
    public PenstockException(ErrorCode code, String message) {
        super(message);
        this.code = code;
    }

    /// @param cause kept for debugging; its text is not shown unless the user asks for it
    public PenstockException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    public ErrorCode code() {
        return code;
    }

    /// The column that the failure is about.
    public @Nullable String column() {
        return column;
    }

    /// The expression that failed, as source-like text.
    public @Nullable String expression() {
        return expression;
    }

    /// What the user can do.
    public @Nullable String hint() {
        return hint;
    }

    /// The stable name of this very failure in the documentation of a domain, such as `DID-E16`.
    public @Nullable String reference() {
        return reference;
    }

    /// The plan nodes from the root down to the failing one.
    public List<String> path() {
        return List.copyOf(path);
    }

    /// Names the column, unless a deeper level already did.
    public PenstockException column(String name) {
        if (column == null) {
            column = name;
        }
        return this;
    }

    /// Shows the expression, unless a deeper level already did.
    public PenstockException expression(String text) {
        if (expression == null) {
            expression = text;
        }
        return this;
    }

    /// Says what to do, unless a deeper level already did.
    public PenstockException hint(String text) {
        if (hint == null) {
            hint = text;
        }
        return this;
    }

    /// Names the failure in the domain's documentation, unless a deeper level already did.
    public PenstockException reference(String text) {
        if (reference == null) {
            reference = text;
        }
        return this;
    }

    /// Puts a plan node in front of the path; called by each level on the way up.
    public PenstockException at(String node) {
        path.addFirst(node);
        return this;
    }

    /// A column that the input does not have, with the nearest names of those it has.
    public static PenstockException columnNotFound(String name, List<String> available) {
        var error = new PenstockException(ErrorCode.COLUMN_NOT_FOUND, "column \"" + name + "\" not found").column(name);
        List<String> near = Nearest.to(name, available);
        if (!near.isEmpty()) {
            return error.hint("did you mean " + quoted(near) + "?");
        }
        return error.hint(
                available.isEmpty() ? "the input has no columns" : "the columns are " + quoted(available, 12));
    }

    /// A value outside of its closed set, with the nearest allowed ones.
    public static PenstockException unknown(ErrorCode code, String what, String value, List<String> allowed) {
        var error = new PenstockException(code, "unknown " + what + " \"" + value + "\"");
        List<String> near = Nearest.to(value, allowed);
        return near.isEmpty()
                ? error.hint("known are " + quoted(allowed, 12))
                : error.hint("did you mean " + quoted(near) + "?");
    }

    private static String quoted(List<String> names) {
        return quoted(names, names.size());
    }

    private static String quoted(List<String> names, int most) {
        var text = new StringBuilder();
        for (int i = 0; i < Math.min(most, names.size()); i++) {
            text.append(i == 0 ? "\"" : ", \"").append(names.get(i)).append('"');
        }
        return names.size() > most ? text + " and " + (names.size() - most) + " more" : text.toString();
    }
}
