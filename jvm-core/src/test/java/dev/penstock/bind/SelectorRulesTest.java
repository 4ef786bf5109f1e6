package dev.penstock.bind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.plan.Selector;
import dev.penstock.plan.Selector.TypeClass;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.TimeUnit;
import dev.penstock.type.Types;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorRulesTest {
    private static final DataType.Int UINT32 = (DataType.Int) Types.UINT32;

    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            Field.nullable("n", Types.INT64),
                            Field.nullable("ms", new DataType.Timestamp(TimeUnit.MILLISECOND, "UTC")),
                            Field.nullable("us", new DataType.Timestamp(TimeUnit.MICROSECOND, null)),
                            Field.nullable("cat", new DataType.Dictionary(UINT32, Types.UTF8, false)),
                            Field.nullable("enum", new DataType.Dictionary(UINT32, Types.UTF8, true)),
                            Field.nullable("ints", DataType.listOf(Types.INT64)),
                            Field.nullable("texts", DataType.listOf(Types.UTF8)),
                            Field.nullable("pair", array(Types.INT64, 2)),
                            Field.nullable("triple", array(Types.INT64, 3))));

    private static DataType array(DataType element, int width) {
        return new DataType.FixedSizeListOf(Field.nullable("item", element), width);
    }

    private static List<String> pick(Selector selector) {
        return SelectorRules.select(selector, SCHEMA, Set.of());
    }

    private static Selector family(TypeClass family) {
        return new Selector.OfClass(List.of(family));
    }

    @Test
    void timestampsAreToldApartByTheirUnit() {
        assertThat(pick(family(TypeClass.DATETIME))).containsExactly("ms", "us");
        assertThat(pick(family(TypeClass.DATETIME_MS))).containsExactly("ms");
        assertThat(pick(family(TypeClass.DATETIME_US))).containsExactly("us");
        assertThat(pick(family(TypeClass.DATETIME_NS))).isEmpty();
        assertThat(pick(family(TypeClass.DATETIME_S))).isEmpty();
    }

    @Test
    void orderedDictionariesAreEnumsAndOthersCategories() {
        assertThat(pick(family(TypeClass.CATEGORICAL))).containsExactly("cat");
        assertThat(pick(family(TypeClass.ENUM))).containsExactly("enum");
    }

    @Test
    void listsAreToldApartByTheirElements() {
        assertThat(pick(new Selector.ListsOf(new Selector.All()))).containsExactly("ints", "texts");
        assertThat(pick(new Selector.ListsOf(family(TypeClass.NUMERIC)))).containsExactly("ints");
        assertThat(pick(new Selector.ArraysOf(new Selector.All(), null))).containsExactly("pair", "triple");
        assertThat(pick(new Selector.ArraysOf(family(TypeClass.NUMERIC), 3))).containsExactly("triple");
        assertThat(pick(new Selector.ArraysOf(family(TypeClass.STRING), null))).isEmpty();
    }

    @Test
    void positionsBeyondTheEndAreRefusedOnlyWhenStrict() {
        assertThat(pick(new Selector.Positions(List.of(0, -1, 99), false))).containsExactly("n", "triple");
        assertThatThrownBy(() -> pick(new Selector.Positions(List.of(99), true)))
                .isInstanceOfSatisfying(
                        PenstockException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.COLUMN_NOT_FOUND));
    }
}
