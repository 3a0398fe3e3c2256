"""What was worked out of pictures and can be worked out again, within a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque

from tui.render.pictures.decoding import Picture

LIMIT = 24_000_000
"""Bytes of all that is kept; what was looked at longest ago goes first."""


class PictureMemory:
    """Pixels, and those of half blocks, by what they are of; safe in any thread."""

    def __init__(self, limit: int = LIMIT) -> None:
        """`limit` is in bytes."""
        self._limit = limit
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[object, str], tuple[object, int]] = OrderedDict()
        self._size = 0
        # Found out by the garbage collection, in any thread and at any moment.
        self._unwanted: deque[object] = deque()

    @property
    def size(self) -> int:
        """Bytes that are kept."""
        return self._size

    def keep_pixels(self, of: object, picture: Picture) -> None:
        """Keep the pixels of a picture; `of` is whatever stands for it."""
        self._keep((of, "pixels"), picture, len(picture.pixels))

    def pixels(self, of: object) -> Picture | None:
        """The pixels of a picture, where they are still there."""
        kept = self._look((of, "pixels"))
        return kept if isinstance(kept, Picture) else None

    def keep_cells(self, of: object, pixels: bytes) -> None:
        """Keep the pixels of the cells of a picture (`half_blocks.half_pixels`)."""
        self._keep((of, "cells"), pixels, len(pixels))

    def cells(self, of: object) -> bytes | None:
        """The pixels of the cells of a picture, where they are still there."""
        kept = self._look((of, "cells"))
        return kept if isinstance(kept, bytes) else None

    def forget(self, of: object) -> None:
        """Nothing of a picture is needed any more; may be called by the garbage collection."""
        self._unwanted.append(of)

    def _keep(self, key: tuple[object, str], value: object, size: int) -> None:
        with self._lock:
            while self._unwanted:
                self._remove(self._unwanted.popleft())
            self._size += size - self._kept.pop(key, (None, 0))[1]
            self._kept[key] = value, size
            while self._size > self._limit and len(self._kept) > 1:
                self._size -= self._kept.popitem(last=False)[1][1]

    def _look(self, key: tuple[object, str]) -> object:
        with self._lock:
            if (known := self._kept.get(key)) is None:
                return None
            self._kept.move_to_end(key)
            return known[0]

    def _remove(self, of: object) -> None:
        for kind in ("pixels", "cells"):
            self._size -= self._kept.pop((of, kind), (None, 0))[1]
