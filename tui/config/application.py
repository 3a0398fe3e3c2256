"""jtui as one of Jupyter's programs: its options, its configuration files, its settings."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_core.application import JupyterApp
from traitlets import Bool, Dict, Enum, List, Unicode
from traitlets.config import Config

import tui
from tui.config import (
    AsciiWish,
    AttachSettings,
    HistorySettings,
    KernelSettings,
    NoticeSettings,
    PromptSettings,
    SavingSettings,
    Settings,
    TranscriptSettings,
)
from tui.config.checking import Section, checked
from tui.config.command_line import UsageError, parse
from tui.config.files import chosen_config_file, read_config_files
from tui.config.kernelspecs import (
    OTHER_PROGRAMS,
    KernelSpecManager,
    manager_class_trait,
    spec_settings_of,
)
from tui.config.traits import (
    History,
    KernelSession,
    KeyNames,
    Notices,
    Prompt,
    Saving,
    Transcript,
)
from tui.config.usual import standard_config_files

if TYPE_CHECKING:
    from tui.config.described import SettingsSection

_DEFAULTS = Settings()
_SECTIONS = (KernelSession, Transcript, Prompt, History, Saving, Notices)


class JtuiApp(JupyterApp):
    """Full-screen console for Jupyter kernels, one in each tab."""

    name = "jupyter-tui"
    description = __doc__
    version = tui.__version__
    classes = [*_SECTIONS, KernelSpecManager]  # noqa: RUF012
    aliases = {  # noqa: RUF012
        "kernel": "JtuiApp.kernels",
        "theme": "JtuiApp.theme",
        "images": "Transcript.images",
        "existing": "JtuiApp.existing",
        "server": "JtuiApp.server",
        "ssh": "JtuiApp.ssh",
        "ca-file": "JtuiApp.ca_file",
        "config": "JupyterApp.config_file",
        "log-level": "Application.log_level",
    }
    flags = {  # noqa: RUF012
        "list-kernels": ({"JtuiApp": {"list_kernels": True}}, "List the kernels there are."),
        "list-running": (
            {"JtuiApp": {"list_running": True}},
            "List the kernels that run on this computer.",
        ),
        "no-verify": (
            {"JtuiApp": {"verify_certificates": False}},
            "Take any certificate of a server; whoever is between can read and change all.",
        ),
        "debug": (
            {"Application": {"log_level": logging.DEBUG}},
            "Write much more into the log file.",
        ),
        "generate-config": (
            {"JupyterApp": {"generate_config": True}},
            "Write a configuration file with every setting and its default.",
        ),
        "y": ({"JupyterApp": {"answer_yes": True}}, "Answer yes instead of asking."),
    }
    option_description = """Short names of the most used settings. Every setting below can be given
    as --Class.setting=VALUE, and in the configuration file as c.Class.setting = VALUE."""
    keyvalue_description = """A list or a table is given by repeating its option:
    --JtuiApp.keymap session.new=f12 --JtuiApp.keymap app.quit=f11"""
    examples = "jtui --kernel python3 --kernel bash"

    theme = Unicode(
        _DEFAULTS.theme,
        help="""The name of a theme: one of jtui's, which "Change the theme" in the palette (Ctrl+P)
        shows, among them jtui-dark, jtui-light and terminal (the terminal's own colours); or one
        of your own in the directory jtui/themes beside this configuration file.""",
    ).tag(config=True)
    ascii = Enum(
        ("auto", "always", "never"),
        default_value=_DEFAULTS.ascii,
        help="""When frames, marks and plots are drawn in ASCII.
        auto: where the locale is not UTF-8;
        always: whatever the locale; text is as the locale has it;
        never: the terminal is UTF-8, whatever the locale says.""",
    ).tag(config=True)
    reduced_motion = Bool(
        _DEFAULTS.reduced_motion,
        help="""Have nothing on the screen move by steps: it scrolls at once, and where something
        would turn or run while you wait there are words.""",
    ).tag(config=True)
    default_kernel = Unicode(
        _DEFAULTS.default_kernel,
        help="""The kernel to open when none is named. Where this is not set either, the only
        kernel there is opens, and of several you pick one.""",
    ).tag(config=True)
    kernels = List(
        Unicode(), help="""The kernels to open at the start, each in a tab of its own."""
    ).tag(config=True)
    notebooks = List(
        Unicode(),
        help="""Notebooks to open at the start, each in a tab, as jtui a.ipynb does.""",
    ).tag(config=True)
    keymap = Dict(
        key_trait=Unicode(),
        value_trait=KeyNames(),
        help="""Keys for actions, by the action's id, separated by commas:
        {"session.new": "ctrl+t,f12"}. The help (F1) lists the ids.""",
    ).tag(config=True)
    kernel_spec_manager_class = manager_class_trait()
    list_kernels = Bool(False, help="""List the kernels there are, and leave.""").tag(
        config=True, once=True
    )
    list_running = Bool(
        False, help="""List the kernels that run on this computer, and leave."""
    ).tag(config=True, once=True)
    existing = List(
        Unicode(),
        help="""Running kernels to attach to, each in a tab of its own: connection files by path,
        name (kernel-1234) or pattern, or what %connect_info prints; nothing for the newest. With
        a server the id of a kernel there, with ssh a file there.""",
    ).tag(config=True)
    server = Unicode(
        help="""The URL of a Jupyter Server, JupyterHub or gateway, on which kernels are started or
        attached to. Its token is taken from --token or JUPYTER_TOKEN, or asked for.""",
    ).tag(config=True)
    ssh = Unicode(
        help="""A host, as for ssh, on which kernels are started or attached to.""",
    ).tag(config=True)
    ca_file = Unicode(
        help="""A file with certificates (PEM) that a server's is checked with, besides those of
        the system.""",
    ).tag(config=True)
    verify_certificates = Bool(
        _DEFAULTS.attach.verify, help="""Check the certificates of servers."""
    ).tag(config=True)

    def __init__(self, **traits: Any) -> None:
        # The default logger of traitlets falls back to stderr, which is the screen.
        super().__init__(log=logging.getLogger(__name__), **traits)
        self._problems: tuple[str, ...] = ()
        self._files: tuple[Path, ...] = ()
        self._setters: Mapping[str, Sequence[Path]] = {}

    def get_default_logging_config(self) -> dict[str, Any]:
        """No handler at all, for the same reason."""
        return {"version": 1, "disable_existing_loggers": False}

    def initialize(self, argv: Sequence[str] | None = None) -> None:
        """Read the command line and the configuration files.

        Raises `UsageError` and, when the named configuration file is missing,
        `ConfigurationError`. What is wrong in the files is kept for the settings.
        """
        self.parse_command_line(argv)
        if not self.generate_config:
            self._read_config_files()

    def parse_command_line(self, argv: Sequence[str] | None = None) -> None:
        """Read the command line, without the program's name; raises `UsageError`."""
        flags: Mapping[str, Any] = {name: sets for name, (sets, _) in self.flags.items()}
        config = parse(argv or (), self.aliases, flags, self._sections, ("existing",))
        self.cli_config, problems = checked(config, self._sections, "jtui")
        if problems:
            raise UsageError(problems[0].removeprefix("jtui: "))
        self.update_config(self.cli_config)

    def _read_config_files(self) -> None:
        if self.config_file:
            files = [chosen_config_file(self.config_file)]
        else:
            files = standard_config_files(self.config_file_paths, self.config_file_name)
        self._files = tuple(files)
        read = read_config_files(files, self._sections, OTHER_PROGRAMS)
        config, self._problems, self._setters = read.config, read.problems, read.setters
        config.merge(self.cli_config)
        self.update_config(config)

    def generate_config_file(self, classes: object = None) -> str:
        """The text of a configuration file with every setting that jtui itself has."""
        from tui.config.described import config_file_text

        return config_file_text(described_settings())

    @property
    def setters(self) -> Mapping[str, Sequence[Path]]:
        """The files that set each setting, by its name, the one that counts last."""
        return self._setters

    def value_of(self, section: str, name: str) -> object:
        """What is in force of a setting of one of jtui's own sections."""
        kinds = {kind.__name__: kind for kind in self._sections}
        kind = kinds[section]
        holder = self if kind is type(self) else kind(config=self.config)
        return getattr(holder, name)

    @property
    def _sections(self) -> tuple[Section, ...]:
        return own_sections()

    @property
    def kernels_are_demanded(self) -> bool:
        """Whether the kernels were named on the command line, so that each has to exist."""
        return "kernels" in self.cli_config.get("JtuiApp", Config())

    def settings(self) -> Settings:
        """All settings as plain data."""
        kernel, transcript, prompt, history, saving, notices = (
            section(parent=self) for section in _SECTIONS
        )
        return Settings(
            theme=self.theme,
            ascii=cast(AsciiWish, self.ascii),
            reduced_motion=self.reduced_motion,
            default_kernel=self.default_kernel,
            kernels=tuple(self.kernels) or (self.default_kernel,),
            names_kernel=bool(self.kernels) or "default_kernel" in self.config.get("JtuiApp", {}),
            notebooks=tuple(self.notebooks),
            keymap=dict(self.keymap),
            keymap_source=self._source_of("JtuiApp", "keymap"),
            kernel=KernelSettings(**_values(kernel)),
            transcript=TranscriptSettings(**_values(transcript)),
            prompt=PromptSettings(**_values(prompt)),
            history=HistorySettings(**_values(history)),
            saving=SavingSettings(**_values(saving)),
            notices=NoticeSettings(**_values(notices)),
            attach=self._attach_settings(),
            kernelspecs=replace(spec_settings_of(self.config), files=self._files),
            debug=isinstance(self.log_level, int) and self.log_level <= logging.DEBUG,
            problems=self._problems,
        )

    def _source_of(self, section: str, name: str) -> str:
        """What sets a setting: a file, jtui's own options, "" nothing."""
        if name in self.cli_config.get(section, Config()):
            return "jtui"
        files = self._setters.get(f"{section}.{name}", ())
        return str(files[-1]) if files else ""

    def _attach_settings(self) -> AttachSettings:
        return AttachSettings(
            existing=tuple(self.existing),
            server=self.server,
            ssh=self.ssh,
            ca_file=Path(self.ca_file).expanduser() if self.ca_file else None,
            verify=self.verify_certificates,
        )


def own_sections() -> tuple[Section, ...]:
    """The sections that jtui has settings in."""
    return (JtuiApp, *_SECTIONS, KernelSpecManager)


def described_settings() -> tuple[SettingsSection, ...]:
    """Every setting of jtui in words."""
    from tui.config.described import described

    return described(own_sections())


def _values(section: Any) -> dict[str, Any]:
    values = {name: getattr(section, name) for name in section.class_trait_names(config=True)}
    return {name: tuple(v) if isinstance(v, list) else v for name, v in values.items()}
