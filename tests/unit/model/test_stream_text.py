"""Terminal-like streams: tables of what a kernel sends and the canonical text it becomes."""

from __future__ import annotations

import re

import pytest

from tui.model.stream_text import PLAIN, StreamText, Style, plain_line, segments

# The only escape sequences that canonical text may hold, told apart here from the code under test.
ALLOWED = re.compile(
    "\x1b\\[[0-9;]*m|\x1b\\]8;;(?:(?:https?|file)://[^\x00-\x20\x7f-\x9f]+)?\x1b\\\\"
)
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)


def stream(*pieces: str) -> StreamText:
    """A stream to which `pieces` were written."""
    text = StreamText()
    for piece in pieces:
        text.write(piece)
    return text


TEXTS = {
    "plain lines stay as they are": ("a\nb\n", "a\nb\n"),
    "CRLF is a line feed": ("a\r\nb\r\n", "a\nb\n"),
    "CR CR LF is a line feed too": ("a\r\r\nb", "a\nb"),
    "CR goes to the start and the text is written over": ("hello\rJ", "Jello"),
    "a CR alone at the end changes nothing": ("hello\r", "hello"),
    "CR then LF far apart keep the line": ("hello\r\x1b[m\nx", "hello\nx"),
    "CR on an empty line changes nothing": ("a\n\r\tb", "a\n\tb"),
    "each update of a progress bar takes the place of the last": (
        "\r 10%|#   |\r 50%|##  |\r100%|####|\n",
        "100%|####|\n",
    ),
    "a shorter update leaves the end of the longer one": ("\rlonger\rab", "abnger"),
    "BS goes one back": ("abc\bX", "abX"),
    "BS stops at the start of the line": ("a\b\b\b\bX", "X"),
    "BS blank BS rubs out": ("abc\b \b", "ab "),
    "a spinner turns in place": ("|\b/\b-\b\\\b", "\\"),
    "underlining by overstrike shows the letter": ("_\bx_\by", "xy"),
    "bold by overstrike shows the letter once": ("x\bxy\by", "xy"),
    "a tab at the end of a line stays a tab": ("a\tb\n\tc", "a\tb\n\tc"),
    "a tab becomes blanks where the line is edited": ("a\tb\rX", "X       b"),
    "a tab in an edited line moves over what is there": ("abcdefghij\r\tX", "abcdefghXj"),
    "EL 0 erases to the end": ("abcdef\r\x1b[2C\x1b[K", "ab"),
    "EL 0 at the end of a line does nothing": ("ab\x1b[K\tc\x1b[0K", "ab\tc"),
    "EL 1 blanks from the start to the cursor": ("abcdef\r\x1b[2C\x1b[1K", "   def"),
    "EL 2 erases the line and the cursor stays": ("abc\x1b[2Kd", "   d"),
    "EL 2 and CR begin the line again": ("abc\x1b[2K\rd", "d"),
    "an EL of another number does nothing": ("abc\x1b[7K", "abc"),
    "cursor up writes over an earlier line": ("one\ntwo\n\x1b[2AX", "Xne\ntwo\n"),
    "cursor up keeps the column": ("one\ntwo\x1b[AX", "oneX\ntwo"),
    "cursor up stops at the first line": ("one\n\x1b[99AX", "Xne\n"),
    "cursor up by 0 is up by 1": ("one\n\x1b[0AX", "Xne\n"),
    "cursor down stops at the last line": ("one\ntwo\r\x1b[5BX", "one\nXwo"),
    "LF higher up goes to the start of the next line": ("one\ntwo\x1b[A\nX", "one\nXwo"),
    "LF at the last line makes a new one": ("a\nb\x1b[A\x1b[B\nc", "a\nb\nc"),
    "many lines written higher up go on at the end": ("a\nb\n\x1b[2A1\n2\n3\n4", "1\n2\n3\n4"),
    "cursor forward leaves what it passes": ("abcdef\r\x1b[3CX", "abcXef"),
    "cursor forward beyond the end leaves blanks": ("a\x1b[3CX", "a   X"),
    "cursor forward is as wide as a very wide terminal": ("\x1b[99999999999CX", " " * 4096 + "X"),
    "cursor back goes left": ("abcdef\x1b[4DX", "abXdef"),
    "cursor back stops at the start": ("abc\x1b[99DX", "Xbc"),
    "next line goes down and to the start": ("one\ntwo\x1b[A\x1b[EX", "one\nXwo"),
    "previous line goes up and to the start": ("one\ntwo\x1b[FX", "Xne\ntwo"),
    "column absolute counts from 1": ("abcdef\x1b[3GX", "abXdef"),
    "column absolute with no number is the first": ("abc\x1b[GX", "Xbc"),
    "ED 0 takes the lines below away": ("one\ntwo\nthree\x1b[2A\r\x1b[2C\x1b[J", "on"),
    "ED 0 at the end does nothing": ("one\ntwo\x1b[J", "one\ntwo"),
    "ED 2 takes the live lines away": ("one\ntwo\x1b[2Jx", "x"),
    "the clear command clears": ("one\ntwo\n\x1b[H\x1b[2J\x1b[3Jx", "x"),
    "a cursor position is ignored": ("one\x1b[1;1HX\x1b[5;5fY", "oneXY"),
    "BEL is silent": ("a\x07b", "ab"),
    "shift in, part of reset in some terminals, is silent": ("a\x1b(B\x1b[m\x0fb", "ab"),
}


@pytest.mark.parametrize(("sent", "text"), TEXTS.values(), ids=TEXTS.keys())
def test_text(sent: str, text: str) -> None:
    assert stream(sent).ansi() == text


SGRS = {
    "the sixteen colours are kept": ("\x1b[31;107mx\x1b[0m", "\x1b[31;107mx\x1b[0m"),
    "a low number of the palette is one of the sixteen": (
        "\x1b[38;5;1mx\x1b[38;5;9my\x1b[48;5;0m\x1b[39mz",
        "\x1b[31mx\x1b[0m\x1b[91my\x1b[0m\x1b[40mz\x1b[0m",
    ),
    "the palette is kept": ("\x1b[38;5;208;48;5;16mx", "\x1b[38;5;208;48;5;16mx\x1b[0m"),
    "24 bits are kept": ("\x1b[38;2;1;2;3mx", "\x1b[38;2;1;2;3mx\x1b[0m"),
    "colons do as well": ("\x1b[38:5:208mx", "\x1b[38;5;208mx\x1b[0m"),
    "24 bits by colons without a colour space": ("\x1b[48:2:1:2:3mx", "\x1b[48;2;1;2;3mx\x1b[0m"),
    "24 bits by colons with a colour space": ("\x1b[48:2::1:2:3mx", "\x1b[48;2;1;2;3mx\x1b[0m"),
    "the attributes are kept": ("\x1b[1;2;3;4;7;9;53mx", "\x1b[1;2;3;4;7;9;53mx\x1b[0m"),
    "each attribute ends by its own number": (
        "\x1b[1;2;3;4;7;9;53;31;41m\x1b[22;23;24;27;29;55;39;49mx",
        "x",
    ),
    "a curly underline is an underline": ("\x1b[4:3mx\x1b[4:0my", "\x1b[4mx\x1b[0my"),
    "a double underline is an underline": ("\x1b[21mx", "\x1b[4mx\x1b[0m"),
    "leading zeros, as ls writes them, mean nothing": ("\x1b[01;034mx", "\x1b[1;34mx\x1b[0m"),
    "no number is a reset": ("\x1b[1mx\x1b[my", "\x1b[1mx\x1b[0my"),
    "an empty field is a reset": ("\x1b[1;;31mx", "\x1b[31mx\x1b[0m"),
    "conceal hides nothing": ("\x1b[8mx", "x"),
    "blink is dropped": ("\x1b[5;6;31mx", "\x1b[31mx\x1b[0m"),
    "a colour of the underline is dropped with its numbers": (
        "\x1b[58;2;1;4;7;9mx\x1b[58:5:1my",
        "\x1b[9mxy\x1b[0m",
    ),
    "a colour out of range is none": ("\x1b[38;5;256m\x1b[38;2;1;2;999mx", "x"),
    "a colour cut short is none": ("\x1b[38;5m\x1b[38m\x1b[38;2;1;2m\x1b[38:5m\x1b[48:mx", "x"),
    "looks without text leave nothing": ("\x1b[31m\x1b[0m\x1b[1m", ""),
    "one look said twice is written once": ("\x1b[31ma\x1b[0;31mb", "\x1b[31mab\x1b[0m"),
    "a look over lines is said on each": (
        "\x1b[31ma\n\nb\x1b[0m\nc",
        "\x1b[31ma\x1b[0m\n\n\x1b[31mb\x1b[0m\nc",
    ),
    "text written over keeps the looks beside it": (
        "\x1b[31mabcd\x1b[0m\r\x1b[C\x1b[1mX",
        "\x1b[31ma\x1b[0m\x1b[1mX\x1b[0m\x1b[31mcd\x1b[0m",
    ),
    "erased cells have no look": ("\x1b[41mabc\x1b[1K\rX", "\x1b[41mX\x1b[0m  "),
    "a look goes on after the lines it was set in": (
        "\x1b[32mab\rc\nd",
        "\x1b[32mcb\x1b[0m\n\x1b[32md\x1b[0m",
    ),
    "a tab in an edited line has no look": (
        "\x1b[41ma\tb\rX",
        "\x1b[41mX\x1b[0m       \x1b[41mb\x1b[0m",
    ),
    "private sequences that end in m are no looks": ("\x1b[>4;1mx\x1b[?4my", "xy"),
}


@pytest.mark.parametrize(("sent", "text"), SGRS.values(), ids=SGRS.keys())
def test_looks(sent: str, text: str) -> None:
    assert stream(sent).ansi() == text


LINK = "\x1b]8;;https://a.org/\x1b\\"
END = "\x1b]8;;\x1b\\"
LINKS = {
    "a safe link is kept": (f"{LINK}text{END}.", f"{LINK}text{END}."),
    "a link ended by BEL is kept": ("\x1b]8;;https://a.org/\x07x\x1b]8;;\x07y", f"{LINK}x{END}y"),
    "its parameters are dropped": ("\x1b]8;id=1:a=b;https://a.org/\x07x", f"{LINK}x{END}"),
    "an unsafe link leaves its text": ("\x1b]8;;javascript:x\x1b\\click\x1b]8;;\x1b\\", "click"),
    "an unsafe link ends the safe one before": (f"{LINK}a\x1b]8;;ssh://h\x07b", f"{LINK}a{END}b"),
    "a link over two lines is said on each": (f"{LINK}a\nb{END}", f"{LINK}a{END}\n{LINK}b{END}"),
    "a reset does not end a link": (
        f"{LINK}\x1b[1ma\x1b[0mb{END}c",
        f"{LINK}\x1b[1ma\x1b[0m{END}{LINK}b{END}c",
    ),
    "a link stays with the text beside what is written over": (
        f"{LINK}abc{END}\rX",
        f"X{LINK}bc{END}",
    ),
}


@pytest.mark.parametrize(("sent", "text"), LINKS.values(), ids=LINKS.keys())
def test_links(sent: str, text: str) -> None:
    assert stream(sent).ansi() == text


WIDE = {
    "CR and a narrow letter blank the half of a wide one": ("日本\rx", "x 本"),
    "a wide letter over half of another blanks its other half": ("a日本\r語", "語 本"),
    "BS goes back one column, into a wide letter": ("日本\bx", "日 x"),
    "EL from the middle of a wide letter takes it away": ("日本\r\x1b[3C\x1b[K", "日 "),
    "EL 1 up to the middle of a wide letter takes it away": ("日本\r\x1b[1K", "  本"),
    "a combining accent takes no column": ("e\u0301f\b\bX", "Xf"),
    "a combining accent joins the letter left of the cursor": ("ab\b\u0301X", "a\u0301X"),
    "a combining accent joins both cells of a wide letter": ("日\r\x1b[2C\u3099X", "日\u3099X"),
    "joined emoji are one character of two columns": (
        "👩\u200d👧x\r\x1b[2CY",
        "👩\u200d👧Y",
    ),
    "a bar of blocks takes a column a block": ("██▌ |\r███", "███ |"),
    "an accent with nothing to join stands alone": ("ab\r\u0301", " \u0301b"),
}


@pytest.mark.parametrize(("sent", "text"), WIDE.values(), ids=WIDE.keys())
def test_columns(sent: str, text: str) -> None:
    assert stream(sent).ansi() == text


def test_accents_without_end_are_cut() -> None:
    text = stream("ab\b" + "\u0301" * 100_000)
    assert text.plain().startswith("a\u0301")
    assert len(text.plain()) < 100


HOSTILE = {
    "the clipboard": ("a\x1b]52;c;c2VjcmV0\x07b", "ab"),
    "the title": ("a\x1b]0;title\x1b\\b", "ab"),
    "an iTerm picture": ("a\x1b]1337;File=inline=1:AAAA\x07b", "ab"),
    "a working directory": ("a\x1b]7;file://h/p\x07b", "ab"),
    "a DCS string": ("a\x1bP1$r0m\x1b\\b", "ab"),
    "a kitty picture": ("a\x1b_Gf=100;AAAA\x1b\\b", "ab"),
    "PM and SOS strings": ("a\x1b^x\x1b\\\x1bXy\x1b\\b", "ab"),
    "a string's end alone": ("a\x1b\\b", "ab"),
    "private modes": ("a\x1b[?1049h\x1b[?25l\x1b[?2004hb", "ab"),
    "device reports": ("a\x1b[c\x1b[6n\x1b[>0q\x1b[18tb", "ab"),
    "scrolling and inserting": ("a\x1b[2S\x1b[3T\x1b[2L\x1b[1M\x1b[4@\x1b[2;5rb", "ab"),
    "sequences with intermediates": ("a\x1b[!p\x1b[2 q\x1b[1$}b", "ab"),
    "a full reset and others of two characters": ("a\x1bc\x1b7\x1b8\x1bM\x1b=\x1b>b", "ab"),
    "character sets": ("a\x1b(0\x1b)B\x1b%G\x1b#8b", "ab"),
    "SGR of private modes": ("a\x1b[?1mb\x1b[<1;2;3m", "ab"),
    "NULs": ("a\x00b", "a␀b"),
    "other C0": ("a\x01\x0b\x0c\x0e\x1a\x7fb", "a␁␋␌␎␚␡b"),
    "C1, which some terminals obey": (
        "a\x9b31m\x9d0;x\x9c\x90\x85b",
        "a‹U+009B›31m‹U+009D›0;x‹U+009C›‹U+0090›‹U+0085›b",
    ),
    "bidi overrides": ("a\u202eb\u2066", "a‹U+202E›b‹U+2066›"),
    "separators of lines": ("a\u2028b\u2029", "a‹U+2028›b‹U+2029›"),
    "lone surrogates": ("a\ud800b", "a\ufffdb"),
    "an escape before a letter of another script": ("a\x1béb", "a␛éb"),
    "an escape before an escape": ("\x1b\x1b[31mx", "␛\x1b[31mx\x1b[0m"),
    "a sequence broken by a control": ("a\x1b[3\x00mb", "a␛[3␀mb"),
    "a sequence broken by a line feed": ("a\x1b[3\nmb", "a␛[3\nmb"),
    "a string broken by a line feed": ("a\x1b]0;ti\ntle\x07b", "a␛]0;ti\ntleb"),
    "a string in a string": ("\x1b]0;a\x1b]52;c;x\x07b", "␛]0;ab"),
    "a sequence of a thousand numbers": ("\x1b[" + "1;" * 1000 + "mx", "␛[" + "1;" * 1000 + "mx"),
    "a link with an escape in it": (
        "\x1b]8;;https://a/\x1b[31m\x07x",
        "␛]8;;https://a/\x1b[31mx\x1b[0m",
    ),
    "a link with a C1 end in it": ("\x1b]8;;https://a/\x9c\x07x", "␛]8;;https://a/‹U+009C›x"),
    "marks in an edited line": ("abc\r\x00", "␀bc"),
}


@pytest.mark.parametrize(("sent", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text(sent: str, text: str) -> None:
    assert stream(sent).ansi() == text


EVERYTHING = [*TEXTS.values(), *SGRS.values(), *LINKS.values(), *WIDE.values(), *HOSTILE.values()]


@pytest.mark.parametrize("sent", [sent for sent, _ in EVERYTHING])
def test_nothing_but_looks_and_safe_links_is_left(sent: str) -> None:
    text = stream(sent)
    assert CONTROL.search(ALLOWED.sub("", text.ansi())) is None
    assert CONTROL.search(text.plain()) is None
    for line in text.live_lines():
        assert "".join(part for part, _ in segments(line)) == plain_line(line)


@pytest.mark.parametrize(("sent", "text"), [case for case in EVERYTHING if len(case[0]) < 200])
def test_text_cut_anywhere_gives_the_same(sent: str, text: str) -> None:
    for place in range(len(sent) + 1):
        assert stream(sent[:place], sent[place:]).ansi() == text
    assert stream(*sent).ansi() == text


def test_crlf_cut_between_two_messages_is_one_line_feed() -> None:
    text = stream("ans = 1\r")
    assert text.ansi() == "ans = 1"
    text.write("\nans = 2\r")
    text.write("\n")
    assert text.ansi() == "ans = 1\nans = 2\n"


def test_nested_tqdm_bars_draw_in_place() -> None:
    sent = "\router:   0%|          | 0/2"
    for step in range(2):
        for inner in range(3):
            sent += (
                f"\n\rinner:  {inner * 50:3d}%|{'█' * inner}{' ' * (2 - inner)}| {inner}/2\x1b[A"
            )
        sent += "\n\r" + " " * 30 + "\r\x1b[A"
        sent += f"\router:  {step * 50 + 50:3d}%|{'#' * (step + 1):10}| {step + 1}/2"
    lines = stream(sent + "\n").live_lines()
    assert [line.rstrip() for line in lines] == [
        "outer:  100%|##        | 2/2",
        "",
    ]


def test_rich_progress_draws_in_place() -> None:
    sent = "\x1b[?25l"
    for done in (0, 50, 100):
        if done:
            sent += "\r\x1b[2K\x1b[1A\x1b[2K"
        sent += f"load \x1b[38;2;249;38;114m{'━' * (done // 10)}\x1b[0m {done}%\n"
        sent += f"\x1b[35mscan {done}%\x1b[0m"
    text = stream(sent + "\n\x1b[?25h")
    assert text.plain() == f"load {'━' * 10} 100%\nscan 100%\n"
    assert segments(text.live_lines()[0])[1] == ("━" * 10, Style(fg=(249, 38, 114)))


def test_a_redrawn_block_of_lines_is_right_at_each_frame() -> None:
    text = stream("head\n")
    for frame in range(5):
        text.write("".join(f"row {row} frame {frame}\n" for row in range(3)))
        assert text.live_lines()[1:] == [f"row {row} frame {frame}" for row in range(3)] + [""]
        text.write("\x1b[3F")


def test_pip_progress_draws_in_place() -> None:
    text = stream(
        "\x1b[?25l     \x1b[90m━━━━\x1b[0m 1/9", "\r\x1b[2K     ━━━━ \x1b[32m9/9\x1b[0m\n"
    )
    assert text.ansi() == "     ━━━━ \x1b[32m9/9\x1b[0m\n"


def test_an_unfinished_string_does_not_swallow_the_output_for_ever() -> None:
    text = stream("a\x1b]0;title")
    assert text.ansi() == "a"
    text.write("more\nnext line")
    assert text.ansi() == "a␛]0;titlemore\nnext line"


def test_an_unfinished_string_without_end_or_line_feed_becomes_text() -> None:
    text = stream("\x1b]0;", *["x" * 999] * 70)
    assert text.plain().startswith("␛]0;xxx")
    assert len(text.plain()) == 4 + 999 * 70


def test_finish_shows_what_was_held_back() -> None:
    text = stream("a\x1b]0;title")
    text.finish()
    assert text.ansi() == "a␛]0;title"
    text.finish()
    assert text.ansi() == "a␛]0;title"


def test_finish_after_a_return_changes_nothing() -> None:
    text = stream("a\r")
    revision = text.revision
    text.finish()
    assert (text.ansi(), text.revision) == ("a", revision)


def test_revision_grows_with_every_change() -> None:
    text = StreamText()
    seen = [text.revision]
    for piece in ("a", "\x1b[31m", "\rb", "\n"):
        text.write(piece)
        seen.append(text.revision)
    text.clear()
    seen.append(text.revision)
    assert seen == sorted(set(seen))
    text.write("")
    assert text.revision == seen[-1]


ENDS = {
    "an empty stream": ("", True, False),
    "a line without its end": ("a", False, False),
    "a line with its end": ("a\n", False, True),
    "an empty line": ("\n", False, True),
    "an erased line": ("abc\x1b[2K", True, False),
    "an erased last line": ("a\nabc\x1b[2K", False, True),
    "a very long line": ("x" * 100_000, False, False),
    "many lines": ("a\n" * 10_000, False, True),
}


@pytest.mark.parametrize(("sent", "empty", "ended"), ENDS.values(), ids=ENDS.keys())
def test_ends(sent: str, empty: bool, ended: bool) -> None:
    text = stream(sent)
    assert (text.is_empty, text.ends_with_newline) == (empty, ended)


def test_clear_forgets_text_looks_and_unfinished_sequences() -> None:
    text = stream("\x1b[31mred\n" * 1000 + "\x1b]0;ti")
    pages = len(text.frozen)
    text.clear()
    assert text.is_empty
    assert text.first_page == pages
    text.write("tle")
    assert text.ansi() == "tle"


def test_segments_tell_every_look() -> None:
    line = stream(
        f"a\x1b[1;2;3;4;7;9;53;38;5;200;48;2;1;2;3mb\x1b[0m{LINK}c\x1b[97;104md"
    ).live_lines()[0]
    assert segments(line) == (
        ("a", PLAIN),
        (
            "b",
            Style(
                fg=200,
                bg=(1, 2, 3),
                bold=True,
                faint=True,
                italic=True,
                underline=True,
                strike=True,
                inverse=True,
                overline=True,
            ),
        ),
        ("c", Style(link="https://a.org/")),
        ("d", Style(fg=15, bg=12, link="https://a.org/")),
    )


def test_segments_of_a_plain_and_an_empty_line() -> None:
    assert segments("abc") == (("abc", PLAIN),)
    assert segments("") == ()
    assert plain_line("abc") == "abc"
    assert plain_line(f"{LINK}\x1b[1ma\x1b[0m{END}b") == "ab"


def test_segments_of_a_very_long_line() -> None:
    line = "\x1b[31mx\x1b[0my" * 10_000
    assert segments(line) == (("x", Style(fg=1)), ("y", PLAIN)) * 10_000
