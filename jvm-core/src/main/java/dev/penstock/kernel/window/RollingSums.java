package dev.penstock.kernel.window;

import dev.penstock.memory.Native;

/// Sums, means, variances and deviations of the values around each place: each value is added when it enters the frame
/// and taken away when it leaves.
///
/// What that would lose is kept: sums, and the squares in them, have twice the digits of a float64. The difference of
/// the entering and the leaving value, its sum with the total, and the squares are split into a float and its exact
/// error (Knuth, "The Art of Computer Programming" 2, 4.2.2, theorem B; Dekker, "A floating-point technique for
/// extending the available precision", 1971), and the errors are summed beside. Each chunk of rows starts anew, so the
/// errors of errors do not grow with the table. Floats that are not finite are counted instead of added, so that they
/// leave as they came; and floats so large that their sums or squares would not be finite are scaled by a power of two.
public final class RollingSums {
    /// What is made of the sums.
    public enum Kind {
        SUM,
        MEAN,
        VARIANCE,
        DEVIATION
    }

    /// Values below have squares whose sums are finite.
    private static final long MODERATE = Double.doubleToRawLongBits(0x1p400);

    private static final long INFINITY = Double.doubleToRawLongBits(Double.POSITIVE_INFINITY);

    /// When a value leaves that is so many times what is left, its errors are no longer small: the sums start anew.
    /// That happens seldom, because each value that does it is so many times the next one that does.
    private static final double OUTWEIGHED = 0x1p10;

    /// Sums of larger values than this are watched for the same.
    private static final double LARGE = 0x1p100;

    /// A smaller share of the squares' sum is no variance, but what is left of rounding.
    private static final double NOISE = 0x1p-90;

    private final Kind kind;
    private final double ddof;

    public RollingSums(Kind kind, long ddof) {
        this.kind = kind;
        this.ddof = ddof;
    }

    /// Writes sums of integers, which wrap around.
    public static void longs(Lanes lanes, Frame frame, long out, long first, long last, long from, long to) {
        long sum = 0;
        for (long at = Math.max(first, from - frame.before()); at < Math.min(last, from + frame.after()); at++) {
            sum += longAt(lanes, at);
        }
        for (long place = from; place < to; place++) {
            long entering = place + frame.after();
            sum += entering < last ? longAt(lanes, entering) : 0;
            Native.putLong(out + (place << 3), sum);
            long leaving = place - frame.before();
            sum -= leaving >= first ? longAt(lanes, leaving) : 0;
        }
    }

    private static long longAt(Lanes lanes, long place) {
        return lanes.isValid(place) ? Native.getLong(lanes.values() + (place << 3)) : 0;
    }

    /// Writes a float64 for places `from` to `to` of a partition.
    ///
    /// @param lanes of float64
    /// @param flags a byte for each place, 1 where there is a result; cleared where n <= ddof leaves none
    public void run(Lanes lanes, Frame frame, long out, long flags, long first, long last, long from, long to) {
        // Away from the ends of the partition, one value enters and one leaves at each step.
        long whole = Math.clamp(first + frame.before(), from, to);
        long cut = Math.clamp(last - frame.after(), whole, to);
        if (lanes.hasNulls() || cut - whole < 16) {
            new Careful(lanes, frame, first, last).run(out, flags, from, to);
            return;
        }
        new Careful(lanes, frame, first, last).run(out, flags, from, whole);
        boolean moment = kind == Kind.VARIANCE || kind == Kind.DEVIATION;
        if (moment && frame.size() <= ddof) {
            Native.fill(flags + whole, cut - whole, (byte) 0);
        } else if (moment && frame.size() > 1 && frame.size() <= PairwiseFrames.LARGEST) {
            var frames = new PairwiseFrames(ddof, kind == Kind.DEVIATION, frame.size(), cut - whole);
            pairwise(frames::run, lanes, frame, out, flags, first, last, whole, cut);
        } else if (!moment && frame.size() <= PairwiseFrames.LARGEST) {
            double divisor = kind == Kind.MEAN ? (double) frame.size() : 1;
            pairwise(
                    new PairwiseSums(divisor, frame.size(), cut - whole)::run,
                    lanes,
                    frame,
                    out,
                    flags,
                    first,
                    last,
                    whole,
                    cut);
        } else if (greatest(lanes.values() + ((whole - frame.before()) << 3), cut - whole + frame.size() - 1)
                >= MODERATE) {
            new Careful(lanes, frame, first, last).run(out, flags, whole, cut);
        } else if (!moment) {
            sums(lanes.values(), frame, out, whole, cut);
        } else {
            double origin = origin(lanes, whole - frame.before(), cut + frame.after());
            for (long place = whole; place < cut; ) {
                place = squares(lanes.values(), frame, origin, out, place, cut);
            }
        }
        new Careful(lanes, frame, first, last).run(out, flags, cut, to);
    }

    /// What computes some whole frames at a time, or says that it cannot.
    private interface WholeFrames {
        boolean run(long from, long out, int count);
    }

    private void pairwise(
            WholeFrames frames,
            Lanes lanes,
            Frame frame,
            long out,
            long flags,
            long first,
            long last,
            long from,
            long to) {
        for (long place = from; place < to; place += PairwiseFrames.PLACES) {
            int some = (int) Math.min(PairwiseFrames.PLACES, to - place);
            if (!frames.run(lanes.values() + ((place - frame.before()) << 3), out + (place << 3), some)) {
                new Careful(lanes, frame, first, last).run(out, flags, place, place + some);
            }
        }
    }

    /// The bits of the greatest absolute value; those of what is not finite are greater than all others.
    private static long greatest(long values, long count) {
        long a = 0;
        long b = 0;
        long i = 0;
        for (; i + 2 <= count; i += 2) {
            a = Math.max(a, Native.getLong(values + (i << 3)) & Long.MAX_VALUE);
            b = Math.max(b, Native.getLong(values + (i << 3) + 8) & Long.MAX_VALUE);
        }
        if (i < count) {
            a = Math.max(a, Native.getLong(values + (i << 3)) & Long.MAX_VALUE);
        }
        return Math.max(a, b);
    }

    /// What may be taken from all values without loss, so that squares do not hide how they differ: if no value is more
    /// than twice another, one of them (Sterbenz, "Floating-point computation", 1974), else nothing.
    private static double origin(Lanes lanes, long start, long end) {
        long least = Long.MAX_VALUE;
        long greatest = Long.MIN_VALUE;
        for (long place = start; place < end; place++) {
            long bits = Native.getLong(lanes.values() + (place << 3));
            if (lanes.isValid(place) && (bits & Long.MAX_VALUE) < INFINITY) {
                least = Math.min(least, bits);
                greatest = Math.max(greatest, bits);
            }
        }
        // Of one sign the bits are in the order of the absolute values, and twice a value has the next exponent.
        boolean near = least <= greatest && (least ^ greatest) >= 0 && greatest - least <= 1L << 52;
        return near ? Double.longBitsToDouble(least) : 0;
    }

    private void sums(long values, Frame frame, long out, long from, long to) {
        double divisor = kind == Kind.MEAN ? (double) frame.size() : 1;
        double high = 0;
        double low = 0;
        for (long at = from - frame.before(); at <= from + frame.after(); at++) {
            double value = Native.getDouble(values + (at << 3));
            double sum = high + value;
            double part = sum - high;
            low += (high - (sum - part)) + (value - part);
            high = sum;
        }
        long entering = values + ((frame.after() + 1) << 3);
        long leaving = values - (frame.before() << 3);
        Native.putDouble(out + (from << 3), (high + low) / divisor);
        for (long place = from; place < to - 1; place++) {
            double in = Native.getDouble(entering + (place << 3));
            double gone = -Native.getDouble(leaving + (place << 3));
            double change = in + gone;
            double part = change - in;
            double lost = (in - (change - part)) + (gone - part);
            double sum = high + change;
            double other = sum - high;
            low += ((high - (sum - other)) + (change - other)) + lost;
            high = sum;
            Native.putDouble(out + ((place + 1) << 3), (high + low) / divisor);
        }
    }

    /// Starts with place `from` and goes on until a value has left next to which the others are nothing; returns the
    /// place to start anew with.
    private long squares(long values, Frame frame, double origin, long out, long from, long to) {
        double count = (double) frame.size();
        double share = 1 / count;
        double divisor = count - ddof;
        boolean root = kind == Kind.DEVIATION;
        double high = 0;
        double low = 0;
        double highSquare = 0;
        double lowSquare = 0;
        for (long at = from - frame.before(); at <= from + frame.after(); at++) {
            double value = Native.getDouble(values + (at << 3)) - origin;
            double sum = high + value;
            double part = sum - high;
            low += (high - (sum - part)) + (value - part);
            high = sum;
            double square = value * value;
            double squares = highSquare + square;
            part = squares - highSquare;
            lowSquare += (highSquare - (squares - part)) + (square - part) + Math.fma(value, value, -square);
            highSquare = squares;
        }
        long entering = values + ((frame.after() + 1) << 3);
        long leaving = values - (frame.before() << 3);
        for (long place = from; ; place++) {
            double variance = variance(high, low, highSquare, lowSquare, count, share) / divisor;
            Native.putDouble(out + (place << 3), root ? Math.sqrt(variance) : variance);
            if (place == to - 1) {
                return to;
            }
            double in = Native.getDouble(entering + (place << 3)) - origin;
            double gone = Native.getDouble(leaving + (place << 3)) - origin;
            double change = in - gone;
            double part = change - in;
            double lost = (in - (change - part)) - (gone + part);
            double sum = high + change;
            double other = sum - high;
            low += ((high - (sum - other)) + (change - other)) + lost;
            high = sum;
            double inSquare = in * in;
            double goneSquare = gone * gone;
            double squareChange = inSquare - goneSquare;
            part = squareChange - inSquare;
            lost = (inSquare - (squareChange - part)) - (goneSquare + part);
            lost += Math.fma(in, in, -inSquare) - Math.fma(gone, gone, -goneSquare);
            double squares = highSquare + squareChange;
            other = squares - highSquare;
            lowSquare += ((highSquare - (squares - other)) + (squareChange - other)) + lost;
            highSquare = squares;
            if (goneSquare > OUTWEIGHED * squares) {
                return place + 1;
            }
        }
    }

    /// The squares' sum without the mean's: of the digits of both that agree, twice as many are known.
    private static double variance(
            double high, double low, double highSquare, double lowSquare, double count, double share) {
        double sum = high + low;
        double part = sum - high;
        double rest = (high - (sum - part)) + (low - part);
        double square = sum * sum;
        double squareRest = Math.fma(sum, sum, -square) + 2 * sum * rest;
        double mean = square * share;
        double meanRest = (Math.fma(-mean, count, square) + squareRest) * share;
        double left = highSquare - mean;
        part = left - highSquare;
        double lost = (highSquare - (left - part)) - (mean + part);
        double variance = left + (lost + (lowSquare - meanRest));
        return variance > highSquare * NOISE ? variance : 0;
    }

    /// The same value by value: with nulls, at the ends of partitions, and for floats that are not moderate.
    private final class Careful {
        private final Lanes lanes;
        private final Frame frame;
        private final long first;
        private final long last;
        private final boolean moment = kind == Kind.VARIANCE || kind == Kind.DEVIATION;
        private boolean stale = true;
        private double scale = 1;
        private double origin;
        private long count;
        private long nans;
        private long infinities;
        private long negative;
        private double high;
        private double low;
        private double highSquare;
        private double lowSquare;

        Careful(Lanes lanes, Frame frame, long first, long last) {
            this.lanes = lanes;
            this.frame = frame;
            this.first = first;
            this.last = last;
        }

        void run(long out, long flags, long from, long to) {
            if (moment && from < to) {
                long start = Math.max(first, from - frame.before());
                long end = Math.min(last, to + frame.after());
                origin = origin(lanes, start, end);
            }
            for (long place = from; place < to; place++) {
                if (!stale && place + frame.after() < last) {
                    change(place + frame.after(), 1);
                }
                if (stale) {
                    start(Math.max(first, place - frame.before()), Math.min(last, place + frame.after() + 1));
                }
                Native.putDouble(out + (place << 3), result());
                if (moment && count <= ddof) {
                    Native.putByte(flags + place, (byte) 0);
                }
                if (place - frame.before() >= first) {
                    change(place - frame.before(), -1);
                }
            }
        }

        /// Adds the values of places `from` to `to` to nothing.
        private void start(long from, long to) {
            double greatest = 0;
            for (long place = from; place < to; place++) {
                double value = Math.abs(Native.getDouble(lanes.values() + (place << 3)));
                greatest = lanes.isValid(place) && value <= Double.MAX_VALUE ? Math.max(greatest, value) : greatest;
            }
            boolean fits = greatest < (moment ? 0x1p400 : 0x1p900);
            scale = fits ? 1 : moment ? Math.scalb(1.0, -Math.getExponent(greatest)) : 0x1p-64;
            count = 0;
            nans = 0;
            infinities = 0;
            negative = 0;
            clear();
            stale = false;
            for (long place = from; place < to; place++) {
                change(place, 1);
            }
        }

        private void clear() {
            high = 0;
            low = 0;
            highSquare = 0;
            lowSquare = 0;
        }

        private void change(long place, int sign) {
            if (!lanes.isValid(place)) {
                return;
            }
            count += sign;
            double value = Native.getDouble(lanes.values() + (place << 3));
            if (!Double.isFinite(value)) {
                nans += Double.isNaN(value) ? sign : 0;
                infinities += value == Double.POSITIVE_INFINITY ? sign : 0;
                negative += value == Double.NEGATIVE_INFINITY ? sign : 0;
                return;
            }
            double scaled = (value - origin) * scale;
            double signed = sign * scaled;
            double sum = high + signed;
            double part = sum - high;
            low += (high - (sum - part)) + (signed - part);
            high = sum;
            if (moment) {
                double square = sign * (scaled * scaled);
                double squares = highSquare + square;
                part = squares - highSquare;
                lowSquare += (highSquare - (squares - part)) + (square - part) + Math.fma(signed, scaled, -square);
                highSquare = squares;
            }
            if (count == nans + infinities + negative) {
                // Nothing is left, so nothing is owed either.
                clear();
            }
            stale |= sign > 0 ? isTooLarge(Math.abs(scaled)) : outweighs(Math.abs(scaled));
        }

        /// Whether sums with such a value may not be finite.
        private boolean isTooLarge(double scaled) {
            return scaled > (moment ? 0x1p450 : 0x1p960);
        }

        /// Whether what is left is nothing next to a value that left.
        private boolean outweighs(double scaled) {
            return moment
                    ? scaled * scaled > OUTWEIGHED * highSquare
                    : scaled > LARGE * scale && scaled > OUTWEIGHED * Math.abs(high);
        }

        private double result() {
            if (nans + infinities + negative > 0) {
                return moment || nans > 0 || (infinities > 0 && negative > 0)
                        ? Double.NaN
                        : infinities > 0 ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
            }
            double n = (double) count;
            return switch (kind) {
                case SUM -> (high + low) / scale;
                case MEAN -> (high + low) / n / scale;
                case VARIANCE -> moment(n) / scale / scale;
                case DEVIATION -> Math.sqrt(moment(n)) / scale;
            };
        }

        private double moment(double n) {
            return n <= ddof ? 0 : variance(high, low, highSquare, lowSquare, n, 1 / n) / (n - ddof);
        }
    }
}
