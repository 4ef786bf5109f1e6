package dev.penstock.kernel;

import dev.penstock.column.ArrayData;
import dev.penstock.column.BytesColumn;
import dev.penstock.column.ListColumn;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;

/// Hashes of values: values that are equal as [Equality#SAME] says have equal hashes, whatever their layout.
public final class Hashes {
    static final long NULL = 0x6A09_E667_F3BC_C908L;

    private Hashes() {}

    /// Spreads the bits of `x` over all 64. Source: the finaliser of SplitMix64 (Steele, Lea, Flood 2014), variant 13
    /// of Stafford.
    public static long mix(long x) {
        long y = (x ^ x >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        y = (y ^ y >>> 27) * 0x94D0_49BB_1331_11EBL;
        return y ^ y >>> 31;
    }

    /// The hash of row `row` of a column of any type. For what has no kernel of its own: it decides the type at each
    /// row.
    public static long row(ArrayData array, long row) {
        if (array.layout().hasValidity() && !array.validity().get(row)) {
            return NULL;
        }
        long at = array.offset() + row;
        return switch (array.layout()) {
            case Layout.Nothing _ -> NULL;
            case Layout.Bits _ -> mix(array.bits().get(row) ? 1 : 2);
            case Layout.Fixed(int width) -> fixed(array.type(), array.buffer(1).address() + at * width, width);
            case Layout.Variable _, Layout.Views _ -> {
                BytesColumn bytes = BytesColumn.of(array);
                yield Bytes.hash(bytes.address(row), bytes.size(row));
            }
            case Layout.Lists _, Layout.ListViews _, Layout.FixedLists _ -> {
                ListColumn lists = ListColumn.of(array);
                long hash = lists.size(row);
                for (long i = 0; i < lists.size(row); i++) {
                    hash = mix(hash ^ row(lists.elements(), lists.start(row) + i));
                }
                yield hash;
            }
            case Layout.Structs _ -> {
                long hash = array.children().size();
                for (ArrayData child : array.children()) {
                    hash = mix(hash ^ row(child, at));
                }
                yield hash;
            }
            case Layout.Indexed _, Layout.Runs _ -> {
                Place place = Place.of(array, row);
                yield row(place.array(), place.row());
            }
            case Layout.Unions _ -> {
                Place place = Place.of(array, row);
                yield mix(row(place.array(), place.row()) ^ Native.getByte(array.buffer(0).address() + at));
            }
        };
    }

    private static long fixed(DataType type, long address, int width) {
        if (type instanceof DataType.FloatingPoint(int bits)) {
            double value = Floats.read(address, bits);
            return mix(Double.doubleToLongBits(value + 0.0));
        }
        return Bytes.hash(address, width);
    }
}
