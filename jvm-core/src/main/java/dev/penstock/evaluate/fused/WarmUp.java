package dev.penstock.evaluate.fused;

import dev.penstock.memory.Native;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Runs a new loop over rows that nobody asked about until the JVM has compiled it.
///
/// Every condition must come out both ways, each in a good part of the rows: C2 lays code out for what it has seen, and
/// where one side has less than a fifth it takes a branch, which costs 15 cycles whenever later rows do not follow the
/// pattern (measured: 5.6 ns a row instead of 1.8). So the rows are drawn around the constants of the program, and the
/// constants, which loops take as inputs, change from call to call.
final class WarmUp {
    private static final int ROWS = 512;

    /// An interpreted row takes microseconds: few of them at first, until the first compiler has come.
    private static final int FEW = 8;

    private static final int FIRST_CALLS = 300;
    private static final int LAST_CALLS = 40;

    /// What a row may take to count as compiled; the first compiler's code takes ten times as long.
    private static final double FAST_NANOS = 12;

    /// While the second compiler has not come the loop is slow, and queries want the processor.
    private static final long PAUSE_NANOS = 200_000;

    private static final long FAR = 1L << 60;

    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final FusedLoop loop;
    private final boolean selects;
    private final long[] inputs;
    private final long[] equal;
    private final long[] far;
    private final List<Form> constants;
    private final long[] outputs;
    private final long numbers;
    private long calls;

    private WarmUp(FusedLoop loop, Fused example, boolean selects, Arena arena) {
        this.loop = loop;
        this.selects = selects;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
        List<Stored> columns = example.shape().columns();
        inputs = new long[columns.size() + example.constants().size()];
        for (int c = 0; c < columns.size(); c++) {
            inputs[c] = column(columns.get(c), example, random, arena);
        }
        for (int c = 0; c < example.constants().size(); c++) {
            inputs[columns.size() + c] = example.constants().get(c);
        }
        long zeros = arena.allocate((long) ROWS * Long.BYTES, Long.BYTES).address();
        equal = new long[inputs.length];
        for (int c = 0; c < columns.size(); c++) {
            equal[c] = columns.get(c) == Stored.BITS ? zeros << 3 : zeros;
        }
        far = inputs.clone();
        constants = forms(example.shape());
        outputs = new long[example.shape().results().size()];
        for (int r = 0; r < outputs.length; r++) {
            outputs[r] = arena.allocate((long) ROWS * Long.BYTES, Long.BYTES).address();
        }
        numbers = arena.allocate((ROWS + 1L) * Integer.BYTES, Long.BYTES).address();
    }

    /// Warms up `loop`, and says whether it has become fast.
    static boolean run(FusedLoop loop, Fused example, boolean selects) {
        try (Arena arena = Arena.ofConfined()) {
            return new WarmUp(loop, example, selects, arena).run();
        }
    }

    private boolean run() {
        for (int i = 0; i < FIRST_CALLS; i++) {
            call(FEW);
        }
        long start = System.nanoTime();
        int fast = 0;
        while (fast < LAST_CALLS) {
            long before = System.nanoTime();
            call(ROWS);
            long after = System.nanoTime();
            fast = after - before < FAST_NANOS * ROWS * (selects ? 1 : 2) ? fast + 1 : 0;
            if (fast == 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            if (after - start > PATIENCE_NANOS) {
                return false;
            }
        }
        return true;
    }

    private void call(int rows) {
        long[] in = next();
        if (selects) {
            loop.select(in, rows, numbers);
            return;
        }
        loop.dense(in, outputs, 0, rows);
        for (int i = 0; i < rows; i++) {
            Native.putInt(numbers + ((long) i << 2), rows - 1 - i);
        }
        loop.picked(in, outputs, numbers, rows);
    }

    /// By turns values around the constants, zeros that all equal each other, and constants far from all values.
    private long[] next() {
        long turn = calls++;
        int kind = (int) (turn % 3);
        if (kind < 2) {
            return kind == 0 ? inputs : equal;
        }
        int columns = far.length - constants.size();
        for (int c = 0; c < constants.size(); c++) {
            boolean above = (((turn / 3) >>> (c % 8)) & 1) != 0;
            far[columns + c] =
                    switch (constants.get(c)) {
                        case TRUTH -> above ? 1 : 0;
                        case LONG -> above ? FAR : -FAR;
                        case DOUBLE -> Double.doubleToRawLongBits(above ? (double) FAR : (double) -FAR);
                    };
        }
        return far;
    }

    /// The forms of the constants.
    private static List<Form> forms(Shape shape) {
        return shape.instructions().stream()
                .map(Instruction::operation)
                .filter(Operation::isConstant)
                .map(Operation::result)
                .toList();
    }

    private static long column(Stored stored, Fused example, RandomGenerator random, Arena arena) {
        long address = arena.allocate((long) ROWS * Long.BYTES, Long.BYTES).address();
        if (stored == Stored.BITS) {
            for (int i = 0; i < ROWS; i++) {
                Native.putByte(address + i, (byte) random.nextInt());
            }
            return address << 3;
        }
        List<Long> near = constants(example, stored.form());
        for (long i = 0; i < ROWS; i++) {
            long bits = near.get(random.nextInt(near.size()));
            if (stored.form() == Form.DOUBLE) {
                double value = i % 16 == 15 ? Double.NaN : Double.longBitsToDouble(bits) + random.nextDouble(-1, 1);
                if (stored == Stored.FLOATS) {
                    Native.putFloat(address + (i << 2), (float) value);
                } else {
                    Native.putDouble(address + (i << 3), value);
                }
                continue;
            }
            long value = bits + random.nextInt(-1, 2);
            switch (stored.width()) {
                case Byte.BYTES -> Native.putByte(address + i, (byte) value);
                case Short.BYTES -> Native.putShort(address + (i << 1), (short) value);
                case Integer.BYTES -> Native.putInt(address + (i << 2), (int) value);
                default -> Native.putLong(address + (i << 3), value);
            }
        }
        return address;
    }

    /// The bits of the constants of a form, and of zero.
    private static List<Long> constants(Fused example, Form form) {
        var found = new ArrayList<Long>(List.of(0L));
        for (Instruction instruction : example.shape().instructions()) {
            if (instruction.operation() == Operation.constant(form)) {
                found.add(example.constants().get(instruction.a()));
            }
        }
        return found;
    }
}
