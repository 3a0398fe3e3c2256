"""What the user can set, as plain data: the rest of jtui reads this and never a file or trait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

TransportEncryption = Literal["auto", "required", "disabled"]
AsciiWish = Literal["auto", "always", "never"]
TellWidth = Literal["own", "always", "never"]


@dataclass(frozen=True, slots=True)
class KernelSettings:
    """How kernels are started, interrupted and ended; all times are seconds.

    `interrupt_grace` is how long an interrupt may take before other ways are offered,
    `shutdown_grace` how long a kernel may take to end by itself before it is terminated,
    `is_complete_timeout` how long Enter waits for the kernel's opinion, and
    `startup_timeout` how long a kernel may take to answer before that is reported.
    `tell_width` says which kernels are told how wide their pane is.
    """

    auto_restart: bool = False
    transport_encryption: TransportEncryption = "auto"
    interrupt_grace: float = 5.0
    shutdown_grace: float = 2.0
    keep_kernels_on_exit: bool = False
    is_complete_timeout: float = 0.15
    startup_timeout: float = 60.0
    tell_width: TellWidth = "own"


@dataclass(frozen=True, slots=True)
class TranscriptSettings:
    """How the transcript keeps and shows what kernels said.

    `output_cap` is in bytes for one output; `show_elapsed_after` is in seconds.
    """

    output_cap: int = 100_000_000
    show_elapsed_after: float = 1.0
    images: Literal["auto", "kitty", "sixel", "iterm2", "halfblock", "off"] = "auto"


@dataclass(frozen=True, slots=True)
class PromptSettings:
    """How the prompt helps while typing, and the set of keys it is edited with."""

    auto_close: bool = True
    auto_indent: bool = True
    complete_while_typing: bool = False
    signature_tips: bool = True
    history_suggestions: bool = False
    editing_mode: Literal["default", "emacs", "vi"] = "default"


@dataclass(frozen=True, slots=True)
class HistorySettings:
    """What jtui keeps of the inputs: whether any, and patterns of those it never does.

    The patterns are those of `model.history.ignoring`.
    """

    store: bool = True
    ignore: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SavingSettings:
    """How notebooks are saved: by themselves after `autosave` seconds, 0 for never."""

    autosave: float = 0.0


@dataclass(frozen=True, slots=True)
class NoticeSettings:
    """Who is told, and how, that cells have ended which ran `after` seconds; 0 is nobody."""

    after: float = 10.0
    how: Literal["terminal", "bell", "none"] = "terminal"


@dataclass(frozen=True, slots=True)
class SpecSettings:
    """Settings of Jupyter's `KernelSpecManager`, and the class that takes its place.

    Without `allowed` names all are allowed. `manager_class` is a dotted name, `""` for Jupyter's
    own. `files` are those that were read, `problems` sentences about what is wrong in them.
    """

    allowed: frozenset[str] = frozenset()
    ensure_native: bool = True
    manager_class: str = ""
    files: tuple[Path, ...] = ()
    problems: tuple[str, ...] = ()

    def allows(self, name: str) -> bool:
        """Whether a kernelspec of this name may be started."""
        return not self.allowed or name in self.allowed


@dataclass(frozen=True, slots=True)
class AttachSettings:
    """Kernels to attach to instead of starting some here.

    `existing` are names, patterns, paths or contents of connection files, on a server ids of
    kernels; `""` is the newest. `server` is a URL, `ssh` a host as for the program, each `""` for
    none. `ca_file` holds certificates to trust besides the system's, `None` for none; with
    `verify` false any certificate is taken.
    """

    existing: tuple[str, ...] = ()
    server: str = ""
    ssh: str = ""
    ca_file: Path | None = None
    verify: bool = True
    token: str = field(default="", repr=False)

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to attach to."""
        return bool(self.existing or self.server or self.ssh)


@dataclass(frozen=True, slots=True)
class Settings:
    """All of one run's settings.

    `ascii` says when frames and marks are drawn in ASCII: "auto" where the locale is not UTF-8.
    `kernels` are the kernelspec names the first tabs are opened with, at least one, and
    `names_kernel` tells whether anybody has named them: otherwise one of several is picked.
    With `reduced_motion` nothing moves by steps.
    `notebooks` are files that are opened at the start.
    `keymap` maps action ids to keys separated by commas, only for those the user changed;
    `keymap_source` names the file that says so, "" for none.
    `log_file` is `None` when no log can be written. `options` are the words of the command line
    that they are from, without secrets.
    `problems` are sentences about settings that were ignored, cleaned, to be shown to the user;
    those of `kernelspecs` are among them.
    """

    theme: str = "jtui-dark"
    ascii: AsciiWish = "auto"
    reduced_motion: bool = False
    default_kernel: str = "python3"
    kernels: tuple[str, ...] = ("python3",)
    names_kernel: bool = False
    notebooks: tuple[str, ...] = ()
    keymap: Mapping[str, str] = field(default_factory=dict)
    keymap_source: str = ""
    kernel: KernelSettings = KernelSettings()
    transcript: TranscriptSettings = TranscriptSettings()
    prompt: PromptSettings = PromptSettings()
    history: HistorySettings = HistorySettings()
    saving: SavingSettings = SavingSettings()
    notices: NoticeSettings = NoticeSettings()
    kernelspecs: SpecSettings = SpecSettings()
    attach: AttachSettings = AttachSettings()
    options: tuple[str, ...] = field(default=(), compare=False)
    debug: bool = False
    log_file: Path | None = None
    problems: tuple[str, ...] = ()
