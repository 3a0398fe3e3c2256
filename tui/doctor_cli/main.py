"""`jtui doctor`: what there is and what is wrong with it, as text for a bug report."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches

from tui.doctor_cli.configured import wrong_names
from tui.doctor_cli.kernels import kernel_facts
from tui.doctor_cli.places import configuration_facts, file_facts
from tui.doctor_cli.report import Section, problems_of, report_lines
from tui.doctor_cli.terminal import terminal_facts
from tui.doctor_cli.versions import version_facts
from tui.history_cli.output import count_of, drop_output, say
from tui.kernelspec_cli.found import listed_kernelspecs, read_settings
from tui.kernelspec_cli.stopping import Stopped, stoppable

GOOD, SOMETHING_WRONG, MISTAKE = 0, 1, 2

HELP = """\
Usage: jtui doctor

Print what jtui finds: versions, the terminal, how pictures are shown, configuration,
files and kernels; what is wrong is marked with an exclamation mark. The text has no
secrets and names no home directory: paste it into a bug report.

Exit status: 0 when nothing is wrong, 1 when something is, 2 after a mistake.
"""


def run(argv: Sequence[str]) -> int:
    """Run `jtui doctor` with the words after it, and answer the exit status.

    Raises `BrokenPipeError` when nobody reads the output any more.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal without Unicode gets question marks.
        sys.stdout.reconfigure(errors="replace")
    if argv and argv[0] in ("-h", "--help"):
        sys.stdout.write(HELP)
        return GOOD
    if argv:
        near = get_close_matches(argv[0], ["--help"], n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        say(f"jtui doctor takes no {argv[0]}.{hint}")
        return MISTAKE
    try:
        with stoppable():
            sections = _sections()
            sys.stdout.write("\n".join(_lines(sections)) + "\n")
            sys.stdout.flush()
    except Stopped as stopped:
        return stopped.status
    except BrokenPipeError:
        raise
    except OSError as error:
        drop_output()
        say(f"The output cannot be written: {error.strerror}.")
        return MISTAKE
    return SOMETHING_WRONG if problems_of(sections) else GOOD


def _sections() -> list[Section]:
    settings = read_settings()
    entries, problem = listed_kernelspecs(settings.kernelspecs)
    return [
        version_facts(),
        terminal_facts(os.environ, settings.transcript.images, settings.ascii),
        configuration_facts((*settings.problems, *wrong_names(settings, entries))),
        file_facts(),
        kernel_facts(entries, problem),
    ]


def _lines(sections: Sequence[Section]) -> list[str]:
    count = len(problems_of(sections))
    verdict = "Nothing is wrong." if not count else f"{count_of(count, 'thing')} to look at: see !"
    return [*report_lines(sections, os.path.expanduser("~")), verdict]  # noqa: PTH111
