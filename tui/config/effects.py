"""From when on a changed setting is in force."""

from __future__ import annotations

from enum import StrEnum


class Effect(StrEnum):
    """From when on, in words."""

    AT_ONCE = "at once"
    NEXT_TAB = "in tabs that are opened from now on"
    NEXT_START = "from the next start of jtui on"


_NEXT_TAB = frozenset(
    (
        "KernelSession.shutdown_grace",
        "KernelSession.transport_encryption",
        "Transcript.output_cap",
    )
)
_AT_ONCE = frozenset(
    (
        "JtuiApp.default_kernel",
        "JtuiApp.kernel_spec_manager_class",
        "JtuiApp.keymap",
        "JtuiApp.reduced_motion",
        "JtuiApp.theme",
        "KernelSession.auto_restart",
        "KernelSession.interrupt_grace",
        "KernelSession.is_complete_timeout",
        "KernelSession.keep_kernels_on_exit",
        "KernelSession.startup_timeout",
        "KernelSession.tell_width",
        "Transcript.images",
        "Transcript.show_elapsed_after",
        "Prompt.auto_close",
        "Prompt.auto_indent",
        "Prompt.complete_while_typing",
        "Prompt.editing_mode",
        "Prompt.history_suggestions",
        "Prompt.signature_tips",
        "History.ignore",
        "History.store",
        "Saving.autosave",
        "Notices.after",
        "Notices.how",
        "KernelSpecManager.allowed_kernelspecs",
        "KernelSpecManager.ensure_native_kernel",
        "KernelSpecManager.whitelist",
    )
)
KNOWN = _NEXT_TAB | _AT_ONCE
"""The settings that need no new start of jtui, by their names."""


def effect_of(key: str) -> Effect:
    """From when on a setting is in force that is named as in `Prompt.auto_close`."""
    if key in _AT_ONCE:
        return Effect.AT_ONCE
    return Effect.NEXT_TAB if key in _NEXT_TAB else Effect.NEXT_START
