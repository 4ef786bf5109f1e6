package dev.penstock.duckdb;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.memory.Native;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;

/// How far a zone's clocks are before UTC, in seconds. The second argument says of which zone, and what is asked.
final class ZoneFunction implements JvmFunction {
    static final String NAME = "penstock_zone_offset";

    /// The result for a local time that is to become null.
    static final long NONE = Long.MIN_VALUE;

    /// What the first argument is, and what is asked of it.
    enum Question {
        /// Of an instant, in seconds since 1970.
        AT_INSTANT,
        /// Of an instant, without daylight saving.
        STANDARD,
        /// What daylight saving adds at an instant.
        SAVINGS,
        /// Of what the clocks show; an error if they never or twice show that.
        RAISE,
        /// Of what the clocks show, the first time.
        EARLIEST,
        /// Of what the clocks show, the second time.
        LATEST,
        /// Of what the clocks show, null if they show it twice.
        NULL
    }

    /// What becomes of a time that the clocks leave out.
    enum Gap {
        RAISE,
        NULL,
        /// As if the clocks had not been changed yet, which makes it later.
        BEFORE,
        /// As if the clocks had been changed already, which makes it earlier.
        AFTER
    }

    /// What calls have asked; the second argument is where the question stands here.
    private static final List<Asked> ASKED = new ArrayList<>();

    /// The second argument.
    static long code(String zone, Question question, Gap gap) {
        ZoneId id = ZoneId.of(zone);
        var asked = new Asked(id, id.getRules(), question, gap);
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
                Native.putLong(result + row * Long.BYTES, asked.offset(second));
            }
        }
    }

    private record Asked(ZoneId zone, ZoneRules rules, Question question, Gap gap) {
        long offset(long second) {
            return switch (question) {
                case AT_INSTANT -> rules.getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
                case STANDARD -> rules.getStandardOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
                case SAVINGS -> rules.getDaylightSavings(Instant.ofEpochSecond(second)).toSeconds();
                case RAISE, EARLIEST, LATEST, NULL -> local(second);
            };
        }

        private long local(long second) {
            LocalDateTime shown = LocalDateTime.ofEpochSecond(second, 0, ZoneOffset.UTC);
            List<ZoneOffset> offsets = rules.getValidOffsets(shown);
            if (offsets.isEmpty()) {
                ZoneOffsetTransition change = rules.getTransition(shown);
                return switch (gap) {
                    case RAISE ->
                            throw new PenstockException(
                                    ErrorCode.COMPUTE, "the clocks of " + zone + " leave out " + shown);
                    case NULL -> NONE;
                    case BEFORE -> change.getOffsetBefore().getTotalSeconds();
                    case AFTER -> change.getOffsetAfter().getTotalSeconds();
                };
            }
            if (offsets.size() > 1 && question == Question.NULL) {
                return NONE;
            }
            if (offsets.size() > 1 && question == Question.RAISE) {
                throw new PenstockException(ErrorCode.COMPUTE, "the clocks of " + zone + " show " + shown + " twice");
            }
            return (question == Question.LATEST ? offsets.getLast() : offsets.getFirst()).getTotalSeconds();
        }
    }
}
