"""The local rule for completeness, and the indent of the next line, by language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from IPython.core.inputtransformer2 import TransformerManager

from tui.model.completeness import is_surely_complete, looks_complete, next_indent, unclosed

COMPLETE = [
    ("python", ""),
    ("python", "1+1"),
    ("python", "  1"),
    ("python", "x = {1: (2, [3])}"),
    ("python", "print('(')"),
    ("python", 'print("it\'s")'),
    ("python", "x = 1  # ("),
    ("python", "# a comment:"),
    ("python", "'''a\nb'''"),
    ("python", 'f"""{x}\n"""'),
    ("python", "x = '''\n    '''"),
    ("python", "foo)"),
    ("python", "'abc"),
    ("python", "for i in x: pass"),
    ("python", "def f():\n    return 1\n"),
    ("python", "def f():\n    return 1\n    "),
    ("python", "class A:\n    x = 1\n\n    y = 2\n"),
    ("python", "if 1:\n    pass\nx = 1"),
    ("python", "def f():\n\n"),
    ("python", "x[1:2]"),
    ("python", "x = a \\\n  + b"),
    ("ipython3", "%time x"),
    ("ipython3", "!echo 'it"),
    ("ipython3", "!ls (\nx = 1"),
    ("ipython3", "x?"),
    ("ipython3", "%%bash\nls '\n"),
    ("bash", "ls -l"),
    ("bash", "if true; then echo; fi"),
    ("bash", "for x in 1 2; do\n  echo $x\ndone"),
    ("bash", "while read x; do echo; done < f"),
    ("bash", "case $x in\n  a) echo if ;;\nesac"),
    ("bash", "f() {\n  echo ${x}\n}"),
    ("bash", "f(){ echo; }"),
    ("bash", "echo if then do case {"),
    ("bash", "echo 'a\nb'"),
    ("bash", 'echo "a \\" b"'),
    ("bash", "echo it\\'s"),
    ("bash", "cat <<EOF\nif (\nEOF"),
    ("bash", "cat <<'A' <<-B\nA\nx\n\tB\necho"),
    ("bash", "cat <<< word"),
    ("bash", "echo $((1<<2))"),
    ("bash", "ls # it's"),
    ("bash", "echo a#b'c'"),
    ("bash", "sleep 1 &"),
    ("bash", "echo $(ls | wc -l)"),
    ("r", "x <- c(1, 2)"),
    ("r", "f <- function(x) {\n  x\n}"),
    ("r", "it <- 'a\nb'"),
    ("julia", "x = A'"),
    ("javascript", "const f = () => { return `a${b}` }"),
    ("javascript", "// it's ("),
    ("c++", "/* ( */ int x;"),
    ("rust", "fn f<'a>(x: &'a str) {}"),
    ("scheme", "(define x '(1 2))"),
    ("scheme", "; ("),
    ("sql", "select 1 -- it's ("),
    ("octave", "x = a'; % ("),
    ("a language of no kind", "don't"),
]

INCOMPLETE = [
    ("python", "def f():", "    "),
    ("python", "def f(): # why", "    "),
    ("python", "def f():\n    return 1", ""),
    ("python", "def f():\n    x = 1", "    "),
    ("python", "def f():\n    if x:", "        "),
    ("python", "def f():\n    # nothing", "    "),
    ("python", "def f():\n", ""),
    ("python", "if x:\n    y\nelse:", "    "),
    ("python", "@decorator", ""),
    ("python", "x = (1,", ""),
    ("python", "x = [", "    "),
    ("python", "x = {  # all of them", "    "),
    ("python", "'''a", ""),
    ("python", 'x = """', ""),
    ("python", "a + \\", ""),
    ("Python", "with a as b:", "    "),
    ("ipython3", "%%bash", ""),
    ("ipython3", "%%time\nx = 1", ""),
    ("ipython3", "!ls \\", ""),
    ("bash", "if true", ""),
    ("bash", "if true; then", "    "),
    ("bash", "for x in 1 2; do", "    "),
    ("bash", "for x in 1 2", ""),
    ("bash", "while true; do\n    sleep 1", "    "),
    ("bash", "case $x in", "    "),
    ("bash", "case $x in\n  a) echo ;;", "  "),
    ("bash", "f() {", "    "),
    ("bash", "if a; then if b; then c; fi", ""),
    ("bash", "echo 'a", ""),
    ("bash", 'echo "a', ""),
    ("bash", "echo $(ls", ""),
    ("bash", "cat <<EOF", ""),
    ("bash", "cat <<EOF\nx\n EOF", " "),
    ("bash", "cat <<'END OF' | wc\nx", ""),
    ("bash", "ls |", ""),
    ("bash", "ls &&", ""),
    ("bash", "ls ||\n", ""),
    ("bash", "ls \\", ""),
    ("r", "f <- function(x) {", "    "),
    ("r", "x %>%", ""),
    ("r", "x <-", ""),
    ("r", "'a", ""),
    ("julia", 'x = """a "b" ', ""),
    ("javascript", "f(`a", ""),
    ("javascript", "f = () => {", "    "),
    ("c++", "int f() {\n    return 1;", "    "),
    ("c++", "/* a", ""),
    ("scheme", "(define (f x)", ""),
    ("scheme", '"a', ""),
    ("a language of no kind", "f(", "    "),
    ("a language of no kind", "a \\", ""),
]


@pytest.mark.parametrize(("language", "code"), COMPLETE)
def test_it_looks_complete(language: str, code: str) -> None:
    assert looks_complete(code, language) == (True, "")


@pytest.mark.parametrize(("language", "code", "indent"), INCOMPLETE)
def test_it_looks_incomplete(language: str, code: str, indent: str) -> None:
    assert looks_complete(code, language) == (False, indent)


@pytest.mark.parametrize(
    ("language", "code", "open_there"),
    [
        ("python", "f([", ("(", "[")),
        ("python", "f('''", ("(", "'''")),
        ("python", "f()", ()),
        ("bash", "if x; then (", ("if", "(")),
        ("bash", "cat <<E", ("<<E",)),
        ("c", "{ /* x", ("{", "/*")),
    ],
)
def test_what_is_open_is_named_outermost_first(
    language: str, code: str, open_there: tuple[str, ...]
) -> None:
    assert unclosed(code, language) == open_there


@pytest.mark.parametrize(
    ("code", "indent"),
    [
        ("    x", "    "),
        ("\tx", "\t"),
        ("    return x", ""),
        ("        pass", "    "),
        ("  if x:", "      "),
        ("  returned", "  "),
        ("", ""),
        ("    ", "    "),
    ],
)
def test_the_next_line_of_python_is_indented_by_the_last(code: str, indent: str) -> None:
    assert next_indent(code, "python") == indent


@pytest.mark.timeout(20)
def test_a_large_text_is_judged_without_backtracking() -> None:
    for code in ("x = 'a' # b\n" * 20_000, "'''" + "a'" * 100_000, "(" * 100_000, "<" * 100_000):
        for language in ("python", "bash", "r", "c++"):
            looks_complete(code, language)


@given(
    st.text(alphabet="ab(){}[]'\"`\\\n #:|&;<%!@/*-$if do"),
    st.sampled_from(["python", "bash", "r", "c++", "scheme"]),
)
def test_no_code_is_too_odd_to_be_judged(code: str, language: str) -> None:
    complete, indent = looks_complete(code, language)
    assert not indent.strip()
    assert not (complete and indent)


@pytest.mark.parametrize(
    "code", ["x = [i for i in range(3)\n         if i]", "f(a,\n  b)", "d = {\n    1: 2,\n    }"]
)
def test_lines_inside_closed_brackets_are_no_block(code: str) -> None:
    assert looks_complete(code, "ipython3")[0]
    assert not looks_complete(f"if {code.split(' = ')[-1]}:\n    pass", "ipython3")[0]


SURE = [
    "1+1",
    "x = 1\ny = x",
    "if x:\n    f()\nprint(1)  # done",
    "import os;",
    "'''a\nb'''",
    "'\\d'",
]
NOT_SURE = [
    "",
    "# only a comment",
    "if x: f()",
    "for i in x:\n    pass",
    "def f():\n    return 1\n",
    "@decorated\nclass A: pass",
    "x = (1,",
    "x = 1 \\",
    "%time f()",
    "!ls",
    "f?",
    "x = 1\n" * 1000,
    "(" * 3000,
    "\0",
]


@pytest.mark.parametrize("code", SURE)
def test_python_that_ends_with_a_simple_statement_is_surely_complete(code: str) -> None:
    assert is_surely_complete(code, "ipython3")


@pytest.mark.parametrize("code", NOT_SURE)
def test_other_code_is_left_to_the_kernel(code: str) -> None:
    assert not is_surely_complete(code, "python")


def test_of_other_languages_nothing_is_sure() -> None:
    assert not is_surely_complete("x = 1", "julia")


@given(st.lists(st.sampled_from([*SURE, *NOT_SURE, "    y", "else:", "try:", "x = [", "]"])))
def test_ipython_runs_what_is_surely_complete(lines: list[str]) -> None:
    code, transformer = "\n".join(lines), TransformerManager()  # type: ignore[no-untyped-call]
    if is_surely_complete(code, "python"):
        # Code it finds invalid is run, too, so that the error is shown.
        assert transformer.check_complete(code)[0] != "incomplete"
