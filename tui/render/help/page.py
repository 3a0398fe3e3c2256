"""From a help topic to what is drawn of it: which of its MIME types is shown, and how."""

from __future__ import annotations

from dataclasses import dataclass

from tui.model.help import HelpTopic, is_python_source, source_file, source_of, split_at_source
from tui.render.help.anyline import AnyLine
from tui.render.help.code import source_lines
from tui.render.help.drawing import HelpDrawing
from tui.render.help.html import html_lines
from tui.render.help.markdown import markdown_lines
from tui.render.help.styles import HelpStyles
from tui.render.help.terminal import terminal_lines
from tui.render.mime import display_text

QUICK = 12_000
"""Code points of plain text that are drawn in some milliseconds."""

HEAD = 8_000
"""Code points of a longer one that are drawn while the whole is being made."""


@dataclass(frozen=True, slots=True)
class HelpPage:
    """A topic as it is drawn, with the file its help names ("" for none).

    `anchor` is the first line of the source in the help, "" without one, by which the place in
    the file can be found.
    """

    drawing: HelpDrawing
    source_file: str = ""
    anchor: str = ""


def page_of(topic: HelpTopic, styles: HelpStyles, language: str = "", width: int = 0) -> HelpPage:
    """The page of a topic; `language` is the kernel's, `width` (cells) the one to measure for.

    For a thread, unless `quick_page` answers.
    """
    drawing = HelpDrawing(_lines(topic, styles, language), styles.text)
    if width:
        drawing.wrap_to(width)
        drawing.measure_all()
    return HelpPage(drawing, source_file(topic), _first_line(source_of(topic)))


def quick_page(topic: HelpTopic, styles: HelpStyles, language: str = "") -> HelpPage | None:
    """The page of a topic that takes just some milliseconds; `None` for one that takes longer."""
    text = topic.text()
    if len(text) > QUICK or _mime(topic) != "text/plain" or _has_source(text, language):
        return None
    return page_of(topic, styles, language)


def head_page(topic: HelpTopic, styles: HelpStyles) -> HelpPage | None:
    """The beginning of a long plain text, with the same lines as its page; else `None`."""
    text = topic.text()
    if len(text) <= QUICK or _mime(topic) != "text/plain":
        return None
    head = text[:HEAD]
    if is_python_source(head):
        return None
    end = head.rfind("\n") + 1
    return HelpPage(HelpDrawing(terminal_lines(head[:end] or head), styles.text))


def _mime(topic: HelpTopic) -> str:
    """The MIME type that is shown, "" when it is none of those that help is written in.

    Who sends Markdown (Julia) writes its help in it, and its plain text is a copy laid out for
    some width. Beside a plain text HTML is a copy of it (R, IPython) or a frame with a page from
    the net (xeus-cling), so it is shown when the plain text is missing or just a line that
    stands for it.
    """
    plain = topic.text().strip()
    if topic.text("text/markdown").strip():
        return "text/markdown"
    if plain and ("\n" in plain or not topic.text("text/html").strip()):
        return "text/plain"
    if html := topic.text("text/html").strip():
        framed = "<iframe" in html[:1_000].lower() and plain
        return "text/plain" if framed else "text/html"
    return ""


def _has_source(text: str, language: str) -> bool:
    return "Source:" in text or (_is_python(language) and is_python_source(text))


def _is_python(language: str) -> bool:
    return "python" in language.lower()


def _lines(topic: HelpTopic, styles: HelpStyles, language: str) -> list[AnyLine]:
    match _mime(topic):
        case "text/markdown":
            return markdown_lines(topic.text("text/markdown"), styles, language)
        case "text/html":
            lines = html_lines(topic.text("text/html"), styles, language)
            return lines or [*terminal_lines(topic.text())]
        case "text/plain":
            return _plain_lines(topic.text(), styles, language)
        case _:
            return [*terminal_lines(display_text(topic.data, {}))]


def _plain_lines(text: str, styles: HelpStyles, language: str) -> list[AnyLine]:
    if (parts := split_at_source(text)) is not None:
        before, source, after = parts
        return [
            *terminal_lines(before),
            *source_lines(source, language, styles),
            *terminal_lines(after),
        ]
    if _is_python(language) and is_python_source(text):
        return [*source_lines(text, language, styles)]
    return [*terminal_lines(text)]


def _first_line(source: str) -> str:
    """The first line with something on it, at most some hundred characters of it."""
    start = source[:2_000].lstrip("\n")
    return start.split("\n", 1)[0].rstrip()
