"""Steps of a test in a process of their own: with other rights, or killed in the middle."""

from __future__ import annotations

import os
import pickle
import resource
import sys
import traceback
import warnings
from collections.abc import Callable
from types import FrameType
from typing import Any, TypeVar

NOBODY = 65534

T = TypeVar("T")


def in_child(function: Callable[[], T], user: int | None = None) -> T:
    """What `function` answers or raises in a child process, which is another user when asked."""
    reading, writing = os.pipe()
    pid = _fork()
    if pid == 0:
        os.close(reading)
        _run(function, writing, user)
    os.close(writing)
    with os.fdopen(reading, "rb") as answers:
        data = answers.read()
    os.waitpid(pid, 0)
    good, answer = pickle.loads(data)
    if good:
        result: T = answer
        return result
    raise answer


def _fork() -> int:
    with warnings.catch_warnings():
        # Threads of the test run itself hold nothing that a child here needs.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _run(function: Callable[[], object], writing: int, user: int | None) -> None:
    try:
        if user is not None:
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        answer: tuple[bool, object] = (True, function())
    except BaseException as error:  # noqa: BLE001 (whatever it is, the parent raises it)
        traceback.clear_frames(error.__traceback__)
        answer = (False, error.with_traceback(None))
        error.__cause__ = error.__context__ = None
    try:
        with os.fdopen(writing, "wb") as answers:
            answers.write(pickle.dumps(answer))
    finally:
        os._exit(0)


def full_disk(function: Callable[[], object]) -> Callable[[], object]:
    """`function` for a child, which can write no file of more than 2,000 bytes."""

    def run() -> object:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
        return function()

    return run


def ends_before_call(number: int, function: Callable[[], object]) -> bool:
    """Run `function` in a child that is gone just before its call `number` of the system.

    Answers whether that came before the function had ended.
    """
    pid = _fork()
    if pid == 0:
        _run_until(number, function)
    _, status = os.waitpid(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (0, 9), f"the child ended with {code}"
    return code == 9


def _run_until(number: int, function: Callable[[], object]) -> None:
    calls = 0

    def count(_frame: FrameType, event: str, called: Any) -> None:
        nonlocal calls
        if event == "c_call" and getattr(called, "__module__", "") == "posix":
            calls += 1
            if calls == number:
                os._exit(9)

    try:
        sys.setprofile(count)
        function()
        sys.setprofile(None)
        os._exit(0)
    except BaseException:  # noqa: BLE001 (the child must not go on as a second test run)
        sys.setprofile(None)
        traceback.print_exc()
    finally:
        os._exit(1)
