"""The keys of vi do to a text what they do in Vim 9, whose answers are in `vi_cases.jsonl`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.widgets.vi_typist import Typist

_LINES = Path(__file__).with_name("vi_cases.jsonl").read_text("utf-8").splitlines()
CASES = [json.loads(line) for line in _LINES]


@pytest.mark.parametrize(
    ("before", "keys", "after"),
    [(before, keys, after) for _, keys, before, after in CASES],
    ids=[f"{group} {keys} {number}" for number, (group, keys, *_) in enumerate(CASES)],
)
def test_keys_do_what_they_do_in_vim(before: str, keys: str, after: str) -> None:
    assert Typist.at(before).type(keys).marked == after


def test_there_are_cases_of_all_kinds() -> None:
    groups = [group for group, *_ in CASES]
    assert {each: groups.count(each) > 50 for each in dict.fromkeys(groups)} == dict.fromkeys(
        ("motions", "operators", "visual", "typing"), True
    )
