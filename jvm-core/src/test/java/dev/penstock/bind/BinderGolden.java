package dev.penstock.bind;

import dev.penstock.explain.Explain;
import dev.penstock.plan.Plan;
import dev.penstock.testing.Frames;
import dev.penstock.testing.Golden;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Plans and what the binder makes of them, kept as text: `FRAME "t"` has columns of many types, `FRAME "u"` is there
/// to be joined.
class BinderGolden {
    static final Frames FRAMES =
            new Frames()
                    .with(
                            "t",
                            new Schema(
                                    List.of(
                                            new Field("id", Types.INT64, false, Map.of("source", "payroll")),
                                            Field.nullable("day", Types.DATE32),
                                            Field.nullable("city", new DataType.Utf8(DataType.Bytes.VIEWS)),
                                            Field.nullable("price", Types.FLOAT64),
                                            Field.nullable("n", Types.INT8),
                                            Field.nullable("ok", Types.BOOL),
                                            Field.nullable("tags", DataType.listOf(Types.UTF8)),
                                            Field.nullable(
                                                    "pos",
                                                    new DataType.StructOf(
                                                            List.of(
                                                                    Field.nullable("x", Types.INT32),
                                                                    Field.nullable("y", Types.INT32))))),
                                    Map.of("owner", "tests")))
                    .with("u", "id", Types.INT32, "city", Types.UTF8, "rate", Types.FLOAT32);

    static final Plan T = new Plan.InMemory("t");
    static final Plan U = new Plan.InMemory("u");

    final Map<String, Plan> cases = new LinkedHashMap<>();

    void golden(String name) {
        var text = new StringBuilder();
        cases.forEach(
                (title, plan) -> text.append("## ").append(title).append("\n\n").append(described(plan)).append('\n'));
        Golden.check("plans/bound/" + name + ".txt", text.toString());
    }

    private static String described(Plan plan) {
        BoundPlan bound = FRAMES.bind(plan);
        String text = Explain.typed(bound);
        Schema schema = bound.schema();
        return text + "\n-> " + schema + (schema.metadata().isEmpty() ? "" : " " + schema.metadata()) + "\n";
    }
}
