package dev.penstock.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.penstock.bind.PolarsTypes.Case;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.testing.Frames;
import dev.penstock.testing.TypeNames;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Every expression of two columns, of a column and a constant, and of one column has the type that Polars gives it, or
/// fails when Polars fails. What differs on purpose is listed in [PolarsDeviations] and in `docs/types.md`.
class PolarsTypesTest {
    private static final Set<ErrorCode> REFUSALS =
            EnumSet.of(
                    ErrorCode.INVALID_OPERATION,
                    ErrorCode.SCHEMA_MISMATCH,
                    ErrorCode.UNSUPPORTED_TYPE,
                    ErrorCode.UNSUPPORTED_OPERATION);

    @Test
    void typesAreThoseOfPolarsExceptWhereTheDocumentationSaysSo() {
        var unexplained = new ArrayList<String>();
        var used = new HashSet<String>();
        int equal = 0;
        for (Case c : PolarsTypes.load().cases()) {
            String expected = c.expected().replace("int128", "decimal128(38, 0)");
            String actual = actual(c);
            if (expected.startsWith("!") ? actual.startsWith("!") : actual.equals(expected)) {
                equal++;
                continue;
            }
            List<PolarsDeviations> reasons = PolarsDeviations.of(c, actual);
            reasons.forEach(reason -> used.add(reason.name()));
            if (reasons.isEmpty()) {
                unexplained.add("%s: Polars %s, here %s".formatted(c, c.expected(), actual));
            }
        }
        assertThat(unexplained).isEmpty();
        assertThat(used).as("deviations that still exist").hasSize(PolarsDeviations.values().length);
        assertThat(equal).isGreaterThan(30_000);
    }

    private static String actual(Case c) {
        try {
            return c.operation().equals("supertype")
                    ? name(Supertype.require(TypeNames.parse(c.left()), TypeNames.parse(c.right())))
                    : name(Frames.typeOf(c.expression(), c.columns()));
        } catch (PenstockException e) {
            assertThat(REFUSALS).as(c.toString()).contains(e.code());
            return "!" + e.code();
        }
    }

    /// What the script calls the type.
    private static String name(DataType type) {
        return switch (type) {
            case DataType.Dictionary _ -> "categorical";
            case DataType.ListOf(Field element, _) -> "list<" + name(element.type()) + ">";
            case DataType.StructOf(List<Field> fields) ->
                    "struct<"
                            + String.join(", ", fields.stream().map(f -> f.name() + ": " + name(f.type())).toList())
                            + ">";
            default -> type.logical().toString();
        };
    }
}
