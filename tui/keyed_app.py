"""What the application does about keys: the user's keymap, and the set the prompt has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual import events
from textual.binding import Binding
from textual.dom import DOMNode

from tui.commands import EMACS_KEYMAP, Command, Runner, whole_keymap
from tui.config import Settings
from tui.kernels.session import KernelSession
from tui.kernels.states import KeyNames
from tui.screens.console import ConsoleScreen
from tui.terminal.crash import CalmExit
from tui.widgets.key_bar import NO_KEY
from tui.widgets.key_names import key_name
from tui.widgets.prompt.editor import PromptEditor
from tui.widgets.prompt.keyed_area import EditingMode

MODE_WORDS: Mapping[EditingMode, str] = {
    "default": "The prompt is edited with the usual keys.",
    "emacs": "The prompt is edited with emacs keys: Alt+X opens the palette, F1 lists the keys.",
    "vi": "The prompt is edited with vi keys: Esc for commands, F1 lists the keys.",
}


class KeyedApp(CalmExit[int]):
    """An application with keys that the user has a say in."""

    settings: Settings
    console_screen: ConsoleScreen
    _own_keymap: Mapping[str, str] = {}
    # What others keep of their keys.
    _left_keymap: Mapping[str, str] = {}
    _mode: EditingMode | None = None

    def commands(self) -> Iterable[Command]:
        """Every command there is."""
        raise NotImplementedError

    @property
    def editing_mode(self) -> EditingMode:
        """The keys that the prompt is edited with."""
        return self._mode or self.settings.prompt.editing_mode

    @property
    def keymap(self) -> dict[str, str]:
        """The keys of actions that have not their own: those of the set, then the user's."""
        return {**self.preset, **self._left_keymap, **self._own_keymap}

    @property
    def preset(self) -> Mapping[str, str]:
        """The keys that actions have with the set of keys of now."""
        return EMACS_KEYMAP if self.editing_mode == "emacs" else {}

    def take_keymap(self) -> list[str]:
        """Put the user's keymap in force; answers what is to be said about it."""
        wanted = self.settings.keymap
        if not wanted:
            self._own_keymap, self._left_keymap = {}, {}
            self._apply_keymap()
            return []
        # 5 ms of a start that only who changed keys needs.
        from tui.keymap import checked_keymap

        checked = checked_keymap(wanted, self.commands(), self.preset)
        self._own_keymap, self._left_keymap = checked.keymap, checked.left
        self._bind_from_palette()
        self._apply_keymap()
        said = checked.said(self.settings.keymap_source)
        return [said] if said else []

    def name_keys(self, session: KernelSession) -> None:
        """Have a session's sentences name the keys that are in force."""
        session.keys = KeyNames(
            self._first_key("kernel.interrupt", "f6"), self._first_key("kernel.restart", "f7")
        )

    def _first_key(self, command_id: str, usual: str) -> str:
        keymap = self.keymap
        first = keymap.get(command_id, usual).split(",")[0]
        if first == NO_KEY:
            # The palette has it still.
            first = keymap.get("app.palette", "ctrl+p").split(",")[0]
        return key_name(first)

    def _apply_keymap(self) -> None:
        # Listing all commands takes 15 ms of a start.
        keymap = self.keymap
        self.set_keymap(whole_keymap(self.commands(), keymap) if keymap else {})

    def _bind_from_palette(self) -> None:
        """Have actions that only the palette has take keys, which the keymap gives them."""
        bound = {each.id for each in self._bindings.key_to_bindings.get(NO_KEY, ())}
        for command in self.commands():
            if command.keys or command.command_id not in {*self._own_keymap} - bound:
                continue
            binding = Binding(
                NO_KEY,
                f"run_command({command.command_id!r})",
                command.words,
                show=False,
                priority=True,
                id=command.command_id,
            )
            self._bindings.key_to_bindings.setdefault(NO_KEY, []).append(binding)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What lies over the tabs has keys of its own."""
        if action == "run_command" and self.screen_stack:
            return self.screen is self.console_screen
        return super().check_action(action, parameters)

    def command_nodes(self) -> Mapping[str, DOMNode | None]:
        """Where the commands of each place are run now, `None` for nowhere."""
        raise NotImplementedError

    async def action_run_command(self, command_id: str) -> None:
        """Run a command by its id."""
        command = next(each for each in self.commands() if each.command_id == command_id)
        node = self.command_nodes().get(command.place)
        if node is not None:
            await Runner(self, command.action, node)()

    # The prompt.

    def set_keys(self, editor: PromptEditor) -> None:
        """Have an editor take keys in the set of now."""
        others = (key for keys in self._own_keymap.values() for key in keys.split(","))
        editor.set_keys(self.editing_mode, others)

    def action_edit_with(self, mode: EditingMode) -> None:
        """Edit all prompts with another set of keys, for this run."""
        self._mode = mode
        # What was to be said of it was said.
        self.take_keymap()
        for pane in self.console_screen.panes:
            self.set_keys(pane.editor)
        self.screen.refresh_bindings()
        self.notify(f"{MODE_WORDS[mode]} To keep that, set Prompt.editing_mode.", markup=False)

    def goes_to_prompt(self, event: events.Event) -> bool:
        """Whether a key is the prompt's before any other, as is an Esc that looks like an Alt."""
        if not isinstance(event, events.Key) or event.is_forwarded or not self.screen_stack:
            return False
        editor = self.focused
        if not isinstance(editor, PromptEditor) or not editor.goes_first(event):
            return False
        editor.post_message(event)
        return True
