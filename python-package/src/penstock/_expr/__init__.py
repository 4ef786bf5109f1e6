"""Expressions, one module for each family of functions."""
