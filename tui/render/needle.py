"""A text that is looked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Needle:
    """What is looked for; case matters when it has capitals."""

    text: str

    @property
    def ignores_case(self) -> bool:
        """Whether capitals match small letters."""
        return self.text == self.text.lower()

    def narrows(self, other: Needle) -> bool:
        """Whether this is found only where `other` is."""
        return bool(other.text) and other.text in self.text

    def places(self, text: str) -> list[int]:
        """Where it occurs in `text`, without overlaps."""
        if not self.text:
            return []
        if self.ignores_case:
            text = lowered(text)
        size = len(self.text)
        places: list[int] = []
        place = text.find(self.text)
        while place >= 0:
            places.append(place)
            place = text.find(self.text, place + size)
        return places

    def is_in(self, text: str) -> bool:
        """Whether it occurs in `text`."""
        return self.text in (lowered(text) if self.ignores_case else text)


def lowered(text: str) -> str:
    """The text in small letters, character by character, so that all keep their places."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)
