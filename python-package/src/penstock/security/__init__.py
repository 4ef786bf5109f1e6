"""Personal data: keyed pseudonyms, columns that are never shown, and a log that shows when it was changed."""

from penstock.security._audit import AuditLog, AuditVerdict, verify_audit
from penstock.security._duckdb import register_sql
from penstock.security._keys import Key, use_file_keys, use_keys
from penstock.security._pseudonyms import Output, Rule, hmac, hmac_column, hmac_value, verify
from penstock.security._sensitive import MASK, hide_columns, is_sensitive, redacted

__all__ = [
    "MASK",
    "AuditLog",
    "AuditVerdict",
    "Key",
    "Output",
    "Rule",
    "hide_columns",
    "hmac",
    "hmac_column",
    "hmac_value",
    "is_sensitive",
    "redacted",
    "register_sql",
    "use_file_keys",
    "use_keys",
    "verify",
    "verify_audit",
]
