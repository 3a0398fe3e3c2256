"""The configuration: what files and options set, and how mistakes in them are named."""

from __future__ import annotations

import dataclasses
import json
import logging
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui.config import (
    HistorySettings,
    KernelSettings,
    PromptSettings,
    Settings,
    SpecSettings,
    TranscriptSettings,
)
from tui.config.application import JtuiApp
from tui.config.command_line import UsageError
from tui.config.traits import History, KernelSession, Prompt, Transcript
from tui.config.usual import config_directories, usual_settings
from tui.errors import ConfigurationError
from tui.logfile import start_log
from tui.paths import log_file


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's configuration directory, with nothing in it."""
    directory = tmp_path / "config"
    directory.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_DIR", str(directory))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tmp_path / "none"))
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("JUPYTER_NO_CONFIG", "")
    return directory


def settings(*argv: str) -> Settings:
    app = JtuiApp()
    app.initialize(argv)
    return app.settings()


def read_from(config: Path, name: str = "jupyter_tui_config.py") -> SpecSettings:
    """Nothing about kernelspecs, from one file."""
    return SpecSettings(files=(config / name,))


def test_with_nothing_set_everything_has_its_default(config: Path) -> None:
    assert settings() == Settings()


@pytest.mark.parametrize(
    ("section", "plain"),
    [
        (KernelSession, KernelSettings),
        (Transcript, TranscriptSettings),
        (Prompt, PromptSettings),
        (History, HistorySettings),
    ],
)
def test_every_setting_has_a_trait_with_help(section: type, plain: type) -> None:
    traits = section.class_traits(config=True)  # type: ignore[attr-defined]
    assert set(traits) == {field.name for field in dataclasses.fields(plain)}
    assert all(trait.help for trait in traits.values())


def test_a_python_file_sets_values(config: Path) -> None:
    (config / "jupyter_tui_config.py").write_text(
        "c = get_config()\n"
        "c.JtuiApp.theme = 'terminal'\n"
        "c.JtuiApp.kernels.append('bash')\n"
        "c.JtuiApp.keymap = {'session.new': 'f12'}\n"
        "c.KernelSession.auto_restart = True\n"
        "c.KernelSession.interrupt_grace = 2\n"
        "c.Transcript.output_cap = 20_000\n"
        "c.Prompt.auto_close = False\n"
        "c.Prompt.history_suggestions = True\n"
        "c.Prompt.editing_mode = 'vi'\n"
        "c.History.ignore = ['*password*', '%env *']\n"
        "c.History.store = False\n"
    )
    assert settings() == Settings(
        theme="terminal",
        kernels=("bash",),
        names_kernel=True,
        keymap={"session.new": "f12"},
        keymap_source=str(config / "jupyter_tui_config.py"),
        kernel=KernelSettings(auto_restart=True, interrupt_grace=2.0),
        transcript=TranscriptSettings(output_cap=20_000),
        prompt=PromptSettings(auto_close=False, history_suggestions=True, editing_mode="vi"),
        history=HistorySettings(store=False, ignore=("*password*", "%env *")),
        kernelspecs=read_from(config),
    )


def test_a_single_pattern_need_not_stand_in_a_list(config: Path) -> None:
    (config / "jupyter_tui_config.py").write_text("c.History.ignore = '*secret*'")
    assert settings() == Settings(
        history=HistorySettings(ignore=("*secret*",)), kernelspecs=read_from(config)
    )


def test_a_json_file_sets_values_and_wins_over_the_common_file(config: Path) -> None:
    (config / "jupyter_config.json").write_text(
        json.dumps({"JtuiApp": {"theme": "one", "default_kernel": "bash"}, "ServerApp": {"x": 1}})
    )
    (config / "jupyter_tui_config.json").write_text(json.dumps({"JtuiApp": {"theme": "two"}}))
    found = settings()
    assert (found.theme, found.kernels, found.problems) == ("two", ("bash",), ())


def test_the_more_important_directory_wins(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(other))
    for directory, theme in ((config, "user"), (other, "path")):
        (directory / "jupyter_tui_config.py").write_text(f"c.JtuiApp.theme = {theme!r}")
    (other / "jupyter_config.py").write_text("c.JtuiApp.default_kernel = 'bash'")
    found = settings()
    first = JtuiApp().config_file_paths[0]
    assert found.theme == ("path" if first == str(other) else "user")
    assert found.default_kernel == "bash"


def test_the_command_line_wins_over_every_file(config: Path) -> None:
    (config / "jupyter_tui_config.py").write_text(
        "c.JtuiApp.theme = 'file'\nc.JtuiApp.kernels = ['file']"
    )
    found = settings("--theme=line", "--kernel", "a", "--kernel=b", "--debug")
    assert (found.theme, found.kernels, found.debug) == ("line", ("a", "b"), True)


def test_any_setting_can_be_given_on_the_command_line(config: Path) -> None:
    found = settings(
        "--KernelSession.transport_encryption=required",
        "--Transcript.show_elapsed_after",
        "0.5",
        "--Prompt.auto_indent=False",
        "--JtuiApp.keymap",
        "session.new=f12",
        "--JtuiApp.keymap=app.quit=f11",
        "--History.ignore",
        "*password*",
        "--History.ignore=?%env *",
        "--History.store=False",
        "--Prompt.history_suggestions=True",
    )
    assert found.kernel.transport_encryption == "required"
    assert found.transcript.show_elapsed_after == 0.5
    assert (found.prompt.auto_indent, found.prompt.history_suggestions) == (False, True)
    assert found.history == HistorySettings(store=False, ignore=("*password*", "?%env *"))
    assert found.keymap == {"session.new": "f12", "app.quit": "f11"}
    assert found.keymap_source == "jtui"


def test_keys_that_are_no_text_leave_the_others_of_a_keymap_alone(config: Path) -> None:
    keymap = {"session.new": ["f12", "f3"], "app.quit": 5, "app.help": None}
    (config / "jupyter_tui_config.py").write_text(f"c.JtuiApp.keymap = {keymap}\n")
    # What is no key is told by who knows the actions.
    assert settings().keymap == {"session.new": "f12,f3", "app.quit": "5", "app.help": "None"}


@pytest.mark.parametrize("name", ["mine.py", "mine"])
def test_a_chosen_file_is_read_instead(config: Path, tmp_path: Path, name: str) -> None:
    (config / "jupyter_tui_config.py").write_text("c.JtuiApp.default_kernel = 'bash'")
    (tmp_path / "mine.py").write_text("c.JtuiApp.theme = 'terminal'")
    found = settings("--config", str(tmp_path / name))
    assert (found.theme, found.default_kernel) == ("terminal", "python3")


def test_a_chosen_file_that_does_not_exist_is_an_error(config: Path) -> None:
    with pytest.raises(ConfigurationError, match="no configuration file /nonexistent"):
        settings("--config", "/nonexistent")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        pytest.param(
            "c.Transcript.output_capp = 1",
            "Transcript.output_capp is not a setting. Did you mean output_cap?",
            id="an unknown key",
        ),
        pytest.param(
            "c.Transcripts.output_cap = 1",
            "Transcripts is not a section of settings. Did you mean Transcript?",
            id="an unknown section",
        ),
        pytest.param(
            "c.Zzz.x = 1", "Zzz is not a section of settings.", id="a section like no other"
        ),
        pytest.param(
            "c.theme = 'x'",
            "theme stands outside of a section. Did you mean JtuiApp.theme?",
            id="no section",
        ),
        pytest.param(
            "c.prompt.auto_close = True",
            "prompt stands outside of a section. Did you mean Prompt?",
            id="a section with a small letter",
        ),
        pytest.param(
            "c.JtuiApp.theme = 3", "JtuiApp.theme: it takes a text, not 3.", id="a wrong type"
        ),
        pytest.param(
            "c.Prompt.auto_indent = 'maybe'",
            "Prompt.auto_indent: it takes True or False, not 'maybe'.",
            id="a text for a switch",
        ),
        pytest.param(
            "c.Prompt.editing_mode = 'vim'",
            "Prompt.editing_mode: it takes 'default', 'emacs' or 'vi', not 'vim'. Did you mean vi?",
            id="almost one of the choices",
        ),
        pytest.param(
            "c.JtuiApp.kernels = 3",
            "JtuiApp.kernels: it takes a list of texts, not 3.",
            id="a number for a list",
        ),
        pytest.param(
            "c.JtuiApp.kernels = {0: 'x' * 10_000}",
            f"JtuiApp.kernels: it takes a list of texts, not {{0: '{'x' * 54}….",
            id="a long value",
        ),
        pytest.param("c.JtuiApp.keymap = ['f12']", "JtuiApp.keymap: ", id="a list for a table"),
        pytest.param("c.JtuiApp.keymap = {1: 'f12'}", "JtuiApp.keymap: ", id="a wrong name in it"),
        pytest.param("c.History.ignore = 3", "History.ignore: ", id="a number for patterns"),
        pytest.param("c.History.ignore = [1]", "History.ignore: ", id="a number in a list"),
        pytest.param("c.Transcript.output_cap = 0", "Transcript.output_cap: ", id="too small"),
        pytest.param(
            "c.KernelSession.interrupt_grace = -1", "KernelSession.interrupt_grace: ", id="below 0"
        ),
        pytest.param(
            "c.KernelSession.interrupt_grace = float('nan')",
            "KernelSession.interrupt_grace: ",
            id="not a number",
        ),
        pytest.param(
            "c.KernelSession.transport_encryption = 'x'",
            "KernelSession.transport_encryption: ",
            id="none of the choices",
        ),
        pytest.param(
            "c.Application.log_level = 'LOUD'", "Application.log_level: ", id="a parent's"
        ),
    ],
)
def test_a_wrong_setting_is_named_and_the_others_hold(config: Path, line: str, said: str) -> None:
    file = config / "jupyter_tui_config.py"
    file.write_text(f"c.Prompt.auto_close = False\n{line}\n")
    found = settings()
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"{file}: {said}")
    assert found == Settings(
        prompt=PromptSettings(auto_close=False),
        kernelspecs=read_from(config),
        problems=found.problems,
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        pytest.param(".py", b"\nc.X = = 1", ", line 2: SyntaxError", id="no Python"),
        pytest.param(".py", b"\n\n1 / 0", ", line 3: ZeroDivisionError", id="it raises"),
        pytest.param(".py", b"exit(3)", ", line 1: SystemExit", id="it exits"),
        pytest.param(".py", b"a\0b", ": ", id="NUL in Python"),
        pytest.param(".json", b'{"JtuiApp":\n', ", line 2: JSONDecodeError", id="half of JSON"),
        pytest.param(".json", b"[]", ": it is not a JSON object", id="a list in JSON"),
        pytest.param(
            ".json", b'{"JtuiApp": 3}', ": JtuiApp is a section of settings", id="no section"
        ),
        pytest.param(
            ".json", b"\xff", ": it is not written in UTF-8: byte 1 is 0xff", id="no text"
        ),
        pytest.param(".json", b"[" * 100_000, ": RecursionError", id="nested too deep"),
    ],
)
def test_a_broken_file_is_named_and_the_defaults_hold(
    config: Path, name: str, content: bytes, said: str
) -> None:
    file = config / f"jupyter_tui_config{name}"
    file.write_bytes(content)
    found = settings()
    assert len(found.problems) == 1
    assert found.problems[0].startswith(f"{file}{said}")
    assert found == Settings(kernelspecs=read_from(config, file.name), problems=found.problems)


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--kernl", "x"], "There is no option --kernl. Did you mean --kernel?"),
        (["--Transcript.output_ca=1"], "Did you mean --Transcript.output_cap?"),
        (["--debug", "doctor"], "ends with .ipynb. doctor has to be the first word."),
        (["doctr"], "ends with .ipynb. Did you mean doctor?"),
        (["-kernel", "x"], "ends with .ipynb. Did you mean --kernel?"),
        (["--kernel"], "--kernel needs a value."),
        (["--kernel", "--debug"], "--kernel needs a value."),
        (["--server", ""], "--server needs a value."),
        (["--ssh="], "--ssh needs a value."),
        (["--debug=1"], "--debug takes no value."),
        (["bash"], "There is no option bash; an option begins with --, and the name of"),
        (["-"], "There is no option -;"),
        (["--"], "There is no option --;"),
        (["-kernel", "x"], "There is no option -kernel;"),
        (["--Transcript.output_cap=many"], "Transcript.output_cap: "),
        (["--theme", "a", "--theme.b=1"], "There is no option --theme.b."),
    ],
)
def test_a_mistake_on_the_command_line_is_said(config: Path, argv: list[str], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        settings(*argv)
    assert said in str(raised.value)


@pytest.fixture
def root_logger() -> Iterator[logging.Logger]:
    """The root logger, put back afterwards as it was."""
    root = logging.getLogger()
    handlers, level, raises = root.handlers[:], root.level, logging.raiseExceptions
    yield root
    for handler in root.handlers[:]:
        if handler not in handlers:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)
    logging.raiseExceptions = raises


def test_the_log_is_a_file_of_the_user_alone(config: Path, root_logger: logging.Logger) -> None:
    found = start_log(Settings())
    logging.getLogger("tui.test").info("written %s", "there")
    assert found.log_file == log_file()
    assert log_file().read_text().endswith("INFO tui.test: written there\n")
    assert stat.S_IMODE(log_file().stat().st_mode) == 0o600


def test_debug_writes_more(config: Path, root_logger: logging.Logger) -> None:
    start_log(Settings(debug=True))
    logging.getLogger("tui.test").debug("written")
    assert "DEBUG tui.test: written" in log_file().read_text()


def test_a_long_log_begins_anew(config: Path, root_logger: logging.Logger) -> None:
    log_file().parent.mkdir(parents=True)
    log_file().write_bytes(b"x" * 5_000_001)
    start_log(Settings())
    assert log_file().stat().st_size == 0
    assert log_file().with_suffix(".log.1").stat().st_size == 5_000_001


def test_a_log_that_cannot_be_written_is_a_problem_and_no_output(
    config: Path, root_logger: logging.Logger, capfd: pytest.CaptureFixture[str]
) -> None:
    log_file().parent.parent.mkdir(parents=True)
    log_file().parent.write_text("a file where the directory should be")
    found = start_log(Settings())
    logging.getLogger("tui.test").error("lost")
    assert found.log_file is None
    assert str(log_file()) in found.problems[0]
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--kernel", "bash"],
        ["--kernel=bash", "--theme", "jtui-light", "--kernel", "python3.11_x-y"],
        ["--theme=terminal"],
    ],
    ids=" ".join,
)
def test_the_usual_start_has_the_settings_traitlets_would_give(
    config: Path, argv: list[str]
) -> None:
    app = JtuiApp()
    app.initialize(argv)
    assert usual_settings(argv) == (app.settings(), app.kernels_are_demanded)


@pytest.mark.parametrize(
    "argv",
    [
        ["--debug"],
        ["--kernel"],
        ["--kernel", "--theme"],
        ["--kernel="],
        ["--kernel", "'quoted'"],
        ["--kernel", "['a', 'b']"],
        ["--theme", "~"],
        ["--theme", "a", "--theme", "b"],
        ["--Transcript.output_cap=1"],
        ["bash"],
    ],
    ids=" ".join,
)
def test_of_anything_else_traitlets_are_asked(config: Path, argv: list[str]) -> None:
    assert usual_settings(argv) is None


@pytest.mark.parametrize(
    "name",
    [
        f"{stem}.{suffix}"
        for stem in ("jupyter_config", "jupyter_tui_config")
        for suffix in ("py", "json")
    ],
)
def test_any_configuration_file_ends_the_usual_start(config: Path, name: str) -> None:
    (config / name).write_text("{}")
    assert usual_settings([]) is None


def test_the_files_are_looked_for_where_jupyter_does(config: Path) -> None:
    assert config_directories() == JtuiApp().config_file_paths
    assert JtuiApp().config_file_name == "jupyter_tui_config"
