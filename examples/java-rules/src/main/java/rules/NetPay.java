package rules;

import dev.penstock.function.Kind;
import dev.penstock.function.RowFunction;
import dev.penstock.function.Rule;
import java.math.BigDecimal;

/// What is left of a salary: gross pay less a contribution, which is lower for the young and has a cap.
public final class NetPay extends RowFunction<NetPay.Settings> {
    /// @param rate of the contribution; 0.08 unless given
    /// @param cap of the contribution; none unless given
    public record Settings(BigDecimal rate, BigDecimal cap) {
        public Settings {
            rate = rate == null ? new BigDecimal("0.08") : rate;
        }
    }

    public NetPay() {
        super("rules.net_pay", Settings.class);
    }

    @Override
    protected Rule rule(Settings settings) {
        return Rule.of(
                Kind.decimal(2),
                Kind.LONG,
                Kind.decimal(2),
                (gross, age) -> {
                    BigDecimal rate = age < 25 ? settings.rate().divide(BigDecimal.TWO) : settings.rate();
                    BigDecimal contribution = gross.multiply(rate);
                    return gross.subtract(settings.cap() == null ? contribution : contribution.min(settings.cap()));
                });
    }
}
