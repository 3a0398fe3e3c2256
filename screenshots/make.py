"""Makes the pictures of the docs from the real program on real kernels, in a home of its own.

python screenshots/make.py                     all of them, in this directory
python screenshots/make.py --only help --to X  some of them, somewhere else
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from picture import image_of, rows_of, svg_of, write_gif, write_png, write_sheet
from PIL import Image
from program import Home, Program
from scenes import LOAD, SCENES, Scene, furnish, write_notebook

HERE = Path(__file__).resolve().parent
TOUR_SIZE = (96, 28)


@contextmanager
def a_home() -> Iterator[Home]:
    """A home for one start, with a short name where that is free."""
    short = Path(tempfile.gettempdir()) / "ada"
    path = Path(tempfile.mkdtemp()) if short.exists() else short
    path.mkdir(exist_ok=True)
    try:
        home = Home(path)
        furnish(home)
        write_notebook(home.work / "stations.ipynb")
        yield home
    finally:
        shutil.rmtree(path, ignore_errors=True)


def picture_of(scene: Scene, argv: tuple[str, ...] = ()) -> str:
    """A scene as SVG."""
    with a_home() as home, Program(home, (*scene.argv, *argv), scene.size) as program:
        scene.play(program)
        return svg_of(rows_of(program.screen), f"jtui: {scene.title}")


def tour() -> list[tuple[str, int]]:
    """The animated picture: frames with the milliseconds each is seen."""
    frames: list[tuple[str, int]] = []
    with a_home() as home, Program(home, (), TOUR_SIZE) as program:

        def take(milliseconds: int) -> None:
            frames.append((svg_of(rows_of(program.screen), "jtui"), milliseconds))

        def typed(text: str) -> None:
            for number in range(0, len(text), 4):
                program.type(text[number : number + 4])
                take(120)

        program.wait_for("│ idle │")
        program.settle()
        take(1200)
        for line in LOAD.split("\n")[:2]:
            typed(line)
            program.press("enter")
            program.settle()
            take(300)
        typed("df.g")
        program.press("tab")
        program.settle()
        take(1500)
        program.press("escape")
        typed("roupby('station').temp.agg(['min', 'max', 'mean'])")
        program.press("enter")
        program.settle()
        take(1800)
        typed("%matplotlib inline")
        program.press("enter")
        program.settle()
        typed("df.rain.plot.bar(figsize=(4, 1.8));")
        program.press("enter")
        program.wait_for("image/png")
        program.settle()
        take(2500)
        program.press("ctrl+r", "ctrl+r", "ctrl+r")
        program.settle()
        take(600)
        typed("read_csv")
        program.settle()
        take(2000)
        program.press("escape")
        program.settle()
        program.press("f4")
        program.settle()
        take(2500)
        program.press("escape")
        program.settle()
        take(600)
    return frames


def main() -> int:
    """Make the pictures that are asked for."""
    names = [*SCENES, "tour", "themes"]
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--only", action="append", choices=names, help="one of them")
    parser.add_argument("--to", type=Path, default=HERE, help="the directory they are written to")
    wanted = parser.parse_args()
    wanted.to.mkdir(parents=True, exist_ok=True)
    for name in wanted.only or names:
        sys.stderr.write(f"{name}\n")
        if name == "tour":
            write_gif(tour(), wanted.to / "tour.gif")
        elif name == "themes":
            _themes(wanted.to / "themes")
        else:
            _write(picture_of(SCENES[name]), wanted.to / name)
    return 0


def _themes(directory: Path) -> None:
    """A picture of each theme, and one of all of them."""
    from tui.stores.themes import builtin_names

    directory.mkdir(exist_ok=True)
    scene = SCENES["console"]._replace(size=(96, 26))
    images: dict[str, Image.Image] = {}
    for name in builtin_names():
        sys.stderr.write(f"  {name}\n")
        svg = picture_of(scene, ("--theme", name))
        _write(svg, directory / name)
        images[name] = image_of(svg)
    write_sheet(images, directory.with_suffix(".png"))


def _write(svg: str, path: Path) -> None:
    path.with_suffix(".svg").write_text(svg, "utf-8")
    write_png(svg, path.with_suffix(".png"))


if __name__ == "__main__":
    sys.exit(main())
