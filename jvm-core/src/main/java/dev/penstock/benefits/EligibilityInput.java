package dev.penstock.benefits;

import dev.penstock.error.ErrorCode;
import dev.penstock.error.PenstockException;
import dev.penstock.type.DataType;
import dev.penstock.type.Field;
import dev.penstock.type.Schema;
import dev.penstock.type.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/// Where the columns of the eligibility rules are in a table of participants; -1 for one that is not there.
record EligibilityInput(
        Schema schema,
        int employee,
        int status,
        int birth,
        int hire,
        int tenure,
        int age,
        int hours,
        int hoursPeriodEnd,
        int eligibilityDate,
        int hoursByPeriod) {
    /// @throws PenstockException with code COLUMN_NOT_FOUND, SCHEMA_MISMATCH for a wrong type, CONFIG when a day is
    ///   needed to derive a column from
    static EligibilityInput of(Schema schema, EligibilityRules rules) {
        int tenure = optional(schema, "tenure_months", EligibilityInput::isInteger, "integers");
        int age = optional(schema, "age", EligibilityInput::isInteger, "integers");
        int eligibilityDate = optional(schema, "eligibility_date", EligibilityInput::isDate, "dates");
        int periodEnd = optional(schema, "hours_period_end", EligibilityInput::isDate, "dates");
        boolean derivesDate = eligibilityDate < 0 && periodEnd >= 0;
        for (EligibilityRules one : rules.all()) {
            needDay(one, tenure, "tenure_months");
            needDay(one, age, "age");
        }
        boolean partTime = rules.looksAtPartTime();
        rules.all().stream().filter(one -> one.partTimeHours() != null).forEach(EligibilityRules::partTimeEnd);
        return new EligibilityInput(
                schema,
                required(schema, "employee_id", EligibilityInput::isIdentifier, "integers or strings"),
                required(schema, "employment_status", EligibilityInput::isText, "strings"),
                age < 0 || derivesDate
                        ? required(schema, "birth_date", EligibilityInput::isDate, "dates")
                        : optional(schema, "birth_date", EligibilityInput::isDate, "dates"),
                tenure < 0 || derivesDate
                        ? required(schema, "hire_date", EligibilityInput::isDate, "dates")
                        : optional(schema, "hire_date", EligibilityInput::isDate, "dates"),
                tenure,
                age,
                required(schema, "hours_ytd", EligibilityInput::isNumber, "decimals, floats or integers"),
                periodEnd,
                eligibilityDate,
                partTime ? required(schema, "hours_by_period", EligibilityInput::isNumbers, "lists of numbers") : -1);
    }

    private static void needDay(EligibilityRules rules, int column, String name) {
        if (column < 0 && rules.asOf() == null) {
            throw new PenstockException(
                            ErrorCode.CONFIG, "there is no column \"" + name + "\" and no day to count it on")
                    .hint("set as_of, or give the column");
        }
    }

    private static int required(Schema schema, String name, Predicate<DataType> fits, String what) {
        int index = optional(schema, name, fits, what);
        if (index < 0) {
            throw PenstockException.columnNotFound(name, schema.names());
        }
        return index;
    }

    private static int optional(Schema schema, String name, Predicate<DataType> fits, String what) {
        int index = schema.contains(name) ? schema.indexOf(name) : -1;
        if (index >= 0 && !fits.test(schema.field(index).type())) {
            throw new PenstockException(
                            ErrorCode.SCHEMA_MISMATCH,
                            "column \""
                                    + name
                                    + "\" has type "
                                    + schema.field(index).type()
                                    + " and should hold "
                                    + what)
                    .column(name);
        }
        return index;
    }

    private static boolean isInteger(DataType type) {
        return type instanceof DataType.Int;
    }

    private static boolean isText(DataType type) {
        return type instanceof DataType.Utf8
                || (type instanceof DataType.Dictionary dictionary && isText(dictionary.values()));
    }

    private static boolean isIdentifier(DataType type) {
        return isInteger(type) || type instanceof DataType.Utf8;
    }

    private static boolean isDate(DataType type) {
        return type.equals(Types.DATE32);
    }

    private static boolean isNumber(DataType type) {
        return isInteger(type)
                || type.equals(Types.FLOAT32)
                || type.equals(Types.FLOAT64)
                || (type instanceof DataType.Decimal(int bits, int _, int _) && bits <= 128);
    }

    private static boolean isNumbers(DataType type) {
        return switch (type) {
            case DataType.ListOf(Field element, var _) -> isNumber(element.type());
            case DataType.FixedSizeListOf(Field element, int _) -> isNumber(element.type());
            default -> false;
        };
    }

    /// Whether eligibility dates are worked out, by rules that scenarios may change.
    boolean derivesDate() {
        return eligibilityDate < 0 && hoursPeriodEnd >= 0;
    }

    /// The participants' key as it was given.
    Field employeeField() {
        return schema.field(employee);
    }

    /// The answer's schema.
    Schema answer(EligibilityRules rules) {
        var fields = new ArrayList<Field>();
        if (rules.scenarios() != null) {
            fields.add(new Field("scenario", Types.UTF8, false));
        }
        fields.add(employeeField());
        for (String flag : List.of("tenure_eligible", "age_eligible", "hours_eligible", "fully_eligible")) {
            fields.add(Field.nullable(flag, Types.BOOL));
        }
        if (rules.looksAtPartTime()) {
            fields.add(Field.nullable("part_time_eligible", Types.BOOL));
            fields.add(Field.nullable("deferral_eligible", Types.BOOL));
        }
        fields.add(Field.nullable("eligibility_date", Types.DATE32));
        fields.add(Field.nullable("ineligible_reason", Types.UTF8));
        fields.add(Field.nullable("as_of", Types.DATE32));
        fields.add(new Field("rule_version", Types.UTF8, false));
        return new Schema(fields);
    }
}
