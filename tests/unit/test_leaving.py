"""What is asked when tabs are closed, and what the answers mean."""

from __future__ import annotations

import pytest

from tui.leaving import Leave, Leaving, answer_of


def answers(leaving: Leaving) -> dict[str, Leave | None]:
    """By its key, what each choice means."""
    choices = leaving.dialog("Really?")._choices
    assert len({choice.key for choice in choices}) == len(choices)
    return {choice.key: answer_of(choice.choice_id) for choice in choices}


@pytest.mark.parametrize(
    ("leaving", "meanings"),
    [
        (
            Leaving("Quit", "the kernel", ""),
            {"s": Leave(False, False), "k": Leave(False, True), "c": None},
        ),
        (
            Leaving("Quit", "", "a.ipynb"),
            {"s": Leave(True, False), "d": Leave(False, False), "c": None},
        ),
        (
            Leaving("Close", "the kernel", "a.ipynb"),
            {
                "s": Leave(True, False),
                "k": Leave(True, True),
                "d": Leave(False, False),
                "r": Leave(False, True),
                "c": None,
            },
        ),
    ],
)
def test_what_each_key_means(leaving: Leaving, meanings: dict[str, Leave | None]) -> None:
    assert leaving.is_asked
    assert answers(leaving) == meanings


def test_nothing_is_asked_about_nothing() -> None:
    assert not Leaving("Quit", "", "").is_asked


@pytest.mark.parametrize(("keeps_first", "first"), [(False, "s"), (True, "k")])
def test_what_is_done_as_a_rule_comes_first(keeps_first: bool, first: str) -> None:
    for unsaved in ("", "a.ipynb"):
        leaving = Leaving("Quit", "the kernel", unsaved, keeps_first)
        assert next(iter(answers(leaving))) == first


@pytest.mark.parametrize("unsaved", ["", "a.ipynb", ", ".join(["a long name.ipynb"] * 5)])
@pytest.mark.parametrize("act", ["Quit", "Close"])
def test_words_have_room_in_the_dialog(act: str, unsaved: str) -> None:
    dialog = Leaving(act, "the 100 kernels", unsaved).dialog("Really?")
    assert all(len(choice.words) < 56 for choice in dialog._choices)
