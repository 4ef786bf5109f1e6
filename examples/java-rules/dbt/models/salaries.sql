select * from (values ('Ada', 5200.00::decimal(10, 2), 41), ('Bo', 1900.00::decimal(10, 2), 22)) as t(name, gross, age)
