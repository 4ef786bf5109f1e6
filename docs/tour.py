"""A tour in cells: open it as a notebook (Jupyter through Jupytext, VS Code, PyCharm), or run it as it is."""

# %% [markdown]
# # Two hundred thousand trips
# Everything is made here: nothing is downloaded.

# %%
import datetime as dt
import tempfile
from pathlib import Path

import penstock as ps
from penstock import selectors as cs

CITIES = ["Basel", "Bern", "Genève", "Zürich"]
COUNT = 200_000
trips = ps.DataFrame(
    {
        "id": range(COUNT),
        "city": [CITIES[i * 7919 % 4] for i in range(COUNT)],
        "km": [None if i % 97 == 0 else i * 31 % 2000 / 100 for i in range(COUNT)],
        "day": [dt.date(2024, 1, 1) + dt.timedelta(days=i % 366) for i in range(COUNT)],
    }
)
trips

# %% [markdown]
# A lazy frame is a plan. Its names and types are checked at once, its rows are read when it is collected.

# %%
by_month = (
    trips.lazy()
    .filter(ps.col("km") > 1)
    .group_by("city", ps.col("day").dt.month().alias("month"))
    .agg(ps.len().alias("trips"), ps.col("km").mean().alias("mean_km"))
    .sort("city", "month")
)
print(by_month.collect_schema())

# %%
print(by_month.explain(level="physical"))

# %%
monthly = by_month.collect()
monthly

# %% [markdown]
# Through a file and back: only the columns and row groups that a query needs are read.

# %%
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "trips.parquet"
    trips.write_parquet(path)
    longest = ps.scan_parquet(path).sort("km", "id", descending=[True, False], nulls_last=True).head(3).collect()
longest

# %% [markdown]
# SQL finds frames by the names of variables, and its answer goes on as a frame.

# %%
busiest = ps.sql("select city, max(trips) as most from monthly group by city").sort("city").collect()
print(busiest.select(cs.numeric().sum()).item())

# %% [markdown]
# Other libraries read frames as they are.

# %%
print(monthly.to_polars().height, monthly.to_pandas().shape, monthly.to_arrow().num_rows)
