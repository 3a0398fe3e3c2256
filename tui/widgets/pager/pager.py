"""The side pager: topics of help, one of them shown, with its title and what is done with it."""

from __future__ import annotations

from asyncio import Task, to_thread
from typing import ClassVar, TypeAlias

from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from tui.model.help import HelpTopic
from tui.render.help.drawing import HelpDrawing
from tui.render.help.page import head_page, page_of, quick_page
from tui.render.help.styles import HelpStyles
from tui.render.highlight import SyntaxTheme
from tui.tasks import TaskOwner
from tui.widgets.pager import messages
from tui.widgets.pager.search_row import SearchRow
from tui.widgets.pager.title_row import TitleRow
from tui.widgets.pager.topics import Entry, Place, Topics
from tui.widgets.pager.view import HelpView

_COPIED_AT_ONCE = 5_000
"""Lines of a help that are copied in some milliseconds."""


class Pager(Vertical):
    """A help browser: it shows the last topic it was given, unless another one is pinned."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "pager--text",
        "pager--heading",
        "pager--code",
        "pager--link",
        "pager--dim",
    }
    DEFAULT_CSS = """
    Pager {
        background: $background;
        & > HelpView { height: 1fr; }
        &:focus-within > TitleRow { background: $primary-muted; }
        & > .pager--text { color: $foreground; }
        & > .pager--heading { color: $accent; text-style: bold; }
        & > .pager--code { color: $success; }
        & > .pager--link { text-style: underline; }
        & > .pager--dim { color: $text-muted; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", id="pager.search"),
        Binding("n", "match(1)", "Next match", id="pager.next_match"),
        Binding("N,shift+n", "match(-1)", "Match before", id="pager.previous_match"),
        Binding("alt+left", "topic(-1)", "Earlier topic", id="pager.earlier", show=False),
        Binding("alt+right", "topic(1)", "Later topic", id="pager.later", show=False),
        Binding("enter", "inspect", "Inspect the name", id="pager.inspect"),
        Binding("s", "source", "With source", id="pager.source"),
        Binding("y", "copy", "Copy", id="pager.copy"),
        Binding("o", "open", "Open the source file", id="pager.open"),
        Binding("p", "pin", "Pin", id="pager.pin"),
        Binding("less_than_sign", "resize(1)", "Larger", id="pager.larger", show=False),
        Binding("greater_than_sign", "resize(-1)", "Smaller", id="pager.smaller", show=False),
        Binding("q,escape", "close", "Close", id="pager.close"),
    ]

    InspectWanted: TypeAlias = messages.InspectWanted
    SourceWanted: TypeAlias = messages.SourceWanted
    CopyWanted: TypeAlias = messages.CopyWanted
    LeaveWanted: TypeAlias = messages.LeaveWanted
    ResizeWanted: TypeAlias = messages.ResizeWanted
    Closed: TypeAlias = messages.Closed

    def __init__(self) -> None:
        super().__init__()
        self._topics = Topics()
        self._title = TitleRow()
        self._view = HelpView()
        self._search = SearchRow()
        self._searched_from = self._view.place
        self._language = ""
        self._syntax = SyntaxTheme()
        self._styles = HelpStyles()
        self._tasks = TaskOwner("pager")
        self._preparing: Task[None] | None = None
        # Where to go on in a topic that is being drawn; `None` leaves the user where they are.
        self._resumed: Place | None = None

    def compose(self) -> ComposeResult:
        """Title, help, search."""
        yield self._title
        yield self._view
        yield self._search

    def on_mount(self) -> None:
        """Draw what was given already."""
        self._restyle()
        self._open()

    async def on_unmount(self) -> None:
        """What is being prepared is not wanted any more."""
        await self._tasks.cancel()

    # Topics.

    @property
    def topic(self) -> HelpTopic | None:
        """The topic that is shown, `None` for none."""
        entry = self._topics.shown
        return entry.topic if entry is not None else None

    @property
    def pinned(self) -> bool:
        """Whether the topic that is shown stays while others come."""
        entry = self._topics.shown
        return entry is not None and entry.pinned

    @property
    def view(self) -> HelpView:
        """The part that is read."""
        return self._view

    @property
    def is_preparing(self) -> bool:
        """Whether the topic is not, or not in full, drawn yet."""
        return self._preparing is not None and not self._preparing.done()

    def take_focus(self) -> None:
        """Have keys from now on, also those that are waiting already."""
        self.screen.set_focus(self._view, scroll_visible=False)

    def show(self, topic: HelpTopic) -> None:
        """Show a topic; behind a pinned one it waits until the user goes there."""
        self._leave()
        if self._topics.add(topic) and self.is_mounted:
            self._open()
        else:
            self._update_title()

    def forget_all(self) -> None:
        """Forget all topics, pinned ones too."""
        self._topics.clear()
        if self.is_mounted:
            self._open()

    def set_language(self, language: str, syntax: SyntaxTheme) -> None:
        """Set the kernel's language, and the styles of code."""
        if (language, syntax) != (self._language, self._syntax):
            self._language, self._syntax = language, syntax
            if self.is_mounted:
                self._restyle(anew=True)

    def _leave(self) -> None:
        """Keep in mind where one is in the topic that is shown."""
        entry = self._topics.shown
        if entry is not None and not self.is_preparing:
            entry.place = self._view.place

    def _open(self) -> None:
        """Draw the topic that is shown: at once, or, if that takes long, its beginning."""
        if self._preparing is not None:
            self._preparing.cancel()
            self._preparing = None
        self._resumed = None
        self._end_search()
        entry = self._topics.shown
        if entry is None:
            self._view.show(None)
        else:
            entry.page = entry.page or quick_page(entry.topic, self._styles, self._language)
            if entry.page is not None:
                self._view.show(entry.page.drawing, entry.place)
            else:
                head = head_page(entry.topic, self._styles) if entry.place is None else None
                self._view.show(head.drawing if head is not None else None)
                self._resumed = entry.place
                self._prepare(entry)
        self._update_title()

    def _prepare(self, entry: Entry) -> None:
        self._preparing = self._tasks.start(self._prepared(entry), "preparing")

    async def _prepared(self, entry: Entry) -> None:
        width = self._view.scrollable_content_region.width
        arguments = entry.topic, self._styles, self._language, width
        page = await to_thread(page_of, *arguments)
        if entry is self._topics.shown:
            entry.page = page
            place, self._resumed = self._resumed, None
            self._view.replace(page.drawing, place)
            self._update_title()

    def _restyle(self, anew: bool = False) -> None:
        def style(name: str) -> Style:
            return self.get_component_rich_style(f"pager--{name}", partial=True)

        styles = HelpStyles(
            style("text"),
            style("heading"),
            style("code"),
            style("link"),
            style("dim"),
            self._syntax.styles,
        )
        # The toolkit tells of every change of focus, too, which changes no style here.
        if not anew and styles == self._styles:
            return
        self._styles = styles
        self._topics.forget_pages()
        entry = self._topics.shown
        if entry is not None:
            if self._preparing is not None:
                self._preparing.cancel()
            self._prepare(entry)

    def on_help_canvas_restyled(self, event: HelpView.Restyled) -> None:
        """Draw in the new styles."""
        event.stop()
        self._restyle()

    def action_topic(self, step: int) -> None:
        """Go to an earlier (-1) or later (1) topic."""
        self._leave()
        if self._topics.step(step):
            self._open()

    def action_pin(self) -> None:
        """Keep the topic while others come, or let it go."""
        if (entry := self._topics.shown) is not None:
            entry.pinned = not entry.pinned
            self._update_title()

    def _update_title(self) -> None:
        topics, topic = self._topics, self.topic
        self._title.show(
            topic.title if topic is not None else "no help yet",
            topics.number,
            topics.count,
            topics.waiting if self.pinned else 0,
            self.pinned,
            self._view.matches.words(),
        )
        self.refresh_bindings()

    # Searching.

    def action_search(self) -> None:
        """Look for a text."""
        self._searched_from = self._view.place
        self._search.open()

    def on_search_row_changed(self, event: SearchRow.Changed) -> None:
        """Search from where the search began."""
        event.stop()
        if event.text != self._view.matches.needle.text:
            self._view.find(event.text, self._searched_from)

    def on_search_row_ended(self, event: SearchRow.Ended) -> None:
        """Go on reading."""
        event.stop()
        if not event.kept:
            self._view.find("", self._searched_from)
        self.take_focus()

    def _end_search(self) -> None:
        """Another help comes: what is typed to look for in this one is of no use there."""
        if self._search.display:
            had_focus = self._search.has_focus_within
            self._search.close()
            if had_focus:
                self.take_focus()

    def on_help_view_found(self, event: HelpView.Found) -> None:
        """Tell the count."""
        event.stop()
        self._update_title()

    def action_match(self, step: int) -> None:
        """Go to the next match (1) or the one before (-1)."""
        self._view.step_match(step)

    # What others do.

    def action_inspect(self) -> None:
        """Ask for help on the name at the caret."""
        if name := self._view.name:
            self.post_message(self.InspectWanted(name, 0))

    def on_help_view_inspect_wanted(self, event: HelpView.InspectWanted) -> None:
        """Ask for help on the name that was clicked."""
        event.stop()
        self.action_inspect()

    def action_source(self) -> None:
        """Ask for the topic with its source."""
        if (topic := self.topic) is not None and topic.name:
            self.post_message(self.InspectWanted(topic.name, 1))

    def action_copy(self) -> None:
        """Copy what is selected, else all of the topic."""
        entry = self._topics.shown
        if text := self._view.selected_text:
            self.post_message(self.CopyWanted(text))
        elif entry is not None and entry.page is not None:
            drawing = entry.page.drawing
            if len(drawing.lines) <= _COPIED_AT_ONCE:
                self.post_message(self.CopyWanted(drawing.text()))
            else:
                self._tasks.start(self._copy(drawing), "copying")

    async def _copy(self, drawing: HelpDrawing) -> None:
        """Copy a long help, which may take a tenth of a second."""
        self.post_message(self.CopyWanted(await to_thread(drawing.text)))

    def action_open(self) -> None:
        """Open the file the help names."""
        entry = self._topics.shown
        if entry is not None and entry.page is not None and entry.page.source_file:
            self.post_message(self.SourceWanted(entry.page.source_file, 0, entry.page.anchor))

    def action_resize(self, step: int) -> None:
        """Take more (1) or less (-1) of the room."""
        self.post_message(self.ResizeWanted(step))

    def action_close(self) -> None:
        """Go away; the topics stay."""
        self.post_message(self.Closed())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys exist only while there is something for them."""
        entry = self._topics.shown
        match action:
            case "source":
                return entry is not None and bool(entry.topic.name)
            case "open":
                page = entry.page if entry is not None else None
                return page is not None and bool(page.source_file)
            case "match":
                return bool(self._view.matches.needle.text)
            case "search" | "inspect" | "copy" | "pin":
                return entry is not None
        return True

    def on_key(self, event: events.Key) -> None:
        """Typing goes on in the prompt."""
        if not event.is_printable or not event.character or self._search.has_focus_within:
            return
        active = self.screen.active_bindings.get(event.key)
        if active is not None and active.enabled and active.node in (self, self._view):
            return
        event.stop()
        self.post_message(self.LeaveWanted(event.character))
