"""Frames and plans for human eyes: tables, HTML, settings."""
