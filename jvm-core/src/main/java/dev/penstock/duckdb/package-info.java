/// Plans as SQL, run by DuckDB in this process, with our semantics and our types.
package dev.penstock.duckdb;
