"""The page of ipyparallel clusters and their engines."""

from __future__ import annotations

from collections.abc import Sequence

from tui.kernels.endpoints import Engine
from tui.kernels.engines import Cluster, clusters
from tui.screens.connect.listed import ListedPage, PageHost, one_line
from tui.tasks import TaskOwner
from tui.widgets.connect.columns import Column
from tui.widgets.connect.page import ConnectRow, Tone
from tui.widgets.specs.telling import Look, TellingLine


class Engines(ListedPage):
    """The engines of clusters of this user; a cluster without engines has a row of its own."""

    title = "Engines"
    noun = "engine"
    placeholder = "attach to which engine? Type to filter"
    columns = (
        Column("cluster", 8, 30, 0),
        Column("engine", 8, 12, 1),
        Column("file", 12, 80, 2, keeps_end=True),
    )

    def __init__(self, host: PageHost, tasks: TaskOwner) -> None:
        super().__init__(host, tasks)
        self._found: dict[str, tuple[Cluster, Engine | None]] = {}

    async def read(self) -> None:
        """Ask the controllers."""
        found: dict[str, tuple[Cluster, Engine | None]] = {}
        rows = []
        for cluster in await clusters():
            for engine in cluster.engines or (None,):
                number = "" if engine is None else str(engine.engine_id)
                key = f"{cluster.client_file}#{number}"
                found[key] = (cluster, engine)
                rows.append(_row(key, cluster, number))
        self._found = found
        self.set_rows(rows)

    @property
    def status(self) -> str:
        """How many engines there are."""
        count = sum(engine is not None for _, engine in self._found.values())
        words = f"{count:,} engine{'' if count == 1 else 's'}" if self._found else ""
        return "asking …" if self.is_reading else words

    def empty_words(self) -> Sequence[str]:
        """Which engines would be here."""
        return (
            "There is no ipyparallel cluster.",
            "",
            "Here are the engines of clusters that run, as their files in IPython's profile"
            " directories say: “ipcluster start -n 4” starts one. F5 looks again.",
        )

    def details(self, key: str) -> Sequence[TellingLine]:
        """What is known of an engine and its cluster."""
        if (found := self._found.get(key)) is None:
            return ()
        cluster, engine = found
        title = "no engine" if engine is None else f"engine {engine.engine_id}"
        lines = [TellingLine("", f"{_name(cluster)}, {title}", Look.TITLE)]
        if cluster.problem:
            lines.append(TellingLine("", one_line(cluster.problem), Look.BAD))
        lines.append(TellingLine("engines", str(len(cluster.engines))))
        lines.append(TellingLine("profile", one_line(cluster.profile)))
        if cluster.cluster_id:
            lines.append(TellingLine("cluster id", one_line(cluster.cluster_id)))
        lines.append(TellingLine("file", one_line(str(cluster.client_file))))
        return lines

    def open(self, key: str, text: str) -> None:
        """Attach to an engine."""
        if (found := self._found.get(key)) is None:
            return
        cluster, engine = found
        if engine is not None:
            self.host.finish(engine)
        else:
            self.problem = cluster.problem or "This cluster has no engine yet; F5 looks again."
            self.changed()


def _name(cluster: Cluster) -> str:
    parts = (cluster.profile, cluster.cluster_id)
    return one_line(" ".join(part for part in parts if part))


def _row(key: str, cluster: Cluster, number: str) -> ConnectRow:
    what = f"engine {number}" if number else "no engine" if cluster.alive else "does not run"
    cells = (_name(cluster), what, one_line(str(cluster.client_file)))
    tone = Tone.PLAIN if number else Tone.QUIET
    return ConnectRow(key, cells, " ".join(cells).lower(), (tone, tone, Tone.QUIET))
