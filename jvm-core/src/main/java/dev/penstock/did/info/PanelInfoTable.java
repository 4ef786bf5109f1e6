package dev.penstock.did.info;

import dev.penstock.column.Batch;
import dev.penstock.column.BatchStream;
import dev.penstock.column.Column;
import dev.penstock.did.config.ConfigText;
import dev.penstock.did.config.SettingsReader;
import dev.penstock.did.panel.HeapRoom;
import dev.penstock.did.panel.PanelInfo;
import dev.penstock.did.prepare.Examination;
import dev.penstock.did.prepare.InputColumns;
import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.function.Answer;
import dev.penstock.function.FunctionContext;
import dev.penstock.function.TableFunction;
import dev.penstock.memory.Allocator;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// What a table of units and periods is like, in one row, without estimating anything; see [PanelInfo].
///
/// Input: a table with the columns that the config names. Null only in `suggestion`. O(rows log units), and memory for
/// the columns that the config names.
public final class PanelInfoTable implements TableFunction<ConfigText> {
    private static final DataType COUNTS = DataType.listOf(Types.INT64);

    private static final DataType GROUPS =
            DataType.listOf(
                    new DataType.StructOf(
                            List.of(new Field("group", Types.INT64, false), new Field("units", Types.INT64, false))));

    private static final DataType DROPPED =
            new DataType.MapOf(
                    new Field(
                            "entries",
                            new DataType.StructOf(
                                    List.of(
                                            new Field("key", Types.UTF8, false),
                                            new Field("value", Types.INT64, false))),
                            false),
                    false);

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            count("n_rows"),
                            count("n_rows_used"),
                            count("n_units"),
                            count("n_periods"),
                            new Field("periods", COUNTS, false),
                            new Field("groups", GROUPS, false),
                            count("n_never_treated"),
                            count("n_always_treated"),
                            count("n_after_data"),
                            flag("is_balanced"),
                            count("n_units_incomplete"),
                            count("min_periods_per_unit"),
                            new Field("median_periods_per_unit", Types.FLOAT64, false),
                            count("max_periods_per_unit"),
                            flag("is_repeated_cross_section"),
                            flag("has_gaps"),
                            flag("has_duplicates"),
                            flag("group_constant"),
                            flag("weights_vary"),
                            new Field("dropped_by_column", DROPPED, false),
                            new Field("small_groups", COUNTS, false),
                            count("n_clusters"),
                            new Field("kind", Types.UTF8, false),
                            Field.nullable("suggestion", Types.UTF8)));

    private static Field count(String name) {
        return new Field(name, Types.INT64, false);
    }

    private static Field flag(String name) {
        return new Field(name, Types.BOOL, false);
    }

    @Override
    public String name() {
        return "did_panel_info";
    }

    @Override
    @SuppressWarnings("ClassEscapesDefinedScope") // the settings are known by their names, not by their class
    public Class<ConfigText> configType() {
        return ConfigText.class;
    }

    @Override
    public List<String> sqlSettings() {
        return List.of("config");
    }

    @Override
    public Schema bind(ConfigText settings, List<Schema> inputs) {
        if (inputs.size() != 1) {
            throw new PenstockException(
                    ErrorCode.INVALID_OPERATION, "did_panel_info takes one table, not " + inputs.size());
        }
        InputColumns.of(settings.parsed(), inputs.getFirst());
        return SCHEMA;
    }

    @Override
    public BatchStream apply(ConfigText settings, List<BatchStream> inputs, FunctionContext context) {
        try (HeapRoom room = new HeapRoom(context.allocator().budget())) {
            PanelInfo info = Examination.examine(settings.parsed(), inputs.getFirst(), room, context);
            return BatchStream.of(SCHEMA, List.of(batch(info, context.allocator())));
        }
    }

    private static Batch batch(PanelInfo info, Allocator allocator) {
        List<Consumer<Answer>> values =
                List.of(
                        whole(info.rows()),
                        whole(info.rowsUsed()),
                        whole(info.units()),
                        whole(info.periods().size()),
                        wholes(info.periods()),
                        answer -> groups(answer, info.groups()),
                        whole(info.neverTreated()),
                        whole(info.alwaysTreated()),
                        whole(info.afterData()),
                        truth(info.balanced()),
                        whole(info.incomplete()),
                        whole(info.leastPeriods()),
                        answer -> answer.setDouble(0, info.medianPeriods()),
                        whole(info.mostPeriods()),
                        truth(info.crossSections()),
                        truth(info.gaps()),
                        truth(info.duplicates()),
                        truth(info.groupConstant()),
                        truth(info.weightsVary()),
                        answer -> dropped(answer, info.droppedByColumn()),
                        wholes(info.smallGroups()),
                        whole(info.clusters()),
                        answer -> answer.setString(0, SettingsReader.spelt(info.kind())),
                        answer -> {
                            if (info.suggestion() != null) {
                                answer.setString(0, info.suggestion());
                            }
                        });
        var columns = new ArrayList<Column>();
        try {
            for (int i = 0; i < values.size(); i++) {
                Answer answer = Answer.of(SCHEMA.field(i).type(), 1);
                values.get(i).accept(answer);
                columns.add(answer.toColumn(allocator));
            }
            return new Batch(SCHEMA, 1, columns);
        } catch (Throwable e) {
            Column.closeAll(columns);
            throw e;
        }
    }

    private static Consumer<Answer> whole(long value) {
        return answer -> answer.setLong(0, value);
    }

    private static Consumer<Answer> truth(boolean value) {
        return answer -> answer.setBoolean(0, value);
    }

    private static Consumer<Answer> wholes(List<Long> values) {
        return answer -> {
            int at = answer.setList(0, values.size());
            for (long value : values) {
                answer.elements().setLong(at++, value);
            }
        };
    }

    private static void groups(Answer answer, Map<Long, Long> groups) {
        int at = answer.setList(0, groups.size());
        for (Map.Entry<Long, Long> group : groups.entrySet()) {
            answer.elements().setStruct(at);
            answer.elements().field("group").setLong(at, group.getKey());
            answer.elements().field("units").setLong(at++, group.getValue());
        }
    }

    private static void dropped(Answer answer, Map<String, Long> dropped) {
        int at = answer.setList(0, dropped.size());
        for (Map.Entry<String, Long> column : dropped.entrySet()) {
            answer.elements().setStruct(at);
            answer.elements().field("key").setString(at, column.getKey());
            answer.elements().field("value").setLong(at++, column.getValue());
        }
    }
}
