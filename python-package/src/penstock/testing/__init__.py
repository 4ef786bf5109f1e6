"""What tests of code that uses Penstock need. Runs no engine and needs no other library."""

from penstock.testing._frames import assert_frame_equal

__all__ = ["assert_frame_equal"]
