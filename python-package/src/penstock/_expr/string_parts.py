"""Parts of text, JSON, and many texts at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from penstock._expr.base import ExprBase
from penstock._expr.forms import typed_null
from penstock._expr.logic import UNSET

if TYPE_CHECKING:
    from penstock._dtypes.parse import IntoDataType
    from penstock._expr.base import Namespace
    from penstock._expr.expr import Expr
    from penstock._typing import UnicodeForm

    Base = Namespace
else:
    Base = object


class StringParts(Base):
    """The functions of ``expr.str`` that look for many texts, take text apart, or read JSON."""

    __slots__ = ()

    def normalize(self, form: UnicodeForm = "NFC") -> Expr:
        """The text in a normal form of Unicode.

        Args:
            form: NFC, NFKC, NFD or NFKD.
        """
        if form not in ("NFC", "NFKC", "NFD", "NFKD"):
            raise ValueError(f"form must be NFC, NFKC, NFD or NFKD, not {form!r}")
        return self._call("str.normalize", form=form)

    def json_path_match(self, json_path: Any) -> Expr:
        """The first value that a path leads to in a JSON text: a string as it is, everything else as JSON.

        Null where nothing or null is there, and for text that is no JSON.

        Args:
            json_path: A path such as ``$.a[0]['b c']``, ``$..d`` or ``$[?(@.e > 2)]``, or an expression.
        """
        return self._call("str.json_path_match", json_path)

    def json_decode(self, dtype: IntoDataType) -> Expr:
        """The value that a JSON text is.

        Fields of a struct that are not there are null, others are left out. A number that does not fit is null, other
        values that do not fit are an error, and so is text that is no JSON; empty text is null.

        Args:
            dtype: The type of the values: numbers, booleans, text, dates, timestamps, and lists and structs of these.
        """
        return self._call("str.json_decode", typed_null(dtype))

    def extract_groups(self, pattern: str) -> Expr:
        """The groups of the first match of a regular expression, as a struct.

        Args:
            pattern: The expression; a group that has no name gets its number. Without a match all fields are null.
        """
        return self._call("str.extract_groups", pattern=pattern)

    def split_exact(self, by: Any, n: int, *, inclusive: bool = False) -> Expr:
        """The first `n` + 1 parts between separators, as the fields ``field_0`` and on of a struct.

        Args:
            by: The separator; nothing makes a part of each character.
            n: How often the text is cut at most; parts that are not there are null, all others are left out.
            inclusive: Whether each part keeps the separator behind it.
        """
        return self._call("str.split_exact", by, n=n, inclusive=inclusive)

    def splitn(self, by: Any, n: int) -> Expr:
        """`n` parts between separators, as the fields ``field_0`` and on of a struct; the last has all that is left.

        Args:
            by: The separator; nothing makes a part of each character.
            n: How many parts, 1 at least; parts that are not there are null.
        """
        return self._call("str.splitn", by, n=n)

    def replace_many(
        self,
        patterns: Any,
        replace_with: Any = UNSET,
        *,
        ascii_case_insensitive: bool = False,
        leftmost: bool = False,
    ) -> Expr:
        """The text with many texts replaced in one go.

        Args:
            patterns: The texts to look for, or a mapping of them to what stands in their place.
            replace_with: What stands in their place: one text for each, or one in a list for all.
            ascii_case_insensitive: Whether upper and lower case of A to Z are the same.
            leftmost: Whether the match that begins first counts, of these the text that is named first; otherwise the
                one that ends first does.
        """
        if replace_with is UNSET:
            if not isinstance(patterns, Mapping):
                raise TypeError("without replace_with, the patterns must be a mapping: {old: new, ...}")
            patterns, replace_with = list(patterns), list(patterns.values())
        return self._call(
            "str.replace_many",
            patterns=_texts(patterns, "patterns"),
            replacements=_texts(replace_with, "replace_with"),
            ascii_case_insensitive=ascii_case_insensitive,
            leftmost=leftmost,
        )

    def extract_many(
        self,
        patterns: Any,
        *,
        ascii_case_insensitive: bool = False,
        overlapping: bool = False,
        leftmost: bool = False,
    ) -> Expr:
        """All matches of many texts, as a list.

        Args:
            patterns: The texts to look for, or an expression that has lists of them; a string names a column.
            ascii_case_insensitive: Whether upper and lower case of A to Z are the same.
            overlapping: Whether matches may lie over each other.
            leftmost: Whether the match that begins first counts, of these the text that is named first; otherwise the
                one that ends first does.
        """
        return self._many(
            "str.extract_many",
            patterns,
            ascii_case_insensitive=ascii_case_insensitive,
            overlapping=overlapping,
            leftmost=leftmost,
        )

    def find_many(
        self,
        patterns: Any,
        *,
        ascii_case_insensitive: bool = False,
        overlapping: bool = False,
        leftmost: bool = False,
    ) -> Expr:
        """The places in bytes of all matches of many texts, as a list.

        Args:
            patterns: The texts to look for, or an expression that has lists of them; a string names a column.
            ascii_case_insensitive: Whether upper and lower case of A to Z are the same.
            overlapping: Whether matches may lie over each other.
            leftmost: Whether the match that begins first counts, of these the text that is named first; otherwise the
                one that ends first does.
        """
        return self._many(
            "str.find_many",
            patterns,
            ascii_case_insensitive=ascii_case_insensitive,
            overlapping=overlapping,
            leftmost=leftmost,
        )

    def join(self, delimiter: str = "", *, ignore_nulls: bool = True) -> Expr:
        """All texts in a row, as one; numbers and the like as text.

        Args:
            delimiter: What stands between them.
            ignore_nulls: Whether nulls are left out, rather than making the result null.
        """
        from penstock._dtypes.plain import String
        from penstock._expr.when import when

        texts = self._expr.cast(String)
        joined = texts.drop_nulls().implode().list.join(delimiter)
        if ignore_nulls:
            return joined
        return when(texts.null_count() == 0).then(joined)

    def _many(self, function: str, patterns: Any, **options: bool) -> Expr:
        if options["overlapping"] and options["leftmost"]:
            raise ValueError("overlapping matches are not leftmost ones; choose one")
        if isinstance(patterns, (ExprBase, str)):
            return self._call_columns(function, patterns, **options)
        return self._call(function, patterns=_texts(patterns, "patterns"), **options)


def _texts(values: Any, name: str) -> list[str]:
    if hasattr(values, "to_list"):
        values = values.to_list()
    if isinstance(values, (ExprBase, str)) or not hasattr(values, "__iter__"):
        raise TypeError(f"{name} must be a list of texts, not {values!r}")
    texts = list(values)
    for text in texts:
        if not isinstance(text, str):
            raise TypeError(f"{name} must be texts, and {text!r} is none")
    return texts
