package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.type.DataType;
import dev.penstock.type.DataType.Date;
import dev.penstock.type.DataType.Time;
import dev.penstock.type.DataType.Timestamp;
import dev.penstock.type.TimeUnit;
import java.util.ArrayList;
import java.util.List;

/// Dates, times and timestamps as text by a pattern of the chrono crate, as SQL.
final class MomentTextSql {
    private static final String OF_DATES = "YGCymdejqaAbBuwUWV";
    private static final String OF_TIMES = "HkIlMSfpP";
    private static final String OF_ZONES = "z";

    private final DataType type;
    private final String day;
    private final String clock;
    private final String nanos;
    private final String seconds;
    private final String offset;
    private final String pattern;
    private final List<String> parts = new ArrayList<>();
    private final StringBuilder plain = new StringBuilder();

    private MomentTextSql(DataType type, String x, String pattern) {
        this.type = type;
        this.pattern = pattern;
        this.day = type instanceof Time ? "" : TemporalSql.day(type, x);
        this.clock = TemporalSql.clock(type, x);
        this.nanos = type instanceof Date ? "0" : TemporalSql.nanoOfSecond(type, x);
        this.seconds =
                type instanceof Timestamp(TimeUnit unit, _)
                        ? ArithmeticSql.floorDiv(TemporalSql.units(type, x), unit.perSecond())
                        : "0";
        this.offset =
                type instanceof Timestamp(_, String zone) && zone != null
                        ? "(" + new CalendarSql(type, x).offset(Question.AT_INSTANT) + " // 60000)"
                        : "0";
    }

    /// @param pattern such as `%Y-%m-%d`, or `iso` or `iso:strict`
    /// @throws PenstockException with code COMPUTE for a pattern that asks for what the type does not have
    static String of(DataType type, String x, String pattern) {
        var text = new MomentTextSql(type, x, pattern);
        text.all(pattern.equals("iso") || pattern.equals("iso:strict") ? iso(type, pattern.length() > 3) : pattern);
        text.endPlain();
        // A null moment has no text, whatever the pattern.
        return text.parts.isEmpty()
                ? SqlForm.of("CASE WHEN {0} IS NOT NULL THEN '' END", x)
                : SqlForm.of("CASE WHEN {0} IS NOT NULL THEN {1} END", x, SqlForm.joined("||", text.parts));
    }

    private static String iso(DataType type, boolean strict) {
        return switch (type) {
            case Date _ -> "%F";
            case Time _ -> "%T%.f";
            case Timestamp(TimeUnit unit, String zone) -> {
                String fraction =
                        switch (unit) {
                            case SECOND -> "";
                            case MILLISECOND -> "%.3f";
                            case MICROSECOND -> "%.6f";
                            case NANOSECOND -> "%.9f";
                        };
                yield "%F" + (strict ? "T" : " ") + "%T" + fraction + (zone == null ? "" : "%:z");
            }
            default -> throw new AssertionError(type);
        };
    }

    private void all(String text) {
        for (int at = 0; at < text.length(); at++) {
            if (text.charAt(at) != '%') {
                plain.append(text.charAt(at));
                continue;
            }
            int from = ++at;
            while (at < text.length() && ".369:-".indexOf(text.charAt(at)) >= 0) {
                at++;
            }
            if (at == text.length()) {
                throw unknown();
            }
            item(text.substring(from, at), text.charAt(at));
        }
    }

    private void item(String flags, char kind) {
        boolean known =
                switch (flags) {
                    case "" -> true;
                    case "-" -> "mdHIMSjy".indexOf(kind) >= 0;
                    case ":" -> kind == 'z';
                    default -> kind == 'f' && flags.matches("[.]?[369]|[.]");
                };
        if (!known || !has(kind)) {
            throw unknown();
        }
        switch (kind) {
            case '%' -> plain.append('%');
            case 'n' -> plain.append('\n');
            case 't' -> plain.append('\t');
            case 'F' -> all("%Y-%m-%d");
            case 'D', 'x' -> all("%m/%d/%y");
            case 'v' -> all("%e-%b-%Y");
            case 'T', 'X' -> all("%H:%M:%S");
            case 'R' -> all("%H:%M");
            case 'r' -> all("%I:%M:%S %p");
            case 'c' -> all("%a %b %e %H:%M:%S %Y");
            case '+' -> all("%Y-%m-%dT%H:%M:%S%.f%:z");
            case 'h' -> all("%b");
            case 'Y' -> part(year("year"));
            case 'G' -> part(year("isoyear"));
            case 'C' -> part(padded("CAST(floor(year(" + day + ") / 100) AS BIGINT)", 2, '0'));
            case 'q' -> part("CAST(quarter(" + day + ") AS VARCHAR)");
            case 'e' -> part(padded("day(" + day + ")", 2, ' '));
            case 'k' -> part(padded("hour(" + clock + ")", 2, ' '));
            case 'l' -> part(padded("((hour(" + clock + ") + 11) % 12 + 1)", 2, ' '));
            case 'P' -> part("lower(strftime(" + clock + ", '%p'))");
            case 'V' -> part(padded("week(" + day + ")", 2, '0'));
            case 'u' -> part("CAST(isodow(" + day + ") AS VARCHAR)");
            case 'w' -> part("CAST(isodow(" + day + ") % 7 AS VARCHAR)");
            case 's' -> part("CAST(" + seconds + " AS VARCHAR)");
            case 'f' -> part(fraction(flags));
            case 'z' ->
                    part(
                            SqlForm.of(
                                    "printf('%s%02d"
                                            + flags
                                            + "%02d', CASE WHEN {0} < 0 THEN '-' ELSE '+' END, abs({0}) // 60, abs({0})"
                                            + " % 60)",
                                    offset));
            case 'y' -> part(padded(TemporalSql.modulo("year(" + day + ")", 100), flags.isEmpty() ? 2 : 1, '0'));
            case 'm', 'd', 'j', 'a', 'A', 'b', 'B', 'U', 'W', 'H', 'I', 'M', 'S', 'p' ->
                    part("strftime(" + clock + ", '%" + flags + kind + "')");
            default -> throw unknown();
        }
    }

    /// Whether values of the type have what the letter asks for.
    private boolean has(char kind) {
        return switch (type) {
            case Date _ -> (OF_TIMES + OF_ZONES + "s").indexOf(kind) < 0;
            case Time _ -> (OF_DATES + OF_ZONES + "s").indexOf(kind) < 0;
            case Timestamp(_, String zone) -> zone != null || OF_ZONES.indexOf(kind) < 0;
            default -> false;
        };
    }

    private String fraction(String flags) {
        if (flags.equals(".")) {
            // As many digits as it takes, by threes.
            return SqlForm.of(
                    "CASE WHEN {0} = 0 THEN '' WHEN {0} % 1000000 = 0 THEN {1} WHEN {0} % 1000 = 0 THEN {2} ELSE {3}"
                            + " END",
                    nanos, fraction(".3"), fraction(".6"), fraction(".9"));
        }
        int digits = flags.endsWith("3") ? 3 : flags.endsWith("6") ? 6 : 9;
        String shown =
                padded(
                        SqlForm.of("({0} // {1})", nanos, digits == 3 ? "1000000" : digits == 6 ? "1000" : "1"),
                        digits,
                        '0');
        return flags.startsWith(".") ? SqlForm.of("('.' || {0})", shown) : shown;
    }

    /// Four digits at least, and a sign outside of 0 to 9999.
    private String year(String function) {
        return SqlForm.of(
                "((CASE WHEN {0} < 0 THEN '-' WHEN {0} > 9999 THEN '+' ELSE '' END) || printf('%04d', abs({0})))",
                function + "(" + day + ")");
    }

    private static String padded(String number, int digits, char with) {
        return SqlForm.of("printf('%" + (with == '0' ? "0" : "") + digits + "d', {0})", number);
    }

    private void part(String sql) {
        endPlain();
        parts.add(sql);
    }

    private void endPlain() {
        if (!plain.isEmpty()) {
            parts.add(Sql.text(plain.toString()));
            plain.setLength(0);
        }
    }

    private PenstockException unknown() {
        return new PenstockException(ErrorCode.COMPUTE, "cannot write a " + type + " with \"" + pattern + "\"")
                .hint("use chrono's strftime patterns, such as %Y-%m-%d %H:%M:%S%.3f, of what the type has");
    }
}
