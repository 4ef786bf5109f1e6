package dev.penstock.duckdb;

/// Floats as Polars writes them: the shortest digits that read back the same, with an exponent from 1e16 on and below
/// 1e-5.
final class FloatText {
    private FloatText() {}

    static String of(int bits, String x) {
        return SqlForm.of(
                "CASE WHEN isnan({0}) THEN 'NaN' ELSE {1} END",
                x,
                // 1e-07 is written 1e-7, and 1.5e-05 is written 0.000015.
                SqlForm.of(
                        "regexp_replace(regexp_replace(CAST({0} AS VARCHAR), 'e([+-])0([0-46-9])$', 'e\\1\\2'),"
                                + " '^(-?)([0-9])\\.?([0-9]*)e-05$', '\\10.0000\\2\\3')",
                        x));
    }
}
