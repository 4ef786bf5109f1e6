"""Rules of retirement plans: eligibility, annual additions under section 415(c) and what corrects them, summaries.

Every function takes frames, or anything that a frame can be made of, and gives a lazy frame. What is computed is
computed in Java; money is decimal and exact.
"""

from penstock.benefits._functions import (
    annual_additions_415c,
    contribution_summary,
    corrective_events_415c,
    eligibility_flags,
    match_plans,
    regulatory_limits,
)
from penstock.benefits._rules import AdditionsRules, EligibilityRules

__all__ = [
    "AdditionsRules",
    "EligibilityRules",
    "annual_additions_415c",
    "contribution_summary",
    "corrective_events_415c",
    "eligibility_flags",
    "match_plans",
    "regulatory_limits",
]
