package dev.penstock.function;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What functions answer when they are asked for types, looked at before it is believed.
final class Bound {
    private Bound() {}

    /// What `bind` returns, where whatever it throws names the function.
    static <T extends @Nullable Object> T by(String name, Supplier<T> bind) {
        try {
            return bind.get();
        } catch (PenstockException e) {
            throw e;
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            throw FunctionThreads.failed(name, e);
        }
    }

    /// A signature whose types functions can see, for so many arguments.
    static Signature checked(String name, @Nullable Signature signature, List<DataType> arguments) {
        if (signature == null) {
            throw new PenstockException(
                    ErrorCode.COMPUTE, "the function \"" + name + "\" says no types: bind() returned null");
        }
        if (signature.arguments().size() != arguments.size()) {
            throw new PenstockException(
                    ErrorCode.COMPUTE,
                    "the function \"%s\" was given %d arguments, and bind() speaks of %d"
                            .formatted(name, arguments.size(), signature.arguments().size()));
        }
        signature.arguments().forEach(type -> require(name, type, "takes"));
        require(name, signature.result(), "answers");
        var taken = new ArrayList<DataType>();
        for (int i = 0; i < arguments.size(); i++) {
            DataType wanted = signature.arguments().get(i);
            taken.add(readsAlike(arguments.get(i), wanted) ? arguments.get(i) : wanted);
        }
        return new Signature(taken, signature.result());
    }

    /// Whether [Values] of `given` are those of `wanted`: then nobody needs to convert a column.
    private static boolean readsAlike(DataType given, DataType wanted) {
        if (!Signatures.fits(given, wanted)) {
            return false;
        }
        return switch (given) {
            case DataType.Int _ -> wanted instanceof DataType.Int;
            case DataType.FloatingPoint _ -> wanted instanceof DataType.FloatingPoint;
            case DataType.Utf8 _ -> wanted instanceof DataType.Utf8;
            case DataType.Binary _ -> wanted instanceof DataType.Binary;
            case DataType.Decimal(int bits, _, int scale) ->
                    bits == 128 && wanted instanceof DataType.Decimal(_, _, int other) && scale == other;
            case DataType.ListOf(Field own, _) ->
                    wanted instanceof DataType.ListOf(Field element, _) && readsAlike(own.type(), element.type());
            case DataType.FixedSizeListOf(Field own, int size) ->
                    wanted instanceof DataType.FixedSizeListOf(Field element, int other)
                            && size == other
                            && readsAlike(own.type(), element.type());
            case DataType.StructOf(List<Field> own) ->
                    wanted instanceof DataType.StructOf(List<Field> fields)
                            && own.size() == fields.size()
                            && IntStream.range(0, own.size())
                                    .allMatch(i -> readsAlike(own.get(i).type(), fields.get(i).type()));
            default -> false;
        };
    }

    private static void require(String name, DataType type, String verb) {
        if (Form.of(type) == null) {
            throw new PenstockException(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "the function \"" + name + "\" " + verb + " " + type + ", which Java functions do not see")
                    .hint(
                            "they see numbers, decimals of up to 38 digits, booleans, text, bytes, dates and times, and"
                                    + " lists, maps and structs of these");
        }
    }
}
