package dev.penstock.kernel;

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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How far the clocks of a zone are before UTC, by the rules of `java.time`. The changes of the clocks up to the year
/// 2200 are kept in a table, so that an instant takes a look-up and no object.
public final class ZoneClocks {
    /// What is asked, and of what, in seconds since 1970.
    public enum Question {
        /// Of an instant.
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
    public enum Gap {
        RAISE,
        NULL,
        /// As if the clocks had not been changed yet, which makes it later.
        BEFORE,
        /// As if the clocks had been changed already, which makes it earlier.
        AFTER
    }

    /// The offset of a local time that is to become null.
    public static final long NONE = Long.MIN_VALUE;

    private static final Instant END = Instant.parse("2200-01-01T00:00:00Z");
    private static final long LARGEST = Instant.MAX.getEpochSecond() - 86_400;
    private static final Map<String, ZoneClocks> KNOWN = new ConcurrentHashMap<>();

    private final ZoneId zone;
    private final ZoneRules rules;

    /// When the clocks are changed, and what they are before UTC from then on.
    private final long[] changes;

    private final int[] offsets;

    private ZoneClocks(ZoneId zone) {
        this.zone = zone;
        this.rules = zone.getRules();
        List<ZoneOffsetTransition> transitions = new ArrayList<>();
        for (ZoneOffsetTransition next = rules.nextTransition(Instant.MIN);
                next != null && next.getInstant().isBefore(END);
                next = rules.nextTransition(next.getInstant())) {
            transitions.add(next);
        }
        changes = transitions.stream().mapToLong(ZoneOffsetTransition::toEpochSecond).toArray();
        offsets = transitions.stream().mapToInt(change -> change.getOffsetAfter().getTotalSeconds()).toArray();
    }

    /// Those of the zone called `zone`.
    public static ZoneClocks of(String zone) {
        return KNOWN.computeIfAbsent(zone, name -> new ZoneClocks(ZoneId.of(name)));
    }

    /// The offset in seconds, or [#NONE].
    ///
    /// @throws PenstockException with code COMPUTE for a local time that is refused
    public long offset(Question question, Gap gap, long second) {
        return switch (question) {
            case AT_INSTANT -> atInstant(second);
            case STANDARD -> rules.getStandardOffset(instant(second)).getTotalSeconds();
            case SAVINGS -> rules.getDaylightSavings(instant(second)).toSeconds();
            case RAISE, EARLIEST, LATEST, NULL -> local(question, gap, second);
        };
    }

    private long atInstant(long second) {
        if (changes.length > 0 && second >= changes[0] && second < END.getEpochSecond()) {
            int at = Arrays.binarySearch(changes, second);
            return offsets[at < 0 ? -at - 2 : at];
        }
        return rules.getOffset(instant(second)).getTotalSeconds();
    }

    private static Instant instant(long second) {
        return Instant.ofEpochSecond(Math.clamp(second, -LARGEST, LARGEST));
    }

    private long local(Question question, Gap gap, long second) {
        LocalDateTime shown = LocalDateTime.ofEpochSecond(Math.clamp(second, -LARGEST, LARGEST), 0, ZoneOffset.UTC);
        List<ZoneOffset> possible = rules.getValidOffsets(shown);
        if (possible.isEmpty()) {
            ZoneOffsetTransition change = rules.getTransition(shown);
            return switch (gap) {
                case RAISE ->
                        throw new PenstockException(ErrorCode.COMPUTE, "the clocks of " + zone + " leave out " + shown);
                case NULL -> NONE;
                case BEFORE -> change.getOffsetBefore().getTotalSeconds();
                case AFTER -> change.getOffsetAfter().getTotalSeconds();
            };
        }
        if (possible.size() > 1 && question == Question.NULL) {
            return NONE;
        }
        if (possible.size() > 1 && question == Question.RAISE) {
            throw new PenstockException(ErrorCode.COMPUTE, "the clocks of " + zone + " show " + shown + " twice");
        }
        return (question == Question.LATEST ? possible.getLast() : possible.getFirst()).getTotalSeconds();
    }

    /// What the clocks show at instants, both in units since the start of 1970.
    ///
    /// @param valid which lanes are not null, or 0 when none is; the others are not looked at
    public void shown(long instants, long perSecond, long valid, long to, long n) {
        for (long i = 0; i < n; i++) {
            if (valid == 0 || BitLanes.get(valid, i)) {
                Native.putLong(to + (i << 3), shown(Native.getLong(instants + (i << 3)), perSecond));
            }
        }
    }

    /// What the clocks show at an instant, both in units since the start of 1970.
    public long shown(long instant, long perSecond) {
        return instant + atInstant(Math.floorDiv(instant, perSecond)) * perSecond;
    }

    /// The offsets, and in `found` which lanes have one.
    public void offsets(Question question, Gap gap, long seconds, long valid, long to, long found, long n) {
        for (long i = 0; i < n; i++) {
            long offset = NONE;
            if (valid == 0 || BitLanes.get(valid, i)) {
                offset = offset(question, gap, Native.getLong(seconds + (i << 3)));
                Native.putLong(to + (i << 3), offset == NONE ? 0 : offset);
            }
            BitLanes.put(found, i, offset != NONE);
        }
    }

    /// The instants at which the clocks show `local`. Of two such instants the first, or the second if the instant that
    /// it was before, in `old`, was a second one.
    public void instants(long old, long local, long perSecond, Gap gap, long valid, long to, long n) {
        for (long i = 0; i < n; i++) {
            if (valid == 0 || BitLanes.get(valid, i)) {
                long shown = Native.getLong(local + (i << 3));
                Native.putLong(to + (i << 3), instant(Native.getLong(old + (i << 3)), shown, perSecond, gap));
            }
        }
    }

    /// The instant at which the clocks show `shown`, of two such as [#instants] chooses.
    public long instant(long old, long shown, long perSecond, Gap gap) {
        long second = Math.floorDiv(old, perSecond);
        long before = atInstant(second);
        boolean first = before == local(Question.EARLIEST, Gap.RAISE, second + before);
        long offset = local(first ? Question.EARLIEST : Question.LATEST, gap, Math.floorDiv(shown, perSecond));
        return shown - offset * perSecond;
    }
}
