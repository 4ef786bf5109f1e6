"""Data of other libraries and of Python itself as frames."""
