"""What the keys of vi know, ask of others, and do with what is hostile."""

from __future__ import annotations

import random
import time

import pytest

from tests.unit.widgets.vi_typist import Typist
from tui.widgets.prompt.vi.parsing import (
    MOTIONS,
    OBJECTS,
    OPERATORS,
    SEEKS,
    SIMPLE,
    Unfinished,
    parse,
)
from tui.widgets.prompt.vi.state import (
    LARGEST_COUNT,
    LARGEST_INSERT,
    Ask,
    Command,
    Mode,
    Recall,
    Undo,
    Wish,
)
from tui.widgets.prompt.vi.table import TABLE

MORE, NONE = Unfinished.MORE, Unfinished.NONE


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("d", MORE),
        ("2", MORE),
        ("2d3", MORE),
        ("g", MORE),
        ('"', MORE),
        ('"+', MORE),
        ("f", MORE),
        ("df", MORE),
        ("di", MORE),
        ("r", MORE),
        ("gu", MORE),
        ("w", Command("w")),
        ("0", Command("0")),
        ("10j", Command("j", 10)),
        ("2d3w", Command("w", 6, "d")),
        ("d10l", Command("l", 10, "d")),
        ('"+yy', Command("line", None, "y", register="+")),
        ('"*p', Command("p", register="+")),
        ('"_dd', Command("line", None, "d", register="_")),
        ('""p', Command("p")),
        ("guu", Command("line", None, "gu")),
        ("gugu", Command("line", None, "gu")),
        ("g~~", Command("line", None, "g~")),
        ("fx", Command("f", character="x")),
        ("d2fx", Command("f", 2, "d", "x")),
        ("ci(", Command("i(", None, "c")),
        ("99999999999x", Command("x", LARGEST_COUNT)),
        ("d99999w", Command("w", LARGEST_COUNT, "d")),
        ("dz", NONE),
        ("diz", NONE),
        ("dx", NONE),
        ("gz", NONE),
        ("z", NONE),
        ('"az', NONE),
        ("dc", NONE),
    ],
)
def test_keys_are_a_command_the_beginning_of_one_or_none(
    keys: str, wanted: Command | Unfinished
) -> None:
    assert parse(tuple(keys)) == wanted


def test_the_page_names_every_key() -> None:
    named = " ".join(keys for keys, _ in TABLE).replace("Ctrl+R", "ctrl+r").split()
    also = {"enter", "ctrl+r"}
    simple = (MOTIONS | SEEKS | SIMPLE | OPERATORS | set("r")) - also
    assert {each for each in simple if each not in named} == set()
    objects = {each[1] for each in named if len(each) == 2 and each[0] in "ia"}
    assert OBJECTS - objects - set("bB)]}>") == set()


@pytest.mark.parametrize(
    ("before", "keys", "wanted"),
    [
        ("one|\ntwo", "k", [Recall(1)]),
        ("one|\ntwo", "3k", [Recall(3)]),
        ("one\n|two", "j", [Recall(-1)]),
        ("one\n|two", "k", []),
        ("o|ne", "dk", []),
        ("one|", "u", [Undo(1)]),
        ("one|", "3u", [Undo(3)]),
        ("one|", "<C-r>", [Undo(-1)]),
        ("one|", "<CR>", [Wish(Ask.RUN)]),
        ("one|", "/", [Wish(Ask.SEARCH)]),
        ("one|", ":", [Wish(Ask.PALETTE)]),
        ("one|", "K", [Wish(Ask.INSPECT)]),
    ],
)
def test_what_others_are_asked_for(before: str, keys: str, wanted: list[object]) -> None:
    assert Typist.at(before).type(keys).others == wanted


@pytest.mark.parametrize(
    ("keys", "mode", "pending"),
    [
        ("i", Mode.INSERT, ()),
        ("i<Esc>", Mode.NORMAL, ()),
        ("2d", Mode.NORMAL, ("2", "d")),
        ("2d<Esc>", Mode.NORMAL, ()),
        ("v", Mode.VISUAL, ()),
        ("V", Mode.VISUAL_LINES, ()),
        ("vV", Mode.VISUAL_LINES, ()),
        ("vv", Mode.NORMAL, ()),
        ("v<Esc>", Mode.NORMAL, ()),
        ("R", Mode.REPLACE, ()),
        ("Rx<Esc>", Mode.NORMAL, ()),
        ("cw", Mode.INSERT, ()),
        ("dw", Mode.NORMAL, ()),
        ("zz", Mode.NORMAL, ()),
    ],
)
def test_modes(keys: str, mode: Mode, pending: tuple[str, ...]) -> None:
    state = Typist.at("one t|wo").type(keys).state
    assert (state.mode, state.keys) == (mode, pending)


def test_keys_that_are_none_of_vis_are_left_to_others() -> None:
    typist = Typist.at("one| two")
    assert not typist.press("f5")
    assert not typist.press("ctrl+p")
    # An Esc that gives nothing up is for what is open.
    assert not typist.press("escape")
    assert typist.press("2")
    assert typist.press("escape")
    # In insert mode all but Esc is typed by others.
    typist.type("i")
    assert not typist.press("x")
    assert typist.press("escape")


def test_the_clipboard_is_a_register() -> None:
    typist = Typist.at("one |two\nthree")
    assert typist.type('"+yw').clipboard == "two"
    assert typist.type('"+yy').clipboard == "one two\n"
    typist.clipboard = "four\n"
    assert typist.type('"+p').marked == "one two\n|four\nthree"
    # What was copied before stays where "_ is said.
    assert typist.type('"_ddp').marked == "one two\nthree\n|one two"


@pytest.mark.parametrize(
    "keys",
    [
        "yy10000p",
        "y$10000p",
        "9999ihello<Esc>",
        "9999ohello<Esc>",
        "A!<Esc>9999.",
        "9999rx",
        "9999J",
    ],
)
def test_a_count_makes_no_text_without_end(keys: str) -> None:
    typist = Typist.at("x" * 3_000 + "|y")
    begun = time.process_time()
    typist.type(keys)
    assert sum(map(len, typist.lines)) <= 2 * LARGEST_INSERT
    assert time.process_time() - begun < 2


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("x" * 2_000_000 + "|", id="one long word"),
        pytest.param("|" + "(" * 2_000_000, id="one line of brackets"),
        pytest.param("|" + "\n" * 200_000, id="empty lines"),
        pytest.param("(" + "\n  x" * 200_000 + "|", id="an open bracket far above"),
        pytest.param("|" + " " * 2_000_000, id="blanks"),
        pytest.param("'" * 500_000 + "|", id="quotes"),
    ],
)
def test_no_key_looks_far(text: str) -> None:
    for keys in ("w", "b", "e", "ge", "W", "B", "E", "gE", "%", "}", "{", "viw<Esc>", "yi(", "yi'"):
        typist = Typist.at(text)
        begun = time.process_time()
        typist.type(keys)
        assert time.process_time() - begun < 0.25, keys


def test_no_keys_lead_out_of_the_text() -> None:
    """What is wrong in an effect fails in the typist."""
    pick = random.Random(8)
    keys = [*"hjklwWbBeE0^$|+-_;,%{}GgfFtTdcy<>iaIAoOxXsSDCYJ~pPu.vVrRK/:\"'()[]123 é", "<Esc>"]
    texts = ["", "a", "def f(a):\n    return [a]\n", "\n\n  x\n", "é 合計 ()", "'a' \"b\" {\n}"]
    for _ in range(1_500):
        typist = Typist.at("|" + pick.choice(texts))
        typed = "".join(pick.choices(keys, k=25))
        typist.type(typed)
        assert len(typist.state.keys) <= 25
        assert sum(map(len, typist.lines)) < 1_000_000
