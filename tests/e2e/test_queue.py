"""Type-ahead: cells entered while another runs."""

from __future__ import annotations

import pytest

from tests.e2e.harness import Jtui

pytestmark = pytest.mark.e2e

REMARK = "cancelled, not run"


def test_every_output_lands_under_its_own_input(console: Jtui) -> None:
    console.type("import time; time.sleep(1); print('one')\rprint('two')\r3\r")
    console.wait_for("2 queued")
    assert console.text.count("In [*]:") >= 2
    console.wait_done(3)
    assert console.transcript == [
        "In [1]: import time; time.sleep(1); print('one')",
        "one",
        "In [2]: print('two')",
        "two",
        "In [3]: 3",
        "Out[3]: 3",
    ]


def test_an_error_cancels_the_queue_and_f8_runs_it(console: Jtui) -> None:
    console.type("import time; time.sleep(0.5); 1/0\rprint('a' * 9)\rprint('b' * 9)\r")
    console.wait_for(lambda: console.text.count(REMARK) == 2)
    console.wait_done(1)
    assert "aaaaaaaaa" not in console.text
    console.press("f8")
    console.wait_done(3)
    assert console.transcript[-4:] == [
        "In [2]: print('a' * 9)",
        "aaaaaaaaa",
        "In [3]: print('b' * 9)",
        "bbbbbbbbb",
    ]


def test_an_interrupt_cancels_the_queue(console: Jtui) -> None:
    console.type("import time; time.sleep(60)\rprint('a' * 9)\r")
    console.wait_for("1 queued")
    console.wait_for("last In [1]")
    console.press("ctrl+c")
    console.wait_for("KeyboardInterrupt")
    console.wait_for(REMARK)
    console.wait_done(1)
    assert "aaaaaaaaa" not in console.text


def test_a_draft_stays_in_the_prompt_while_cells_end(console: Jtui) -> None:
    console.type("import time; time.sleep(0.6); 'done'\r'a draft")
    console.wait_for("Out[1]: 'done'")
    console.wait_done(1)
    console.wait_for("In [2]: 'a draft'")
    console.press("end", "enter")
    console.wait_for("Out[2]: 'a draft'")
