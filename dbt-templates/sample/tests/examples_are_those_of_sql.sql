{#- Rows that only one of the twins has, and columns that differ in name, type or place. -#}
{%- set twins = ["paid_orders", "spending", "orders_of_customers", "order_history"] -%}
{%- for name in twins %}
{%- set other = name ~ "_sql" %}
select '{{ name }}' as model, 'rows' as what
from (
    (select * from {{ ref(name) }} except all select * from {{ ref(other) }})
    union all
    (select * from {{ ref(other) }} except all select * from {{ ref(name) }})
)
union all
select '{{ name }}', 'columns'
from (
    (
        select column_name, data_type, ordinal_position from information_schema.columns where table_name = '{{ name }}'
        except all
        select column_name, data_type, ordinal_position from information_schema.columns where table_name = '{{ other }}'
    )
    union all
    (
        select column_name, data_type, ordinal_position from information_schema.columns where table_name = '{{ other }}'
        except all
        select column_name, data_type, ordinal_position from information_schema.columns where table_name = '{{ name }}'
    )
)
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
