"""HTML as terminal text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.render.sgr_texts import PALETTE, check_text, cpu_of, marked, plain
from tui.render.html.text import MOST_LINES, html_lines

WIDTH = 40

SHOWN: dict[str, tuple[str, str]] = {
    "words": ("a <b>bold</b> word", "a <b:bold> word"),
    "headings": ("<h2>Head</h2><p>text</p>", "<b:Head>\n\ntext"),
    "the first heading is underlined": ("<h1>Head</h1>", "<bu:Head>"),
    "looks": (
        "<i>i</i> <em>e</em> <u>u</u> <s>s</s> <del>d</del>",
        "<i:i> <i:e> <u:u> <s:s> <s:d>",
    ),
    "looks within each other": ("<b>a<u>b</u></b>", "<b:a><bu:b>"),
    "looks that do not end": ("<b>a<p>b", "<b:a>\n\n<b:b>"),
    "ends of what never began": ("</b></p></ul></table></pre>a", "a"),
    "code": ("<code>x = 1</code>", "<green:x = 1>"),
    "blanks are one blank": ("<p> a   b \r\n c </p>", "a b c"),
    "breaks": ("a<br>b<br/>c", "a\nb\nc"),
    "blocks are lines": ("<div>a</div><div>b</div>", "a\nb"),
    "paragraphs are apart": ("<p>a</p><p></p><p>b</p>", "a\n\nb"),
    "words are wrapped": ("word " * 9, "word word word word word word word word\nword"),
    "long words are broken": ("x" * 50, "x" * 40 + "\n" + "x" * 10),
    "wide characters are broken": ("日" * 21, "日" * 20 + "\n日"),
    "no-break spaces stay together": ("a&nbsp;b", "a\xa0b"),
    "a list": ("<ul><li>a</li><li>b</li></ul>", "<d:• >a\n<d:• >b"),
    "a list whose items do not end": ("<ul><li>a<li>b</ul>c", "<d:• >a\n<d:• >b\n\nc"),
    "a list with numbers": ("<ol start=9><li>a<li>b</ol>", "<d:9. >a\n<d:10. >b"),
    "a list whose number is none": ("<ol start=x><li>a</ol>", "<d:1. >a"),
    "a list within a list": (
        "<ul><li>a<ol><li>b</ol><li>c</ul>",
        "<d:• >a\n<d:  1. >b\n<d:• >c",
    ),
    "an item of several lines": (
        "<ul><li>" + "word " * 9 + "</ul>",
        "<d:• >word word word word word word word\n  word word",
    ),
    "an item without a list": ("<li>a", "<d:• >a"),
    "terms": ("<dl><dt>t<dd>told<dt>u<dd>more</dl>", "<b:t>\n  told\n<b:u>\n  more"),
    "a quotation": ("<blockquote>a<p>b</blockquote>c", "<d:▎ >a\n<d:▎>\n<d:▎ >b\n\nc"),
    "a link says where it leads": (
        '<a href="https://x.org/a">here</a>',
        "<u:here><d: (https://x.org/a)>",
    ),
    "a link that is its text": ('<a href="https://x.org/">https://x.org</a>', "<u:https://x.org>"),
    "a link that runs something": ('<a href="javascript:x()">here</a>', "<u:here>"),
    "a link to a file": ('<a href="file:///etc/passwd">here</a>', "<u:here>"),
    "a link that steers": ("<a href='http://x/\x1b[2J'>here</a>", "<u:here>"),
    "a link of nothing": ('<a href="https://x.org/a"></a>', "<d:https://x.org/a>"),
    "preformatted": ("<p>a<pre>\n x\n\n  y\n</pre>b", "a\n\n x\n\n  y\n\nb"),
    "code of a language": (
        '<pre><code class="language-json">{"a": 1}</code></pre>',
        '{<magenta:"a">: <cyan:1>}',
    ),
    "code of a language nobody knows": ('<pre class="lang-zzz">x</pre>', "x"),
    "a rule": ("a<hr>b", "a\n\n<d:" + "─" * 40 + ">\n\nb"),
    "a picture": ('<img src="http://x/y.png" alt="a  cat">', "<d:[a cat]>"),
    "a picture of nothing": ("<img src=x>", "<d:[image]>"),
    "other media": (
        "<audio src='data:x'>none</audio><iframe src='https://x.org'></iframe>",
        "<d:[audio][page: https://x.org]>",
    ),
    "references": ("&lt;b&gt; &amp; &#65; &nope; &#99999999999;", "<b> & A &nope; \ufffd"),
    "control characters": ("a\x1b[2Jb\u202ec &#27;[31m", "a␛[2Jb‹U+202E›c [31m"),
    "control characters in code": ("<pre>a\x1b[2J\tb</pre>", "a␛[2J   b"),
    "scripts, styles and comments are left out": (
        "<style>p {}</style>a<script>if (1 < 2) '<p>'</script><!-- x -->b<title>t</title>",
        "ab",
    ),
    "a script alone": ("<div id=x></div><script>draw()</script>", ""),
    "no tag": ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
    "a sign in quotes": ("<a title=\"x > y\" name='>'>b</a>", "<u:b>"),
    "nothing": ("", ""),
    "a small table": (
        "<p>a<table><tr><th>x<th>y<tr><td>1<td>b</table><p>c",
        "a\n\n<bu:x>  <bu:y>\n1  b\n\nc",
    ),
}


@pytest.mark.parametrize(("html", "text"), SHOWN.values(), ids=list(SHOWN.keys()))
def test_html_as_text(html: str, text: str) -> None:
    shown = html_lines(html, WIDTH, PALETTE)
    assert marked(shown) == text
    check_text(shown, WIDTH)


def test_margins_leave_room_in_any_width() -> None:
    text = html_lines("<blockquote>" * 30 + "word word", 6, PALETTE)
    assert plain(text) == ["▎ ▎wor", "▎ ▎d", "▎ ▎wor", "▎ ▎d"]


def test_text_is_cut_off_and_said_to_be() -> None:
    lines = plain(html_lines("<p>word</p>" * 20_000, WIDTH, PALETTE))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1] == "… only 5,000 lines are shown"
    lines = plain(html_lines("<b></b>" * 200_000, WIDTH, PALETTE))
    assert lines == ["… 1.1 MB more of HTML"]


HOSTILE = {
    "elements within each other": "<div>" * 100_000 + "x",
    "lists within each other": "<ul><li>" * 100_000 + "x",
    "looks within each other": "<b><i>" * 100_000 + "x",
    "tables within each other": "<table><tr><td>" * 100_000 + "x",
    "tables": "<table><tr><td>x</table>" * 100_000,
    "text": "word " * 4_000_000,
    "one word": "日" * 5_000_000,
    "a table": "<table>" + "<tr><td>1</td><td>x</td></tr>" * 700_000,
    "a table whose rows do not end": "<table>" + "<tr><td>1<td>x" * 700_000,
    "a row": "<table><tr>" + "<td>1</td>" * 1_000_000,
    "spans": "<table>" + "<tr><td colspan=1000 rowspan=99999>x" * 10_000,
    "a script": "<script>" + "x" * 20_000_000,
    "comments": "<!-- x -->" * 1_000_000,
    "preformatted": "<pre>" + "x\n" * 5_000_000,
    "terms": "<dd>x" * 1_000_000,
    "lines": "x<br>" * 1_000_000,
    "links": "<a href=http://x>y" * 500_000,
    "control characters": "\x1b[2J" * 1_000_000,
    **{
        f"open ends: {part}": part * (2_000_000 // len(part))
        for part in (
            *("<a ", "<a/", "<a b='", "<a \"'", "<!--", "<![CDATA[", "<!", "</", "<"),
            *("&#", "&#1", "<script>", "<td>", "<td '", "<td>x", "<svg/>", "<table><td colspan=9>"),
        )
    },
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=list(HOSTILE.keys()))
def test_nothing_takes_long(html: str) -> None:
    check_time(html, 80)


@pytest.mark.parametrize("name", ["text", "one word", "lists within each other", "a table"])
def test_nothing_takes_long_in_a_pane_of_one_cell(name: str) -> None:
    check_time(HOSTILE[name], 1)


def check_time(html: str, width: int) -> None:
    text = ""

    def work() -> None:
        nonlocal text
        text = html_lines(html, width, PALETTE)

    assert cpu_of(work, rounds=1) < 1.5
    assert len(text) < 2_000_000
    assert text.count("\n") <= MOST_LINES + 1


_PARTS = st.sampled_from(
    [
        *("<", ">", "</", "<!", "<!--", "-->", "<![", "]]>", "<?", "&", "&#", ";", '"', "'", "="),
        *(
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<a href=http://x>",
            "</a>",
            "<br>",
            "<hr>",
            "<h1>",
            "<pre>",
        ),
        *(
            "</pre>",
            "<ul>",
            "<ol start=7>",
            "<li>",
            "</li>",
            "</ul>",
            "</ol>",
            "<dl>",
            "<dt>",
            "<dd>",
        ),
        *("</dl>", "<blockquote>", "</blockquote>", "<img alt='", "<table>", "</table>", "<thead>"),
        *("</thead>", "<tbody>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "</th>", "<td>1</td>"),
        *("<td colspan=3>", "<th rowspan=2>", "<th colspan=2 rowspan=9>", "<caption>", "<script>"),
        *(
            "</script>",
            "<code class=language-python>",
            "x",
            "word ",
            "日本",
            "12.5",
            "\x1b[31m",
            "\n",
        ),
        *(
            "\r",
            "\t",
            "\x00",
            "\u202e",
            "\ud800",
            "e\u0301",
            "👩\u200d👧",
            "❤\ufe0f",
            "<table><tr><td>",
        ),
    ]
)


@given(st.lists(_PARTS, max_size=60).map("".join), st.integers(1, 40))
def test_no_html_is_too_odd(html: str, width: int) -> None:
    check_text(html_lines(html, width, PALETTE))


@given(st.text(max_size=200), st.integers(1, 40))
def test_no_text_is_too_odd(html: str, width: int) -> None:
    check_text(html_lines(html, width, PALETTE))
