"""From the command line to running kernels: everything before the screen is touched.

Kernels take longest to start, so their processes are started here, before Textual is imported.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import tui
from tui.awaiting import AwaitedKernel, fallback
from tui.config import Settings, SpecSettings
from tui.config.usual import usual_settings
from tui.crash_report import log_uncaught
from tui.errors import (
    ConfigurationError,
    HomelessError,
    KernelspecError,
    LaunchError,
    NotebookError,
)
from tui.first_choice import first_choice
from tui.kernel_list import kernel_list
from tui.kernels.launch import launch
from tui.kernels.launched import Launch
from tui.launching import launch_settings
from tui.logfile import stacks_file, start_log
from tui.model.clean import clean
from tui.model.kernelspec import KernelSpec
from tui.secret_options import take_token
from tui.stores.kernelspecs import Kernelspecs, find_kernelspecs
from tui.temporary_places import has_home, use_temporary_home, use_writable_runtime
from tui.terminal.fitness import NO_TERMINAL, has_terminal, unfit
from tui.terminal.signals import TerminationWatch
from tui.terminal.streams import drop_output, write_out

if TYPE_CHECKING:
    from tui.attaching import Wanted
    from tui.config.application import JtuiApp
    from tui.notebook_files import NotebookAtStart

MISTAKE = 2
"""The exit status when jtui cannot do what the command line asks, as other programs have it."""

HELP = """\
Usage: jtui [options] [NOTEBOOK ...] | jtui history, kernelspec or doctor [-h]

Full-screen console for Jupyter kernels and notebooks, one in each tab.

  --kernel NAME      open this kernel in a tab; can be given more than once
  --existing [FILE]  attach to one that runs: the newest, or by connection file
  --server URL       a Jupyter Server: --kernel NAME and --existing ID there
  --token TOKEN      the server's; else JUPYTER_TOKEN, or it is asked for
  --ca-file FILE     trust these certificates as well (--no-verify: any)
  --ssh HOST         a host: --kernel NAME and --existing [FILE] are there
  --list-kernels     list the kernels there are, and leave
  --list-running     list those that run on this computer, and leave
  --theme NAME       the colours; Ctrl+P, "Change the theme" shows them all
  --config FILE      read this configuration file
  --generate-config  write a configuration file with all settings, and leave
  --debug            write much more into the log file
  --paths            print where jtui's files are, and leave
  --version          print the version, and leave
  -h, --help         print this, and leave; with --help-all all settings

Examples:
  jtui --ssh ada@host --existing       attach to the newest kernel there
  jtui history search read_csv         find what was typed
"""

_QUESTIONS = frozenset({"-h", "--help", "--help-all", "-V", "--version", "--paths"})

FRAME_RATE = "480"
"""The most frames a second: at Textual's own 60 a change right after a frame waits for 17 ms."""


def run(argv: Sequence[str]) -> int:
    """Run jtui with the options `argv` and answer its exit status."""
    told: tuple[str, ...] = ()
    try:
        if not has_home():
            told = (use_temporary_home(),)
            if not _opens(argv):
                sys.stderr.write(f"jtui: {told[0]}\n")
        if argv and argv[0] == "history":
            # 17 ms that no start needs.
            from tui.history_cli.main import run as run_history

            return run_history(argv[1:])
        if argv and argv[0] == "kernelspec":
            # 10 ms that no start needs.
            from tui.kernelspec_cli.main import run as run_kernelspec

            return run_kernelspec(argv[1:])
        if argv and argv[0] == "doctor":
            # 60 ms that no start needs.
            from tui.doctor_cli.main import run as run_doctor

            return run_doctor(argv[1:])
        return _answer(argv) if _asks(argv) else _start(argv, told)
    except NotebookError as error:
        return _refuse(str(error))
    except HomelessError as error:
        return _refuse(str(error))
    except ConfigurationError as error:
        return _refuse(f"{error}\nRun jtui -h for the options.")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except BrokenPipeError:
        # Who read our output has left; Python's own flush at exit must not complain about it.
        drop_output()
        return 1


def _opens(argv: Sequence[str]) -> bool:
    """Whether the command line is one that opens tabs, which then say what is wrong."""
    return not (_asks(argv) or argv[:1] in (["history"], ["kernelspec"], ["doctor"]))


def _asks(argv: Sequence[str]) -> bool:
    return any(word in _QUESTIONS for word in argv)


def _answer(argv: Sequence[str]) -> int:
    """Say what jtui is, without reading any configuration."""
    if "--help-all" in argv:
        import io
        from contextlib import redirect_stdout

        from tui.config.application import JtuiApp

        with redirect_stdout(io.StringIO()) as text:
            JtuiApp().print_help(classes=True)
        return _print(text.getvalue())
    if "-h" in argv or "--help" in argv:
        return _print(HELP)
    if "--paths" in argv:
        from tui.doctor_cli.places import path_lines

        return _print("".join(f"{line}\n" for line in path_lines()))
    return _print(f"{tui.__version__}\n")


def _print(text: str) -> int:
    """Write to the output; answers the exit status."""
    problem = write_out(text)
    return _refuse(problem) if problem else 0


def _start(argv: Sequence[str], told: tuple[str, ...]) -> int:
    """Open what the options say; what is `told` of the way here is so in the first tab."""
    # In any case, so that no kernel inherits it.
    token = take_token()
    if (usual := usual_settings(argv)) is not None:
        settings, demanded = usual
        settings = replace(settings, options=tuple(argv), problems=told)
        return _open(find_kernelspecs(), settings, demanded=demanded)
    # 25 ms with traitlets, of which the usual start has no need.
    from tui.config.application import JtuiApp

    app = JtuiApp()
    app.initialize(argv)
    if app.generate_config:
        return _write_config(app)
    if app.show_config:
        app.start_show_config()
        return 0
    settings = app.settings()
    settings = replace(settings, options=tuple(argv), problems=(*told, *settings.problems))
    kernelspecs, settings = _allowed(settings, asks_class=app.list_kernels)
    if app.list_running:
        return _list_running()
    if app.list_kernels:
        for problem in settings.problems:
            sys.stderr.write(f"jtui: {clean(problem)}\n")
        return _print(kernel_list(kernelspecs))
    if settings.attach.is_wanted:
        return _attach(kernelspecs, settings, token, demanded=app.kernels_are_demanded)
    return _open(kernelspecs, settings, demanded=app.kernels_are_demanded)


def _allowed(settings: Settings, *, asks_class: bool) -> tuple[Kernelspecs, Settings]:
    """The kernelspecs that the settings allow, and the settings with what was wrong on the way.

    A class that provides others takes seconds: unless `asks_class` they are those on the disk.
    """
    found = find_kernelspecs()
    wanted = settings.kernelspecs
    if wanted == SpecSettings(files=wanted.files):
        return found, settings
    # 10 ms that only those need who have set something.
    from tui.kernelspec_cli.found import provided_kernelspecs
    from tui.stores.kernelspecs.settings import permitted

    found = permitted(found, wanted)
    if not (wanted.manager_class and asks_class):
        return found, settings
    found, problem = provided_kernelspecs(wanted)
    problems = (*settings.problems, *([problem] if problem else []))
    return found, replace(settings, problems=problems)


def _open(kernelspecs: Kernelspecs, settings: Settings, *, demanded: bool) -> int:
    """Start the kernels and show them; with kernels that were `demanded`, all or none.

    Notebooks have kernels of their own: with them only those open that were demanded.
    """
    notebooks = _notebooks(kernelspecs, settings)
    chosen: list[KernelSpec | AwaitedKernel] = []
    if not (demanded or notebooks) and (first := first_choice(kernelspecs, settings)) is not None:
        if isinstance(first, KernelSpec):
            settings = replace(settings, kernels=(first.name,))
            return _run_kernels([first], settings)
        return _run_kernels([], settings, first)
    try:
        if demanded or not notebooks:
            chosen, settings = _choose(kernelspecs, settings, strict=demanded)
    except KernelspecError as error:
        return _refuse(f"{error} The kernels there are:\n\n{kernel_list(kernelspecs)}")
    return _run_kernels(chosen, settings, None, notebooks)


def _notebooks(kernelspecs: Kernelspecs, settings: Settings) -> list[NotebookAtStart]:
    if not settings.notebooks:
        return []
    # 15 ms that only those need who open some.
    from tui.notebook_files import notebooks_at_start

    return notebooks_at_start(kernelspecs, settings)


def _attach(kernelspecs: Kernelspecs, settings: Settings, token: str, *, demanded: bool) -> int:
    """Attach to what is wanted; kernels that are named as well are started there, or else here."""
    # 10 ms that only those need who attach.
    from tui.attaching import wanted_of

    attach, named = settings.attach, settings.kernels if demanded else ()
    wanted = wanted_of(attach, named, token)
    chosen: list[KernelSpec | AwaitedKernel] = []
    if named and not (attach.server or attach.ssh):
        try:
            chosen, settings = _choose(kernelspecs, settings, strict=True)
        except KernelspecError as error:
            return _refuse(f"{error} The kernels there are:\n\n{kernel_list(kernelspecs)}")
    return _run_kernels(chosen, settings, wanted, _notebooks(kernelspecs, settings))


def _list_running() -> int:
    import asyncio
    import time

    from tui.kernels.running.lines import running_lines
    from tui.kernels.running.listing import running_now

    lines = running_lines(asyncio.run(running_now()), time.time())
    return _print("".join(f"{line}\n" for line in lines))


def _write_config(app: JtuiApp) -> int:
    try:
        app.write_default_config()
    except EOFError:
        return _refuse("The configuration file exists already; -y overwrites it.")
    except OSError as error:
        return _refuse(f"The configuration file cannot be written: {error}")
    return 0


def _choose(
    kernelspecs: Kernelspecs, settings: Settings, *, strict: bool
) -> tuple[list[KernelSpec | AwaitedKernel], Settings]:
    """The specs to start, and the settings with what was wrong about them.

    What is not on the disk is awaited where a class is configured, which may have it. Raises
    `KernelspecError` when there is nothing to start, or in a `strict` choice when one of them is
    missing.
    """
    chosen: list[KernelSpec | AwaitedKernel] = []
    problems = list(settings.problems)
    wanted = settings.kernelspecs
    for name in settings.kernels:
        try:
            chosen.append(kernelspecs.get(name))
        except KernelspecError as error:
            if wanted.manager_class and wanted.allows(name.lower()):
                # Where nothing else opens, something has to when there is none of the name.
                chosen.append(AwaitedKernel(name, falls_back=not (strict or chosen)))
            elif strict:
                raise
            else:
                problems.append(str(error))
    if not chosen:
        chosen.append(fallback(kernelspecs))
    return chosen, replace(
        settings,
        kernels=tuple(spec.name for spec in chosen),
        problems=tuple(clean(problem) for problem in problems),
    )


def _run_kernels(
    specs: Sequence[KernelSpec | AwaitedKernel],
    settings: Settings,
    wanted: Wanted | None = None,
    notebooks: Sequence[NotebookAtStart] = (),
) -> int:
    """Start kernels, then show them, those `wanted` and `notebooks`, until the user leaves."""
    if unfitness := unfit(os.environ) if has_terminal() else NO_TERMINAL:
        return _refuse(unfitness)
    settings = start_log(settings)
    if told := use_writable_runtime():
        settings = replace(settings, problems=(*settings.problems, told))
    launches: list[Launch | AwaitedKernel] = []

    def kill_launched() -> None:
        for launched in launches:
            if isinstance(launched, Launch) and launched.process is not None:
                launched.process.kill_tree()
                launched.process.cleanup()

    if settings.log_file is not None:
        log_uncaught(settings.log_file)
    watch = TerminationWatch(kill_launched, stacks=stacks_file(settings))
    watch.start()
    try:
        for spec in specs:
            # A signal between the start of a process and the note of it would orphan it.
            with watch.held():
                launches.append(_launch(spec, settings))
        at_start: list[NotebookAtStart] = []
        for each in notebooks:
            with watch.held():
                started = _start_for(each, settings)
                launches += [started.launch] if started.launch is not None else []
                at_start.append(started)
        kernels = launches[: len(specs)]
        # 0.2 s, during which the kernels already start.
        with _frame_rate():
            from tui.app import run as run_app

        return run_app(settings, kernels, watch, wanted, at_start)
    except BaseException:
        # A signal came before the screen was there, or jtui itself failed.
        kill_launched()
        raise


def _start_for(notebook: NotebookAtStart, settings: Settings) -> NotebookAtStart:
    """A notebook with its kernel started, if that is known."""
    if notebook.spec is None:
        return notebook
    launched = _launch(notebook.spec, settings)
    return replace(notebook, launch=launched if isinstance(launched, Launch) else None)


@contextmanager
def _frame_rate() -> Iterator[None]:
    """While Textual is imported, which reads it then, and not for kernels: frames a second."""
    if "TEXTUAL_FPS" in os.environ:
        yield
        return
    os.environ["TEXTUAL_FPS"] = FRAME_RATE
    try:
        yield
    finally:
        del os.environ["TEXTUAL_FPS"]


def _launch(spec: KernelSpec | AwaitedKernel, settings: Settings) -> Launch | AwaitedKernel:
    if isinstance(spec, AwaitedKernel):
        return spec
    try:
        return Launch(spec, launch(spec, launch_settings(settings)))
    except LaunchError as error:
        return Launch(spec, None, error)


def _refuse(text: str) -> int:
    sys.stderr.write(f"jtui: {clean(text.rstrip(), newlines=True)}\n")
    return MISTAKE
