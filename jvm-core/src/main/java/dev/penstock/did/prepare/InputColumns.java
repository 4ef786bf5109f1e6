package dev.penstock.did.prepare;

import dev.penstock.did.config.DidConfig;
import dev.penstock.did.config.Fault;
import dev.penstock.did.formula.Expr;
import dev.penstock.did.formula.Formula;
import dev.penstock.error.Nearest;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Where the columns that a config names are in a table, and of which types.
///
/// @param columns the fields by the names that the config uses
public record InputColumns(DidConfig config, Formula formula, Schema schema, Map<String, Field> columns) {
    /// @throws PenstockException DID-E06 for columns that are missing, all of them at once; DID-E07 to DID-E13 for a
    ///   type that does not fit; DID-E24 for the formula
    public static InputColumns of(DidConfig config, Schema schema) {
        Formula formula = Formula.parse(config.xformla());
        Map<String, String> roles = roles(config, formula);
        List<String> missing = roles.keySet().stream().filter(name -> !schema.contains(name)).toList();
        if (!missing.isEmpty()) {
            throw missing(missing, roles, schema.names());
        }
        var columns = new LinkedHashMap<String, Field>();
        roles.keySet().forEach(name -> columns.put(name, schema.field(schema.indexOf(name))));
        var input = new InputColumns(config, formula, schema, columns);
        input.checkTypes();
        return input;
    }

    /// The columns that `config` reads, in the order of its fields.
    public static Set<String> names(DidConfig config) {
        return roles(config, Formula.parse(config.xformla())).keySet();
    }

    /// The field of the config that names each column first.
    private static Map<String, String> roles(DidConfig config, Formula formula) {
        var roles = new LinkedHashMap<String, String>();
        put(roles, config.yname(), "yname");
        put(roles, config.tname(), "tname");
        put(roles, config.idname(), "idname");
        put(roles, config.gname(), "gname");
        put(roles, config.treatname(), "treatname");
        put(roles, config.weightsname(), "weightsname");
        config.clustervars().forEach(name -> put(roles, name, "clustervars"));
        formula.columns().forEach(name -> put(roles, name, "xformla"));
        return roles;
    }

    private static void put(Map<String, String> roles, @Nullable String name, String role) {
        if (name != null) {
            roles.putIfAbsent(name, role);
        }
    }

    private static PenstockException missing(List<String> missing, Map<String, String> roles, List<String> names) {
        String what =
                missing.stream()
                        .map(name -> "'%s' (%s)".formatted(name, roles.get(name)))
                        .collect(Collectors.joining(", "));
        var near = new LinkedHashSet<String>();
        missing.forEach(name -> near.addAll(Nearest.to(name, names)));
        PenstockException error =
                Fault.E06
                        .because(
                                missing.size() == 1
                                        ? "column " + what + " is not in the data"
                                        : "columns " + what + " are not in the data")
                        .column(missing.getFirst());
        return error.hint(
                near.isEmpty()
                        ? "the columns are " + quoted(names.subList(0, Math.min(names.size(), 12)))
                        : "closest: " + quoted(near));
    }

    private static String quoted(Iterable<String> names) {
        var quoted = new ArrayList<String>();
        names.forEach(name -> quoted.add("'" + name + "'"));
        return String.join(", ", quoted);
    }

    private void checkTypes() {
        require(Reals::handles, config.yname(), Fault.E07, "outcome", number(config.yname()));
        String periods = "use the year or a period number";
        require(Wholes::handles, config.tname(), Fault.E08, "time", periods);
        require(InputColumns::isId, config.idname(), Fault.E09, "id", "use integers or strings");
        require(Wholes::handles, config.gname(), Fault.E08, "group", periods);
        require(InputColumns::isStatus, config.treatname(), Fault.E10, "treatment", "use a boolean, or 0 and 1");
        require(Reals::handles, config.weightsname(), Fault.E12, "weights", number(config.weightsname()));
        for (String cluster : config.clustervars()) {
            require(Codes::handles, cluster, Fault.E13, "cluster", "use integers or strings");
        }
        for (Expr factor : formula.factors()) {
            if (factor instanceof Expr.Name(String name)) {
                require(InputColumns::isCovariate, name, Fault.E11, "covariate", "use numbers or strings");
            } else {
                var inside = new LinkedHashSet<String>();
                factor.addColumns(inside);
                inside.forEach(name ->
                        require(
                                type -> Reals.handles(type) && !isFactor(name),
                                name,
                                Fault.E11,
                                "covariate",
                                "%s needs numbers".formatted(factor)));
            }
        }
    }

    private static String number(@Nullable String name) {
        return "cast it to a number, e.g. pl.col(\"" + name + "\").cast(pl.Float64)";
    }

    private interface Accepts {
        boolean test(DataType type);
    }

    private void require(Accepts accepts, @Nullable String name, Fault fault, String role, String hint) {
        if (name != null && !accepts.test(Codes.plain(type(name)))) {
            throw fault.because("%s '%s' has type %s".formatted(role, name, type(name)), hint).column(name);
        }
    }

    private static boolean isId(DataType type) {
        return type instanceof DataType.Int
                || type instanceof DataType.Utf8
                || (type instanceof DataType.FixedSizeBinary(int width) && width == 16);
    }

    private static boolean isStatus(DataType type) {
        return type instanceof DataType.Bool || type instanceof DataType.Int;
    }

    private static boolean isCovariate(DataType type) {
        return Reals.handles(type) || type instanceof DataType.Utf8;
    }

    /// The type of a column that the config names.
    DataType type(String name) {
        Field field = columns.get(name);
        if (field == null) {
            throw new IllegalArgumentException(name);
        }
        return field.type();
    }

    int index(String name) {
        return schema.indexOf(name);
    }

    /// Whether a covariate is one of strings or a dictionary, which gets a column for each level.
    boolean isFactor(String name) {
        DataType type = type(name);
        return type instanceof DataType.Dictionary || Codes.plain(type) instanceof DataType.Utf8;
    }
}
