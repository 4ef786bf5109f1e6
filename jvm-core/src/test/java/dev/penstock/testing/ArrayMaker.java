package dev.penstock.testing;

import dev.penstock.column.ArrayData;
import dev.penstock.column.Buffer;
import dev.penstock.memory.Allocator;
import dev.penstock.memory.Block;
import dev.penstock.memory.Native;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Layout;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;

/// Writes plain values as Arrow arrays, slowly and obviously. What lies under a null is garbage on purpose.
final class ArrayMaker {
    private final Allocator allocator;
    private final Style style;
    private final List<Block> blocks = new ArrayList<>();

    ArrayMaker(Allocator allocator, Style style) {
        this.allocator = allocator;
        this.style = style;
    }

    List<Block> blocks() {
        return blocks;
    }

    ArrayData make(DataType type, List<?> values) {
        var all = new ArrayList<Object>();
        for (int i = 0; i < style.before(); i++) {
            all.add(values.isEmpty() ? null : values.get(i % values.size()));
        }
        all.addAll(values);
        for (int i = 0; i < style.after(); i++) {
            all.add(values.isEmpty() ? null : values.get(i % values.size()));
        }
        if (all.stream().anyMatch(v -> v == null) && type instanceof DataType.Union) {
            all.replaceAll(v -> v == null ? new Tagged(((DataType.Union) type).typeIds().getFirst(), null) : v);
        }
        ArrayData array = whole(type, all);
        return array.slice(style.before(), values.size());
    }

    private ArrayData whole(DataType type, List<?> values) {
        return switch (Layout.of(type)) {
            case Layout.Nothing _ -> ArrayData.flat(type, values.size(), values.size());
            case Layout.Bits _ -> array(type, values, List.of(bits(values)), List.of(), null);
            case Layout.Fixed(int width) -> array(type, values, List.of(fixed(type, width, values)), List.of(), null);
            case Layout.Variable(int width) -> array(type, values, variable(width, values), List.of(), null);
            case Layout.Views _ -> array(type, values, views(values), List.of(), null);
            case Layout.Lists(int width) -> lists(type, width, values);
            case Layout.ListViews(int width) -> listViews(type, width, values);
            case Layout.FixedLists(int size) -> fixedLists(type, size, values);
            case Layout.Structs _ -> structs((DataType.StructOf) type, values);
            case Layout.Indexed _ -> dictionary((DataType.Dictionary) type, values);
            case Layout.Runs _ -> runs((DataType.RunEndEncoded) type, values);
            case Layout.Unions(boolean dense) -> union((DataType.Union) type, dense, values);
        };
    }

    /// The array with a validity bitmap in front of `buffers`, where one is needed or wanted.
    private ArrayData array(
            DataType type, List<?> values, List<Buffer> buffers, List<ArrayData> children, ArrayData dictionary) {
        long nulls = values.stream().filter(v -> v == null).count();
        boolean bitmap = nulls > 0 || style.bitmap();
        var all = new ArrayList<Buffer>();
        all.add(bitmap ? bits(values.stream().map(v -> v != null).toList()) : Buffer.NONE);
        all.addAll(buffers);
        return new ArrayData(type, values.size(), 0, style.bitmap() ? -1 : nulls, all, children, dictionary);
    }

    private Buffer bits(List<?> values) {
        byte[] bytes = new byte[(values.size() + 7) / 8];
        for (int i = 0; i < values.size(); i++) {
            boolean set = values.get(i) == null ? i % 3 == 0 : (Boolean) values.get(i);
            bytes[i / 8] |= (byte) ((set ? 1 : 0) << (i % 8));
        }
        return buffer(bytes);
    }

    private Buffer fixed(DataType type, int width, List<?> values) {
        byte[] bytes = new byte[width * values.size()];
        int at = 0;
        for (Object value : values) {
            System.arraycopy(value == null ? garbage(width) : FixedValues.bytes(type, value), 0, bytes, at, width);
            at += width;
        }
        return buffer(bytes);
    }

    private List<Buffer> variable(int width, List<?> values) {
        var bytes = new ByteArrayOutputStream();
        var offsets = new ArrayList<Long>();
        bytes.writeBytes(garbage(2));
        for (Object value : values) {
            offsets.add((long) bytes.size());
            bytes.writeBytes(value == null ? garbage(3) : FixedValues.text(value));
        }
        offsets.add((long) bytes.size());
        return List.of(integers(offsets, width), buffer(bytes.toByteArray()));
    }

    /// Long values lie in two buffers by turns.
    private List<Buffer> views(List<?> values) {
        var views = new ByteArrayOutputStream();
        List<ByteArrayOutputStream> data = List.of(new ByteArrayOutputStream(), new ByteArrayOutputStream());
        for (int i = 0; i < values.size(); i++) {
            byte[] text = values.get(i) == null ? new byte[0] : FixedValues.text(values.get(i));
            views.writeBytes(FixedValues.integer(text.length, 4));
            if (text.length <= 12) {
                views.writeBytes(text);
                views.writeBytes(new byte[12 - text.length]);
            } else {
                ByteArrayOutputStream home = data.get(i % 2);
                views.write(text, 0, 4);
                views.writeBytes(FixedValues.integer(i % 2, 4));
                views.writeBytes(FixedValues.integer(home.size(), 4));
                home.writeBytes(text);
            }
        }
        return List.of(
                buffer(views.toByteArray()), buffer(data.get(0).toByteArray()), buffer(data.get(1).toByteArray()));
    }

    private ArrayData lists(DataType type, int width, List<?> values) {
        var elements = new ArrayList<Object>();
        var offsets = new ArrayList<Long>();
        for (Object value : values) {
            offsets.add((long) elements.size());
            elements.addAll(value == null ? List.of() : (List<?>) value);
        }
        offsets.add((long) elements.size());
        return array(type, values, List.of(integers(offsets, width)), List.of(make(element(type), elements)), null);
    }

    /// The lists lie in the elements from the last to the first.
    private ArrayData listViews(DataType type, int width, List<?> values) {
        var elements = new ArrayList<Object>();
        var offsets = new ArrayList<Long>();
        var sizes = new ArrayList<Long>();
        for (Object value : values.reversed()) {
            List<?> list = value == null ? List.of() : (List<?>) value;
            offsets.addFirst((long) elements.size());
            sizes.addFirst((long) list.size());
            elements.addAll(list);
        }
        return array(
                type,
                values,
                List.of(integers(offsets, width), integers(sizes, width)),
                List.of(make(element(type), elements)),
                null);
    }

    private ArrayData fixedLists(DataType type, int size, List<?> values) {
        var elements = new ArrayList<Object>();
        for (Object value : values) {
            elements.addAll(value == null ? Collections.nCopies(size, null) : (List<?>) value);
        }
        return array(type, values, List.of(), List.of(make(element(type), elements)), null);
    }

    private ArrayData structs(DataType.StructOf type, List<?> values) {
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < type.fields().size(); i++) {
            int field = i;
            List<Object> column = new ArrayList<>();
            values.forEach(value -> column.add(value == null ? null : ((List<?>) value).get(field)));
            children.add(make(type.fields().get(i).type(), column));
        }
        return array(type, values, List.of(), children, null);
    }

    /// A dictionary that also holds a null and, when it fits, a value that nobody uses. Where there is a bitmap anyway,
    /// null rows are valid and point to the null.
    private ArrayData dictionary(DataType.Dictionary type, List<?> values) {
        var distinct = new LinkedHashSet<Object>(values);
        distinct.add(null);
        var entries = new ArrayList<Object>(distinct);
        var keys = new ByteArrayOutputStream();
        for (Object value : values) {
            keys.writeBytes(
                    FixedValues.integer(
                            value == null && !style.bitmap() ? 0 : entries.indexOf(value), type.index().bits() / 8));
        }
        List<?> rows = style.bitmap() ? Collections.nCopies(values.size(), true) : values;
        return array(type, rows, List.of(buffer(keys.toByteArray())), List.of(), make(type.values(), entries));
    }

    private ArrayData runs(DataType.RunEndEncoded type, List<?> values) {
        var ends = new ArrayList<Object>();
        var kept = new ArrayList<Object>();
        for (int i = 0; i < values.size(); i++) {
            boolean last = i + 1 == values.size() || !java.util.Objects.equals(values.get(i), values.get(i + 1));
            if (last) {
                ends.add((long) i + 1);
                kept.add(values.get(i));
            }
        }
        ArrayData endArray = unpadded(type.runEnds().type(), ends);
        return new ArrayData(
                type, values.size(), 0, 0, List.of(), List.of(endArray, make(type.values().type(), kept)), null);
    }

    private ArrayData union(DataType.Union type, boolean dense, List<?> values) {
        var ids = new ByteArrayOutputStream();
        var offsets = new ArrayList<Long>();
        List<List<Object>> columns = new ArrayList<>();
        type.fields().forEach(_ -> columns.add(new ArrayList<>()));
        for (Object value : values) {
            Tagged tagged = (Tagged) value;
            int field = type.typeIds().indexOf(tagged.typeId());
            ids.write(tagged.typeId());
            offsets.add((long) columns.get(field).size());
            for (int i = 0; i < columns.size(); i++) {
                if (i == field) {
                    columns.get(i).add(tagged.value());
                } else if (!dense) {
                    columns.get(i).add(null);
                }
            }
        }
        var children = new ArrayList<ArrayData>();
        for (int i = 0; i < columns.size(); i++) {
            children.add(make(type.fields().get(i).type(), columns.get(i)));
        }
        List<Buffer> buffers =
                dense ? List.of(buffer(ids.toByteArray()), integers(offsets, 4)) : List.of(buffer(ids.toByteArray()));
        return new ArrayData(type, values.size(), 0, 0, buffers, children, null);
    }

    private static DataType element(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field element, _) -> element.type();
            case DataType.FixedSizeListOf(Field element, _) -> element.type();
            case DataType.MapOf(Field entries, _) -> entries.type();
            default -> throw new AssertionError(type);
        };
    }

    private Buffer integers(List<Long> values, int width) {
        var bytes = new ByteArrayOutputStream();
        values.forEach(value -> bytes.writeBytes(FixedValues.integer(value, width)));
        return buffer(bytes.toByteArray());
    }

    private static byte[] garbage(int width) {
        byte[] bytes = new byte[width];
        java.util.Arrays.fill(bytes, (byte) 0xA5);
        return bytes;
    }

    private Buffer buffer(byte[] bytes) {
        if (bytes.length == 0) {
            return Buffer.NONE;
        }
        Block block = allocator.allocate(bytes.length + style.shift());
        blocks.add(block);
        long address = block.address() + style.shift();
        MemorySegment.copy(bytes, 0, Native.ALL, ValueLayout.JAVA_BYTE, address, bytes.length);
        return new Buffer(address, bytes.length);
    }

    /// Run ends count from the array's first row, so padding them would change their meaning.
    private ArrayData unpadded(DataType type, List<?> values) {
        var plain = new ArrayMaker(allocator, Style.PLAIN);
        ArrayData made = plain.make(type, values);
        blocks.addAll(plain.blocks);
        return made;
    }
}
