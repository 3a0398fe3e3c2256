"""Where settings stand: what is in force, what has set it, and what counts more."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from tests.unit.configured import config, own
from tui.config.application import described_settings
from tui.config.effects import KNOWN, Effect, effect_of
from tui.config.standing import Origin, Standing, read_standing
from tui.errors import ConfigurationError

__all__ = ["config"]

KEY = "Prompt.auto_close"


def py(directory: Path, text: str, name: str = "jupyter_tui_config") -> Path:
    file = directory / f"{name}.py"
    file.write_text(text)
    return file


def standing(*options: str, key: str = KEY, this_run: dict[str, Any] | None = None) -> Standing:
    return read_standing(options, this_run).of(key)


@pytest.fixture
def more_important(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory that counts more than the user's own."""
    directory = tmp_path / "project"
    directory.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(directory))
    return directory


def test_without_files_and_options_everything_is_the_default(config: Path) -> None:
    reading = read_standing()
    assert reading.file == own(config)
    assert [section for section, _ in reading.sections] == list(described_settings())
    for _, standings in reading.sections:
        for each in standings:
            assert each.value == each.setting.default
            assert (each.origin, each.file, each.is_written) == (Origin.DEFAULT, None, False)
            assert (each.overruled_by, each.problem, each.is_changed) == ("", "", False)


def test_the_written_file_counts_more_than_the_one_in_python_beside_it(config: Path) -> None:
    python = py(config, "c.Prompt.auto_close = False")
    found = standing()
    assert (found.value, found.origin, found.file) == (False, Origin.FILE, python)
    assert (found.is_written, found.overruled_by, found.is_changed) == (False, "", True)
    own(config).write_text('{"Prompt": {"auto_close": true}}')
    found = standing()
    assert (found.value, found.origin, found.file) == (True, Origin.FILE, own(config))
    assert (found.is_written, found.overruled_by, found.is_changed) == (True, "", False)


@pytest.mark.parametrize("suffix", ["py", "json"])
def test_a_file_in_a_more_important_directory_overrules(
    config: Path, more_important: Path, suffix: str
) -> None:
    own(config).write_text('{"Prompt": {"auto_close": true}}')
    file = more_important / f"jupyter_tui_config.{suffix}"
    text = {"py": "c.Prompt.auto_close = False", "json": '{"Prompt": {"auto_close": false}}'}
    file.write_text(text[suffix])
    found = standing()
    assert (found.value, found.file) == (False, file)
    assert (found.is_written, found.overruled_by) == (True, str(file))
    assert standing(key="Prompt.auto_indent").overruled_by == ""


def test_the_common_file_of_a_more_important_directory_does_not(
    config: Path, more_important: Path
) -> None:
    common = py(more_important, "c.Prompt.auto_close = False", "jupyter_config")
    assert (standing().file, standing().overruled_by) == (common, "")
    own(config).write_text('{"Prompt": {"auto_close": true}}')
    assert (standing().value, standing().overruled_by) == (True, "")


def test_files_of_the_environment_count_as_jupyter_says(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jupyter_core import paths

    environment = tmp_path / "env" / "etc" / "jupyter"
    environment.mkdir(parents=True)
    monkeypatch.setattr(paths, "ENV_CONFIG_PATH", [str(environment)])
    file = py(environment, "c.Prompt.auto_close = False")
    own(config).write_text('{"Prompt": {"auto_close": true}}')
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "0")
    assert (standing().value, standing().overruled_by) == (True, "")
    monkeypatch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
    assert (standing().value, standing().overruled_by) == (False, str(file))


def test_an_option_overrules_every_file(config: Path) -> None:
    own(config).write_text('{"Prompt": {"auto_close": true}, "JtuiApp": {"theme": "nord"}}')
    found = standing("--Prompt.auto_close=False", "--theme", "dracula")
    assert (found.value, found.origin) == (False, Origin.COMMAND_LINE)
    assert (found.is_written, found.overruled_by) == (True, "the command line")
    theme = standing("--theme", "dracula", key="JtuiApp.theme")
    assert (theme.value, theme.origin, theme.overruled_by) == (
        "dracula",
        Origin.COMMAND_LINE,
        "the command line",
    )


def test_a_file_that_is_named_is_the_only_one(config: Path, tmp_path: Path) -> None:
    own(config).write_text('{"Prompt": {"auto_close": false}}')
    named = py(tmp_path, "c.Prompt.auto_indent = False", "mine")
    found = standing("--config", str(named))
    assert (found.value, found.overruled_by) == (True, f"--config {named}")
    found = standing("--config", str(named), key="Prompt.auto_indent")
    assert (found.value, found.file) == (False, named)
    assert standing("--config", str(own(config))).overruled_by == ""
    named.unlink()
    with pytest.raises(ConfigurationError, match="There is no configuration file"):
        standing("--config", str(named))


def test_what_holds_for_this_run_counts_most(config: Path) -> None:
    own(config).write_text('{"Prompt": {"auto_close": true}}')
    reading = read_standing((), {KEY: False, "Saving.autosave": 5})
    found = reading.of(KEY)
    assert (found.value, found.origin, found.is_written) == (False, Origin.THIS_RUN, True)
    assert reading.settings.prompt.auto_close is False
    assert reading.settings.saving.autosave == 5.0


def test_mistakes_are_told_at_the_setting_they_are_of(config: Path) -> None:
    own(config).write_text('{"Prompt": {"auto_close": "maybe", "auto_clse": 1}, "Promt": {}}')
    reading = read_standing()
    found = reading.of(KEY)
    assert (found.value, found.origin, found.is_written) == (True, Origin.DEFAULT, False)
    assert found.problem.startswith(f"{own(config)}: {KEY}: ")
    assert len(reading.problems) == 3
    assert "Did you mean auto_close?" in reading.problems[1]
    assert "Did you mean Prompt?" in reading.problems[2]


def test_values_are_those_of_json(config: Path) -> None:
    py(
        config,
        "c.KernelSpecManager.allowed_kernelspecs = {'b', 'a'}\n"
        "c.JtuiApp.kernels.append('bash')\n"
        "c.JtuiApp.keymap = {'session.new': 'f12'}\n",
    )
    reading = read_standing()
    values = [each.value for _, standings in reading.sections for each in standings]
    assert json.loads(json.dumps(values)) == values
    assert reading.of("KernelSpecManager.allowed_kernelspecs").value == ["a", "b"]
    assert reading.of("JtuiApp.kernels").value == ["bash"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[1]",
        '{"version": 7}',
        '{"Prompt": 3}',
        '{"x": ' * 100_000,
        '{"Prompt": {"a": NaN}}',
    ],
    ids=lambda text: str(text)[:20],
)
def test_a_file_that_is_not_right_is_told_and_the_rest_is_read(config: Path, text: str) -> None:
    own(config).write_text(text)
    py(config, "c.Prompt.auto_close = False")
    reading = read_standing()
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith(str(own(config)))
    assert reading.of(KEY).value is False


def test_a_file_of_50_mb_is_told_at_once(config: Path) -> None:
    with own(config).open("wb") as file:
        file.truncate(50_000_000)
    begun = time.process_time()
    reading = read_standing()
    assert time.process_time() - begun < 0.5
    assert reading.problems == (f"{own(config)}: it has 50 MB, too many for settings",)


def test_it_is_known_of_settings_that_exist_when_they_are_in_force() -> None:
    keys = {each.key for section in described_settings() for each in section.settings}
    assert keys >= KNOWN
    assert effect_of("Prompt.auto_close") is Effect.AT_ONCE
    assert effect_of("KernelSession.transport_encryption") is Effect.NEXT_TAB
    assert effect_of("JtuiApp.server") is Effect.NEXT_START


def test_what_only_a_new_start_puts_in_force_is_what_the_start_reads() -> None:
    late = {
        setting.key
        for section in described_settings()
        for setting in section.settings
        if effect_of(setting.key) is Effect.NEXT_START
    }
    opened = {"existing", "kernels", "notebooks", "server", "ssh"}
    checked = {"ca_file", "verify_certificates"}
    assert late == {f"JtuiApp.{name}" for name in {"ascii", *opened, *checked}}
