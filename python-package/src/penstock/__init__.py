"""Arrow columns in, Arrow columns out, by pointer: a JVM compute core for Python."""

__version__ = "0.1.0"

__all__ = ["__version__"]
