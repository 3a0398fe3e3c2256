"""What `ssh` asks, as questions to the user, and the user's answers as `ssh` wants them."""

from __future__ import annotations

import re

from tui.kernels.questions import Question
from tui.model.clean import clean

TRUST, CONFIRM, REFUSE = "Connect", "Yes", "No"
LONGEST = 4_000
"""Code points of a prompt that are shown."""
_YES_OR_NO = re.compile(r"\(yes/no")
_WHAT_TO_TYPE = re.compile(r"\s*\(yes/no[^)]*\)[?:]*\s*$")
_HOST_KEY = re.compile(r"authenticity of host|continue connecting")


def question_of(prompt: str, kind: str, host: str, *, again: bool) -> Question:
    """The question that a prompt of `ssh` to `host` (cleaned) means.

    `kind` is as in `SSH_ASKPASS_PROMPT`. `again` says that the same was answered before.
    """
    text = clean(prompt.replace("\r", ""), newlines=True)[:LONGEST].strip()
    title = f"ssh {host}"
    if _HOST_KEY.search(prompt) and _YES_OR_NO.search(prompt):
        return Question(title, _WHAT_TO_TYPE.sub("?", text), choices=(TRUST, REFUSE))
    if kind == "confirm" or _YES_OR_NO.search(prompt):
        return Question(title, _WHAT_TO_TYPE.sub("?", text), choices=(CONFIRM, REFUSE))
    if again:
        text = f"That was not accepted.\n{text}"
    return Question(title, text, is_secret=True)


def answer_of(question: Question, text: str) -> str:
    """What `ssh` is told."""
    if not question.choices:
        return text
    return "no" if text == REFUSE else "yes"


def is_refusal(question: Question, text: str) -> bool:
    """Whether the user declined what was asked."""
    return bool(question.choices) and text == REFUSE
