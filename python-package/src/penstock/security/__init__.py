"""Personal data: keyed pseudonyms, columns that are never shown, and a log that shows when it was changed."""

from penstock.security._duckdb import register_sql
from penstock.security._keys import Key, use_keys
from penstock.security._pseudonyms import Output, Rule, hmac, hmac_column, hmac_value, verify

__all__ = [
    "Key",
    "Output",
    "Rule",
    "hmac",
    "hmac_column",
    "hmac_value",
    "register_sql",
    "use_keys",
    "verify",
]
