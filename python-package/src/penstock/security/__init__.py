"""Personal data: keyed pseudonyms, columns that are never shown, and a log that shows when it was changed."""

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from penstock.security._audit import AuditLog, AuditVerdict, verify_audit
    from penstock.security._duckdb import register_sql
    from penstock.security._keys import Key, use_file_keys, use_keys
    from penstock.security._pseudonyms import Output, Rule, hmac, hmac_column, hmac_value, verify
    from penstock.security._sensitive import MASK, hide_columns, is_sensitive, redacted

# Imported by who asks for them: each process needs two functions of the keys and the columns, and few the log.
_LATER: Final = {
    **dict.fromkeys(("AuditLog", "AuditVerdict", "verify_audit"), "_audit"),
    "register_sql": "_duckdb",
    **dict.fromkeys(("Key", "use_file_keys", "use_keys"), "_keys"),
    **dict.fromkeys(("Output", "Rule", "hmac", "hmac_column", "hmac_value", "verify"), "_pseudonyms"),
    **dict.fromkeys(("MASK", "hide_columns", "is_sensitive", "redacted"), "_sensitive"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'penstock.security' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"penstock.security.{_LATER[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)


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
