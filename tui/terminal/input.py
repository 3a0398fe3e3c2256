"""From the bytes a terminal sends to Textual's messages; no bytes make it fail."""

from __future__ import annotations

import logging
import re
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from time import monotonic

from textual import constants, events
from textual._parser import ParseError
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.keys import KEY_NAME_REPLACEMENTS, _character_to_key
from textual.message import Message

from tui.terminal.charset import UTF_8, Charset

PASTE_SILENCE = 5.0
"""Seconds without a byte after which a paste whose end never came is taken as ended."""
TICK = 0.1
"""Seconds between two looks at whether a sequence that has begun is still going on."""
ESCAPE_GAP = 0.015
"""Seconds after an ESC from which on a character was typed by itself: Alt sends both at once."""
# The parser waits for no sequence longer than that.
_SILENCE = constants.ESCAPE_DELAY + 2 * TICK
_LOOK_AGAIN = 0.005
_TAIL = len(BRACKETED_PASTE_END) - 1
# Junk is not worth a key event a byte; an X10 mouse report has up to three such bytes in a row.
_UNDECODABLE = re.compile("\ufffd{4,}")
_MARKS = "\ufffd" * 3
_LARGEST_CELL = 10_000
LARGEST_SIZE = (2048, 1024)
"""Columns and rows over which a reported terminal size is not believed."""

# What Textual's parser is known to raise on sequences it does not expect; a finished parser
# generator answers with StopIteration.
_FAULTS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    ParseError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
)
# What begins a longer sequence, or an answer of the terminal's.
_BEHIND_ESCAPE = frozenset(map(chr, range(0x20, 0x7F))) - frozenset("[OP]_")
# What terminals send for a modified arrow, by another name than Alt.
_ARROWS = {"b": "ctrl+left", "f": "ctrl+right"}
_log = logging.getLogger(__name__)


def alt_key(character: str) -> events.Key:
    """The key of an ESC and `character`: Alt and a key, or Esc and a key typed at once after it.

    Both are its own `character`, so that who has to can tell it from an Alt sent otherwise.
    """
    name = _character_to_key(character)
    name = KEY_NAME_REPLACEMENTS.get(name, name)
    name = f"shift+{name.lower()}" if name.isupper() else name
    return events.Key(_ARROWS.get(character, f"alt+{name}"), f"\x1b{character}")


class AltKeysParser(XTermParser):
    """Textual's parser with Alt and a character, and Alt and Enter, as those keys, at once.

    Textual takes ESC and a digit for what WezTerm on macOS means by Option and the digit, a
    character such as `™`; everywhere else it is what Alt sends. Of Alt and Enter, and Alt and a
    sign, it forgets Alt. With letters it waits for silence, and an ESC before that makes text of
    it.
    """

    is_after_escape = False
    """Whether an ESC was the last that came, so that it is open what it begins."""

    def feed(self, data: str) -> Iterable[Message]:
        """Take what was read, and answer the messages it completes."""
        self.is_after_escape = data[-1:] == "\x1b"
        return super().feed(data)

    def tick(self) -> Iterable[Message]:
        """Take an ESC for a key after silence; then nothing is open any more."""
        for message in super().tick():
            self.is_after_escape = False
            yield message

    def end_escape(self) -> Iterable[Message]:
        """Take the ESC that came last for a key, as after silence."""
        self._timeout_time = 0.0
        return self.tick()

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if len(sequence) == 2 and sequence[0] == "\x1b" and sequence[1] in _BEHIND_ESCAPE:
            return iter((alt_key(sequence[1]),))
        if alt and sequence == "\r":
            return iter((events.Key("alt+enter", None),))
        if alt and len(sequence) == 1 and " " <= sequence <= "~":
            return iter((alt_key(sequence),))
        return super()._sequence_to_key_events(sequence, alt)


class TerminalInput:
    """Decodes a terminal's bytes, takes pastes out, and parses the rest one character at a time.

    Pastes are not left to Textual's parser: it drops an ESC in pasted text and gives what follows
    to the app as typed keys, so that a pasted newline would run the text before it.
    """

    def __init__(self, *, debug: bool = False, charset: Charset = UTF_8) -> None:
        self._debug = debug
        self._decode = getincrementaldecoder(charset.input_codec)(errors="replace").decode
        self._parser = AltKeysParser(debug)
        self._parsed_tail = ""
        self._pasted: list[str] | None = None
        self._paste_tail = ""
        self._last_byte = monotonic()

    def feed(self, data: bytes) -> Iterator[Message]:
        """Yield the messages that `data` completes."""
        now = monotonic()
        silence, self._last_byte = now - self._last_byte, now
        text = _UNDECODABLE.sub(_MARKS, self._decode(data))
        if self._parser.is_after_escape and silence >= ESCAPE_GAP and not _goes_on(text):
            yield from self._believable(self._parser.end_escape())
        while text:
            if self._pasted is None:
                before, text = self._split_at_paste(text)
                yield from self._parse(before)
            else:
                paste, text = self._take_paste(text)
                yield from paste

    def tick(self) -> Iterator[Message]:
        """Yield what silence completes: a lone ESC, or a paste without an end."""
        silence = monotonic() - self._last_byte
        if self._pasted is not None and silence >= PASTE_SILENCE:
            yield self._end_paste(self._paste_tail)
        try:
            yield from self._believable(self._parser.tick())
        except _FAULTS as error:
            self._drop_sequence(error)

    def patience(self) -> float | None:
        """Seconds after which `tick` may have something to yield, `None` when only bytes can."""
        silence = monotonic() - self._last_byte
        if self._pasted is not None:
            return max(0.0, PASTE_SILENCE - silence)
        if self._parser.is_after_escape and silence < _SILENCE:
            # A look that comes just too early is not to double the wait.
            return max(constants.ESCAPE_DELAY - silence, _LOOK_AGAIN)
        return TICK if silence < _SILENCE else None

    def _split_at_paste(self, text: str) -> tuple[str, str]:
        """Return what is to be parsed and what is pasted; the start may be cut by a read."""
        known = len(self._parsed_tail)
        joined = self._parsed_tail + text
        start = joined.find(BRACKETED_PASTE_START)
        if start < 0:
            self._parsed_tail = joined[-_TAIL:]
            return text, ""
        if start < known:
            # The parser is in the middle of the sequence that begins the paste.
            self._renew_parser()
        self._pasted, self._parsed_tail = [], ""
        return joined[known:start], joined[start + len(BRACKETED_PASTE_START) :]

    def _take_paste(self, text: str) -> tuple[list[Message], str]:
        assert self._pasted is not None
        before, end, rest = (self._paste_tail + text).partition(BRACKETED_PASTE_END)
        if end:
            return [self._end_paste(before)], rest
        self._pasted.append(before[:-_TAIL])
        self._paste_tail = before[-_TAIL:]
        return [], ""

    def _end_paste(self, last: str) -> Message:
        text = "".join([*(self._pasted or ()), last])
        self._pasted, self._paste_tail = None, ""
        return events.Paste(text.replace("\0", ""))

    def _parse(self, text: str) -> Iterator[Message]:
        for character in text:
            try:
                yield from self._believable(self._parser.feed(character))
            except _FAULTS as error:
                self._drop_sequence(error)

    def _drop_sequence(self, error: Exception) -> None:
        _log.warning("the terminal sent a sequence that cannot be read: %r", error)
        self._renew_parser()

    def _renew_parser(self) -> None:
        old, self._parser = self._parser, AltKeysParser(self._debug)
        self._parser.mouse_pixels = old.mouse_pixels
        self._parser.terminal_size = old.terminal_size
        self._parser.terminal_pixel_size = old.terminal_pixel_size

    @staticmethod
    def _believable(messages: Iterable[Message]) -> Iterator[Message]:
        return (message for message in messages if is_believable(message))


def _goes_on(text: str) -> bool:
    """Whether a sequence that was cut behind its ESC may go on so; alone it is a character."""
    return not text or (len(text) > 1 and text[0] in "[O]P_") or text[0] == "\x1b"


def is_believable(message: Message) -> bool:
    """Whether a terminal in its right mind would send `message`.

    Sizes and positions beyond every real screen would have gigabytes laid out, and a key whose
    text is half a surrogate pair cannot be written back to any terminal.
    """
    match message:
        case events.Resize(size=size):
            return 0 < size.width <= LARGEST_SIZE[0] and 0 < size.height <= LARGEST_SIZE[1]
        case events.MouseEvent():
            return message.screen_x < _LARGEST_CELL and message.screen_y < _LARGEST_CELL
        case events.Key(character=str(character)):
            return not any("\ud800" <= each <= "\udfff" for each in character)
        case _:
            return True
