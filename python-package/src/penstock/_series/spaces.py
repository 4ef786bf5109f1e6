"""Where the functions of one kind of values are found: ``series.str`` and its like."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from penstock._series import namespaces
    from penstock._series.series import Series


class SeriesSpaces:
    """The namespaces of series. They stand apart, as some are called what Python calls its types."""

    __slots__ = ()

    @property
    def _series(self) -> Series:
        raise NotImplementedError

    @property
    def str(self) -> namespaces.SeriesStrings:
        """Functions of text."""
        from penstock._series.namespaces import SeriesStrings

        return SeriesStrings(self._series)

    @property
    def dt(self) -> namespaces.SeriesMoments:
        """Functions of dates, times, timestamps and durations."""
        from penstock._series.namespaces import SeriesMoments

        return SeriesMoments(self._series)

    @property
    def list(self) -> namespaces.SeriesLists:
        """Functions of lists."""
        from penstock._series.namespaces import SeriesLists

        return SeriesLists(self._series)

    @property
    def arr(self) -> namespaces.SeriesLists:
        """Functions of lists of a fixed length."""
        from penstock._series.namespaces import SeriesLists

        return SeriesLists(self._series)

    @property
    def map(self) -> namespaces.SeriesMaps:
        """Functions of maps."""
        from penstock._series.namespaces import SeriesMaps

        return SeriesMaps(self._series)

    @property
    def struct(self) -> namespaces.SeriesStructs:
        """Functions of structs."""
        from penstock._series.namespaces import SeriesStructs

        return SeriesStructs(self._series)

    @property
    def bin(self) -> namespaces.SeriesBytes:
        """Functions of strings of bytes."""
        from penstock._series.namespaces import SeriesBytes

        return SeriesBytes(self._series)

    @property
    def cat(self) -> namespaces.SeriesCategories:
        """Functions of categories."""
        from penstock._series.namespaces import SeriesCategories

        return SeriesCategories(self._series)

    @property
    def ext(self) -> namespaces.SeriesExtensions:
        """Functions of columns of users' types."""
        from penstock._series.namespaces import SeriesExtensions

        return SeriesExtensions(self._series)
