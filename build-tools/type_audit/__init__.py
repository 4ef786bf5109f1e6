"""What becomes of each type of Arrow and DuckDB on its way through each library; docs/type-audit.md says it."""
