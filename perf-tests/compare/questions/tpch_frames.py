"""The 22 queries of TPC-H over lazy frames, for Penstock and Polars: what `tpch/q01.sql` and so on say in SQL.

Products are of floats, because Polars rounds those of decimals to cents, row by row, and TPC-H does not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

#: Of the library and the eight tables.
Query = Callable[[Any, Mapping[str, Any]], Any]


def _revenue(lib: Any) -> Any:
    return _float(lib, "l_extendedprice") * (1 - _float(lib, "l_discount"))


def _float(lib: Any, name: str) -> Any:
    return lib.col(name).cast(lib.Float64)


def _within(lib: Any, name: str, start: date, end: date) -> Any:
    return (lib.col(name) >= start) & (lib.col(name) < end)


def q01(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    return (
        t["lineitem"]
        .filter(col("l_shipdate") <= date(1998, 9, 2))
        .group_by("l_returnflag", "l_linestatus")
        .agg(
            col("l_quantity").sum().alias("sum_qty"),
            col("l_extendedprice").sum().alias("sum_base_price"),
            _revenue(lib).sum().alias("sum_disc_price"),
            (_revenue(lib) * (1 + _float(lib, "l_tax"))).sum().alias("sum_charge"),
            col("l_quantity").mean().alias("avg_qty"),
            col("l_extendedprice").mean().alias("avg_price"),
            col("l_discount").mean().alias("avg_disc"),
            lib.len().alias("count_order"),
        )
        .sort("l_returnflag", "l_linestatus")
    )


def q02(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    offers = (
        t["part"]
        .filter((col("p_size") == 15) & col("p_type").str.ends_with("BRASS"))
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .join(t["region"].filter(col("r_name") == "EUROPE"), left_on="n_regionkey", right_on="r_regionkey")
    )
    least = offers.group_by("p_partkey").agg(col("ps_supplycost").min())
    return (
        offers.join(least, on=["p_partkey", "ps_supplycost"])
        .select("s_acctbal", "s_name", "n_name", "p_partkey", "p_mfgr", "s_address", "s_phone", "s_comment")
        .sort("s_acctbal", "n_name", "s_name", "p_partkey", descending=[True, False, False, False])
        .head(100)
    )


def q03(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    return (
        t["customer"]
        .filter(col("c_mktsegment") == "BUILDING")
        .join(t["orders"].filter(col("o_orderdate") < date(1995, 3, 15)), left_on="c_custkey", right_on="o_custkey")
        .join(t["lineitem"].filter(col("l_shipdate") > date(1995, 3, 15)), left_on="o_orderkey", right_on="l_orderkey")
        .group_by("o_orderkey", "o_orderdate", "o_shippriority")
        .agg(_revenue(lib).sum().alias("revenue"))
        .select(col("o_orderkey").alias("l_orderkey"), "revenue", "o_orderdate", "o_shippriority")
        .sort("revenue", "o_orderdate", descending=[True, False])
        .head(10)
    )


def q04(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    late = t["lineitem"].filter(col("l_commitdate") < col("l_receiptdate"))
    return (
        t["orders"]
        .filter(_within(lib, "o_orderdate", date(1993, 7, 1), date(1993, 10, 1)))
        .join(late, left_on="o_orderkey", right_on="l_orderkey", how="semi")
        .group_by("o_orderpriority")
        .agg(lib.len().alias("order_count"))
        .sort("o_orderpriority")
    )


def q05(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    return (
        t["region"]
        .filter(col("r_name") == "ASIA")
        .join(t["nation"], left_on="r_regionkey", right_on="n_regionkey")
        .join(t["customer"], left_on="n_nationkey", right_on="c_nationkey")
        .join(
            t["orders"].filter(_within(lib, "o_orderdate", date(1994, 1, 1), date(1995, 1, 1))),
            left_on="c_custkey",
            right_on="o_custkey",
        )
        .join(t["lineitem"], left_on="o_orderkey", right_on="l_orderkey")
        .join(t["supplier"], left_on=["l_suppkey", "n_nationkey"], right_on=["s_suppkey", "s_nationkey"])
        .group_by("n_name")
        .agg(_revenue(lib).sum().alias("revenue"))
        .sort("revenue", descending=True)
    )


def q06(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    return (
        t["lineitem"]
        .filter(
            _within(lib, "l_shipdate", date(1994, 1, 1), date(1995, 1, 1))
            & col("l_discount").is_between(Decimal("0.05"), Decimal("0.07"))
            & (col("l_quantity") < 24)
        )
        .select((_float(lib, "l_extendedprice") * _float(lib, "l_discount")).sum().alias("revenue"))
    )


def q07(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    pair = t["nation"].filter(col("n_name").is_in(["FRANCE", "GERMANY"])).select("n_nationkey", "n_name")
    suppliers = t["supplier"].join(
        pair.rename({"n_name": "supp_nation"}), left_on="s_nationkey", right_on="n_nationkey"
    )
    customers = t["customer"].join(
        pair.rename({"n_name": "cust_nation"}), left_on="c_nationkey", right_on="n_nationkey"
    )
    return (
        t["lineitem"]
        .filter(_within(lib, "l_shipdate", date(1995, 1, 1), date(1997, 1, 1)))
        .join(suppliers, left_on="l_suppkey", right_on="s_suppkey")
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .join(customers, left_on="o_custkey", right_on="c_custkey")
        .filter(col("supp_nation") != col("cust_nation"))
        .group_by("supp_nation", "cust_nation", col("l_shipdate").dt.year().alias("l_year"))
        .agg(_revenue(lib).sum().alias("revenue"))
        .sort("supp_nation", "cust_nation", "l_year")
    )


def q08(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    americans = (
        t["customer"]
        .join(t["nation"], left_on="c_nationkey", right_on="n_nationkey")
        .join(t["region"].filter(col("r_name") == "AMERICA"), left_on="n_regionkey", right_on="r_regionkey")
        .select("c_custkey")
    )
    suppliers = t["supplier"].join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
    volumes = (
        t["part"]
        .filter(col("p_type") == "ECONOMY ANODIZED STEEL")
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(
            t["orders"].filter(_within(lib, "o_orderdate", date(1995, 1, 1), date(1997, 1, 1))),
            left_on="l_orderkey",
            right_on="o_orderkey",
        )
        .join(americans, left_on="o_custkey", right_on="c_custkey", how="semi")
        .join(suppliers.select("s_suppkey", "n_name"), left_on="l_suppkey", right_on="s_suppkey")
        .select(col("o_orderdate").dt.year().alias("o_year"), "n_name", _revenue(lib).alias("volume"))
    )
    brazil = lib.when(col("n_name") == "BRAZIL").then(col("volume")).otherwise(0.0)
    return volumes.group_by("o_year").agg((brazil.sum() / col("volume").sum()).alias("mkt_share")).sort("o_year")


def q09(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    return (
        t["part"]
        .filter(col("p_name").str.contains("green", literal=True))
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .join(t["partsupp"], left_on=["p_partkey", "l_suppkey"], right_on=["ps_partkey", "ps_suppkey"])
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["nation"], left_on="s_nationkey", right_on="n_nationkey")
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .group_by(col("n_name").alias("nation"), col("o_orderdate").dt.year().alias("o_year"))
        .agg((_revenue(lib) - _float(lib, "ps_supplycost") * _float(lib, "l_quantity")).sum().alias("sum_profit"))
        .sort("nation", "o_year", descending=[False, True])
    )


def q10(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    keys = ["c_custkey", "c_name", "c_acctbal", "c_phone", "n_name", "c_address", "c_comment"]
    return (
        t["orders"]
        .filter(_within(lib, "o_orderdate", date(1993, 10, 1), date(1994, 1, 1)))
        .join(t["lineitem"].filter(col("l_returnflag") == "R"), left_on="o_orderkey", right_on="l_orderkey")
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .join(t["nation"], left_on="c_nationkey", right_on="n_nationkey")
        .rename({"o_custkey": "c_custkey"})
        .group_by(*keys)
        .agg(_revenue(lib).sum().alias("revenue"))
        .select("c_custkey", "c_name", "revenue", "c_acctbal", "n_name", "c_address", "c_phone", "c_comment")
        .sort("revenue", descending=True)
        .head(20)
    )


def q11(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    german = (
        t["partsupp"]
        .join(t["supplier"], left_on="ps_suppkey", right_on="s_suppkey")
        .join(t["nation"].filter(col("n_name") == "GERMANY"), left_on="s_nationkey", right_on="n_nationkey")
        .select("ps_partkey", (_float(lib, "ps_supplycost") * col("ps_availqty")).alias("value"))
    )
    least = german.select((col("value").sum() * 0.0001).alias("least"))
    return (
        german.group_by("ps_partkey")
        .agg(col("value").sum())
        .join(least, how="cross")
        .filter(col("value") > col("least"))
        .select("ps_partkey", "value")
        .sort("value", descending=True)
    )


def q12(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    high = col("o_orderpriority").is_in(["1-URGENT", "2-HIGH"])
    return (
        t["lineitem"]
        .filter(
            col("l_shipmode").is_in(["MAIL", "SHIP"])
            & (col("l_commitdate") < col("l_receiptdate"))
            & (col("l_shipdate") < col("l_commitdate"))
            & _within(lib, "l_receiptdate", date(1994, 1, 1), date(1995, 1, 1))
        )
        .join(t["orders"], left_on="l_orderkey", right_on="o_orderkey")
        .group_by("l_shipmode")
        .agg(high.sum().alias("high_line_count"), (~high).sum().alias("low_line_count"))
        .sort("l_shipmode")
    )


def q13(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    orders = t["orders"].filter(~col("o_comment").str.contains("special.*requests"))
    return (
        t["customer"]
        .join(orders, left_on="c_custkey", right_on="o_custkey", how="left")
        .group_by("c_custkey")
        .agg(col("o_orderkey").count().alias("c_count"))
        .group_by("c_count")
        .agg(lib.len().alias("custdist"))
        .sort("custdist", "c_count", descending=True)
    )


def q14(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    promo = lib.when(col("p_type").str.starts_with("PROMO")).then(col("revenue")).otherwise(0.0)
    return (
        t["lineitem"]
        .filter(_within(lib, "l_shipdate", date(1995, 9, 1), date(1995, 10, 1)))
        .join(t["part"], left_on="l_partkey", right_on="p_partkey")
        .select("p_type", _revenue(lib).alias("revenue"))
        .select((promo.sum() * 100.0 / col("revenue").sum()).alias("promo_revenue"))
    )


def q15(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    revenue = (
        t["lineitem"]
        .filter(_within(lib, "l_shipdate", date(1996, 1, 1), date(1996, 4, 1)))
        .group_by("l_suppkey")
        .agg(_revenue(lib).sum().alias("total_revenue"))
    )
    most = revenue.select(col("total_revenue").max())
    return (
        t["supplier"]
        .join(revenue.join(most, on="total_revenue"), left_on="s_suppkey", right_on="l_suppkey")
        .select("s_suppkey", "s_name", "s_address", "s_phone", "total_revenue")
        .sort("s_suppkey")
    )


def q16(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    complaints = t["supplier"].filter(col("s_comment").str.contains("Customer.*Complaints"))
    return (
        t["part"]
        .filter(
            (col("p_brand") != "Brand#45")
            & ~col("p_type").str.starts_with("MEDIUM POLISHED")
            & col("p_size").is_in([49, 14, 23, 45, 19, 3, 36, 9])
        )
        .join(t["partsupp"], left_on="p_partkey", right_on="ps_partkey")
        .join(complaints, left_on="ps_suppkey", right_on="s_suppkey", how="anti")
        .group_by("p_brand", "p_type", "p_size")
        .agg(col("ps_suppkey").n_unique().alias("supplier_cnt"))
        .sort("supplier_cnt", "p_brand", "p_type", "p_size", descending=[True, False, False, False])
    )


def q17(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    items = (
        t["part"]
        .filter((col("p_brand") == "Brand#23") & (col("p_container") == "MED BOX"))
        .join(t["lineitem"], left_on="p_partkey", right_on="l_partkey")
        .select("p_partkey", _float(lib, "l_quantity"), _float(lib, "l_extendedprice"))
    )
    little = items.group_by("p_partkey").agg((col("l_quantity").mean() * 0.2).alias("little"))
    return (
        items.join(little, on="p_partkey")
        .filter(col("l_quantity") < col("little"))
        # SQL has no sum of no rows, where Polars has zero.
        .select(lib.when(lib.len() > 0).then(col("l_extendedprice").sum() / 7.0).alias("avg_yearly"))
    )


def q18(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    large = t["lineitem"].group_by("l_orderkey").agg(col("l_quantity").sum().alias("sum_qty"))
    return (
        t["orders"]
        .join(large.filter(col("sum_qty") > 300), left_on="o_orderkey", right_on="l_orderkey")
        .join(t["customer"], left_on="o_custkey", right_on="c_custkey")
        .select("c_name", col("o_custkey").alias("c_custkey"), "o_orderkey", "o_orderdate", "o_totalprice", "sum_qty")
        .sort("o_totalprice", "o_orderdate", descending=[True, False])
        .head(100)
    )


def q19(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col

    def kind(brand: str, size: str, packs: str, least: int, largest: int) -> Any:
        return (
            (col("p_brand") == brand)
            & col("p_container").is_in([f"{size} {pack}" for pack in packs.split()])
            & col("l_quantity").is_between(least, least + 10)
            & col("p_size").is_between(1, largest)
        )

    return (
        t["lineitem"]
        .filter((col("l_shipinstruct") == "DELIVER IN PERSON") & col("l_shipmode").is_in(["AIR", "AIR REG"]))
        .join(t["part"], left_on="l_partkey", right_on="p_partkey")
        .filter(
            kind("Brand#12", "SM", "CASE BOX PACK PKG", 1, 5)
            | kind("Brand#23", "MED", "BAG BOX PKG PACK", 10, 10)
            | kind("Brand#34", "LG", "CASE BOX PACK PKG", 20, 15)
        )
        .select(_revenue(lib).sum().alias("revenue"))
    )


def q20(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    shipped = (
        t["lineitem"]
        .filter(_within(lib, "l_shipdate", date(1994, 1, 1), date(1995, 1, 1)))
        .group_by("l_partkey", "l_suppkey")
        .agg((col("l_quantity").sum().cast(lib.Float64) * 0.5).alias("half"))
    )
    offers = (
        t["partsupp"]
        .join(t["part"].filter(col("p_name").str.starts_with("forest")), left_on="ps_partkey", right_on="p_partkey")
        .join(shipped, left_on=["ps_partkey", "ps_suppkey"], right_on=["l_partkey", "l_suppkey"])
        .filter(col("ps_availqty") > col("half"))
    )
    return (
        t["supplier"]
        .join(t["nation"].filter(col("n_name") == "CANADA"), left_on="s_nationkey", right_on="n_nationkey")
        .join(offers, left_on="s_suppkey", right_on="ps_suppkey", how="semi")
        .select("s_name", "s_address")
        .sort("s_name")
    )


def q21(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    items = t["lineitem"].select("l_orderkey", "l_suppkey", (col("l_receiptdate") > col("l_commitdate")).alias("late"))
    # One order has several suppliers, of which one alone was late.
    several = items.group_by("l_orderkey").agg(col("l_suppkey").n_unique().alias("suppliers"))
    late = items.filter(col("late"))
    alone = late.group_by("l_orderkey").agg(col("l_suppkey").n_unique().alias("late_ones"))
    return (
        late.join(several.filter(col("suppliers") > 1), on="l_orderkey", how="semi")
        .join(alone.filter(col("late_ones") == 1), on="l_orderkey", how="semi")
        .join(t["orders"].filter(col("o_orderstatus") == "F"), left_on="l_orderkey", right_on="o_orderkey", how="semi")
        .join(t["supplier"], left_on="l_suppkey", right_on="s_suppkey")
        .join(t["nation"].filter(col("n_name") == "SAUDI ARABIA"), left_on="s_nationkey", right_on="n_nationkey")
        .group_by("s_name")
        .agg(lib.len().alias("numwait"))
        .sort("numwait", "s_name", descending=[True, False])
        .head(100)
    )


def q22(lib: Any, t: Mapping[str, Any]) -> Any:
    col = lib.col
    customers = (
        t["customer"]
        .select("c_custkey", _float(lib, "c_acctbal"), col("c_phone").str.slice(0, 2).alias("cntrycode"))
        .filter(col("cntrycode").is_in(["13", "31", "23", "29", "30", "18", "17"]))
    )
    usual = customers.filter(col("c_acctbal") > 0).select(col("c_acctbal").mean().alias("usual"))
    return (
        customers.join(usual, how="cross")
        .filter(col("c_acctbal") > col("usual"))
        .join(t["orders"], left_on="c_custkey", right_on="o_custkey", how="anti")
        .group_by("cntrycode")
        .agg(lib.len().alias("numcust"), col("c_acctbal").sum().alias("totacctbal"))
        .sort("cntrycode")
    )


QUERIES: Mapping[str, Query] = {
    query.__name__: query
    for query in (
        *(q01, q02, q03, q04, q05, q06, q07, q08, q09, q10, q11),
        *(q12, q13, q14, q15, q16, q17, q18, q19, q20, q21, q22),
    )
}
