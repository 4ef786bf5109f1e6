package dev.penstock.source;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/// Floats as Polars writes them: the fewest digits that tell a value from its neighbours.
///
/// @param scientific always (true) or never (false) as powers of ten; null as the size asks for it
/// @param precision places behind the point; null for as many as are needed
/// @param point what stands in front of the places
record FloatText(@Nullable Boolean scientific, @Nullable Integer precision, char point) {
    static final FloatText PLAIN = new FloatText(null, null, '.');

    void append(double value, TextBuffer out) {
        if (special(value, out)) {
            return;
        }
        if (precision != null) {
            // The exact value is rounded, half to even.
            rounded(new BigDecimal(Math.abs(value)), value, out);
        } else {
            String text = Double.toString(Math.abs(value));
            String shorter = oneDigit(text);
            digits(Double.parseDouble(shorter) == Math.abs(value) ? shorter : text, value, 16, -5, out);
        }
    }

    void append(float value, TextBuffer out) {
        if (special(value, out)) {
            return;
        }
        if (precision != null) {
            rounded(new BigDecimal(Math.abs((double) value)), value, out);
        } else {
            String text = Float.toString(Math.abs(value));
            String shorter = oneDigit(text);
            digits(Float.parseFloat(shorter) == Math.abs(value) ? shorter : text, value, 13, -6, out);
        }
    }

    /// Java prints two digits at least, also of the few smallest numbers that one digit would tell: `4.9E-324`.
    private static String oneDigit(String text) {
        return text.indexOf("E-3") == 3 || text.indexOf("E-4") == 3
                ? new BigDecimal(text).round(new java.math.MathContext(1, RoundingMode.HALF_UP)).toString()
                : text;
    }

    private static boolean special(double value, TextBuffer out) {
        if (Double.isFinite(value)) {
            return false;
        }
        out.text(Double.isNaN(value) ? "NaN" : value > 0 ? "inf" : "-inf");
        return true;
    }

    private static boolean isNegative(double value) {
        return value < 0 || (value == 0 && 1 / value < 0);
    }

    /// @param text what Java prints: the shortest digits, somewhere a point, perhaps an exponent
    /// @param largest the exponent from which on, and `smallest` the one below which numbers are powers of ten
    private void digits(String text, double value, int largest, int smallest, TextBuffer out) {
        if (isNegative(value)) {
            out.ascii('-');
        }
        if (scientific == null && text.indexOf('E') < 0) {
            out.text(point == '.' ? text : text.replace('.', point));
            return;
        }
        BigDecimal exact = new BigDecimal(text).stripTrailingZeros();
        String digits = exact.unscaledValue().toString();
        int exponent = exact.signum() == 0 ? 0 : digits.length() - 1 - exact.scale();
        boolean powers = scientific == null ? exponent >= largest || exponent < smallest : scientific;
        if (!powers) {
            String plain = exact.signum() == 0 ? "0" : exact.toPlainString();
            boolean whole = scientific == null && plain.indexOf('.') < 0;
            out.text((whole ? plain + ".0" : plain).replace('.', point));
            return;
        }
        out.text(digits.substring(0, 1));
        if (digits.length() > 1) {
            out.ascii(point);
            out.text(digits.substring(1));
        }
        out.text(scientific == null && exponent > 0 ? "e+" : "e");
        out.integer(exponent);
    }

    private void rounded(BigDecimal exact, double value, TextBuffer out) {
        int places = precision == null ? 0 : precision;
        if (isNegative(value)) {
            out.ascii('-');
        }
        if (scientific == null || !scientific) {
            out.text(exact.setScale(places, RoundingMode.HALF_EVEN).toPlainString().replace('.', point));
            return;
        }
        BigDecimal shown =
                exact.signum() == 0
                        ? exact
                        : exact.round(new java.math.MathContext(places + 1, RoundingMode.HALF_EVEN));
        int exponent = shown.signum() == 0 ? 0 : shown.precision() - 1 - shown.scale();
        out.text(shown.movePointLeft(exponent).setScale(places).toPlainString().replace('.', point));
        out.text("e");
        out.integer(exponent);
    }
}
