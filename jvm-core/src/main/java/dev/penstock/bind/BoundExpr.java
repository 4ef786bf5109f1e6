package dev.penstock.bind;

import dev.penstock.plan.Function;
import dev.penstock.plan.Options;
import dev.penstock.type.DataType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An elementwise expression over the columns of one input, every type known and every conversion written out.
///
/// Aggregates, windows and reshaping never occur here: the binder has turned them into plan nodes.
public sealed interface BoundExpr {
    DataType type();

    /// A column of the input.
    record Ref(String name, DataType type) implements BoundExpr {}

    /// The same value on each row; the kinds of values are those of [dev.penstock.plan.Expr.Literal].
    ///
    /// @param dynamic whether a plain number that still takes the type of what it meets; engines need not care
    record Constant(DataType type, @Nullable Object value, boolean dynamic) implements BoundExpr {
        public Constant(DataType type, @Nullable Object value) {
            this(type, value, false);
        }
    }

    /// A conversion.
    ///
    /// @param strict whether a value that does not fit is an error rather than a null
    /// @param wrap whether an integer that does not fit keeps its low bits
    record Cast(BoundExpr input, DataType type, boolean strict, boolean wrap) implements BoundExpr {}

    /// A function of its arguments' values on the same row.
    record Call(Function.Elementwise function, List<BoundExpr> arguments, Options options, DataType type)
            implements BoundExpr {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// The value of the first branch whose condition is true, else `otherwise`; all of the same type.
    record Case(List<Branch> branches, BoundExpr otherwise, DataType type) implements BoundExpr {
        public Case {
            branches = List.copyOf(branches);
        }
    }

    /// A condition and the value that goes with it.
    record Branch(BoundExpr condition, BoundExpr value) {}

    /// A struct that is never null, of the fields' values.
    record Struct(List<BoundExpr> fields, DataType type) implements BoundExpr {
        public Struct {
            fields = List.copyOf(fields);
        }
    }

    /// The list with each element replaced by `body`, in which `element` is a column that holds the element.
    record Transform(BoundExpr list, String element, BoundExpr body, DataType type) implements BoundExpr {}

    /// The parts of this expression.
    default List<BoundExpr> children() {
        return switch (this) {
            case Ref _, Constant _ -> List.of();
            case Cast e -> List.of(e.input());
            case Call e -> e.arguments();
            case Case e -> {
                var parts = new java.util.ArrayList<BoundExpr>();
                e.branches()
                        .forEach(branch -> {
                            parts.add(branch.condition());
                            parts.add(branch.value());
                        });
                parts.add(e.otherwise());
                yield parts;
            }
            case Struct e -> e.fields();
            case Transform e -> List.of(e.list(), e.body());
        };
    }
}
