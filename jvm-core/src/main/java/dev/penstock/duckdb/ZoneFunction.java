package dev.penstock.duckdb;

import dev.penstock.kernel.ZoneClocks;
import dev.penstock.kernel.ZoneClocks.Gap;
import dev.penstock.kernel.ZoneClocks.Question;
import dev.penstock.memory.Native;
import java.util.ArrayList;
import java.util.List;

/// How far a zone's clocks are before UTC, in seconds. The second argument says of which zone, and what is asked.
final class ZoneFunction implements JvmFunction {
    static final String NAME = "penstock_zone_offset";

    /// The result for a local time that is to become null.
    static final long NONE = ZoneClocks.NONE;

    /// What calls have asked; the second argument is where the question stands here.
    private static final List<Asked> ASKED = new ArrayList<>();

    /// The second argument.
    static long code(String zone, Question question, Gap gap) {
        var asked = new Asked(ZoneClocks.of(zone), question, gap);
        synchronized (ASKED) {
            int at = ASKED.indexOf(asked);
            if (at < 0) {
                ASKED.add(asked);
            }
            return at < 0 ? ASKED.size() - 1 : at;
        }
    }

    private static Asked asked(long code) {
        synchronized (ASKED) {
            return ASKED.get((int) code);
        }
    }

    @Override
    public void compute(long left, long right, long result, long valid, long rows) {
        long known = -1;
        Asked asked = null;
        for (long row = 0; row < rows; row++) {
            if (JvmFunction.isValid(valid, row)) {
                long code = Native.getLong(right + row * Long.BYTES);
                if (asked == null || code != known) {
                    asked = asked(code);
                    known = code;
                }
                long second = Native.getLong(left + row * Long.BYTES);
                Native.putLong(result + row * Long.BYTES, asked.zone.offset(asked.question, asked.gap, second));
            }
        }
    }

    private record Asked(ZoneClocks zone, Question question, Gap gap) {}
}
