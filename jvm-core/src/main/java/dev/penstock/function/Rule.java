package dev.penstock.function;

import dev.penstock.type.DataType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a [RowFunction] does with one row: a lambda, and the kinds of its arguments and of its result.
///
/// A result of null is null. Arguments are never null, unless the function is not strict.
public final class Rule {
    /// A rule with one argument.
    public interface One<A, R> {
        @Nullable R apply(A a);
    }

    /// A rule with two arguments.
    public interface Two<A, B, R> {
        @Nullable R apply(A a, B b);
    }

    /// A rule with three arguments.
    public interface Three<A, B, C, R> {
        @Nullable R apply(A a, B b, C c);
    }

    /// A rule with four arguments.
    public interface Four<A, B, C, D, R> {
        @Nullable R apply(A a, B b, C c, D d);
    }

    /// A rule with five arguments.
    public interface Five<A, B, C, D, E, R> {
        @Nullable R apply(A a, B b, C c, D d, E e);
    }

    /// Answers one row.
    private interface Body {
        void answer(Arguments in, int row, Answer out);
    }

    /// Answers arguments that do not come from a column.
    private interface Plain {
        @Nullable Object answer(Object[] arguments);
    }

    private final Signature signature;
    private final Body body;
    private final Plain plain;

    private Rule(List<Kind<?>> arguments, Kind<?> result, Plain plain, Body body) {
        var types = new ArrayList<DataType>();
        arguments.forEach(kind -> types.add(kind.type()));
        this.signature = new Signature(types, result.type());
        this.plain = plain;
        this.body = body;
    }

    public static <A, R> Rule of(Kind<A> a, Kind<R> result, One<A, R> rule) {
        return new Rule(
                List.of(a),
                result,
                arguments -> rule.apply(cast(a, arguments, 0)),
                (in, row, out) -> put(result, out, row, rule.apply(get(a, in, 0, row))));
    }

    public static <A, B, R> Rule of(Kind<A> a, Kind<B> b, Kind<R> result, Two<A, B, R> rule) {
        return new Rule(
                List.of(a, b),
                result,
                arguments -> rule.apply(cast(a, arguments, 0), cast(b, arguments, 1)),
                (in, row, out) -> put(result, out, row, rule.apply(get(a, in, 0, row), get(b, in, 1, row))));
    }

    public static <A, B, C, R> Rule of(Kind<A> a, Kind<B> b, Kind<C> c, Kind<R> result, Three<A, B, C, R> rule) {
        return new Rule(
                List.of(a, b, c),
                result,
                arguments -> rule.apply(cast(a, arguments, 0), cast(b, arguments, 1), cast(c, arguments, 2)),
                (in, row, out) ->
                        put(result, out, row, rule.apply(get(a, in, 0, row), get(b, in, 1, row), get(c, in, 2, row))));
    }

    public static <A, B, C, D, R> Rule of(
            Kind<A> a, Kind<B> b, Kind<C> c, Kind<D> d, Kind<R> result, Four<A, B, C, D, R> rule) {
        return new Rule(
                List.of(a, b, c, d),
                result,
                arguments ->
                        rule.apply(
                                cast(a, arguments, 0),
                                cast(b, arguments, 1),
                                cast(c, arguments, 2),
                                cast(d, arguments, 3)),
                (in, row, out) ->
                        put(
                                result,
                                out,
                                row,
                                rule.apply(
                                        get(a, in, 0, row),
                                        get(b, in, 1, row),
                                        get(c, in, 2, row),
                                        get(d, in, 3, row))));
    }

    public static <A, B, C, D, E, R> Rule of(
            Kind<A> a, Kind<B> b, Kind<C> c, Kind<D> d, Kind<E> e, Kind<R> result, Five<A, B, C, D, E, R> rule) {
        return new Rule(
                List.of(a, b, c, d, e),
                result,
                arguments ->
                        rule.apply(
                                cast(a, arguments, 0),
                                cast(b, arguments, 1),
                                cast(c, arguments, 2),
                                cast(d, arguments, 3),
                                cast(e, arguments, 4)),
                (in, row, out) ->
                        put(
                                result,
                                out,
                                row,
                                rule.apply(
                                        get(a, in, 0, row),
                                        get(b, in, 1, row),
                                        get(c, in, 2, row),
                                        get(d, in, 3, row),
                                        get(e, in, 4, row))));
    }

    @SuppressWarnings("NullAway") // null comes only to functions that asked for it
    private static <T> T get(Kind<T> kind, Arguments in, int argument, int row) {
        Values values = in.get(argument);
        return values.isNull(row) ? null : kind.get(values, row);
    }

    @SuppressWarnings({"unchecked", "unused"}) // a test that passes something else sees a ClassCastException
    private static <T> T cast(Kind<T> kind, Object[] arguments, int index) {
        return (T) arguments[index];
    }

    /// What the rule makes of one row, for tests of the rule.
    ///
    /// @param arguments as the lambda wants them: `Long` for [Kind#LONG], and so on
    public @Nullable Object answer(Object... arguments) {
        return plain.answer(arguments);
    }

    private static <T> void put(Kind<T> kind, Answer out, int row, @Nullable T value) {
        if (value != null) {
            kind.set(out, row, value);
        }
    }

    Signature signature() {
        return signature;
    }

    void apply(Arguments in, Answer out, boolean strict) {
        boolean nulls = false;
        for (int i = 0; i < in.size(); i++) {
            nulls |= in.get(i).hasNulls();
        }
        for (int row = 0; row < in.rows(); row++) {
            if (!(strict && nulls && anyNull(in, row))) {
                body.answer(in, row, out);
            }
        }
    }

    private static boolean anyNull(Arguments in, int row) {
        for (int i = 0; i < in.size(); i++) {
            if (in.get(i).isNull(row)) {
                return true;
            }
        }
        return false;
    }
}
