"""A notebook in cells: a rule in Java, called on a frame."""

# %%
from decimal import Decimal
from pathlib import Path

import penstock as ps

JAR = Path(__file__).parent / "target" / "java-rules.jar"
ps.add_jar(JAR)

# %% [markdown]
# The rule is an expression like any other: it goes into `select`, `filter` and `group_by`, and strings name columns.

# %%
staff = ps.DataFrame(
    {
        "name": ["Ada", "Bo", "Cy", "Di"],
        "gross": [Decimal("5200.00"), Decimal("1900.00"), None, Decimal("3900.00")],
        "age": [41, 22, 35, 58],
    }
)
paid = staff.with_columns(net=ps.fn.rules.net_pay("gross", "age"))
paid

# %% [markdown]
# Settings of the rule are named arguments.

# %%
capped = staff.select("name", net=ps.fn.rules.net_pay("gross", "age", rate=Decimal("0.10"), cap=Decimal("200.00")))
capped

# %% [markdown]
# SQL calls it by its name, too.

# %%
well_paid = ps.sql("select name from staff where net_pay(gross, age) > 3000 order by name").collect()
well_paid
