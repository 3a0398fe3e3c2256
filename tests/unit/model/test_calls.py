"""Which call is being typed, and the line that says what it takes."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.model.calls import (
    REACH,
    Call,
    SignatureLine,
    call_at,
    open_signs,
    signature_line,
    signature_of,
)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("f(", Call(1, 0)),
        ("f(a, ", Call(1, 1)),
        ("f (a, b, ", Call(1, 2)),
        ("f(a)", None),
        ("f(g(1, 2), ", Call(1, 1)),
        ("f(g(1, ", Call(3, 1)),
        ("f([1, 2", Call(1, 0)),
        ("f({1: 2, 3: (4, 5), ", Call(1, 0)),
        ("f(x[1, 2], {3, 4}, ", Call(1, 2)),
        ("os.path.join(a, ", Call(12, 1)),
        ('print("a, (", ', Call(5, 1)),
        ('open("fi, (', Call(4, 0)),
        ("f('''a,\n(b,", Call(1, 0)),
        ("f(a, # b, (\n  c, ", Call(1, 2)),
        ("f(a, # b", None),
        ("# f(", None),
        ("x = (1, g(2, k=3", Call(9, 1, "k")),
        ("f(a, key = ", Call(1, 1, "key")),
        ("f(a == 1", Call(1, 0)),
        ("def f(a", None),
        ("class A(B", None),
        ("if (a", None),
        ("return (", None),
        ("f(x)(", None),
        ("3(", None),
        ("(", None),
        ("é(", Call(1, 0)),
        ("", None),
        ("f(]", Call(1, 0)),
        ("f([)", None),
    ],
)
def test_the_call_at_the_end_of(code: str, expected: Call | None) -> None:
    assert call_at(code, len(code)) == expected


def test_only_what_stands_before_the_cursor_counts() -> None:
    assert call_at("f(a, b)", 3) == Call(1, 0)
    assert call_at("f(a, b)", 7) is None


def test_long_code_is_read_from_near_the_cursor_on() -> None:
    code = "x = f(a, 'b')\n" * 100_000 + "g(1, "
    assert call_at(code, len(code)) == Call(len(code) - 4, 1)
    far = "g(" + "1\n" * REACH
    assert call_at(far, len(far)) is None
    long_line = "x" * 5_000 + "; g(1, " + "y" * 100
    assert call_at(long_line, len(long_line)) == Call(5_003, 1)


@pytest.mark.parametrize(
    "piece", ['"""', "'", "(", ")", "\\", '"\\', "a ", "a.", "a", "f(", "([)", "'''\\", "#", "\n"]
)
def test_no_code_takes_long(piece: str) -> None:
    codes = [piece * REACH, piece * (REACH // len(piece)) + "f(", "(" * 1000 + piece * 1000]
    for code in codes:
        spent = []
        for _ in range(3):
            begun = time.process_time()
            call_at(code, len(code))
            spent.append(time.process_time() - begun)
        assert min(spent) < 0.01


@given(st.text("f(),[]{}'\"#=\\ \n", max_size=40), st.integers(0, 40))
def test_whatever_is_typed_the_callee_is_a_name_before_a_bracket(code: str, cursor: int) -> None:
    cursor = min(cursor, len(code))
    call = call_at(code, cursor)
    if call is not None:
        assert code[call.callee_end - 1] == "f"
        assert code[call.callee_end : cursor].lstrip(" ").startswith("(")


def test_open_signs() -> None:
    assert open_signs('d["a') == ("[", '"')
    assert open_signs("f(x, '''") == ("(", "'''")
    assert open_signs('d["a"]') == ()
    assert open_signs("'a") == ("'",)


OPEN = (
    "\x1b[31mSignature:\x1b[39m\nopen(\n    file,\n    mode=\x1b[33m'r'\x1b[39m,\n"
    "    encoding=\x1b[38;5;28;01mNone\x1b[39;00m,\n)\n\x1b[31mDocstring:\x1b[39m\nOpen a file.\n"
)


@pytest.mark.parametrize(
    ("plain_help", "expected"),
    [
        (OPEN, "open(file, mode='r', encoding=None)"),
        ("Signature: len(obj, /)\nDocstring: Return it.\nType: builtin", "len(obj, /)"),
        ("Init signature: A(b: 'int')\nDocstring:      <no docstring>\n", "A(b: 'int')"),
        ("Signature:      a(x)\nCall signature: a(y)\nType: A", "a(x)"),
        ("Type: A\nCall signature: a(y)\nString form: <A>", "a(y)"),
        (
            "Init signature: range(self, /, *args, **kwargs)\nDocstring:     \n"
            "range(stop) -> range object\nrange(start, stop) -> range object\n",
            "range(stop) -> range object",
        ),
        (
            "Docstring:\nmin(iterable, *[, key=f]) -> value\nmin(a, b)",
            "min(iterable, *[, key=f]) -> value",
        ),
        (
            "Init signature: A(self, /, *args, **kwargs)\nDocstring: Nothing (more).\n",
            "A(self, /, *args, **kwargs)",
        ),
        ("Type: int\nString form: 3\nDocstring:\nint(x) -> integer\n", "int(x) -> integer"),
        ("Type: A\nString form: <A>\nDocstring: It (really) is.\n", ""),
        ("\n  (car pair)\nThe first.", ""),
        ("\nfoo(a, b)\n\nDoes it.", "foo(a, b)"),
        ("f\x08fo\x08oo(a)\n", "foo(a)"),
        ("Just words.", ""),
        ("", ""),
        ("Signature: f(a='\x07\u202e')", "f(a='␇‹U+202E›')"),
        ("Signature: f(a,\r\n  b)\r\nType: x", "f(a, b)"),
    ],
)
def test_the_signature_in_help(plain_help: str, expected: str) -> None:
    assert signature_of(plain_help) == expected


@pytest.mark.parametrize(
    "piece", ["\x1b[", "\x1b]", "a\x08", "A", "a.", "(", "( ", " \n", "Signature: "]
)
def test_five_megabytes_of_help_take_no_longer_than_their_beginning(piece: str) -> None:
    plain_help = "Signature: f(" + piece * (5_000_000 // len(piece))
    spent = []
    for _ in range(3):
        begun = time.process_time()
        signature_line(signature_of(plain_help), Call(0, 1), 60)
        spent.append(time.process_time() - begun)
    assert min(spent) < 0.02


@pytest.mark.parametrize(
    ("signature", "call", "current"),
    [
        ("f(a, b='x, y', *c, d, **e)", Call(1, 0), "a"),
        ("f(a, b='x, y', *c, d, **e)", Call(1, 1), "b='x, y'"),
        ("f(a, b='x, y', *c, d, **e)", Call(1, 2), "*c"),
        ("f(a, b='x, y', *c, d, **e)", Call(1, 9), "*c"),
        ("f(a, b='x, y', *c, d, **e)", Call(1, 2, "d"), "d"),
        ("f(a, b='x, y', *c, d, **e)", Call(1, 2, "z"), "**e"),
        ("f(a, /, b: dict[int, str] = {}, *, c)", Call(1, 1), "b: dict[int, str] = {}"),
        ("f(a, /, b: int, *, c)", Call(1, 2), ""),
        ("f(a, /, b: int, *, c: int = 3)", Call(1, 2, "c"), "c: int = 3"),
        ("f()", Call(1, 0), ""),
        ("f(a) -> Tuple[(int, str)]", Call(1, 1), ""),
        ("f(a, b", Call(1, 1), "b"),
        ("", Call(1, 0), ""),
    ],
)
def test_the_parameter_that_is_given(signature: str, call: Call, current: str) -> None:
    line = signature_line(signature, call, 200)
    assert line.text == signature
    assert line.text[line.start : line.end] == current


def test_a_long_signature_is_cut_around_the_current_parameter() -> None:
    names = [f"parameter_{number}" for number in range(30)]
    signature = f"f({', '.join(names)})"
    assert signature_line(signature, Call(1, 0), 30).text == "f(parameter_0, parameter_1, p…"
    assert signature_line(signature, Call(1, 20), 30).text == "f(…, parameter_20, parameter_…"
    assert signature_line(signature, Call(1, 29), 30).text == "f(…, parameter_29)"
    for number, name in enumerate(names):
        for width in (20, 30, 60):
            line = signature_line(signature, Call(1, number), width)
            assert len(line.text) <= width
            assert line.text[line.start : line.end] == name


@given(st.text("f(ab,*/=')\" [", max_size=60), st.integers(0, 5), st.integers(0, 40))
def test_whatever_the_signature_the_line_is_no_longer_than_asked(
    signature: str, argument: int, width: int
) -> None:
    line = signature_line(signature, Call(0, argument), width)
    assert len(line.text) <= width
    assert 0 <= line.start <= line.end <= len(line.text)


def test_without_parameters_a_line_has_nothing_to_emphasise() -> None:
    assert signature_line("abc", Call(0, 0), 2) == SignatureLine("a…")
