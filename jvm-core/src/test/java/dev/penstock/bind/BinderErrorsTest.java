package dev.penstock.bind;

import static dev.penstock.testing.Exprs.as;
import static dev.penstock.testing.Exprs.asc;
import static dev.penstock.testing.Exprs.call;
import static dev.penstock.testing.Exprs.col;
import static dev.penstock.testing.Exprs.cols;
import static dev.penstock.testing.Exprs.lit;
import static dev.penstock.testing.Exprs.over;
import static dev.penstock.testing.Exprs.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Expr;
import dev.penstock.plan.IndexWindows;
import dev.penstock.plan.Options;
import dev.penstock.plan.Plan;
import dev.penstock.plan.Selector;
import dev.penstock.testing.Frames;
import dev.penstock.type.DataType;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Whatever does not fit is refused before anything runs, and the message says what, where and what to do.
class BinderErrorsTest {
    private static final Frames FRAMES =
            new Frames()
                    .with(
                            "t",
                            "price",
                            Types.FLOAT64,
                            "name",
                            Types.UTF8,
                            "n",
                            Types.INT32,
                            "tags",
                            DataType.listOf(Types.UTF8))
                    .with("u", "name", Types.UTF8, "rate", Types.FLOAT64);
    private static final Plan T = new Plan.InMemory("t");
    private static final Plan U = new Plan.InMemory("u");

    private static void refuses(Plan plan, ErrorCode code, Consumer<PenstockException> more) {
        assertThatThrownBy(() -> FRAMES.bind(plan))
                .isInstanceOfSatisfying(
                        PenstockException.class,
                        e -> {
                            assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
                            more.accept(e);
                        });
    }

    private static void refuses(Plan plan, ErrorCode code, String message) {
        refuses(plan, code, e -> assertThat(e).hasMessageContaining(message));
    }

    private static Plan select(Expr... expressions) {
        return new Plan.Project(T, List.of(expressions));
    }

    private static Plan group(Expr... aggregations) {
        return new Plan.Aggregate(T, List.of(col("name")), List.of(aggregations), null, false);
    }

    /// Every place in which a plan names columns.
    private static List<Plan> plansWith(Expr wrong) {
        var plans = new ArrayList<Plan>();
        plans.add(select(wrong));
        plans.add(new Plan.Extend(T, List.of(wrong)));
        plans.add(new Plan.Filter(T, call("is_null", wrong), false));
        plans.add(new Plan.Sort(T, List.of(asc(wrong)), false));
        plans.add(new Plan.TopK(T, 1, List.of(asc(wrong))));
        plans.add(new Plan.Distinct(T, List.of(wrong), Plan.Keep.ANY, false));
        plans.add(new Plan.Aggregate(T, List.of(wrong), List.of(), null, false));
        plans.add(group(call("sum", wrong)));
        plans.add(group(wrong));
        plans.add(
                new Plan.Aggregate(T, List.of(col("name")), List.of(), call("gt", call("max", wrong), lit(1)), false));
        plans.add(select(over(call("sum", wrong), "name")));
        plans.add(select(new Expr.Over(call("sum", col("n")), List.of(wrong), List.of(), Expr.Mapping.GROUP_TO_ROWS)));
        plans.add(select(new Expr.Over(call("sum", col("n")), List.of(), List.of(asc(wrong)), Expr.Mapping.JOIN)));
        plans.add(select(new Expr.SortedBy(col("n"), List.of(asc(wrong)))));
        plans.add(select(new Expr.Filtered(col("n"), call("is_null", wrong))));
        plans.add(select(when(call("is_null", wrong), lit(1), lit(2))));
        plans.add(select(call("shift", wrong)));
        plans.add(select(call("reverse", wrong)));
        plans.add(select(new Expr.StructOf(List.of(wrong))));
        plans.add(select(new Expr.ListEval(wrong, new Expr.Element())));
        plans.add(join(List.of(wrong), List.of(col("name"))));
        plans.add(join(List.of(col("name")), List.of(wrong)));
        plans.add(new Plan.JoinWhere(T, U, List.of(call("gt", col("rate"), wrong)), "_right"));
        plans.add(new Plan.Unpivot(T, List.of(wrong), List.of(), "variable", "value"));
        plans.add(new Plan.Explode(T, List.of(wrong), true, true));
        plans.add(new Plan.Unnest(T, List.of(wrong), null));
        plans.add(new Plan.Pivot(T, List.of(wrong), List.of(), List.of(col("n")), null, null, false, "_"));
        return plans;
    }

    private static Plan join(List<Expr> left, List<Expr> right) {
        return new Plan.Join(
                T,
                U,
                Plan.JoinKind.INNER,
                left,
                right,
                "_right",
                Plan.JoinValidation.MANY_TO_MANY,
                false,
                null,
                Plan.JoinOrder.NONE);
    }

    @Test
    void anUnknownColumnIsNamedWithTheNearestOnesWhereverItStands() {
        for (Plan plan : plansWith(col("prce"))) {
            refuses(
                    plan,
                    ErrorCode.COLUMN_NOT_FOUND,
                    e -> {
                        assertThat(e).hasMessage("column \"prce\" not found");
                        assertThat(e.column()).isEqualTo("prce");
                        assertThat(e.hint()).as(plan.toString()).isNotNull();
                        assertThat(e.path()).as(plan.toString()).startsWith(Binder.nameOf(plan));
                    });
        }
    }

    @Test
    void theHintNamesWhatIsNear() {
        refuses(
                select(col("prcie")),
                ErrorCode.COLUMN_NOT_FOUND,
                e -> assertThat(e.hint()).isEqualTo("did you mean \"price\"?"));
        refuses(
                select(col("zzz")),
                ErrorCode.COLUMN_NOT_FOUND,
                e -> assertThat(e.hint()).contains("the columns are \"price\", \"name\""));
        refuses(select(cols("nam")), ErrorCode.COLUMN_NOT_FOUND, e -> assertThat(e.hint()).contains("\"name\""));
        refuses(
                new Plan.Rename(T, Map.of("nmae", "x"), true),
                ErrorCode.COLUMN_NOT_FOUND,
                e -> assertThat(e.hint()).contains("\"name\""));
    }

    @Test
    void aTypeClashShowsTheExpressionAndTheTypes() {
        Plan plan = new Plan.Project(new Plan.Filter(T, call("gt", col("price"), lit("x")), false), List.of(col("n")));
        refuses(
                plan,
                ErrorCode.INVALID_OPERATION,
                e -> {
                    assertThat(e).hasMessage("\"gt\" is not defined for float64 and utf8");
                    assertThat(e.expression()).isEqualTo("(col(\"price\") > \"x\")");
                    assertThat(e.path()).containsExactly("select", "filter");
                });
    }

    @Test
    void conditionsMustBeBoolean() {
        List<Plan> plans =
                List.of(
                        new Plan.Filter(T, col("n"), false),
                        new Plan.Filter(T, col("n"), true),
                        select(when(col("n"), lit(1), lit(2))),
                        select(new Expr.Filtered(col("price"), col("n"))),
                        group(call("sum", new Expr.Filtered(col("price"), col("n")))),
                        new Plan.Aggregate(T, List.of(col("name")), List.of(), call("sum", col("n")), false),
                        new Plan.JoinWhere(T, U, List.of(col("n")), "_right"));
        for (Plan plan : plans) {
            refuses(
                    plan,
                    ErrorCode.INVALID_OPERATION,
                    e -> {
                        assertThat(e).hasMessageContaining("is int32, not bool");
                        assertThat(e.expression()).isNotNull();
                    });
        }
    }

    @Test
    void noOutputMayComeTwice() {
        List<Plan> plans =
                List.of(
                        select(col("n"), as(col("price"), "n")),
                        select(call("sum", col("n")), call("max", col("n"))),
                        select(call("reverse", col("n")), col("n")),
                        new Plan.Extend(T, List.of(as(lit(1), "x"), as(lit(2), "x"))),
                        new Plan.Rename(T, Map.of("n", "price"), true),
                        group(call("sum", col("n")), call("max", col("n"))),
                        group(call("first", col("name"))),
                        new Plan.RowIndex(T, "n", 0),
                        select(as(new Expr.StructOf(List.of(col("n"), as(col("price"), "n"))), "s")),
                        new Plan.Concat(List.of(T, U), Plan.ConcatKind.HORIZONTAL),
                        new Plan.Unpivot(T, List.of(col("n")), List.of(col("n")), "variable", "value"),
                        new Plan.Unpivot(T, List.of(col("n")), List.of(col("name")), "name", "value"));
        for (Plan plan : plans) {
            refuses(plan, ErrorCode.DUPLICATE, e -> assertThat(e.column()).as(plan.toString()).isNotNull());
        }
    }

    @Test
    void aSuffixThatDoesNotHelpIsRefused() {
        Plan left = new Plan.Extend(T, List.of(as(lit(1), "rate"), as(lit(2), "rate_right")));
        Plan plan =
                new Plan.Join(
                        left,
                        U,
                        Plan.JoinKind.INNER,
                        List.of(col("name")),
                        List.of(col("name")),
                        "_right",
                        Plan.JoinValidation.MANY_TO_MANY,
                        false,
                        null,
                        Plan.JoinOrder.NONE);
        refuses(plan, ErrorCode.DUPLICATE, "the column \"rate_right\" would come twice");
    }

    @Test
    void functionsCountTheirArguments() {
        refuses(
                select(call("sqrt", col("n"), col("n"))),
                ErrorCode.INVALID_OPERATION,
                "\"sqrt\" takes 1 arguments, not 2");
        refuses(select(call("add", col("n"))), ErrorCode.INVALID_OPERATION, "\"add\" takes 2 arguments, not 1");
        refuses(select(call("corr", col("n"))), ErrorCode.INVALID_OPERATION, "\"corr\" takes 2 arguments, not 1");
        refuses(select(call("sum")), ErrorCode.INVALID_OPERATION, "\"sum\" takes 1 arguments, not 0");
        refuses(select(call("shift")), ErrorCode.INVALID_OPERATION, "\"shift\" takes 1 to 2 arguments, not 0");
        refuses(
                select(call("rank", col("n"), col("n"))),
                ErrorCode.INVALID_OPERATION,
                "\"rank\" takes 1 arguments, not 2");
        refuses(select(call("reverse")), ErrorCode.INVALID_OPERATION, "\"reverse\" takes 1 arguments, not 0");
        refuses(
                group(call("sum", call("reverse"))),
                ErrorCode.INVALID_OPERATION,
                "\"reverse\" takes 1 arguments, not 0");
        refuses(select(call("gather", col("n"))), ErrorCode.INVALID_OPERATION, "\"gather\" takes 2 arguments, not 1");
        refuses(
                select(call("is_between", col("n"), lit(1))),
                ErrorCode.INVALID_OPERATION,
                "\"is_between\" takes 3 arguments, not 2");
    }

    @Test
    void functionsNameTheTypesThatTheyDoNotHave() {
        refuses(select(call("sum", col("name"))), ErrorCode.INVALID_OPERATION, "\"sum\" is not defined for utf8");
        refuses(
                select(call("cum_sum", col("name"))),
                ErrorCode.INVALID_OPERATION,
                "\"cum_sum\" is not defined for utf8");
        refuses(
                select(call("str.len_bytes", col("n"))),
                ErrorCode.INVALID_OPERATION,
                "\"str.len_bytes\" is not defined for int32");
        refuses(select(call("dt.year", col("n"))), ErrorCode.INVALID_OPERATION, "\"dt.year\" is not defined for int32");
        refuses(
                select(call("list.len", col("n"))),
                ErrorCode.INVALID_OPERATION,
                "\"list.len\" is not defined for int32");
        refuses(
                select(call("arg_true", col("n"))),
                ErrorCode.INVALID_OPERATION,
                "\"arg_true\" is not defined for int32");
        refuses(
                select(call("gather", col("n"), col("price"))),
                ErrorCode.INVALID_OPERATION,
                "\"gather\" is not defined for int32 and float64");
        refuses(
                select(new Expr.ListEval(col("n"), new Expr.Element())),
                ErrorCode.INVALID_OPERATION,
                "\"list.eval\" is not defined for int32");
        refuses(new Plan.Explode(T, List.of(col("n")), true, true), ErrorCode.INVALID_OPERATION, "explode needs lists");
        refuses(new Plan.Unnest(T, List.of(col("n")), null), ErrorCode.INVALID_OPERATION, "unnest needs structs");
    }

    @Test
    void elementsStandOnlyWhereThereAreElements() {
        refuses(select(new Expr.Element()), ErrorCode.INVALID_OPERATION, "element() has a meaning only");
        refuses(
                select(new Expr.ListEval(col("tags"), col("n"))),
                ErrorCode.INVALID_OPERATION,
                "list.eval looks at element()");
        refuses(
                select(new Expr.ListAgg(col("tags"), call("sum", col("n")))),
                ErrorCode.INVALID_OPERATION,
                "list.agg looks at element()");
        Expr ranked = new Expr.ListEval(new Expr.Element(), call("rank", new Expr.Element()));
        refuses(
                select(new Expr.ListEval(call("implode", col("tags")), ranked)),
                ErrorCode.UNSUPPORTED_OPERATION,
                "what looks at several elements at once");
    }

    @Test
    void fieldsStandOnlyWhereThereIsAStruct() {
        Expr x = new Expr.StructFields(List.of("x"));
        refuses(select(x), ErrorCode.INVALID_OPERATION, "field() has a meaning only");
        refuses(
                select(new Expr.WithFields(col("n"), List.of(x), true)),
                ErrorCode.INVALID_OPERATION,
                "\"struct.with_fields\" is not defined for int32");
        Expr made = new Expr.StructOf(List.of(col("n"), col("price")));
        refuses(
                select(new Expr.WithFields(made, List.of(x), true)),
                ErrorCode.COLUMN_NOT_FOUND,
                "column \"x\" not found");
        refuses(
                select(new Expr.WithFields(made, List.of(col("n"), new Expr.StructFields(List.of("n"))), false)),
                ErrorCode.DUPLICATE,
                "the column \"n\" comes twice");
        refuses(
                select(new Expr.WithFields(made, List.of(), false)),
                ErrorCode.UNSUPPORTED_OPERATION,
                "a struct needs one field at least");
        refuses(
                select(new Expr.Unnest(col("n"), new Selector.All())),
                ErrorCode.INVALID_OPERATION,
                "\"struct.unnest\" is not defined for int32");
    }

    @Test
    void whatChangesTheNumberOfRowsCannotStandAmongRows() {
        Expr sorted = new Expr.SortedBy(col("n"), List.of(asc(col("n"))));
        List<Plan> plans =
                List.of(
                        new Plan.Filter(T, call("gt", sorted, lit(1)), false),
                        new Plan.Sort(T, List.of(asc(call("unique", col("n")))), false),
                        new Plan.Extend(T, List.of(as(over(sorted, "name"), "s"))),
                        new Plan.Aggregate(T, List.of(sorted), List.of(), null, false),
                        join(List.of(call("reverse", col("name"))), List.of(col("name"))));
        for (Plan plan : plans) {
            refuses(
                    plan,
                    ErrorCode.UNSUPPORTED_OPERATION,
                    e -> {
                        assertThat(e).hasMessageContaining("changes the number or order of rows");
                        assertThat(e.hint()).isNotNull();
                    });
        }
    }

    @Test
    void joinsNeedKeysThatFit() {
        refuses(join(List.of(), List.of()), ErrorCode.INVALID_OPERATION, "a join needs keys");
        refuses(join(List.of(col("name")), List.of()), ErrorCode.INVALID_OPERATION, "1 left and 0 right keys");
        refuses(join(List.of(col("n")), List.of(col("name"))), ErrorCode.SCHEMA_MISMATCH, "cannot be compared");
        refuses(new Plan.JoinWhere(T, U, List.of(), "_right"), ErrorCode.INVALID_OPERATION, "at least one predicate");
        refuses(
                new Plan.JoinWhere(T, U, List.of(call("gt", call("max", col("n")), lit(1))), "_right"),
                ErrorCode.INVALID_OPERATION,
                "compares columns row by row");
    }

    @Test
    void framesThatDoNotFitTogetherAreRefused() {
        refuses(
                new Plan.Concat(List.of(T, U), Plan.ConcatKind.VERTICAL),
                ErrorCode.SCHEMA_MISMATCH,
                "cannot stand below each other");
        Plan text = new Plan.Project(T, List.of(new Expr.Cast(col("n"), Types.UTF8, true, false)));
        Plan number = select(col("n"));
        refuses(
                new Plan.Concat(List.of(number, text), Plan.ConcatKind.VERTICAL),
                ErrorCode.SCHEMA_MISMATCH,
                e -> {
                    assertThat(e.column()).isEqualTo("n");
                    assertThat(e.hint()).contains("vertical_relaxed");
                });
        refuses(
                new Plan.Concat(List.of(), Plan.ConcatKind.VERTICAL),
                ErrorCode.INVALID_OPERATION,
                "at least one frame");
        refuses(
                new Plan.Unpivot(T, List.of(col("tags"), col("n")), List.of(), "k", "v"),
                ErrorCode.SCHEMA_MISMATCH,
                "no type holds");
    }

    @Test
    void pivotAndSampleCheckWhatTheyAreTold() {
        List<List<Expr.Literal>> two = List.of(List.of(lit("a"), lit("b")));
        refuses(
                new Plan.Pivot(
                        T, List.of(col("name")), two, List.of(col("n")), List.of(col("price")), null, false, "_"),
                ErrorCode.SHAPE,
                "has 2 values for 1 columns");
        refuses(
                new Plan.Pivot(T, List.of(col("name")), List.of(), null, null, null, false, "_"),
                ErrorCode.INVALID_OPERATION,
                "needs index or values");
        refuses(new Plan.Sample(T, 1L, 0.5, false, false, null), ErrorCode.CONFIG, "not both");
        refuses(new Plan.Sample(T, -1L, null, false, false, null), ErrorCode.CONFIG, "negative");
        refuses(new Plan.Sample(T, null, Double.NaN, false, false, null), ErrorCode.CONFIG, "fraction");
        refuses(new Plan.Sample(T, null, 1.5, false, false, null), ErrorCode.SHAPE, "more rows than there are");
        refuses(new Plan.TopK(T, -1, List.of(asc(col("n")))), ErrorCode.CONFIG, "negative");
        refuses(new Plan.Slice(T, 0, -1L), ErrorCode.CONFIG, "negative");
    }

    @Test
    void selectorsAreChecked() {
        refuses(
                select(cols(new Selector.Positions(List.of(4), true))),
                ErrorCode.COLUMN_NOT_FOUND,
                "no column at position 4; there are 4");
        refuses(select(cols(new Selector.Matching("["))), ErrorCode.INVALID_OPERATION, "does not compile");
        Expr two = cols("n", "price");
        Expr three = cols("n", "price", "name");
        refuses(select(call("add", two, three)), ErrorCode.INVALID_OPERATION, "selections of 2 and of 3 columns");
    }

    @Test
    void tableFunctionsAreLookedUp() {
        refuses(
                new Plan.TableCall("benefits.eligibility", JsonNodeFactory.instance.objectNode(), List.of(T)),
                ErrorCode.UNSUPPORTED_OPERATION,
                "unknown table function");
    }

    private static Plan rolling(Expr index, String period) {
        var windows = new IndexWindows.Rolling(period, null, IndexWindows.Closed.RIGHT);
        return new Plan.WindowAggregate(T, index, windows, List.of(), List.of(new Expr.RowCount()), null);
    }

    private static Plan dynamic(Expr index, String every, String period, String offset) {
        var windows =
                new IndexWindows.Dynamic(
                        every,
                        period,
                        offset,
                        IndexWindows.Closed.LEFT,
                        IndexWindows.Label.LEFT,
                        IndexWindows.StartBy.WINDOW,
                        false);
        return new Plan.WindowAggregate(T, index, windows, List.of(), List.of(), null);
    }

    @Test
    void windowsNeedAnIndexAndSpansThatGoWithIt() {
        Expr day = new Expr.Cast(col("n"), Types.DATE32, true, false);
        Expr wide = new Expr.Cast(col("n"), Types.INT64, true, false);
        refuses(rolling(col("name"), "3i"), ErrorCode.INVALID_OPERATION, "an index column cannot be");
        refuses(rolling(col("price"), "3i"), ErrorCode.INVALID_OPERATION, "an index column cannot be");
        refuses(rolling(col("nope"), "3i"), ErrorCode.COLUMN_NOT_FOUND, "nope");
        refuses(rolling(cols("n", "price"), "3i"), ErrorCode.INVALID_OPERATION, "one index column is needed, not 2");
        refuses(rolling(col("n"), "3h"), ErrorCode.INVALID_OPERATION, "period=\"3h\" does not go together");
        refuses(rolling(day, "3i"), ErrorCode.INVALID_OPERATION, "period=\"3i\" does not go together");
        refuses(rolling(col("n"), "3x"), ErrorCode.COMPUTE, "\"3x\" is no span of time");
        refuses(rolling(day, "often"), ErrorCode.COMPUTE, "is no span of time");
        refuses(rolling(col("n"), "0i"), ErrorCode.COMPUTE, "period=\"0i\" is not a positive span");
        refuses(rolling(col("n"), "-1i"), ErrorCode.COMPUTE, "is not a positive span");
        refuses(rolling(col("n"), ""), ErrorCode.INVALID_OPERATION, "does not go together");
        refuses(rolling(wide, "99999999999999999999i"), ErrorCode.INVALID_OPERATION, "is no span along");
        refuses(dynamic(col("n"), "-2i", null, null), ErrorCode.COMPUTE, "every=\"-2i\" is not a positive span");
        refuses(dynamic(day, "10ns", null, null), ErrorCode.COMPUTE, "every=\"10ns\" is not a positive span");
        refuses(dynamic(day, "1mo2d", null, null), ErrorCode.COMPUTE, "mixes months, weeks, days");
        refuses(dynamic(col("n"), "2i", "0i", null), ErrorCode.COMPUTE, "period=\"0i\" is not a positive span");
        refuses(dynamic(col("n"), "2i", null, "1d"), ErrorCode.INVALID_OPERATION, "offset=\"1d\" does not go");
        Plan unsigned = dynamic(new Expr.Cast(col("n"), Types.UINT32, true, false), "2i", null, null);
        refuses(unsigned, ErrorCode.INVALID_OPERATION, "an index column cannot be");
    }

    @Test
    void aFrameWithoutColumnsCannotBeWritten() {
        refuses(
                new Plan.Sink(select(), Plan.Format.IPC, "x.arrow", Options.NONE),
                ErrorCode.SCHEMA_MISMATCH,
                "without columns");
    }

    @Test
    void patternsInNamesAreChecked() {
        Expr renamed = new Expr.Renamed(col("n"), Expr.NameRule.REPLACE, "x", "(", false);
        refuses(select(renamed), ErrorCode.INVALID_OPERATION, "does not compile");
    }
}
