package dev.penstock.function;

import java.util.List;

/// A rule that looks at one row at a time: the short way to a [ScalarFunction].
///
/// ```java
/// public final class NetPay extends RowFunction<NetPay.Rates> {
///     public record Rates(double young, double old) {}
///
///     public NetPay() {
///         super("rules.net_pay", Rates.class);
///     }
///
///     protected Rule rule(Rates rates) {
///         return Rule.of(DOUBLE, LONG, DOUBLE, (gross, age) -> gross * (age < 21 ? rates.young() : rates.old()));
///     }
/// }
/// ```
///
/// Where each nanosecond counts, a [ScalarFunction] over arrays does without the boxes in which the lambda's arguments
/// come.
public abstract class RowFunction<C extends Record> implements ScalarFunction<C> {
    private final String name;
    private final Class<C> configType;

    protected RowFunction(String name, Class<C> configType) {
        this.name = name;
        this.configType = configType;
    }

    /// What to do with a row, under these settings.
    protected abstract Rule rule(C config);

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final Class<C> configType() {
        return configType;
    }

    @Override
    public final List<Signature> signatures(C config) {
        return List.of(rule(config).signature());
    }

    @Override
    public final void apply(C config, Arguments arguments, Answer answer) {
        rule(config).apply(arguments, answer, strict());
    }
}
