package dev.penstock.plan;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Windows over an index column of moments or whole numbers, as they were written. Spans are texts: `1h`, `-1mo2d`, or
/// `3i` for an index of numbers; null where the user left one out.
public sealed interface IndexWindows {
    /// Which ends belong to a window.
    enum Closed {
        LEFT,
        RIGHT,
        BOTH,
        NONE;

        /// Whether a window's start is in it.
        public boolean hasStart() {
            return this == LEFT || this == BOTH;
        }

        /// Whether a window's end is in it.
        public boolean hasEnd() {
            return this == RIGHT || this == BOTH;
        }
    }

    /// What stands for a window in the index column of the result.
    enum Label {
        LEFT,
        RIGHT,
        /// The index of the window's first row.
        DATAPOINT
    }

    /// Where the first window starts.
    enum StartBy {
        /// At the first index cut down to a multiple of `every`, and `offset` later.
        WINDOW(-1),
        /// At the first index.
        DATAPOINT(-1),
        MONDAY(0),
        TUESDAY(1),
        WEDNESDAY(2),
        THURSDAY(3),
        FRIDAY(4),
        SATURDAY(5),
        SUNDAY(6);

        private final int day;

        StartBy(int day) {
            this.day = day;
        }

        /// Days after Monday, or -1 for what is no day of the week.
        public int day() {
            return day;
        }
    }

    Closed closed();

    /// How long a window is.
    @Nullable String period();

    /// Windows that start `every` so often, as long as `period` (null: as `every`). A window without rows is none.
    ///
    /// @param offset by how much the first start is moved, unless it is a datapoint
    /// @param boundaries whether the result has the windows' bounds
    record Dynamic(
            String every,
            @Nullable String period,
            @Nullable String offset,
            Closed closed,
            Label label,
            StartBy startBy,
            boolean boundaries)
            implements IndexWindows {}

    /// A window for each row: from its index and `offset` on (null: `period` before it), as long as `period`.
    record Rolling(String period, @Nullable String offset, Closed closed) implements IndexWindows {}

    /// The method that makes such windows.
    default String method() {
        return switch (this) {
            case Dynamic _ -> "group_by_dynamic";
            case Rolling _ -> "rolling";
        };
    }

    /// The settings that are not the usual ones, behind those that always stand there: `every=1h, closed=right`.
    default String text() {
        return switch (this) {
            case Dynamic(
                            String every,
                            String period,
                            String offset,
                            Closed closed,
                            Label label,
                            StartBy startBy,
                            boolean boundaries) ->
                    "every="
                            + every
                            + setting("period", period)
                            + setting("offset", offset)
                            + (closed == Closed.LEFT ? "" : setting("closed", word(closed)))
                            + (label == Label.LEFT ? "" : setting("label", word(label)))
                            + (startBy == StartBy.WINDOW ? "" : setting("start_by", word(startBy)))
                            + (boundaries ? ", include_boundaries=true" : "");
            case Rolling(String period, String offset, Closed closed) ->
                    "period="
                            + period
                            + setting("offset", offset)
                            + (closed == Closed.RIGHT ? "" : setting("closed", word(closed)));
        };
    }

    private static String setting(String name, @Nullable String value) {
        return value == null ? "" : ", " + name + "=" + value;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
