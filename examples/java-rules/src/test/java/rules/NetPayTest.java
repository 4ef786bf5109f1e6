package rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class NetPayTest {
    private static BigDecimal netPay(String gross, long age, NetPay.Settings settings) {
        return (BigDecimal) new NetPay().rule(settings).answer(new BigDecimal(gross), age);
    }

    @Test
    void theYoungPayHalf() {
        var settings = new NetPay.Settings(null, null);
        assertEquals(0, new BigDecimal("960").compareTo(netPay("1000", 24, settings)));
        assertEquals(0, new BigDecimal("920").compareTo(netPay("1000", 25, settings)));
    }

    @Test
    void theContributionHasACap() {
        var settings = new NetPay.Settings(new BigDecimal("0.1"), new BigDecimal("50"));
        assertEquals(0, new BigDecimal("950").compareTo(netPay("1000", 40, settings)));
    }
}
