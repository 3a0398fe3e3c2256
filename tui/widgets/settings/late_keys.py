"""Keys that were read together with one that moves the focus, and are meant for what gets it.

The toolkit runs the action of a key when that has gone up through all widgets, and meanwhile the
next keys have reached the one that had the focus. So a key that moves it is acted upon where it
arrives.
"""

from __future__ import annotations

from textual import events
from textual.widget import Widget


def passed_on(widget: Widget, event: events.Key) -> bool:
    """Hand a key to what has the focus now if that is another widget; whether it was."""
    focused = widget.screen.focused
    if focused is None or focused is widget:
        return False
    take(event)
    focused.post_message(events.Key(event.key, event.character))
    return True


def action_of(widget: Widget, event: events.Key) -> str:
    """The action that a key has just now, `""` for none."""
    active = widget.screen.active_bindings.get(event.key)
    return active.binding.action if active is not None and active.enabled else ""


def take(event: events.Key) -> None:
    """Have nobody else look at a key."""
    event.stop()
    event.prevent_default()
