package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Which of a function's signatures some arguments fit.
public final class Signatures {
    private Signatures() {}

    /// The first that fits. Numbers fit wider ones, and null fits everything.
    ///
    /// @throws PenstockException with code INVALID_OPERATION that names the argument, what it is and what is accepted
    public static Signature choose(String name, List<Signature> signatures, List<DataType> arguments) {
        for (Signature signature : signatures) {
            if (signature.arguments().size() == arguments.size() && misfit(signature, arguments) < 0) {
                return signature;
            }
        }
        throw refused(name, signatures, arguments);
    }

    private static PenstockException refused(String name, List<Signature> signatures, List<DataType> arguments) {
        if (signatures.isEmpty()) {
            return new PenstockException(
                            ErrorCode.INVALID_OPERATION, "\"" + name + "\" does not say which arguments it takes")
                    .hint("its class has to override signatures() or bind()");
        }
        String accepted = signatures.stream().map(Signature::toString).collect(Collectors.joining(" or "));
        List<Signature> sameLength = signatures.stream().filter(s -> s.arguments().size() == arguments.size()).toList();
        if (sameLength.isEmpty()) {
            return new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "\"" + name + "\" does not take " + arguments.size() + " arguments")
                    .hint("it takes " + accepted);
        }
        int wrong = misfit(sameLength.getFirst(), arguments);
        String message =
                sameLength.size() == 1
                        ? "argument "
                                + (wrong + 1)
                                + " of \""
                                + name
                                + "\" is "
                                + arguments.get(wrong)
                                + ", and it takes "
                                + sameLength.getFirst().arguments().get(wrong)
                        : "\"" + name + "\" takes no " + arguments;
        return new PenstockException(ErrorCode.INVALID_OPERATION, message)
                .hint("it takes " + accepted + "; cast the argument");
    }

    /// The first argument that does not fit, or -1.
    private static int misfit(Signature signature, List<DataType> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            if (!fits(arguments.get(i), signature.arguments().get(i))) {
                return i;
            }
        }
        return -1;
    }

    /// Whether every value of `from` is one of `to`.
    static boolean fits(DataType from, DataType to) {
        DataType plain = from.logical();
        if (plain.equals(to) || plain.sameValues(to) || plain instanceof DataType.Null) {
            return true;
        }
        return switch (to) {
            case DataType.Int(int bits, boolean signed) ->
                    plain instanceof DataType.Int(int own, boolean ownSigned)
                            && (signed == ownSigned ? own <= bits : signed && own < bits);
            case DataType.FloatingPoint(int bits) ->
                    switch (plain) {
                        case DataType.Int(int own, _) -> bits == 64 || own < bits;
                        case DataType.FloatingPoint(int own) -> own <= bits;
                        default -> false;
                    };
            case DataType.Decimal(_, int precision, int scale) ->
                    switch (plain) {
                        case DataType.Int(int own, _) -> precision - scale >= digits(own);
                        case DataType.Decimal(_, int own, int ownScale) ->
                                ownScale <= scale && own - ownScale <= precision - scale;
                        default -> false;
                    };
            case DataType.ListOf(Field element, _) ->
                    switch (plain) {
                        case DataType.ListOf(Field own, _) -> fits(own.type(), element.type());
                        case DataType.FixedSizeListOf(Field own, _) -> fits(own.type(), element.type());
                        default -> false;
                    };
            case DataType.FixedSizeListOf(Field element, int size) ->
                    plain instanceof DataType.FixedSizeListOf(Field own, int ownSize)
                            && size == ownSize
                            && fits(own.type(), element.type());
            case DataType.StructOf(List<Field> fields) ->
                    plain instanceof DataType.StructOf(List<Field> own) && fits(own, fields);
            default -> false;
        };
    }

    /// Whether both have fields of the same names in the same order, and each fits.
    private static boolean fits(List<Field> from, List<Field> to) {
        return from.size() == to.size()
                && IntStream.range(0, from.size())
                        .allMatch(i ->
                                from.get(i).name().equals(to.get(i).name())
                                        && fits(from.get(i).type(), to.get(i).type()));
    }

    private static int digits(int bits) {
        return switch (bits) {
            case 8 -> 3;
            case 16 -> 5;
            case 32 -> 10;
            default -> 20;
        };
    }
}
