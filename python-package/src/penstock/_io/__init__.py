"""Files: read, scanned, written."""
