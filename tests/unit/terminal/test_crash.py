"""The one sentence a user reads after a crash, and the exceptions nobody caught."""

from __future__ import annotations

import logging
import sys
import threading
from pathlib import Path

import pytest
from textual.app import App

from tui.crash_report import log_uncaught, report_crash
from tui.terminal.crash import CalmExit

LOG = Path("/some/where/jtui.log")


def test_the_sentence_names_error_and_log_and_holds_no_controls() -> None:
    sentence = report_crash(ValueError("a\x1b]0;b\nc" + "x" * 5000), LOG)
    assert sentence.startswith("jtui stopped because of an error in itself (ValueError: a␛]0;b c")
    assert sentence.endswith(f"Details: {LOG}")
    assert len(sentence) < 400


def test_an_error_without_text_is_named() -> None:
    assert "(KeyError)" in report_crash(KeyError(), LOG)


def test_the_names_of_textuals_that_are_overridden_exist() -> None:
    for name in ("_handle_exception", "_fatal_error", "_close_messages_no_wait", "panic"):
        assert callable(getattr(App, name))
        assert name in vars(CalmExit) or name == "_close_messages_no_wait"


def test_a_thread_that_fails_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(sys, "unraisablehook", sys.unraisablehook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    log_uncaught(LOG)

    def fail() -> None:
        raise ValueError("in a thread")

    with caplog.at_level(logging.ERROR):
        thread = threading.Thread(target=fail, name="short-lived")
        thread.start()
        thread.join()
    assert "thread short-lived failed" in caplog.text
    assert "in a thread" in caplog.text


async def test_a_panic_is_recorded_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    app: CalmExit[None] = CalmExit()
    async with app.run_test():
        app.panic("first line\nsecond line")
    assert str(app.crash) == "first line"
    assert "second line" in caplog.text
    assert capsys.readouterr().err == ""
