"""Functions of the package that make expressions and frames."""
