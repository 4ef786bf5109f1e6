"""Data types, schemas, and how they map to Arrow's."""
