"""The Arrow C Data Interface from Python's side, by ctypes alone: read, build, decode."""
