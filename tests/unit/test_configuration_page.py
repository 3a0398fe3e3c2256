"""What is written about the settings: the page in the docs, and a configuration file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from traitlets.config import Config

from tui.config.application import JtuiApp, described_settings
from tui.config.described import Setting, config_file_text, settings_page
from tui.config.files import load_config_files

PAGE = Path(__file__).parents[2] / "docs" / "configuration.md"

EVERY = [setting for section in described_settings() for setting in section.settings]


def test_the_settings_in_the_docs_are_those_of_the_code() -> None:
    text = PAGE.read_text("utf-8")
    assert text[text.index("### JtuiApp") :] == settings_page(described_settings())


@pytest.mark.parametrize("setting", EVERY, ids=lambda setting: setting.key)
def test_each_has_prose_and_a_default_that_is_taken(setting: Setting) -> None:
    assert setting.prose.endswith((".", "]", "}")), setting.prose
    assert setting.takes
    assert not setting.choices or setting.default in setting.choices
    JtuiApp(config=Config({setting.section: {setting.name: setting.default}}))


def test_a_written_file_with_every_line_in_force_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "jupyter_tui_config.py"
    text = config_file_text(described_settings())
    assert text.count("\n# c.") == len(EVERY)
    file.write_text(text.replace("\n# c.", "\nc."))
    sections = JtuiApp()._sections
    config, problems = load_config_files([file], sections)
    assert problems == ()
    plain, changed = JtuiApp(), JtuiApp(config=config)
    # Who names a kernel, be it the default one, is not asked which.
    assert plain.settings() == replace(changed.settings(), names_kernel=False)


def test_what_is_for_the_command_line_alone_is_not_in_it() -> None:
    keys = {setting.key for setting in EVERY}
    assert "JtuiApp.theme" in keys and "KernelSpecManager.allowed_kernelspecs" in keys
    assert not {"JtuiApp.list_kernels", "JtuiApp.list_running"} & keys
