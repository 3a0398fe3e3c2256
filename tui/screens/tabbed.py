"""Panes in tabs: one in view, or several next to each other; some can be marked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.screen import Screen

from tui.kernels.session import KernelSession
from tui.panes.session.pane import SessionPane
from tui.widgets.key_names import key_on
from tui.widgets.status_bar import StatusBar
from tui.widgets.tab_bar import TabBar

LEAST_WIDTH = 38
"""Columns a pane needs beside another one."""
LEAST_HEIGHT = 8
"""Rows a pane needs above another one."""


class Panes(Container):
    """Holds the panes; those that are displayed share the room, in the order of their tabs."""

    BLANK = True
    DEFAULT_CSS = """
    Panes {
        height: 1fr;
        &.-low > SessionPane > Prompt { max-height: 100%; }
        &.-split {
            layout: grid;
            grid-gutter: 0 1;
            & > SessionPane { height: 100%; }
        }
    }
    """

    def place(self, shown: Sequence[SessionPane]) -> None:
        """Place the panes that are shown, at least one: as many columns as there is room for."""
        self.set_class(len(shown) > 1, "-split")
        columns = self._columns(len(shown))
        self.styles.grid_size_columns = columns
        self.styles.grid_size_rows = -(-len(shown) // columns)
        for pane in shown:
            pane.styles.column_span = 1
        # The last row is filled.
        shown[-1].styles.column_span = columns - (len(shown) - 1) % columns

    def _columns(self, count: int) -> int:
        return max(1, min(count, self.size.width // LEAST_WIDTH))

    @property
    def most(self) -> int:
        """How many panes there is room for, at least one."""
        columns = max(1, self.size.width // LEAST_WIDTH)
        return columns * max(1, self.size.height // LEAST_HEIGHT)


class TabbedScreen(Screen[None]):
    """Knows which panes there are, which are in view, and which of them has the focus."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                f"alt+{number}",
                f"show_tab({number - 1})",
                f"Tab {number}",
                id=f"session.{number}",
                priority=True,
                show=False,
            )
            for number in range(1, 10)
        ),
        Binding(
            "ctrl+pagedown",
            "step_tab(1)",
            "Next tab",
            id="session.next",
            priority=True,
            show=False,
        ),
        Binding(
            "ctrl+pageup",
            "step_tab(-1)",
            "Tab before",
            id="session.previous",
            priority=True,
            show=False,
        ),
        # In the pager these keys go from topic to topic.
        Binding(
            "alt+right",
            "go_tab(1)",
            "Next tab, but for the pager",
            id="session.next_beside",
            priority=True,
            show=False,
        ),
        Binding(
            "alt+left",
            "go_tab(-1)",
            "Tab before, but for the pager",
            id="session.previous_beside",
            priority=True,
            show=False,
        ),
        Binding(
            "ctrl+backslash",
            "split",
            "Tabs side by side",
            id="session.split",
            priority=True,
            show=False,
        ),
        Binding("alt+m", "mark", "Mark tab", id="session.mark", priority=True, show=False),
        Binding(
            "alt+a",
            "broadcast",
            "Run in all marked tabs",
            id="session.broadcast",
            priority=True,
            show=False,
        ),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._panes: list[SessionPane] = []
        self._active = 0
        # The panes in view when there are several, the active one among them.
        self._beside: list[SessionPane] = []
        # The tab that was in view before.
        self._last: SessionPane | None = None
        self._tabs = TabBar()
        self._holder = Panes()
        self._status = StatusBar()

    @property
    def panes(self) -> list[SessionPane]:
        """The panes in the order of their tabs."""
        return list(self._panes)

    @property
    def sessions(self) -> list[KernelSession]:
        """Every session that is shown, each once."""
        return list({id(pane.session): pane.session for pane in self._panes}.values())

    @property
    def pane(self) -> SessionPane | None:
        """The pane that has the focus, or had it last."""
        return self._panes[self._active] if self._panes else None

    @property
    def panes_in_view(self) -> list[SessionPane]:
        """The panes in view, in the order of their tabs."""
        if self._beside:
            return [pane for pane in self._panes if pane in self._beside]
        return self._panes[self._active : self._active + 1]

    def refresh_frame(self) -> None:
        """Show what tabs and status bar have to show now."""
        raise NotImplementedError

    def head_panes(self) -> None:
        """Put a title over each pane where there are several in view."""
        for place, pane in enumerate(self._panes):
            is_one_of_many = bool(self._beside) and pane.display
            pane.head(place + 1 if is_one_of_many else None, place == self._active)

    async def remove_pane(self, pane: SessionPane) -> None:
        """Take a pane away; its session is not touched."""
        index = self._panes.index(pane)
        self._panes.remove(pane)
        if pane in self._beside:
            self._beside.remove(pane)
        if self._last is pane:
            self._last = None
        if index < self._active or self._active >= len(self._panes):
            self._active -= 1
        if self._beside and (here := self.pane) is not None and here not in self._beside:
            self._active = self._panes.index(self._beside[0])
        self.show_tab(self._active)
        await pane.remove()

    def show_tab(self, index: int) -> None:
        """Give the focus to a tab; one that is not in view takes the place of the active one."""
        if not 0 <= index < len(self._panes):
            return
        before, pane = self.pane, self._panes[index]
        self._active = index
        if before is not None and before is not pane:
            self._last = before
            if self._beside and pane not in self._beside and before in self._beside:
                self._beside[self._beside.index(before)] = pane
        if len(self._beside) < 2:
            self._beside = []
        self._arrange()

    def _arrange(self) -> None:
        shown = self.panes_in_view
        self._holder.place(shown)
        for place, pane in enumerate(self._panes):
            is_active = place == self._active
            pane.display = pane in shown
            pane.show(pane.display, focus=is_active)
        self.refresh_frame()

    def on_resize(self) -> None:
        """Panes side by side find other places, once it is known how much room there is."""
        if self._beside:
            self.call_after_refresh(self._find_places)

    def _find_places(self) -> None:
        if not self._beside:
            return
        before = self.panes_in_view
        self._beside = self._with_room(self._beside)
        if len(self._beside) < 2:
            self._beside = []
        if self.panes_in_view == before:
            # What has the focus keeps it.
            self._holder.place(before)
        else:
            self._arrange()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane that takes the focus among several is the active one."""
        for index, pane in enumerate(self._panes):
            # The word of one that has left the view meanwhile comes too late.
            is_beside = index != self._active and pane in self._beside
            if is_beside and pane in event.widget.ancestors:
                self._last = self.pane
                self._active = index
                self.refresh_frame()

    def on_tab_bar_chosen(self, event: TabBar.Chosen) -> None:
        """A tab was clicked."""
        event.stop()
        self.show_tab(event.index)

    def action_show_tab(self, index: int) -> None:
        """Show a tab by its place."""
        self.show_tab(index)

    def action_step_tab(self, step: int) -> None:
        """Go to the next tab or the one before, around the ends; of several in view among those."""
        if shown := self.panes_in_view if self._beside else self._panes:
            here = shown.index(self._panes[self._active])
            self.show_tab(self._panes.index(shown[(here + step) % len(shown)]))

    def action_go_tab(self, step: int) -> None:
        """The same, by keys that mean something else in the pager."""
        self.action_step_tab(step)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """In the pager its own keys go first."""
        pane = self.pane
        return not (action == "go_tab" and pane is not None and pane.is_in_pager)

    # Side by side.

    @property
    def marked(self) -> list[SessionPane]:
        """The marked panes in the order of their tabs."""
        return [pane for pane in self._panes if pane.is_marked]

    def action_split(self) -> None:
        """Show the marked tabs next to each other, or this one and the one before; or one again."""
        pane = self.pane
        if self._beside or pane is None:
            self._beside = []
        elif len(self._panes) < 2:
            opens = key_on(self, "session.new", "Ctrl+T")
            same = key_on(self, "session.new_same", "Alt+T")
            self._hint(f"There is one tab only: {opens} opens another, {same} one on this kernel.")
            return
        else:
            others = self.marked or [self._last or self._panes[self._active - 1]]
            self._show_beside([pane, *others])
        self._arrange()

    def _show_beside(self, panes: Sequence[SessionPane]) -> None:
        wanted = list(dict.fromkeys(panes))
        self._beside = self._with_room(wanted)
        if len(self._beside) < 2:
            self._beside = []
        if left := len(wanted) - len(self._beside or wanted[:1]):
            self._hint(f"There is no room for {left} more side by side.")

    def _with_room(self, panes: Sequence[SessionPane]) -> list[SessionPane]:
        """As many panes as there is room for, first the active one."""
        here = self.pane
        first = [pane for pane in panes if pane is here]
        others = [pane for pane in panes if pane is not here]
        return [*first, *others][: self._holder.most]

    def action_mark(self) -> None:
        """Mark the tab, or take its mark away."""
        if (pane := self.pane) is None:
            return
        pane.is_marked = not pane.is_marked
        self._arrange()
        if count := len(self.marked):
            tabs = "1 tab is" if count == 1 else f"{count} tabs are"
            runs = key_on(self, "session.broadcast", "Alt+A")
            shows = key_on(self, "session.split", "Ctrl+\\")
            self._hint(f"{tabs} marked: {runs} runs the prompt in them, {shows} shows them.")
        else:
            self._hint("No tab is marked any more.")

    def action_broadcast(self) -> None:
        """Run what is in the prompt in all marked tabs, or else in those side by side."""
        if (pane := self.pane) is not None:
            # Behind the keys that the prompt has not taken yet.
            pane.editor.call_later(self._broadcast, pane)

    def _broadcast(self, pane: SessionPane) -> None:
        targets = self.marked or (self.panes_in_view if self._beside else [])
        if not targets:
            marks = key_on(self, "session.mark", "Alt+M")
            runs = key_on(self, "session.broadcast", "Alt+A")
            self._hint(
                f"{marks} marks tabs, in all of which {runs} then runs what is in the prompt."
            )
            return
        if pane not in self._panes or not (code := pane.editor.take_code()):
            return
        # Two tabs on one kernel run it once.
        first = {id(each.session): each for each in reversed(targets)}
        for each in reversed(first.values()):
            each.run(code)
        if not set(targets) <= set(self.panes_in_view):
            self._show_beside([pane, *targets])
            self._arrange()
        names = ", ".join(str(self._panes.index(each) + 1) for each in reversed(first.values()))
        self._hint(f"Run in tab {names}." if len(first) == 1 else f"Run in the tabs {names}.")

    def _hint(self, words: str) -> None:
        if (pane := self.pane) is not None:
            pane.say(words)
