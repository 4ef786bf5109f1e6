"""Functions of text: ``expr.str``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from penstock._expr.base import Namespace
from penstock._expr.string_parsing import StringParsing
from penstock._expr.string_parts import StringParts

if TYPE_CHECKING:
    from penstock._expr.expr import Expr
    from penstock._typing import TransferEncoding


class StringNamespace(StringParsing, StringParts, Namespace):
    """Functions of text. Strings among their arguments are constants, unless they stand for counts."""

    __slots__ = ()

    def contains(self, pattern: str | Expr, *, literal: bool = False, strict: bool = True) -> Expr:
        """Whether a pattern occurs.

        Args:
            pattern: A regular expression.
            literal: Whether the pattern is taken as it stands instead.
            strict: Whether a pattern that does not compile is an error rather than null.
        """
        return self._call("str.contains", pattern, literal=literal, strict=strict)

    def contains_any(self, patterns: Any, *, ascii_case_insensitive: bool = False) -> Expr:
        """Whether one of several texts occurs.

        Args:
            patterns: The texts, or a column of lists of them.
            ascii_case_insensitive: Whether upper and lower case are the same.
        """
        return self._call_columns("str.contains_any", _texts(patterns), ascii_case_insensitive=ascii_case_insensitive)

    def starts_with(self, prefix: str | Expr) -> Expr:
        """Whether the text begins with another."""
        return self._call("str.starts_with", prefix)

    def ends_with(self, suffix: str | Expr) -> Expr:
        """Whether the text ends with another."""
        return self._call("str.ends_with", suffix)

    def count_matches(self, pattern: str | Expr, *, literal: bool = False) -> Expr:
        """How often a pattern occurs.

        Args:
            pattern: A regular expression.
            literal: Whether the pattern is taken as it stands instead.
        """
        return self._call("str.count_matches", pattern, literal=literal)

    def find(self, pattern: str | Expr, *, literal: bool = False, strict: bool = True) -> Expr:
        """The place in bytes of the first match of a pattern, null without one.

        Args:
            pattern: A regular expression.
            literal: Whether the pattern is taken as it stands instead.
            strict: Whether a pattern that does not compile is an error rather than null.
        """
        return self._call("str.find", pattern, literal=literal, strict=strict)

    def extract(self, pattern: str | Expr, group_index: int = 1) -> Expr:
        """The text of a group of the first match of a pattern, null without one.

        Args:
            pattern: A regular expression.
            group_index: Which group; 0 is the whole match.
        """
        return self._call("str.extract", pattern, group_index=group_index)

    def extract_all(self, pattern: str | Expr) -> Expr:
        """All matches of a regular expression, as a list."""
        return self._call("str.extract_all", pattern)

    def replace(self, pattern: str | Expr, value: str | Expr, *, literal: bool = False, n: int = 1) -> Expr:
        """The text with the first matches of a pattern replaced.

        Args:
            pattern: A regular expression.
            value: What stands there instead; ``$1`` or ``${1}`` is the text of a group, ``$$`` a dollar sign.
            literal: Whether the pattern and the value are taken as they stand instead.
            n: How many matches.
        """
        return self._call("str.replace", pattern, value, literal=literal, n=n)

    def replace_all(self, pattern: str | Expr, value: str | Expr, *, literal: bool = False) -> Expr:
        """The text with all matches of a pattern replaced.

        Args:
            pattern: A regular expression.
            value: What stands there instead; ``$1`` or ``${1}`` is the text of a group, ``$$`` a dollar sign.
            literal: Whether the pattern and the value are taken as they stand instead.
        """
        return self._call("str.replace_all", pattern, value, literal=literal)

    def strip_chars(self, characters: Any = None) -> Expr:
        """The text without some characters, or white space, at both ends."""
        return self._strip("str.strip_chars", characters)

    def strip_chars_start(self, characters: Any = None) -> Expr:
        """The text without some characters, or white space, in front."""
        return self._strip("str.strip_chars_start", characters)

    def strip_chars_end(self, characters: Any = None) -> Expr:
        """The text without some characters, or white space, at the end."""
        return self._strip("str.strip_chars_end", characters)

    def strip_prefix(self, prefix: Any) -> Expr:
        """The text without another in front, if it is there."""
        return self._call("str.strip_prefix", prefix)

    def strip_suffix(self, suffix: Any) -> Expr:
        """The text without another at the end, if it is there."""
        return self._call("str.strip_suffix", suffix)

    def slice(self, offset: Any, length: Any = None) -> Expr:
        """Some characters.

        Args:
            offset: Where they start; negative ones count from the end.
            length: How many; all of them unless given.
        """
        if length is None:
            return self._call_columns("str.slice", offset)
        return self._call_columns("str.slice", offset, length)

    def head(self, n: Any) -> Expr:
        """The first `n` characters, or all but the last ones for a negative count."""
        return self._call_columns("str.head", n)

    def tail(self, n: Any) -> Expr:
        """The last `n` characters, or all but the first ones for a negative count."""
        return self._call_columns("str.tail", n)

    def split(self, by: Any, *, inclusive: bool = False, literal: bool = True, strict: bool = True) -> Expr:
        """The parts between separators, as a list.

        Args:
            by: The separator.
            inclusive: Whether each part keeps the separator behind it.
            literal: Whether the separator is taken as it stands rather than as a regular expression.
            strict: Whether a pattern that does not compile is an error rather than null.
        """
        return self._call("str.split", by, inclusive=inclusive, literal=literal, strict=strict)

    def pad_start(self, length: Any, fill_char: str = " ") -> Expr:
        """The text, filled up in front to `length` characters."""
        return self._call_columns("str.pad_start", length, fill_char=_character(fill_char))

    def pad_end(self, length: Any, fill_char: str = " ") -> Expr:
        """The text, filled up at the end to `length` characters."""
        return self._call_columns("str.pad_end", length, fill_char=_character(fill_char))

    def zfill(self, length: Any) -> Expr:
        """The text, filled up with zeros behind its sign to `length` characters."""
        return self._call_columns("str.zfill", length)

    def reverse(self) -> Expr:
        """The characters, as a reader counts them, from the last to the first."""
        return self._call("str.reverse")

    def len_bytes(self) -> Expr:
        """How many bytes the text has in UTF-8."""
        return self._call("str.len_bytes")

    def len_chars(self) -> Expr:
        """How many characters (code points) the text has."""
        return self._call("str.len_chars")

    def to_uppercase(self) -> Expr:
        """The text in upper case."""
        return self._call("str.to_uppercase")

    def to_lowercase(self) -> Expr:
        """The text in lower case."""
        return self._call("str.to_lowercase")

    def to_titlecase(self) -> Expr:
        """The text with the first letter of each word in upper case and the others in lower case."""
        return self._call("str.to_titlecase")

    def escape_regex(self) -> Expr:
        """The text as a regular expression that matches nothing else."""
        return self._call("str.escape_regex")

    def encode(self, encoding: TransferEncoding) -> Expr:
        """The bytes of the text, written as ``hex`` or ``base64``."""
        return self._call("str.encode", encoding=encoding)

    def decode(self, encoding: TransferEncoding, *, strict: bool = True) -> Expr:
        """The bytes that the text, which is ``hex`` or ``base64``, stands for.

        Args:
            encoding: How the bytes are written.
            strict: Whether text that is not so written is an error rather than null.
        """
        return self._call("str.decode", encoding=encoding, strict=strict)

    def _strip(self, function: str, characters: Any) -> Expr:
        return self._call(function) if characters is None else self._call(function, characters)


def _character(text: str) -> str:
    if len(text) != 1:
        raise TypeError(f"fill_char must be one character, not {text!r}")
    return text


def _texts(patterns: Any) -> Any:
    from penstock._expr.base import ExprBase
    from penstock._expr.logic import list_node

    return patterns if isinstance(patterns, (ExprBase, str)) else ExprBase._of(list_node(patterns))
