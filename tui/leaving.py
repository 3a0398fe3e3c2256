"""What is asked when tabs are closed: what becomes of kernels, and of what is not saved."""

from __future__ import annotations

from dataclasses import dataclass

from tui.widgets.dialogs.choice import Choice, ChoiceDialog


@dataclass(frozen=True, slots=True)
class Leave:
    """What the user wants: to save first, and to keep the kernels."""

    saves: bool
    keeps: bool


@dataclass(frozen=True, slots=True)
class Leaving:
    """What there is to ask about.

    `act` is what is done, with a capital: `Quit`. `kernels` names those that jtui started, "" for
    none, and `unsaved` the files that have changes, "" for none. `keeps_first` is whether kernels
    are kept as a rule.
    """

    act: str
    kernels: str
    unsaved: str
    keeps_first: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether there is a question at all."""
        return bool(self.kernels or self.unsaved)

    def dialog(self, question: str) -> ChoiceDialog:
        """The dialog with the question, and with what is not saved."""
        if self.unsaved:
            question = f"{question}\nNot saved: {self.unsaved}."
        return ChoiceDialog(question, [*self._choices(), Choice("", self._stay, "c")])

    @property
    def _stay(self) -> str:
        return "Stay" if self.act == "Quit" else "Cancel"

    def _choices(self) -> list[Choice]:
        act, kernels = self.act, self.kernels
        small = act.lower()
        if not self.unsaved:
            first = f"{act} and shut" if act == "Quit" else "Shut"
            second = f"{act} and keep" if act == "Quit" else "Keep"
            return self._ordered(
                Choice("shut down", f"{first} down {kernels}", "s"),
                Choice("keep", f"{second} {kernels} running", "k"),
            )
        if not kernels:
            return [
                Choice("save", f"Save and {small}", "s"),
                Choice("discard", f"{act} without saving", "d"),
            ]
        return [
            *self._ordered(
                Choice("save, shut down", f"Save, {small} and shut down {kernels}", "s"),
                Choice("save, keep", f"Save, {small} and keep {kernels} running", "k"),
            ),
            *self._ordered(
                Choice("discard, shut down", f"Do not save, shut down {kernels}", "d"),
                Choice("discard, keep", f"Do not save, keep {kernels} running", "r"),
            ),
        ]

    def _ordered(self, shut_down: Choice, keep: Choice) -> list[Choice]:
        return [keep, shut_down] if self.keeps_first else [shut_down, keep]


def answer_of(choice: str) -> Leave | None:
    """What a choice of the dialog means, `None` for "", which is staying."""
    return Leave("save" in choice, "keep" in choice) if choice else None
