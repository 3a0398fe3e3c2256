"""What ssh asks, as questions."""

from __future__ import annotations

import pytest

from tui.kernels.ssh.prompts import (
    CONFIRM,
    LONGEST,
    REFUSE,
    TRUST,
    answer_of,
    is_refusal,
    question_of,
)

HOST_KEY = (
    "The authenticity of host '[127.0.0.1]:42022 ([127.0.0.1]:42022)' can't be established.\n"
    "ED25519 key fingerprint is SHA256:GJ3WmDNRsCzhdOge/NqJmChbezyEKsuzwZd90Ao7dmY.\n"
    "This key is not known by any other names.\n"
    "Are you sure you want to continue connecting (yes/no/[fingerprint])? "
)


def test_a_host_key_is_a_choice_with_its_fingerprint() -> None:
    question = question_of(HOST_KEY, "", "box", again=False)
    assert question.title == "ssh box"
    assert question.choices == (TRUST, REFUSE)
    assert not question.is_secret
    assert question.text.endswith("Are you sure you want to continue connecting?")
    assert "SHA256:GJ3WmDNRsCzhdOge/NqJmChbezyEKsuzwZd90Ao7dmY" in question.text
    assert [answer_of(question, each) for each in question.choices] == ["yes", "no"]
    assert [is_refusal(question, each) for each in question.choices] == [False, True]


@pytest.mark.parametrize(
    ("prompt", "kind"),
    [
        ("Allow use of key /home/me/.ssh/id_ed25519?\nKey fingerprint SHA256:x.", "confirm"),
        ("Accept updated hostkeys? (yes/no): ", ""),
    ],
)
def test_a_confirmation_is_a_choice(prompt: str, kind: str) -> None:
    question = question_of(prompt, kind, "box", again=False)
    assert question.choices == (CONFIRM, REFUSE)
    assert "(yes/no" not in question.text
    assert answer_of(question, CONFIRM) == "yes"


@pytest.mark.parametrize(
    "prompt",
    [
        "Enter passphrase for key '/home/me/.ssh/id_ed25519': ",
        "me@box's password: ",
        "(me@box) Verification code: ",
        "Enter PIN for ED25519-SK key /home/me/.ssh/id_ed25519_sk: ",
    ],
)
def test_everything_else_is_a_secret(prompt: str) -> None:
    question = question_of(prompt, "", "box", again=False)
    assert question.is_secret and not question.choices
    assert question.text == prompt.strip()
    assert answer_of(question, REFUSE) == REFUSE
    assert not is_refusal(question, REFUSE)


def test_asked_again_it_says_that_the_answer_was_wrong() -> None:
    question = question_of("Password: ", "", "box", again=True)
    assert question.text == "That was not accepted.\nPassword:"


def test_what_a_server_asks_is_clean_and_bounded() -> None:
    question = question_of("\x1b]0;x\x07\u202ePassword:" + "x" * 100_000, "", "box", again=False)
    assert "\x1b" not in question.text and "\u202e" not in question.text
    assert len(question.text) <= LONGEST
