-- One column of each type that a table can have.
select * from (values
    (1, true, 1::tinyint, 2::smallint, 3::integer, 4::bigint, 5::utinyint, 6::usmallint, 7::uinteger, 8::ubigint,
     9::hugeint, 10::uhugeint, 1.5::float, 2.5::double, 1.10::decimal(4, 2), 2.20::decimal(38, 2), 'text',
     'ab'::blob, '101'::bit, date '2024-02-29', time '10:11:12.123456', timetz '10:11:12+02',
     timestamp '2024-02-29 10:11:12.123456', timestamp_s '2024-02-29 10:11:12', timestamp_ms '2024-02-29 10:11:12.123',
     timestamp_ns '2024-02-29 10:11:12.123456789', timestamptz '2024-02-29 10:11:12+00',
     uuid '123e4567-e89b-12d3-a456-426614174000', '{"a": 1}'::json, 'b'::enum('a', 'b', 'c'),
     [1, null, 3], [[uuid '123e4567-e89b-12d3-a456-426614174000']], [1, 2]::integer[2], interval '1 month 2 days 3 seconds',
     {'x': 1, 'y y': 'z'}, map {'k': 1::hugeint}),
    (2, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
     null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null)
) as all_types(
    id, a_boolean, a_tinyint, a_smallint, an_integer, a_bigint, a_utinyint, a_usmallint, a_uinteger, a_ubigint,
    a_hugeint, a_uhugeint, a_float, a_double, a_decimal, a_wide_decimal, a_varchar, a_blob, a_bit, a_date, a_time,
    a_timetz, a_timestamp, a_timestamp_s, a_timestamp_ms, a_timestamp_ns, a_timestamptz, a_uuid, a_json, an_enum,
    a_list, a_nested_list, an_array, an_interval, a_struct, a_map)
