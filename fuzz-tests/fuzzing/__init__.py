"""Inputs that nobody would write, and what the engine makes of them."""
