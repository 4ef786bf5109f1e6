package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.List;

/// Plain values as runs of equal ones.
final class RunEncoding {
    private RunEncoding() {}

    static ArrayData encode(ArrayData plain, DataType.RunEndEncoded type, Assembly assembly) {
        int width = ((Layout.Fixed) Layout.of(type.runEnds().type())).width();
        RunEnds.check(type, width, plain.length());
        Buffer ends = assembly.buffer(plain.length() * width);
        long[] runs = new long[1];
        ArrayData values =
                Gather.withSelection(
                        plain.length(),
                        false,
                        assembly,
                        numbers -> {
                            for (long row = 0; row < plain.length(); row++) {
                                if (row == 0 || !Equality.IDENTICAL.test(plain, row - 1, plain, row)) {
                                    Gather.put(numbers, runs[0]++, row);
                                }
                                RunEnds.put(ends.address(), width, runs[0] - 1, row + 1);
                            }
                        },
                        rows -> Gather.array(plain, new Selection(rows.address(), runs[0]), assembly));
        ArrayData endArray = ArrayData.flat(type.runEnds().type(), runs[0], 0, Buffer.NONE, ends);
        return new ArrayData(type, plain.length(), 0, 0, List.of(), List.of(endArray, values), null);
    }
}
