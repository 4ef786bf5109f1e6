"""Columns of eager frames, with the functions of expressions."""
