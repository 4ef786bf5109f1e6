package dev.penstock.kernel.group;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Bitmap;
import dev.penstock.column.BytesColumn;
import dev.penstock.kernel.Bytes;
import dev.penstock.kernel.Equality;
import dev.penstock.kernel.Floats;
import dev.penstock.type.DataType;
import dev.penstock.type.Layout;
import java.util.ArrayList;
import java.util.List;

/// Rows in pieces, each under a number made of its piece's and its own, and whether two of them are the same as
/// [Equality#SAME] says.
public final class RowPlaces {
    private static final int ROW_BITS = Integer.numberOfTrailingZeros(GroupedColumn.MOST_ROWS);

    private final List<Values> columns = new ArrayList<>();

    /// @param pieces for each piece its columns, with at most [GroupedColumn#MOST_ROWS] rows; all pieces have columns
    ///   of the same types
    public RowPlaces(List<List<ArrayData>> pieces) {
        for (int i = 0; i < (pieces.isEmpty() ? 0 : pieces.getFirst().size()); i++) {
            int column = i;
            columns.add(Values.of(pieces.stream().map(piece -> piece.get(column)).toArray(ArrayData[]::new)));
        }
    }

    /// The place of row `row` of a piece.
    public static long of(int piece, long row) {
        return (long) piece << ROW_BITS | row;
    }

    static int piece(long place) {
        return (int) (place >>> ROW_BITS);
    }

    static long row(long place) {
        return place & (1 << ROW_BITS) - 1;
    }

    boolean same(long a, long b) {
        for (Values column : columns) {
            if (!column.same(piece(a), row(a), piece(b), row(b))) {
                return false;
            }
        }
        return true;
    }

    /// A column in pieces.
    private sealed interface Values {
        boolean same(int piece, long row, int otherPiece, long otherRow);

        static Values of(ArrayData[] pieces) {
            return switch (pieces[0].layout()) {
                case Layout.Fixed(int width) when pieces[0].type() instanceof DataType.FloatingPoint(int bits) ->
                        new Reals(addresses(pieces, width), validity(pieces), bits);
                case Layout.Fixed(int width) -> new Bits(addresses(pieces, width), validity(pieces), width);
                case Layout.Variable _, Layout.Views _ -> {
                    var texts = new BytesColumn[pieces.length];
                    for (int i = 0; i < pieces.length; i++) {
                        texts[i] = BytesColumn.of(pieces[i]);
                    }
                    yield new Texts(texts);
                }
                default -> new Others(pieces);
            };
        }

        private static long[] addresses(ArrayData[] pieces, int width) {
            var addresses = new long[pieces.length];
            for (int i = 0; i < pieces.length; i++) {
                addresses[i] = pieces[i].buffer(1).address() + pieces[i].offset() * width;
            }
            return addresses;
        }

        private static Bitmap[] validity(ArrayData[] pieces) {
            var bitmaps = new Bitmap[pieces.length];
            for (int i = 0; i < pieces.length; i++) {
                bitmaps[i] = pieces[i].validity();
            }
            return bitmaps;
        }
    }

    private static final class Bits implements Values {
        private final long[] addresses;
        private final Bitmap[] validity;
        private final int width;

        Bits(long[] addresses, Bitmap[] validity, int width) {
            this.addresses = addresses;
            this.validity = validity;
            this.width = width;
        }

        @Override
        public boolean same(int piece, long row, int otherPiece, long otherRow) {
            boolean valid = validity[piece].get(row);
            if (valid != validity[otherPiece].get(otherRow)) {
                return false;
            }
            return !valid
                    || Bytes.equal(addresses[piece] + row * width, addresses[otherPiece] + otherRow * width, width);
        }
    }

    private static final class Reals implements Values {
        private final long[] addresses;
        private final Bitmap[] validity;
        private final int bits;

        Reals(long[] addresses, Bitmap[] validity, int bits) {
            this.addresses = addresses;
            this.validity = validity;
            this.bits = bits;
        }

        @Override
        public boolean same(int piece, long row, int otherPiece, long otherRow) {
            boolean valid = validity[piece].get(row);
            if (valid != validity[otherPiece].get(otherRow)) {
                return false;
            }
            int bytes = bits >> 3;
            return !valid
                    || Floats.same(
                            Floats.read(addresses[piece] + row * bytes, bits),
                            Floats.read(addresses[otherPiece] + otherRow * bytes, bits));
        }
    }

    private static final class Texts implements Values {
        private final BytesColumn[] pieces;

        Texts(BytesColumn[] pieces) {
            this.pieces = pieces;
        }

        @Override
        public boolean same(int piece, long row, int otherPiece, long otherRow) {
            BytesColumn a = pieces[piece];
            BytesColumn b = pieces[otherPiece];
            boolean isNull = a.isNull(row);
            if (isNull != b.isNull(otherRow)) {
                return false;
            }
            return isNull
                    || (a.size(row) == b.size(otherRow)
                            && Bytes.equal(a.address(row), b.address(otherRow), a.size(row)));
        }
    }

    private static final class Others implements Values {
        private final ArrayData[] pieces;

        Others(ArrayData[] pieces) {
            this.pieces = pieces;
        }

        @Override
        public boolean same(int piece, long row, int otherPiece, long otherRow) {
            return Equality.SAME.test(pieces[piece], row, pieces[otherPiece], otherRow);
        }
    }
}
