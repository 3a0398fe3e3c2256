"""The settings as Jupyter users meet them: sections of a configuration file, with help."""

from __future__ import annotations

import math
from typing import Any

from traitlets import Bool, Enum, Float, Int, List, Unicode
from traitlets.config import Configurable

from tui.config import (
    HistorySettings,
    KernelSettings,
    NoticeSettings,
    PromptSettings,
    SavingSettings,
    TranscriptSettings,
)

_KERNEL = KernelSettings()
_TRANSCRIPT = TranscriptSettings()
_PROMPT = PromptSettings()
_HISTORY = HistorySettings()
_SAVING = SavingSettings()
_NOTICES = NoticeSettings()


class Seconds(Float[float, Any]):
    """A duration in seconds: a number that is not negative, at most a day."""

    info_text = "a number of seconds from 0 to 86400"

    def validate(self, obj: Any, value: Any) -> float:
        """Answer `value` as a float; raises `TraitError` when it is no duration."""
        seconds = float(super().validate(obj, value))
        if math.isnan(seconds) or not 0 <= seconds <= 86400:
            self.error(obj, value)
        return seconds


class KeyNames(Unicode[str, Any]):
    """Keys of an action as text; a list of them is joined.

    What is neither becomes text too: who reads it says that it is no key, and uses the others.
    """

    def validate(self, obj: Any, value: Any) -> str:
        """Answer `value` as a text."""
        keys = value if isinstance(value, list | tuple) else [value]
        return str(super().validate(obj, ",".join(map(str, keys))))


class KernelSession(Configurable):
    """How kernels are started, interrupted and ended."""

    auto_restart = Bool(
        _KERNEL.auto_restart,
        help="""Start a kernel again by itself when it died.
        Off: the tab says that it died and why, and offers a key to restart.""",
    ).tag(config=True)
    transport_encryption = Enum(
        ("auto", "required", "disabled"),
        default_value=_KERNEL.transport_encryption,
        help="""Whether the connection to a kernel is encrypted (CurveZMQ), so that other users of
        the machine cannot read it.
        auto: for every kernel whose kernelspec says it can;
        required: kernels that cannot are not started;
        disabled: never.""",
    ).tag(config=True)
    interrupt_grace = Seconds(
        _KERNEL.interrupt_grace,
        help="""Seconds an interrupted kernel may take to stop before jtui says what else can be
        done.""",
    ).tag(config=True)
    shutdown_grace = Seconds(
        _KERNEL.shutdown_grace,
        help="""Seconds a kernel may take to shut down by itself before it is terminated.""",
    ).tag(config=True)
    keep_kernels_on_exit = Bool(
        _KERNEL.keep_kernels_on_exit,
        help="""Leave the kernels that jtui started running when jtui ends, however it ends.
        Off: quitting asks; a signal (SIGTERM, a closed window) ends them.""",
    ).tag(config=True)
    is_complete_timeout = Seconds(
        _KERNEL.is_complete_timeout,
        help="""Seconds the Enter key waits for the kernel to say whether the code is complete,
        before jtui decides by a rule of its own.""",
    ).tag(config=True)
    startup_timeout = Seconds(
        _KERNEL.startup_timeout,
        help="""Seconds a kernel may take to answer after its start before jtui says that it does
        not. It can still answer later.""",
    ).tag(config=True)
    tell_width = Enum(
        ("own", "always", "never"),
        default_value=_KERNEL.tell_width,
        help="""Which kernels are told how wide their pane is, so that tables and arrays fill it:
        COLUMNS and LINES when they start, and before cells in silence the widths of pandas, numpy,
        rich and polars, of IPython's own printing, and of R. What you have set yourself stays.
        own: those that jtui started and nobody else uses;
        always: also those that others started or use;
        never: none.""",
    ).tag(config=True)


class Transcript(Configurable):
    """How the transcript keeps and shows what kernels said."""

    output_cap = Int(
        _TRANSCRIPT.output_cap,
        min=10_000,
        help="""Bytes kept of one output. What is dropped beyond is said in the transcript.""",
    ).tag(config=True)
    show_elapsed_after = Seconds(
        _TRANSCRIPT.show_elapsed_after,
        help="""Show how long a cell took when it took longer than this many seconds.""",
    ).tag(config=True)

    images = Enum(
        ("auto", "kitty", "sixel", "iterm2", "halfblock", "off"),
        default_value=_TRANSCRIPT.images,
        help="""How pictures are shown.
        auto: as the terminal can, as far as the environment tells;
        kitty: by the kitty graphics protocol (kitty, Ghostty);
        sixel: as sixels (foot, mlterm, Contour, xterm -ti vt340);
        iterm2: by iTerm2's protocol (iTerm2, WezTerm, mintty);
        halfblock: two pixels in each character, which every terminal with colours can;
        off: a line says what it is.""",
    ).tag(config=True)


class Prompt(Configurable):
    """How the prompt helps while typing."""

    auto_close = Bool(
        _PROMPT.auto_close, help="""Type the closing bracket or quote with the opening one."""
    ).tag(config=True)
    auto_indent = Bool(
        _PROMPT.auto_indent, help="""Indent a new line as the code before it asks for."""
    ).tag(config=True)
    complete_while_typing = Bool(
        _PROMPT.complete_while_typing,
        help="""Ask the kernel for completions while a name is typed, not only at Tab.""",
    ).tag(config=True)
    signature_tips = Bool(
        _PROMPT.signature_tips,
        help="""Show the signature of a function in one line while its arguments are typed.""",
    ).tag(config=True)
    history_suggestions = Bool(
        _PROMPT.history_suggestions,
        help="""Show the rest of the newest earlier input that begins as typed, dimmed, behind the
        cursor. Right or End takes it, Ctrl+Right or Alt+F a word of it.""",
    ).tag(config=True)
    editing_mode = Enum(
        ("default", "emacs", "vi"),
        default_value=_PROMPT.editing_mode,
        help="""The keys that the prompt is edited with.
        default: those of most editors, and the commonest of a shell;
        emacs: those of emacs and readline, which take Ctrl+P and others from jtui;
        vi: those of vi, beginning in insert mode.
        The palette has them too, for one run: Edit with vi keys.""",
    ).tag(config=True)


class History(Configurable):
    """What jtui keeps of the inputs, for other sessions and other days."""

    store = Bool(
        _HISTORY.store,
        help="""Keep every input on disk, in a file that only you can read.
        Off: jtui keeps nothing of its own; what was kept before stays and is still found, and
        kernels keep their own histories as ever.""",
    ).tag(config=True)
    ignore = List(
        Unicode(),
        default_value=list(_HISTORY.ignore),
        help="""Patterns of inputs that are never kept, as in a shell: * is any text, ? any
        character, [abc] one of those. Each is compared with the whole input, and case counts:
        ["*password*", "%env *TOKEN*"]. An input that begins with a blank is not kept either.""",
    ).tag(config=True)


class Saving(Configurable):
    """How notebooks are saved."""

    autosave = Seconds(
        _SAVING.autosave,
        help="""Save notebooks that were opened, or saved once, by themselves, every so many
        seconds. A file that something else has changed is left alone, and you are told.
        0: only Ctrl+S saves, and closing a tab with changes asks.""",
    ).tag(config=True)


class Notices(Configurable):
    """How you are told that cells have ended which took long, while you looked elsewhere."""

    after = Seconds(
        _NOTICES.after,
        help="""Tell it when a kernel comes to rest, or asks something, after so many seconds of
        work in a tab that is not in view, or while the terminal does not have the focus; its tab
        is marked. Terminals that do not report their focus count as having it.
        0: never.""",
    ).tag(config=True)
    how = Enum(
        ("terminal", "bell", "none"),
        default_value=_NOTICES.how,
        help="""How it is told besides the mark.
        terminal: by a notification of the desktop, where the terminal is known to pass one on
        (kitty, iTerm2, WezTerm, Ghostty, foot, Contour, rxvt-unicode), else by the bell;
        bell: by the terminal's bell;
        none: by the mark alone.""",
    ).tag(config=True)
