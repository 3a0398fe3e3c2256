"""The page on which one picks what a kernel is made of."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from tui.widgets.specs_forms.offer_list import Offer, OfferList
from tui.widgets.still_input import StillInput


def is_path(text: str) -> bool:
    """Whether what is typed is meant as a path."""
    return text.strip().startswith(("/", "~", "./", "../"))


class SourcePage(Vertical):
    """A filter over the list of offers, and what there is to know of the selected one."""

    DEFAULT_CSS = """
    SourcePage {
        & > Static { height: auto; max-height: 4; }
        & > .source--title { text-style: bold; }
        & > Input, & > Input:focus {
            height: 1; border: none; padding: 0 1; background: $panel; margin-bottom: 1;
        }
        & > Input:focus { background-tint: transparent; }
        & > .source--detail { height: 3; margin-top: 1; color: $text-muted; }
        & > .source--detail.-problem { color: $text-error; }
    }
    """

    class Chosen(Message):
        """An offer was chosen; `path` is what was typed when it was a path, else `""`."""

        def __init__(self, offer: Offer, path: str) -> None:
            super().__init__()
            self.offer = offer
            self.path = path

    def __init__(self) -> None:
        super().__init__()
        self._title = Static(markup=False, classes="source--title")
        self._input = StillInput(placeholder="type to filter, or a path")
        self._list = OfferList()
        self._list.can_focus = False
        self._detail = Static(markup=False, classes="source--detail")
        self._offers: Sequence[Offer] | None = None
        # Enter was pressed when there was no list yet.
        self._chooses_later = False

    def compose(self) -> ComposeResult:
        """Title, filter, list, detail."""
        yield self._title
        yield self._input
        yield self._list
        yield self._detail

    def wait(self, title: str) -> None:
        """Say what is being looked for; what is typed meanwhile counts."""
        self._offers = None
        self._title.update(Content(title))
        self._list.show(())
        self._say("Looking for Python environments…")

    def offer(self, title: str, offers: Sequence[Offer], *, keeps_filter: bool = False) -> None:
        """List offers to choose one from."""
        self._offers = offers
        self._title.update(Content(title))
        if not keeps_filter:
            self._input.value = ""
        self._filter()
        self.take_focus()
        if self._chooses_later:
            self._choose()

    def take_focus(self) -> None:
        """Be typed into."""
        self.screen.set_focus(self._input, scroll_visible=False)

    def complain(self, problem: str) -> None:
        """Show why what was chosen cannot be used."""
        self._say(problem, is_problem=True)

    @property
    def selected(self) -> Offer | None:
        """The selected offer."""
        return self._list.selected

    @property
    def said(self) -> str:
        """What stands below the list."""
        return str(self._detail.content)

    def _say(self, words: str, *, is_problem: bool = False) -> None:
        self._detail.update(Content(words))
        self._detail.set_class(is_problem, "-problem")

    def _filter(self) -> None:
        if self._offers is None:
            return
        text = self._input.value
        words = text.lower().split()
        found = [offer for offer in self._offers if offer.has(words)]
        if is_path(text):
            # Whatever is found: a path that is typed is to be used before what it is part of.
            paths = [offer for offer in self._offers if offer.takes_path]
            found = [*paths, *(offer for offer in found if offer not in paths)]
        self._list.show(found)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter the list."""
        event.stop()
        self._filter()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose what is selected, as soon as there is a list."""
        event.stop()
        self._chooses_later = self._offers is None
        if self._offers is not None:
            self._choose()

    def on_offer_list_moved(self, event: OfferList.Moved) -> None:
        """Tell what there is to know of the selected offer."""
        event.stop()
        if self._offers is None:
            return
        offer = self._list.selected
        self._say(offer.detail if offer is not None else "Nothing here has that in it.")

    def on_offer_list_picked(self, event: OfferList.Picked) -> None:
        """Choose what was clicked twice."""
        event.stop()
        self._choose()

    def _choose(self) -> None:
        self._chooses_later = False
        if (offer := self._list.selected) is not None:
            path = self._input.value.strip()
            self.post_message(self.Chosen(offer, path if is_path(path) else ""))

    def on_key(self, event: events.Key) -> None:
        """The list is moved in while the filter has the focus."""
        match event.key:
            case "down":
                self._list.move(1)
            case "up":
                self._list.move(-1)
            case "pagedown":
                self._list.page(1)
            case "pageup":
                self._list.page(-1)
            case _:
                return
        event.stop()
