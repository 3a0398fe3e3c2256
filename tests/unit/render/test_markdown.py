"""Markdown as terminal text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import PALETTE, check_text, cpu_of, marked, plain
from tui.render.markdown import MOST_MARKDOWN, markdown_lines

WIDTH = 40

SHOWN: dict[str, tuple[str, str]] = {
    "headings": ("# One\n## Two\ntext", "<bu:One>\n\n<b:Two>\n\ntext"),
    "emphasis": ("*i* **b** ~~s~~ ***both***", "<i:i> <b:b> <s:s> <3;1:both>"),
    "code in a line": ("a `x  =  1` b", "a <green:x  =  1> b"),
    "code in a line that is markup": ("`*a* <b>`", "<green:*a* <b>>"),
    "paragraphs": ("a\nb\n\nc", "a b\n\nc"),
    "hard breaks": ("a  \nb\\\nc", "a\nb\nc"),
    "words are wrapped": ("word " * 9, "word word word word word word word word\nword"),
    "a list": ("- a\n- b\n  - c\n", "<d:• >a\n<d:• >b\n<d:  • >c"),
    "a list with numbers": ("3. a\n4. b", "<d:3. >a\n<d:4. >b"),
    "a loose list": ("- a\n\n- b", "<d:• >a\n\n<d:• >b"),
    "a quotation": ("> a\n>\n> b\n\nc", "<d:▎ >a\n<d:▎>\n<d:▎ >b\n\nc"),
    "a table": (
        "| n | x |\n|--:|---|\n| 1 | a `c` |\n| 22 | b |",
        "<bu: n>  <bu:x  >\n 1  a c\n22  b",
    ),
    "a link": ("[a](https://x.org/y)", "<u:a><d: (https://x.org/y)>"),
    "a link to itself": ("<https://x.org>", "<u:https://x.org>"),
    "a link that runs something": ("[a](javascript:x)", "[a](javascript:x)"),
    "a link to quotes": ('[a](<https://x.org/"b>)', "<u:a><d: (https://x.org/%22b)>"),
    "a picture": ("![a cat](cat.png)", "<d:[a cat]>"),
    "a fence": ('a\n```json\n{"a": 1}\n```\nb', 'a\n\n{<magenta:"a">: <cyan:1>}\n\nb'),
    "a fence of R Markdown": ("```{json, echo=FALSE}\n[1]\n```", "[<cyan:1>]"),
    "a fence without a language": ("```\na  b\n```", "a  b"),
    "a fence in a list": ("- a\n  ```\n  x\n  ```", "<d:• >a\n\n  x"),
    "indented code": ("    x = 1", "x = 1"),
    "a rule": ("a\n\n---\n\nb", "a\n\n<d:" + "─" * 40 + ">\n\nb"),
    "a formula": ("is $a_1 + b_1*c*d$ here", "is $a_1 + b_1*c*d$ here"),
    "a formula by itself": ("$$\nx_1 * y\n$$", "$$\nx_1 * y\n$$"),
    "money": ("from $5 to $10 *each*", "from $5 to $10 <i:each>"),
    "dollar signs that are none": (r"\$a_1$ *b* $", "$a_1$ <i:b> $"),
    "html in a line": ("a<br>b <b>c</b> <script>x</script>", "a\nb <b:c>"),
    "html blocks": ("<div><b>a</b></div>\n\n*b*", "<b:a>\n\n<i:b>"),
    "a table in html": ("<table><tr><td>1</table>\n\nb", "1\n\nb"),
    "references": ("&lt;b&gt; &amp;", "<b> &"),
    "control characters": ("a\x1b[2Jb `\x1b` \u202e", "a␛[2Jb <green:␛> ‹U+202E›"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize(("text", "shown"), SHOWN.values(), ids=list(SHOWN.keys()))
def test_markdown_as_text(text: str, shown: str) -> None:
    lines = markdown_lines(text, WIDTH, PALETTE)
    assert marked(lines) == shown
    check_text(lines, WIDTH)


def test_formulas_are_drawn_by_who_can() -> None:
    def math(formula: str) -> str:
        return {"$x^2$": "x²\x1b[2J", "$$y$$": "┌   ┐\n│ y │\n└   ┘"}[formula]

    shown = markdown_lines("is $x^2$ and $$y$$ *so*", WIDTH, PALETTE, math)
    assert plain(shown) == ["is x²␛[2J and", "┌   ┐", "│ y │", "└   ┘", "so"]
    check_text(shown)


def test_long_markdown_is_cut_off_and_said_to_be() -> None:
    lines = plain(markdown_lines("word\n" * 100_000, WIDTH, PALETTE))
    assert lines[-1] == "… 0.4 MB more of Markdown"


N = MOST_MARKDOWN
HOSTILE = {
    repr(part): part * (N // len(part))
    for part in (
        *(
            "[",
            "![[",
            "*a ",
            "_a__ ",
            "**a*",
            "> ",
            "- ",
            "- a\n",
            "`a``",
            "<a ",
            "[](",
            "[a](",
            "$",
        ),
        *(
            "$a",
            "$$",
            "&",
            "\\",
            "|a",
            "# a\n",
            "a\n=\n",
            "~~a",
            "[a]: x\n",
            "<b>",
            "<td>",
            "```\n",
        ),
        *("```a\n```\n", "word *x* and `c`\n\n", "a  \n", "\x00", "\t", "> - "),
    )
} | {
    "brackets": "[" * (N // 2) + "]" * (N // 2),
    "a wide table": "|a" * (N // 8) + "|\n" + "|-" * (N // 8) + "|\n" + "|b\n" * (N // 6),
    "lists within each other": "".join("  " * level + "- a\n" for level in range(280)),
    "languages nobody knows": "".join(f"```l{number}\nx\n```\n" for number in range(5_000)),
    "much more than is read": "*a* " * 5_000_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE.keys()))
def test_nothing_takes_long(text: str) -> None:
    assert cpu_of(lambda: markdown_lines(text, 80, PALETTE), rounds=1) < 2.5


_PARTS = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "`",
            "``",
            "```",
            "~~",
            "#",
            "# ",
            "- ",
            "1. ",
            "> ",
            "|",
            "|-|",
            "\n",
            "\n\n",
        ),
        *(
            "    ",
            "[",
            "](",
            ")",
            "![",
            "<",
            ">",
            "<b>",
            "</b>",
            "<table>",
            "<td>",
            "</table>",
            "<pre>",
        ),
        *("$", "$$", "\\", "&", "&amp;", "word ", "日本", "\x1b[31m", "\x00", "\ud800", "\r", "\t"),
        *("|a|b|\n|-|-|\n|1|2|\n", "---\n", "http://x.org"),
    ]
)


@given(st.lists(_PARTS, max_size=50).map("".join), st.integers(1, 40))
def test_no_markdown_is_too_odd(text: str, width: int) -> None:
    check_text(markdown_lines(text, width, PALETTE))
    check_text(markdown_lines(text, width, PALETTE, lambda formula: f"{formula}\n  {formula}"))
