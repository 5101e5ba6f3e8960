"""Personal data and secrets, taken out of a text before it leaves the house.

Mail addresses, card and telephone numbers, keys and passwords become `[EMAIL_1]`, `[CARD_1]`
and so on; the same text becomes the same placeholder, and what comes back is put in their
places again. All patterns run on RE2: a hostile text takes no longer than any other.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import re2

_PLACEHOLDER: Final = re2.compile(r"\[(EMAIL|CARD|KEY|PHONE)_([0-9]{1,9})\]")
_LONGEST_PLACEHOLDER: Final = len("[EMAIL_123456789]")
_BRACKETLESS: Final = r"[^\s\[\]]"


@dataclass(slots=True)
class Masks:
    """What was taken out, by placeholder; shared by the texts of one conversation."""

    originals: dict[str, str] = field(default_factory=dict)
    _names: dict[tuple[str, str], str] = field(default_factory=dict)
    _taken: set[str] = field(default_factory=set)

    def name(self, kind: str, original: str) -> str:
        known = self._names.get((kind, original))
        if known is not None:
            return known
        number = 1 + sum(1 for other, _ in self._names if other == kind)
        while (placeholder := f"[{kind}_{number}]") in self._taken:
            number += 1
        self._taken.add(placeholder)
        self._names[kind, original] = placeholder
        self.originals[placeholder] = original
        return placeholder

    def avoid(self, text: str) -> None:
        """Use no placeholder that somebody has written himself."""
        self._taken.update(found.group() for found in _PLACEHOLDER.finditer(text))


def mask(texts: Iterable[str]) -> tuple[list[str], Masks]:
    """The texts without what is personal or secret, and what it was."""
    texts, masks = list(texts), Masks()
    for text in texts:
        masks.avoid(text)
    for kind, pattern, is_meant in _PATTERNS:
        texts = [_replace(text, kind, pattern, is_meant, masks) for text in texts]
    return texts, masks


def unmask(value: Any, originals: Mapping[str, str]) -> Any:
    """Put the originals back, in a text or in all texts of a JSON value."""
    if isinstance(value, str):
        if not originals or "[" not in value:
            return value
        return _PLACEHOLDER.sub(lambda found: originals.get(found.group(), found.group()), value)
    if isinstance(value, list):
        return [unmask(item, originals) for item in value]
    if isinstance(value, dict):
        return {name: unmask(item, originals) for name, item in value.items()}
    return value


@dataclass(slots=True)
class StreamUnmasker:
    """`unmask` for a text that comes in pieces: holds back what may become a placeholder."""

    originals: Mapping[str, str]
    _held: str = ""

    def feed(self, piece: str) -> str:
        text = self._held + piece
        start = text.rfind("[")
        is_open = start >= 0 and "]" not in text[start:]
        if not is_open or len(text) - start > _LONGEST_PLACEHOLDER:
            start = len(text)
        self._held = text[start:]
        return str(unmask(text[:start], self.originals))

    def end(self) -> str:
        held, self._held = self._held, ""
        return held


def is_card_number(text: str) -> bool:
    """13 to 19 digits whose last one checks the others (Luhn)."""
    digits = [int(character) for character in text if character.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) == 1:
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def _is_phone_number(text: str) -> bool:
    return 7 <= sum(character.isdigit() for character in text) <= 15


def _is_random(text: str) -> bool:
    """Letters and digits mixed, as in no word."""
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def _always(_text: str) -> bool:
    return True


Pattern = tuple[str, Any, Callable[[str], bool]]
_WORD: Final = (
    r"(?i)\b(?:pass(?:word|wort|code|phrase)?|pwd|kennwort|pin|secret|token|api[ _-]?key)"
)
# The group, or the whole, is what is hidden. None of them matches a placeholder's brackets,
# but for the block that comes first, so that nothing is hidden twice.
_PATTERNS: Final[tuple[Pattern, ...]] = (
    (
        "KEY",
        re2.compile(
            r"(?s)-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----.{0,900}?.{0,900}?.{0,900}?.{0,900}?"
            r"(?:-----END [A-Z ]{0,30}PRIVATE KEY-----|\z)"
        ),
        _always,
    ),
    (
        "KEY",
        re2.compile(rf"{_WORD}(?:\s+is)?\s{{0,3}}[:=]\s{{0,3}}({_BRACKETLESS}{{3,200}})"),
        _always,
    ),
    (
        "KEY",
        re2.compile(
            r"\b(?:sk|pk|rk|gsk|xox[a-z]|gh[a-z]|glpat|dw[a-z]|AKIA|AIza|eyJ)[-_A-Za-z0-9.]{12,}"
        ),
        _is_random,
    ),
    ("EMAIL", re2.compile(r"[\pL\pN._%+\-]+@[\pL\pN\-]+(?:\.[\pL\pN\-]+)+"), _always),
    ("KEY", re2.compile(r"\b[A-Za-z0-9_\-+/]{32,}={0,2}"), _is_random),
    ("CARD", re2.compile(r"\b[0-9](?:[ \-]?[0-9]){12,18}\b"), is_card_number),
    (
        "PHONE",
        re2.compile(
            r"(?:\+|\b00|\b0|\()[0-9]{1,5}(?:[ ./()\-]{0,3}[0-9]{1,12}){1,7}"
            r"|\b[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}\b"
        ),
        _is_phone_number,
    ),
)


def _replace(
    text: str, kind: str, pattern: Any, is_meant: Callable[[str], bool], masks: Masks
) -> str:
    parts, end = [], 0
    for found in pattern.finditer(text):
        group = 1 if pattern.groups else 0
        original = found.group(group)
        if is_meant(original):
            parts += [text[end : found.start(group)], masks.name(kind, original)]
            end = found.end(group)
    return "".join((*parts, text[end:]))
