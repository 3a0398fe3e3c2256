"""Well-known kernels of many languages, and how each installs itself.

What stands here is what the kernel's own documentation says, and for those that come as Python
packages what their installation was seen to do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

Which = Callable[[str], str | None]
"""Finds a program by name, like `shutil.which`."""

_NO_PATH = (
    "Its kernelspec says python without a path: it works from the environment it is in, or once"
    " that environment's Python is written into its argv."
)
_IN_CONDA = "Its kernelspecs come to lie in share/jupyter/kernels of the conda environment."
_CONDA = ("mamba", "conda", "micromamba")


@dataclass(frozen=True, slots=True)
class KnownKernel:
    """A kernel that can be installed by commands.

    `packages` are installed with pip (or uv) into a Python environment that the user picks, before
    the `steps`. Words of these can hold `{python}` and `{prefix}`, the interpreter and the
    directory of that environment, and `{program}`, the first program of the last of `needs` that
    is there. `needs` are the programs that have to be on PATH first; of each group one is enough.
    `note` is a sentence on what else there is to know, or `""`.
    """

    key: str
    display_name: str
    language: str
    homepage: str
    steps: tuple[tuple[str, ...], ...] = ()
    needs: tuple[tuple[str, ...], ...] = ()
    packages: tuple[str, ...] = ()
    note: str = ""

    @property
    def wants_environment(self) -> bool:
        """Whether a Python environment has to be picked for it."""
        words = [word for step in self.steps for word in step]
        return bool(self.packages) or any("{python}" in w or "{prefix}" in w for w in words)

    @property
    def wants_conda(self) -> bool:
        """Whether that environment has to be one of conda's."""
        return _CONDA in self.needs

    def missing(self, which: Which) -> tuple[str, ...]:
        """What is not on PATH, each in words ("mamba, conda, or micromamba")."""
        return tuple(_in_words(group) for group in self.needs if _first(group, which) is None)

    def available(self, which: Which) -> bool:
        """Whether all it needs is on PATH."""
        return not self.missing(which)

    def commands(self, which: Which, python: str, prefix: str) -> tuple[tuple[str, ...], ...]:
        """The `steps` with an environment's interpreter and directory in their places."""
        program = _first(self.needs[-1], which) if self.needs else None
        values = {"{python}": python, "{prefix}": prefix, "{program}": program or ""}
        return tuple(tuple(_filled(word, values) for word in step) for step in self.steps)


def _first(programs: tuple[str, ...], which: Which) -> str | None:
    return next((program for program in programs if which(program)), None)


def _in_words(programs: tuple[str, ...]) -> str:
    *others, last = programs
    return f"{', '.join(others)}, or {last}" if others else last


def _filled(word: str, values: Mapping[str, str]) -> str:
    # One at a time from the table's own word: a path may hold anything.
    for mark, value in values.items():
        head, found, tail = word.partition(mark)
        if found:
            return f"{head}{value}{tail}"
    return word


def _by_conda(key: str, display_name: str, language: str, homepage: str) -> KnownKernel:
    """A kernel that conda-forge has under its key, for a conda environment."""
    step = ("{program}", "install", "--yes", "-p", "{prefix}", "-c", "conda-forge", key)
    return KnownKernel(key, display_name, language, homepage, (step,), (_CONDA,), note=_IN_CONDA)


_PYTHON_PACKAGES = (
    KnownKernel(
        "bash_kernel",
        "Bash",
        "bash",
        "https://github.com/takluyver/bash_kernel",
        (("{python}", "-m", "bash_kernel.install", "--user"),),
        (("bash",),),
        ("bash_kernel",),
    ),
    KnownKernel(
        "zsh_jupyter_kernel",
        "Z shell",
        "zsh",
        "https://github.com/dan-oak/zsh-jupyter-kernel",
        (("{python}", "-m", "zsh_jupyter_kernel.install", "--user"),),
        (("zsh",),),
        ("zsh_jupyter_kernel",),
    ),
    KnownKernel(
        "octave_kernel",
        "Octave",
        "octave",
        "https://github.com/Calysto/octave_kernel",
        (("{python}", "-m", "octave_kernel", "install", "--user"),),
        (("octave-cli", "octave"),),
        ("octave_kernel",),
    ),
    KnownKernel(
        "gnuplot_kernel",
        "gnuplot",
        "gnuplot",
        "https://github.com/has2k1/gnuplot_kernel",
        (("{python}", "-m", "gnuplot_kernel", "install", "--user"),),
        (("gnuplot",),),
        ("gnuplot_kernel",),
    ),
    KnownKernel(
        "mariadb_kernel",
        "MariaDB",
        "SQL",
        "https://github.com/MariaDB/mariadb_kernel",
        (("{python}", "-m", "mariadb_kernel.install", "--user"),),
        (("mariadb",),),
        # Version 0.2.0 imports what mycli has lost since.
        ("mariadb_kernel", "mycli<1.28"),
        "It runs MariaDB's own client, and needs a server to talk to.",
    ),
    KnownKernel(
        "nbstata",
        "Stata",
        "stata",
        "https://hugetim.github.io/nbstata/",
        (("{python}", "-m", "nbstata.install", "--user"),),
        packages=("nbstata",),
        note="It drives an installed Stata 17 or newer, whose place it writes into a file.",
    ),
    KnownKernel(
        "sos",
        "SoS (several kernels in one)",
        "sos",
        "https://vatlab.github.io/sos-docs/",
        (("{python}", "-m", "sos_notebook.install", "--user"),),
        packages=("sos-notebook",),
    ),
    KnownKernel(
        "coconut",
        "Coconut",
        "coconut",
        "https://github.com/evhub/coconut",
        (("{python}", "-m", "coconut", "--jupyter", "install", "--user"),),
        packages=("coconut[kernel]",),
        note="It installs kernels for several versions of Python, for all users where it may.",
    ),
    KnownKernel(
        "calysto_scheme",
        "Calysto Scheme",
        "scheme",
        "https://github.com/Calysto/calysto_scheme",
        (("{python}", "-m", "calysto_scheme", "install", "--user"),),
        packages=("calysto_scheme",),
        note=_NO_PATH,
    ),
    KnownKernel(
        "ilua",
        "Lua (ILua)",
        "lua",
        "https://github.com/guysv/ilua",
        needs=(("lua",),),
        packages=("ilua",),
        note=_NO_PATH,
    ),
    KnownKernel(
        "kotlin",
        "Kotlin",
        "kotlin",
        "https://github.com/Kotlin/kotlin-jupyter",
        (("{python}", "-m", "kotlin_kernel", "fix-kernelspec-location"),),
        (("java",),),
        ("kotlin-jupyter-kernel",),
        _NO_PATH,
    ),
    KnownKernel(
        "xeus-python",
        "XPython",
        "python",
        "https://github.com/jupyter-xeus/xeus-python",
        packages=("xeus-python",),
        note=_NO_PATH,
    ),
)

_OF_THEIR_LANGUAGES = (
    KnownKernel(
        "ir",
        "R (IRkernel)",
        "R",
        "https://irkernel.github.io",
        (
            # Without a terminal R cannot ask for a mirror.
            ("R", "-q", "-e", 'install.packages("IRkernel", repos="https://cloud.r-project.org")'),
            ("R", "-q", "-e", "IRkernel::installspec()"),
        ),
        (("jupyter",), ("R",)),
    ),
    KnownKernel(
        "ijulia",
        "Julia (IJulia)",
        "julia",
        "https://julialang.github.io/IJulia.jl/stable/",
        (("julia", "-e", 'using Pkg; Pkg.add("IJulia")'),),
        (("julia",),),
    ),
    KnownKernel(
        "deno",
        "Deno",
        "typescript",
        "https://docs.deno.com/runtime/reference/cli/jupyter/",
        (("deno", "jupyter", "--install"),),
        (("jupyter",), ("deno",)),
        note="Code runs with all permissions.",
    ),
    KnownKernel(
        "tslab",
        "TypeScript and JavaScript (tslab)",
        "typescript",
        "https://github.com/yunabe/tslab",
        (
            ("npm", "install", "-g", "tslab"),
            ("tslab", "install", "--user", "--python={python}"),
        ),
        (("node",), ("npm",)),
        note="Jupyter has to be in the Python environment that registers it.",
    ),
    KnownKernel(
        "evcxr",
        "Rust (evcxr)",
        "rust",
        "https://github.com/evcxr/evcxr/blob/main/evcxr_jupyter/README.md",
        (
            ("cargo", "install", "--locked", "evcxr_jupyter"),
            ("evcxr_jupyter", "--install"),
        ),
        (("cargo",),),
        note="The source of Rust's standard library is needed, too: rustup component add rust-src.",
    ),
    KnownKernel(
        "gonb",
        "Go (GoNB)",
        "go",
        "https://github.com/janpfeifer/gonb",
        (
            ("go", "install", "github.com/janpfeifer/gonb@latest"),
            ("go", "install", "golang.org/x/tools/cmd/goimports@latest"),
            ("go", "install", "golang.org/x/tools/gopls@latest"),
            ("gonb", "--install"),
        ),
        (("go",),),
    ),
    KnownKernel(
        "dotnet-interactive",
        "C#, F# and PowerShell (.NET Interactive)",
        "C#",
        "https://github.com/dotnet/interactive",
        (
            ("dotnet", "tool", "install", "--global", "Microsoft.dotnet-interactive"),
            ("dotnet", "interactive", "jupyter", "install"),
        ),
        (("jupyter",), ("dotnet",)),
        note="Its tool has to be found on PATH when it starts: ~/.dotnet/tools.",
    ),
    KnownKernel(
        "almond",
        "Scala (almond)",
        "scala",
        "https://almond.sh",
        (("{program}", "launch", "--use-bootstrap", "almond", "--", "--install"),),
        (("java",), ("coursier", "cs")),
    ),
    KnownKernel(
        "iruby",
        "Ruby (IRuby)",
        "ruby",
        "https://github.com/SciRuby/iruby",
        (("gem", "install", "iruby"), ("iruby", "register", "--force")),
        (("jupyter",), ("ruby",), ("gem",)),
        note="A kernel called ruby is overwritten. A C compiler and make may be needed.",
    ),
)

_OF_CONDA = (
    _by_conda("xeus-cpp", "C++ (xeus-cpp)", "c++", "https://xeus-cpp.readthedocs.io"),
    _by_conda("xeus-cling", "C++ (xeus-cling)", "c++", "https://xeus-cling.readthedocs.io"),
    _by_conda("xeus-r", "R (xeus-r)", "R", "https://xeus-r.readthedocs.io"),
    _by_conda("xeus-sql", "SQL (xeus-sql)", "SQL", "https://github.com/jupyter-xeus/xeus-sql"),
    _by_conda("xeus-sqlite", "SQLite", "SQL", "https://github.com/jupyter-xeus/xeus-sqlite"),
    _by_conda("xeus-lua", "Lua (xeus-lua)", "lua", "https://github.com/jupyter-xeus/xeus-lua"),
    _by_conda("lfortran", "Fortran (LFortran)", "fortran", "https://lfortran.org"),
)

KNOWN_KERNELS: Mapping[str, KnownKernel] = MappingProxyType(
    {
        kernel.key: kernel
        for kernel in sorted(
            (*_PYTHON_PACKAGES, *_OF_THEIR_LANGUAGES, *_OF_CONDA),
            key=lambda kernel: (kernel.language.lower(), kernel.key),
        )
    }
)
"""The well-known kernels by key, in the order of their languages."""
