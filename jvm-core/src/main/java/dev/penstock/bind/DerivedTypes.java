package dev.penstock.bind;

import static dev.penstock.bind.ElementwiseTypes.arity;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.OwnCall;
import dev.penstock.function.OwnFunction;
import dev.penstock.function.RepeatedValue;
import dev.penstock.function.Signature;
import dev.penstock.function.bits.BytesAsNumbers;
import dev.penstock.function.bits.BytesAt;
import dev.penstock.function.bits.BytesPart;
import dev.penstock.function.moment.ReplacedParts;
import dev.penstock.function.moment.Steps;
import dev.penstock.function.text.ExtractedGroups;
import dev.penstock.function.text.FoundTexts;
import dev.penstock.function.text.JsonDecode;
import dev.penstock.function.text.JsonPathMatch;
import dev.penstock.function.text.NormalizedText;
import dev.penstock.function.text.ReplacedTexts;
import dev.penstock.function.text.SplitFields;
import dev.penstock.function.text.TextSearch;
import dev.penstock.plan.CalendarSpan;
import dev.penstock.plan.DerivedFunction;
import dev.penstock.plan.Options;
import dev.penstock.plan.PatternErrors;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Types;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// Makes derived functions of others.
final class DerivedTypes {
    private DerivedTypes() {}

    static BoundExpr bind(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        return switch (function) {
            case TRUNCDIV, LOWER_BOUND, UPPER_BOUND, TO_PHYSICAL, REINTERPRET, DT_COMBINE, DT_ROUND, NAME_FIELDS ->
                    Derivations.bind(function, arguments, options);
            case CAT_PHYSICAL ->
                    throw new PenstockException(
                                    ErrorCode.UNSUPPORTED_OPERATION,
                                    "categories have no numbers inside of this expression")
                            .hint("compute cat.physical() in a step of its own, with with_columns");
            case CAT_TO -> {
                arity(function, arguments, 1, 1);
                yield CategoryBinder.ofPlaces(
                        Operands.settled(arguments.getFirst()),
                        options.texts("categories"),
                        options.flag("strict", true));
            }
            case EXT_STORAGE -> {
                arity(function, arguments, 1, 1);
                yield arguments.getFirst();
            }
            case EXT_TO -> {
                arity(function, arguments, 2, 2);
                yield Extensions.stored(arguments.get(0), arguments.get(1), options);
            }
            case BIN_GET ->
                    bytes(
                            function,
                            arguments,
                            List.of(Types.INT64),
                            Types.UINT8,
                            new BytesAt(options.flag("null_on_oob", false)));
            case BIN_HEAD, BIN_TAIL ->
                    bytes(
                            function,
                            arguments,
                            List.of(Types.INT64),
                            Types.BINARY,
                            new BytesPart.AtEnd(function == DerivedFunction.BIN_TAIL));
            case BIN_SLICE ->
                    bytes(function, arguments, List.of(Types.INT64, Types.UINT64), Types.BINARY, new BytesPart());
            case BIN_REINTERPRET -> bytesAsNumbers(function, arguments, options);
            case DT_REPLACE -> replacedParts(function, arguments, options);
            case REPEAT_BY -> repeated(function, arguments);
            case STEPS -> steps(function, arguments, options.text("every", ""));
            case STR_NORMALIZE -> text(function, arguments, List.of(), Types.UTF8, new NormalizedText(form(options)));
            case STR_JSON_PATH_MATCH -> text(function, arguments, List.of(Types.UTF8), Types.UTF8, new JsonPathMatch());
            case STR_JSON_DECODE -> decoded(function, arguments);
            case STR_EXTRACT_GROUPS -> {
                var groups = new ExtractedGroups(pattern(options.text("pattern", "")));
                requireFields(groups.type(), "a pattern without groups");
                yield text(function, arguments, List.of(), groups.type(), groups);
            }
            case STR_SPLIT_EXACT -> {
                int count = Math.addExact(count(function, options), 1);
                yield split(function, arguments, new SplitFields(count, false, options.flag("inclusive", false)));
            }
            case STR_SPLITN -> split(function, arguments, new SplitFields(count(function, options), true, false));
            case STR_REPLACE_MANY -> replaced(function, arguments, options);
            case STR_EXTRACT_MANY, STR_FIND_MANY -> found(function, arguments, options);
        };
    }

    /// A call of a function in Java.
    static BoundExpr own(
            DerivedFunction function,
            List<BoundExpr> arguments,
            List<DataType> wanted,
            DataType result,
            OwnFunction body) {
        arity(function, arguments, wanted.size(), wanted.size());
        List<DataType> given = arguments.stream().map(argument -> Operands.settled(argument).type()).toList();
        OwnCall call = OwnCall.of(function.symbol(), new Signature(wanted, result), given, body);
        return new BoundExpr.Call(
                new UserFunctions.Scalar(call), UserFunctions.as(call.signature(), arguments), Options.NONE, result);
    }

    private static BoundExpr text(
            DerivedFunction function,
            List<BoundExpr> arguments,
            List<DataType> others,
            DataType result,
            OwnFunction body) {
        return first(function, arguments, Types.UTF8, others, result, body);
    }

    private static BoundExpr bytes(
            DerivedFunction function,
            List<BoundExpr> arguments,
            List<DataType> others,
            DataType result,
            OwnFunction body) {
        return first(function, arguments, Types.BINARY, others, result, body);
    }

    /// A function whose first argument must be of a type, and whose others are cast; a text is no byte string.
    private static BoundExpr first(
            DerivedFunction function,
            List<BoundExpr> arguments,
            DataType type,
            List<DataType> others,
            DataType result,
            OwnFunction body) {
        arity(function, arguments, 1 + others.size(), 1 + others.size());
        DataType given = arguments.getFirst().type();
        if (!given.sameValues(type) && !(given instanceof DataType.Null)) {
            throw Operands.invalid(function.symbol(), arguments);
        }
        var wanted = new ArrayList<DataType>(List.of(type));
        wanted.addAll(others);
        return own(function, arguments, wanted, result, body);
    }

    private static BoundExpr bytesAsNumbers(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 2, 2);
        DataType type = arguments.get(1).type();
        if (!BytesAsNumbers.reads(type)) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "bytes cannot be read as " + type)
                    .hint("they can as numbers, dates, times, and arrays of these");
        }
        String order = options.text("endianness", "little");
        List<String> orders = List.of("little", "big");
        if (!orders.contains(order)) {
            throw PenstockException.unknown(ErrorCode.INVALID_OPERATION, "endianness", order, orders);
        }
        var body = new BytesAsNumbers(type, order.equals("big"));
        return bytes(function, arguments.subList(0, 1), List.of(), type, body);
    }

    private static BoundExpr replacedParts(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        arity(function, arguments, 8, 8);
        DataType type = arguments.getFirst().type();
        if (!(type instanceof DataType.Date || type instanceof DataType.Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments.subList(0, 1));
        }
        String ambiguous = options.text("ambiguous", "raise");
        List<String> choices = List.of("raise", "earliest", "latest", "null");
        if (!choices.contains(ambiguous)) {
            throw PenstockException.unknown(ErrorCode.INVALID_OPERATION, "value of ambiguous", ambiguous, choices);
        }
        var wanted = new ArrayList<>(Collections.nCopies(8, Types.INT64));
        wanted.set(0, type);
        return own(function, arguments, wanted, type, new ReplacedParts(type, ambiguous));
    }

    private static BoundExpr repeated(DerivedFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 2, 2);
        DataType type = Operands.settled(arguments.getFirst()).type().logical();
        // A negative number fails in the cast.
        BoundExpr count = new BoundExpr.Cast(Operands.settled(arguments.get(1)), Types.UINT32, true, false);
        BoundExpr times =
                arguments.get(1) instanceof BoundExpr.Constant constant ? Operands.as(constant, Types.UINT32) : count;
        return own(
                function,
                List.of(arguments.getFirst(), times),
                List.of(type, Types.UINT32),
                DataType.listOf(type),
                new RepeatedValue());
    }

    private static BoundExpr steps(DerivedFunction function, List<BoundExpr> arguments, String every) {
        arity(function, arguments, 2, 2);
        DataType type = Operands.settled(arguments.getFirst()).type();
        boolean counts = type instanceof DataType.Int;
        boolean days = type instanceof DataType.Date(boolean milliseconds) && !milliseconds;
        if (!counts && !days && !(type instanceof DataType.Timestamp)) {
            throw Operands.invalid(function.symbol(), arguments.subList(0, 1));
        }
        if (counts != CalendarSpan.isCount(every)) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION, "values of " + type + " cannot be \"" + every + "\" apart")
                    .hint(counts ? "write how many numbers, and i: 3i" : "write a span of time, such as 1d");
        }
        CalendarSpan span = counts ? CalendarSpan.ofCount(every) : CalendarSpan.parse(every);
        long wholeDays = 7 * span.weeks() + span.days();
        if (span.months() < 0 || wholeDays < 0 || span.nanos() < 0 || span.equals(new CalendarSpan(0, 0, 0, 0))) {
            throw new PenstockException(ErrorCode.COMPUTE, "the span \"" + every + "\" must be positive");
        }
        long units =
                type instanceof DataType.Timestamp(var unit, _)
                        ? span.nanos() / (1_000_000_000L / unit.perSecond())
                        : span.nanos();
        if (span.months() == 0 && wholeDays == 0 && units == 0) {
            throw new PenstockException(ErrorCode.COMPUTE, "the span \"" + every + "\" is less than a unit of " + type)
                    .hint("cast to a type of smaller units first");
        }
        boolean calendar = type instanceof DataType.Timestamp(_, var zone) && zone != null;
        var body =
                type instanceof DataType.Timestamp(var unit, _) && !calendar && span.months() == 0
                        ? new Steps(type, 0, 0, units + wholeDays * 86_400 * unit.perSecond())
                        : new Steps(type, span.months(), wholeDays, units);
        return own(function, arguments, List.of(type, type), DataType.listOf(type), body);
    }

    private static Normalizer.Form form(Options options) {
        String name = options.text("form", "NFC");
        List<String> names = Arrays.stream(Normalizer.Form.values()).map(Enum::name).toList();
        if (!names.contains(name)) {
            throw PenstockException.unknown(ErrorCode.INVALID_OPERATION, "normal form", name, names);
        }
        return Normalizer.Form.valueOf(name);
    }

    private static Pattern pattern(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new PenstockException(
                    ErrorCode.COMPUTE,
                    "\"" + text + "\" is no regular expression: " + PatternErrors.reason(e.getDescription()));
        }
    }

    private static void requireFields(DataType.StructOf type, String what) {
        if (type.fields().isEmpty()) {
            throw new PenstockException(
                    ErrorCode.UNSUPPORTED_OPERATION,
                    what + " would make a struct without fields, which no engine holds");
        }
    }

    private static int count(DerivedFunction function, Options options) {
        long count = options.integer("n", 0);
        if (count < 0 || count > 10_000) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION, "\"%s\" with an n of %d".formatted(function.symbol(), count))
                    .hint("it is from 0 to 10000: each is a field");
        }
        return (int) count;
    }

    private static BoundExpr split(DerivedFunction function, List<BoundExpr> arguments, SplitFields body) {
        requireFields(body.type(), "str.splitn with an n of 0");
        return text(function, arguments, List.of(Types.UTF8), body.type(), body);
    }

    private static BoundExpr decoded(DerivedFunction function, List<BoundExpr> arguments) {
        arity(function, arguments, 2, 2);
        DataType type = arguments.get(1).type();
        if (!JsonDecode.reads(type)) {
            throw new PenstockException(ErrorCode.UNSUPPORTED_OPERATION, "JSON is not read as " + type)
                    .hint("it is as numbers, booleans, text, dates, timestamps, and lists and structs of these");
        }
        return text(function, arguments.subList(0, 1), List.of(), type, new JsonDecode(type));
    }

    private static TextSearch search(DerivedFunction function, Options options, TextSearch.Mode mode) {
        List<String> patterns = options.texts("patterns");
        if (patterns.contains("")) {
            throw new PenstockException(
                            ErrorCode.INVALID_OPERATION,
                            "one of the texts that " + function.symbol() + " looks for is empty")
                    .hint("an empty text is everywhere; leave it out");
        }
        return new TextSearch(patterns, options.flag("ascii_case_insensitive", false), mode);
    }

    private static BoundExpr replaced(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        var mode = options.flag("leftmost", false) ? TextSearch.Mode.LEFTMOST : TextSearch.Mode.FIRST_END;
        TextSearch search = search(function, options, mode);
        List<String> replacements = options.texts("replacements");
        if (replacements.size() == 1) {
            replacements = Collections.nCopies(search.patterns().size(), replacements.getFirst());
        }
        if (replacements.size() != search.patterns().size()) {
            throw new PenstockException(
                    ErrorCode.SHAPE,
                    "str.replace_many has %d texts to look for and %d to put in their place"
                            .formatted(search.patterns().size(), replacements.size()));
        }
        return text(function, arguments, List.of(), Types.UTF8, new ReplacedTexts(search, replacements));
    }

    private static BoundExpr found(DerivedFunction function, List<BoundExpr> arguments, Options options) {
        boolean places = function == DerivedFunction.STR_FIND_MANY;
        boolean overlapping = options.flag("overlapping", false);
        boolean leftmost = options.flag("leftmost", false);
        if (overlapping && leftmost) {
            throw new PenstockException(ErrorCode.INVALID_OPERATION, "overlapping matches are not leftmost ones")
                    .hint("choose overlapping or leftmost");
        }
        var mode =
                overlapping
                        ? TextSearch.Mode.OVERLAPPING
                        : leftmost ? TextSearch.Mode.LEFTMOST : TextSearch.Mode.FIRST_END;
        DataType result =
                new DataType.ListOf(
                        Field.nullable("item", places ? Types.UINT32 : Types.UTF8), DataType.Elements.OFFSETS32);
        if (arguments.size() == 1) {
            return text(
                    function, arguments, List.of(), result, new FoundTexts(search(function, options, mode), places));
        }
        boolean anyCase = options.flag("ascii_case_insensitive", false);
        return text(
                function,
                arguments,
                List.of(DataType.listOf(Types.UTF8)),
                result,
                new FoundTexts.OfEachRow(anyCase, mode, places));
    }
}
