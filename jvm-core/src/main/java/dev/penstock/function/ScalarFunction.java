package dev.penstock.function;

import dev.penstock.type.DataType;
import java.util.List;

/// A value for each row, made of other values on that row: a rule, written in Java, that plans and SQL call by name.
///
/// Implementations are found by [java.util.ServiceLoader]: a public class with a public constructor without parameters,
/// named in `META-INF/services/dev.penstock.function.ScalarFunction`. There is one instance in an engine, and several
/// threads call it at once, so it keeps no state. [RowFunction] is the shorter way for a rule that looks at one row at
/// a time.
///
/// ```java
/// public final class NetPay implements ScalarFunction<NetPay.Rates> {
///     public record Rates(double young, double old) {}
///
///     public String name() { return "rules.net_pay"; }
///     public Class<Rates> configType() { return Rates.class; }
///     public List<Signature> signatures(Rates rates) { return List.of(Signature.of(FLOAT64, INT64, FLOAT64)); }
///     public void apply(Rates rates, Arguments in, Answer out) {
///         double[] gross = in.get(0).doubles();
///         long[] age = in.get(1).longs();
///         double[] net = out.doubles();
///         for (int row = 0; row < in.rows(); row++) {
///             net[row] = gross[row] * (age[row] < 21 ? rates.young() : rates.old());
///         }
///     }
/// }
/// ```
///
/// @param <C> the settings, a record, as for a [TableFunction]; [NoSettings] when there are none
public interface ScalarFunction<C extends Record> {
    /// The name under which plans call it, such as `rules.net_pay`. SQL knows it by its last part as well.
    String name();

    Class<C> configType();

    /// What it takes and gives, for a function whose types are fixed. The first one that the arguments fit is taken;
    /// numbers are widened on the way. SQL can call only functions that say this.
    default List<Signature> signatures(C config) {
        return List.of();
    }

    /// The types in which the function wants arguments of these types, and the type of its result. Called before
    /// anything runs.
    ///
    /// @throws dev.penstock.error.PenstockException for arguments that do not fit
    default Signature bind(C config, List<DataType> arguments) {
        return Signatures.choose(name(), signatures(config), arguments);
    }

    /// Whether a row on which an argument is null has the answer null. Then the function need not look at nulls: what
    /// it answers on such rows is dropped.
    default boolean strict() {
        return true;
    }

    /// Whether the answer depends on the arguments alone. A function for which it does not is a barrier to the
    /// optimiser.
    default boolean deterministic() {
        return true;
    }

    /// Whether the last argument of each signature is the name of the first one's type in SQL, which nobody has to
    /// write: for functions that take values of many types as texts there.
    default boolean takesTypeInSql() {
        return false;
    }

    /// Answers some rows, at most [Arguments#MOST_ROWS]. Rows that get no answer are null.
    ///
    /// Arguments and answer are good until this returns; afterwards their content changes.
    void apply(C config, Arguments arguments, Answer answer);
}
