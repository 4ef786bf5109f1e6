"""Frames: plans with methods, and their results."""
