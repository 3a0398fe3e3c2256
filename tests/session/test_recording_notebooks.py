"""The history has what was run of a notebook, and nothing of what a file brought."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import FakeTransport, run_well, session_on, until
from tests.pilot.specs_app import isolate
from tui.model.cells import Cell, CellState
from tui.recording import HistoryRecorder
from tui.stores.history.search import HistorySearch


def stored(text: str) -> Cell:
    return Cell(text, text, state=CellState.STORED, number=3, origin=text)


@pytest.mark.parametrize("leaves", [False, True], ids=["as it ends", "at the end"])
async def test_only_what_ran_here_is_kept(
    leaves: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    isolate(tmp_path, monkeypatch)
    complaints: list[str] = []
    recorder = HistoryRecorder((), complaints.append)
    transport = FakeTransport(execute_request=run_well)
    async with session_on(transport) as session:
        cells = [stored("ran()"), stored("taken_back()"), stored("left()")]
        recorder.follow(session)
        session.transcript.put_stored(cells)
        session.execute_again(cells[0])
        await until(lambda: cells[0].state is CellState.DONE)
        transport.scripts.pop("execute_request")
        session.execute("typed()")
        session.execute_again(cells[0], "again()")
        session.execute_again(cells[1])
        session.cancel_queue()
        transport.deliver(*run_well(transport.requests()[-1]))
        await until(lambda: not session.transcript.running)
        if not leaves:
            await until(lambda: len(recorder._followed[session].noted) == 2)
        recorder.leave(session)
    await recorder.finish()
    assert complaints == []
    search = HistorySearch()
    try:
        found = [entry.code for entry in search.earlier("", "python", limit=10)]
    finally:
        search.close()
    assert sorted(found) == ["ran()", "typed()"]
