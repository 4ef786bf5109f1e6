-- Columns whose type or place is another one.
(select column_index, column_name, data_type from duckdb_columns() where table_name = '{{ ref("every_type").identifier }}'
 except
 select column_index, column_name, data_type from duckdb_columns() where table_name = '{{ ref("every_type_again").identifier }}')
union all
(select column_index, column_name, data_type from duckdb_columns() where table_name = '{{ ref("every_type_again").identifier }}'
 except
 select column_index, column_name, data_type from duckdb_columns() where table_name = '{{ ref("every_type").identifier }}')
