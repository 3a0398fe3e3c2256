"""What `jtui kernelspec` says about itself."""

from __future__ import annotations

KERNELSPEC = """\
Usage: jtui kernelspec COMMAND

The kernels on this computer, as Jupyter finds them.

  list             list all, also broken and hidden ones
  check [NAME...]  start kernels and see whether they answer
  install WHAT     make a kernel of a Python environment, or copy a kernelspec
  remove NAME...   move kernelspecs to jtui's trash
  restore NAME     bring one back
  edit NAME        edit its kernel.json
  default [NAME]   the kernel that opens when none is named

  -h, --help       print this, or the help of a command, and leave

Without a terminal nothing is asked: the commands that change something need
-y. The status is 0, 1 when something failed or nothing was found, 2 after a
mistake in the command.
"""

LIST = """\
Usage: jtui kernelspec list [--json]

List all kernelspecs with where each is from (user, environment, system,
JUPYTER_PATH, embedded, provided), its state and its directory.

  usable       it can be started
  broken       its kernel.json cannot be used; the reason stands below
  shadowed     another of the same name comes first
  not allowed  allowed_kernelspecs or the configured class leaves it out

  --json       write JSON: what jupyter kernelspec list --json writes, and
               in addition "entries", a list of all there are
"""

CHECK = """\
Usage: jtui kernelspec check [options] [NAME...]

Start the kernels of these names, ask each what it is, run nothing, and end
it; without NAME all that can be started. A line is printed as each is over:

  python3  works 0.8 s
  old      fails: /opt/old/bin/python does not exist.

  --static         start nothing, look at the files only; without NAME also of
                   kernelspecs that are hidden or not allowed
  --timeout S      seconds that a kernel has to answer (30)
  --json           print an object in a line for each kernel

The status is 0 when all are well, 1 when one is not.
"""

INSTALL = """\
Usage: jtui kernelspec install [options] WHAT

Make a kernel of WHAT for you: of a Python environment (its directory or its
name), of an interpreter, or of a directory with a kernel.json, which is
copied. The commands are shown before they are run. ipykernel is installed
into an environment that does not have it, with uv or pip.

  --name NAME          the kernelspec's name: a-z, 0-9, and . _ -
  --display-name TEXT  what it is called in menus
  --replace            what has this name already goes to the trash
  -y, --yes            go ahead without asking

Examples:
  jtui kernelspec install .venv
  jtui kernelspec install ~/miniforge3/envs/stats/bin/python --name stats
"""

REMOVE = """\
Usage: jtui kernelspec remove [-y] NAME...

Move kernelspecs to jtui's trash. Instead of a NAME there can be a directory,
as list shows it. Of a link only the link goes. When one of them cannot be
removed, none is.

  -y, --yes        go ahead without asking

What belongs to somebody else is not removed: the command that would do it is
printed.
"""

RESTORE = """\
Usage: jtui kernelspec restore [options] NAME
       jtui kernelspec restore --list [NAME...]

Put back what was removed, replaced or edited last, as it was and where it
was. Instead of a NAME there can be an id, as --list shows it.

  --list           list the trash: id, when, name, why, where it was
  --replace        what is there now goes to the trash
  -y, --yes        do not ask
"""

EDIT = """\
Usage: jtui kernelspec edit NAME

Edit the kernel.json of a kernelspec in $VISUAL, $EDITOR, or vi. It is written
when it is valid; the old one goes to the trash. Instead of a NAME there can be
a directory, as list shows it.
"""

DEFAULT = """\
Usage: jtui kernelspec default [NAME]

Print the name of the kernel that opens when none is named; or set it, as
JtuiApp.default_kernel in your jupyter_tui_config.json, where all else stays.
"""
