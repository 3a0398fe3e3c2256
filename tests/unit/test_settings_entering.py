"""Values of settings as texts, and texts as values."""

from __future__ import annotations

from typing import Any

import pytest

from tui.config.application import described_settings
from tui.config.described import Setting
from tui.config.entering import shown, taken, text_of, value_of
from tui.errors import ConfigurationError

SETTINGS = {each.key: each for section in described_settings() for each in section.settings}


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("Saving.autosave", "5", 5),
        ("Saving.autosave", " 0.5 ", 0.5),
        ("Saving.autosave", "1e3", 1000.0),
        ("Transcript.output_cap", "10000", 10_000),
        ("Prompt.auto_close", "False", False),
        ("Prompt.auto_close", " true ", True),
        ("Prompt.editing_mode", "vi", "vi"),
        ("JtuiApp.theme", "", ""),
        ("JtuiApp.theme", "a b", "a b"),
        ("JtuiApp.kernels", "", []),
        ("JtuiApp.kernels", "bash", ["bash"]),
        ("JtuiApp.kernels", '["a", "b"]', ["a", "b"]),
        ("History.ignore", "%env *TOKEN*", ["%env *TOKEN*"]),
        ("JtuiApp.keymap", "", {}),
        (
            "JtuiApp.keymap",
            "session.new=f12 app.quit=f9,f8",
            {"session.new": "f12", "app.quit": "f9,f8"},
        ),
        ("JtuiApp.keymap", '{"session.new": "f12"}', {"session.new": "f12"}),
        ("KernelSpecManager.allowed_kernelspecs", '["a"]', ["a"]),
    ],
)
def test_a_text_means_a_value(key: str, text: str, value: object) -> None:
    found = value_of(SETTINGS[key], text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("key", "text", "words"),
    [
        ("Saving.autosave", "", "It takes a number of seconds from 0 to 86400."),
        ("Saving.autosave", "soon", "It takes a number of seconds from 0 to 86400."),
        ("Saving.autosave", "-1", "It takes a number of seconds from 0 to 86400."),
        ("Saving.autosave", "nan", "It takes a number of seconds from 0 to 86400."),
        ("Saving.autosave", "inf", "It takes a number of seconds from 0 to 86400."),
        ("Saving.autosave", "9" * 5000, "It takes a number of seconds from 0 to 86400."),
        ("Transcript.output_cap", "10.5", "It takes a whole number from 10,000."),
        ("Transcript.output_cap", "9999", "It takes a whole number from 10,000."),
        ("Transcript.images", "png", "It takes 'auto', 'kitty'"),
        ("Prompt.auto_close", "maybe", "It takes True or False."),
        ("JtuiApp.kernels", "[1]", "It takes a list of texts."),
        ("JtuiApp.kernels", '["a"', 'It is written as ["one", "two"].'),
        ("JtuiApp.kernels", "[" * 100_000, "It is"),
        ("JtuiApp.keymap", '["a"]', "It takes a table of texts"),
        ("JtuiApp.keymap", '{"a"}', 'It is written as {"name": "value"}.'),
        ("JtuiApp.keymap", "session.new", "name=value"),
        ("JtuiApp.keymap", "=f12", "name=value"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_text_that_means_none_is_refused_in_a_sentence(key: str, text: str, words: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        value_of(SETTINGS[key], text)
    assert words in str(raised.value)
    assert str(raised.value).endswith(".")


@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("JtuiApp.keymap", {}, ""),
        ("JtuiApp.keymap", {"a.b": "f12,f9", "c": "+"}, "a.b=f12,f9 c=+"),
        ("JtuiApp.keymap", {"a": "x y"}, '{"a": "x y"}'),
        ("JtuiApp.keymap", {"a=b": "c"}, '{"a=b": "c"}'),
        ("JtuiApp.keymap", {"{a": "c"}, '{"{a": "c"}'),
        ("JtuiApp.keymap", {"a": ""}, '{"a": ""}'),
        ("JtuiApp.keymap", {"a": "="}, '{"a": "="}'),
        ("JtuiApp.kernels", [], ""),
        ("JtuiApp.kernels", ["a"], '["a"]'),
        ("JtuiApp.kernels", [""], '[""]'),
        ("JtuiApp.theme", "", ""),
        ("JtuiApp.theme", "[x]", "[x]"),
        ("Saving.autosave", 0.25, "0.25"),
        ("Saving.autosave", 30.0, "30"),
        ("Transcript.output_cap", 20_000, "20000"),
    ],
)
def test_a_value_is_typed_as_it_is_written(key: str, value: Any, text: str) -> None:
    assert text_of(value) == text
    assert value_of(SETTINGS[key], text) == value


@pytest.mark.parametrize("setting", SETTINGS.values(), ids=list(SETTINGS))
def test_every_default_is_taken_and_is_the_value_of_its_own_text(setting: Setting) -> None:
    assert taken(setting, setting.default) == setting.default
    assert value_of(setting, text_of(setting.default)) == setting.default
    for choice in setting.choices:
        assert value_of(setting, text_of(choice)) == choice


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", "(empty)"),
        ("nord", "nord"),
        ([], "(none)"),
        (["é"], '["é"]'),
        ({"a": "b"}, '{"a": "b"}'),
        (5.0, "5"),
        (0.15, "0.15"),
        (1e20, "1e+20"),
        (100_000_000, "100000000"),
        (True, "True"),
        (None, "None"),
    ],
)
def test_values_are_shown_in_a_line(value: Any, text: str) -> None:
    assert shown(value) == text
