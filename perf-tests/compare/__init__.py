"""Questions that Penstock, Polars and DuckDB answer side by side, and what asks them."""
