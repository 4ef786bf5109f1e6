/// Parquet files: pages decoded straight into Arrow buffers, and columns encoded into pages.
package dev.penstock.source.parquet;
