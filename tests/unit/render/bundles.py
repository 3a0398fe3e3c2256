"""What real kernels sent, shortened: ipykernel 7 with its libraries, IRkernel 1.3, IJulia."""

from __future__ import annotations

from tui.wire.message import Json

Bundle = dict[str, Json]

_OBJECT = "<IPython.core.display.{} object>"
_PRE = '<pre style="white-space:pre;overflow-x:auto">{}</pre>\n'
_TABLE = '<table border="1" class="dataframe"><thead><tr><th></th><th>a</th></tr></thead></table>'
_R_LIST = (
    "<style>\n.list-inline {list-style: none; margin:0; padding: 0}\n</style>\n"
    "<ol class=list-inline><li>1</li><li>2</li></ol>\n"
)
_R_FRAME = '<table class="dataframe">\n<caption>A data.frame: 1 × 1</caption>\n</table>\n'
WIDGET: Json = {"version_major": 2, "version_minor": 0, "model_id": "f4658eecb7054bcc"}

PYTHON: dict[str, tuple[Bundle, str]] = {
    "Pretty": ({"text/plain": "a pretty text"}, "text/plain"),
    "Code": (
        {
            "text/plain": "def f(x):",
            "text/html": '<style>pre { line-height: 125%; }</style><div class="highlight"></div>',
            "text/latex": "\\begin{Verbatim}\\end{Verbatim}",
        },
        "text/plain",
    ),
    "Math": (
        {"text/plain": _OBJECT.format("Math"), "text/latex": "$\\displaystyle x$"},
        "text/latex",
    ),
    "Markdown": (
        {"text/plain": _OBJECT.format("Markdown"), "text/markdown": "# Hi"},
        "text/markdown",
    ),
    "HTML": ({"text/plain": _OBJECT.format("HTML"), "text/html": "<b>x</b>"}, "text/html"),
    "JSON": (
        {"text/plain": _OBJECT.format("JSON"), "application/json": {"a": 1}},
        "application/json",
    ),
    "GeoJSON": (
        {
            "application/geo+json": {"type": "Point"},
            "text/plain": "<IPython.display.GeoJSON object>",
        },
        "application/geo+json",
    ),
    "Image": ({"image/png": "iVBORw0KGgo", "text/plain": _OBJECT.format("Image")}, "image/png"),
    "SVG": ({"text/plain": _OBJECT.format("SVG"), "image/svg+xml": "<svg/>"}, "image/svg+xml"),
    "Video": (
        {"text/plain": _OBJECT.format("Video"), "text/html": '<video src="a.mp4"></video>'},
        "text/html",
    ),
    "YouTubeVideo": (
        {
            "text/plain": "<IPython.lib.display.YouTubeVideo at 0x7efcf4653150>",
            "text/html": '\n        <iframe\n            src="https://example.com"></iframe>\n',
        },
        "text/html",
    ),
    "FileLink": (
        {"text/plain": "/work/x.txt", "text/html": "<a href='x.txt' target='_blank'>x.txt</a>"},
        "text/plain",
    ),
    "ProgressBar": (
        {"text/plain": "[====      ] 1/3", "text/html": "<progress max='3' value='1'></progress>"},
        "text/plain",
    ),
    "printed by rich": (
        {"text/plain": "\x1b[1;31mhi\x1b[0m there\n", "text/html": _PRE.format("<span>hi</span>")},
        "text/plain",
    ),
    "a DataFrame": ({"text/plain": "   a\n0  1", "text/html": f"<div>{_TABLE}</div>"}, "text/html"),
    "a Series": ({"text/plain": "0    1\nName: s, dtype: int64"}, "text/plain"),
    "a Styler": (
        {
            "text/plain": "<pandas.io.formats.style.Styler at 0x7fd516328a10>",
            "text/html": f'<style type="text/css">\n</style>\n{_TABLE}',
        },
        "text/html",
    ),
    "a DataFrame of polars": (
        {
            "text/plain": "shape: (1, 1)\n┌─────┐\n│ a   │\n└─────┘",
            "text/html": f"<div><style>\n</style>\n<small>shape: (1, 1)</small>{_TABLE}</div>",
        },
        "text/html",
    ),
    "great_tables": (
        {"text/plain": "GT(_tbl_data=   a\n0  1", "text/html": f"<div>{_TABLE}</div>"},
        "text/html",
    ),
    "sympy as text": (
        {"text/plain": "⎡1   x⎤\n⎣x   3⎦", "text/latex": "$\\displaystyle x$"},
        "text/plain",
    ),
    "sympy with a picture": (
        {
            "text/plain": "⌠\n⎮ x dx\n⌡",
            "image/png": "iVBORw0KGgo",
            "text/latex": "$\\displaystyle \\int x\\, dx$",
        },
        "text/plain",
    ),
    "axes of seaborn": ({"text/plain": "<Axes: >"}, "text/plain"),
    "a figure": (
        {"text/plain": "<Figure size 640x480 with 1 Axes>", "image/png": "iVBORw0KGgo"},
        "image/png",
    ),
    "a figure in PDF": (
        {"text/plain": "<Figure size 640x480 with 1 Axes>", "application/pdf": "JVBERi0xLjQ"},
        "application/pdf",
    ),
    "a map of folium": (
        {
            "text/plain": "<folium.folium.Map at 0x7fd4f431df50>",
            "text/html": '<div><iframe srcdoc="&lt;!DOCTYPE html&gt;"></iframe></div>',
        },
        "text/html",
    ),
    "Plotly": (
        {"application/vnd.plotly.v1+json": {"data": [], "layout": {}}},
        "application/vnd.plotly.v1+json",
    ),
    "Plotly with a picture": (
        {"application/vnd.plotly.v1+json": {"data": []}, "image/png": "iVBORw0KGgo"},
        "image/png",
    ),
    "Plotly as HTML": (
        {"text/html": '<script>Plotly.newPlot("id", [], {})</script>', "text/plain": "Figure({})"},
        "text/html",
    ),
    "Altair": (
        {
            "text/html": "\n<style></style><script>vegaEmbed(outputDiv, spec)</script>",
            "text/plain": "alt.Chart(...)",
        },
        "text/html",
    ),
    "Altair under rich": (
        {
            "text/html": "<p>chart</p>",
            "text/plain": "\x1b[1;35malt.Chart\x1b[0m\x1b[1m(\x1b[0m...\x1b[1m)\x1b[0m",
        },
        "text/html",
    ),
    "Altair's mimetype renderer": (
        {"application/vnd.vegalite.v6.json": {"mark": "bar"}, "text/plain": "<VegaLite 6 object>"},
        "application/vnd.vegalite.v6.json",
    ),
    "a canvas of ipympl": (
        {
            "text/plain": "Canvas(toolbar=Toolbar())",
            "image/png": "iVBORw0KGgo",
            "application/vnd.jupyter.widget-view+json": WIDGET,
        },
        "image/png",
    ),
}
"""Bundles of ipykernel and the type that is shown."""

R: dict[str, tuple[Bundle, str]] = {
    "a vector": (
        {
            "text/html": _R_LIST,
            "text/markdown": "1. 1\n2. 2\n\n\n",
            "text/latex": "\\begin{enumerate*}\n\\item 1\n\\end{enumerate*}\n",
            "text/plain": "[1] 1 2",
        },
        "text/plain",
    ),
    "a number": (
        {"text/html": "1", "text/markdown": "1", "text/latex": "1", "text/plain": "[1] 1"},
        "text/plain",
    ),
    "a data frame": (
        {
            "text/html": _R_FRAME,
            "text/markdown": "\nA data.frame: 1 × 1\n\n| x &lt;int&gt; |\n|---|\n| 1 |\n\n",
            "text/latex": "A data.frame: 1 × 1\n\\begin{tabular}{l}\n\\end{tabular}\n",
            "text/plain": "  x\n1 1",
        },
        "text/html",
    ),
    "a list": (
        {
            "text/html": "<dl>\n\t<dt>$a</dt>\n\t\t<dd>1</dd>\n</dl>\n",
            "text/markdown": "$a\n:   1\n\n\n",
            "text/latex": "\\begin{description}\n\\item[\\$a] 1\n\\end{description}\n",
            "text/plain": "$a\n[1] 1\n",
        },
        "text/plain",
    ),
    "a list with a data frame": (
        {
            "text/html": f"<dl>\n\t<dt>$a</dt>\n\t\t<dd>{_R_FRAME}</dd>\n</dl>\n",
            "text/markdown": "$a\n:   \nA data.frame\n",
            "text/latex": "\\begin{description}\n\\end{description}\n",
            "text/plain": "$a\n  x\n1 1\n",
        },
        "text/plain",
    ),
    "a model": ({"text/plain": "\nCall:\nlm(formula = dist ~ speed)\n"}, "text/plain"),
    "a plot": (
        {"text/plain": "plot without title", "image/png": "iVBORw0KGgo\n"},
        "image/png",
    ),
}
"""Bundles of IRkernel and the type that is shown."""

JULIA: dict[str, tuple[Bundle, str]] = {
    "a data frame": (
        {
            "text/plain": "2×1 DataFrame\n Row │ x\n─────┼───\n   1 │ 1",
            "text/html": f"<div><div><span>1×1 DataFrame</span></div>{_TABLE}</div>",
            "text/latex": "\\begin{tabular}{r|c}\n\\end{tabular}\n",
        },
        "text/html",
    ),
    "a plot": ({"image/svg+xml": "<?xml?><svg/>", "text/html": "<svg/>"}, "image/svg+xml"),
    "a number": ({"text/plain": "2"}, "text/plain"),
    "documentation": (
        {"text/plain": "  sin(x)", "text/markdown": "```\nsin(x)\n```", "text/latex": "x"},
        "text/plain",
    ),
}
"""Bundles of IJulia and the type that is shown."""
