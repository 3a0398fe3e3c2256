"""What `jtui history` says about itself."""

from __future__ import annotations

HISTORY = """\
Usage: jtui history COMMAND

The inputs of all kernels that jtui has kept.

  search WORDS...  find inputs
  export [FILE]    write all inputs as JSON lines
  import [PATH...] take over the history of IPython, xonsh, bash or zsh

  -h, --help       print this, or the help of a command, and leave
"""

SEARCH = """\
Usage: jtui history search [options] WORDS...

Print the inputs that have all WORDS, the best first; without words the newest.

  word, 'exact, ^start, end$, !not, /regex/   as in the panel; a word with a
                       capital letter counts case

  --language LANGUAGE  only inputs in this language (python, bash, R)
  --kernel NAME        only those of this kernelspec
  --errors             only those that raised an error
  --here               only those entered in this directory
  --since DATE         only those since then: 2026-11-01, today, 3h, 7d, 2w
  --limit N            print at most N inputs (50)
  --json               print JSON lines, as export does, with a count
  --null               print only the inputs, a NUL after each
  --                   what comes after is words, also when it begins with -

The status is 0 when something was found, 1 when nothing was, 2 after a mistake.

Examples:
  jtui history search read_csv --language python --since 7d
  jtui history search '/df\\.\\w+\\(/' '!print' --null | fzf --read0
"""

EXPORT = """\
Usage: jtui history export [-y] [FILE]

Write all inputs as JSON lines, the oldest first, to FILE or to the output.

Each line is an object with code, language, kernelspec, cwd, started (UTC, as
ISO 8601), duration (seconds), outcome (ok, error, aborted, lost, cancelled),
session and line. What is unknown is null, "", or 0.

  -y, --yes            overwrite FILE if it is there

FILE can be read by nobody else, and is there when it is whole.
"""

IMPORT = """\
Usage: jtui history import [options] [PATH...]

Take over inputs, in their order of time, as older than all jtui has kept. What
was imported before is not imported again. The files are not changed.

Without PATH, what there is: the history of all profiles of IPython, of xonsh,
bash and zsh. PATH may be such a file, the directory of IPython or xonsh, a
history of jtui, also a damaged one, or what jtui history export has written.

  --kind KIND          what PATH is: ipython, xonsh, bash, zsh, jtui or jsonl;
                       bash for lines without times in a file that is not
                       called a history
  -y, --yes            import without asking

Inputs that jtui would not keep are left out: those that begin with a space,
and those that match History.ignore in the configuration.
"""
