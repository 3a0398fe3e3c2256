"""Whatever is kept and searched for: a search finds what looking at every entry finds."""

from __future__ import annotations

import re
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.stores.history.made import opened
from tui.model.history.entry import HistoryEntry, Outcome
from tui.model.history.expressions import has_capitals
from tui.model.history.filters import HistoryFilters
from tui.model.history.query import HistoryQuery, Term, TermKind, fold, parse_query
from tui.model.history.ranges import SessionSpan
from tui.stores.history.rows import storable
from tui.stores.history.search import HistorySearch
from tui.stores.history.words import LONGEST

# Few letters, so that words are found; all that case, white space, bytes and SQL make different.
LETTERS = "abAB.%_'\"\\ \n\tİıſKςΣßé\u3000\u2028\0\x01😀\ufffe(*"
PIECES = st.sampled_from(("abab", "print(", "np.load", "df", "import os", "Straße", "ab\0cd", "*"))
TEXTS = st.lists(PIECES | st.text(LETTERS, max_size=4), min_size=1, max_size=5).map("".join)
CODES = (
    TEXTS.filter(bool)
    | TEXTS.map("\ud83d\ude00\udc80".__add__)
    | TEXTS.map(lambda text: text + "\n" + text + "x")
)

ENTRIES = st.builds(
    HistoryEntry,
    code=CODES,
    line=st.integers(0, 3),
    language=st.sampled_from(("python", "R", "")),
    kernelspec=st.sampled_from(("python3", "ir")),
    cwd=st.sampled_from(("/a", "/b", "/\udce9")),
    started=st.none() | st.integers(0, 3).map(float),
    duration=st.none() | st.sampled_from((0.5, 2.0)),
    outcome=st.sampled_from((Outcome.OK, Outcome.ERROR, Outcome.CANCELLED, Outcome.UNKNOWN)),
)
FILTERS = st.just(HistoryFilters()) | st.builds(
    HistoryFilters,
    errors=st.sampled_from((False, False, True)),
    cwd=st.none() | st.sampled_from(("/a", "/\udce9")),
    language=st.none() | st.just("R"),
    kernelspec=st.none() | st.just("ir"),
    since=st.none() | st.just(2.0),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("record", "without index", "import", "forget", "forget without index")),
        st.lists(ENTRIES, min_size=1, max_size=5),
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def queries(draw: st.DrawFn, entries: list[HistoryEntry]) -> HistoryQuery:
    """Terms about pieces of what was entered, in any case, so that they are often found."""
    terms = []
    for _ in range(draw(st.integers(0, 3))):
        code = draw(st.sampled_from([each.code for each in entries] or ["x"]))
        kind = draw(st.sampled_from(tuple(TermKind)))
        is_exact = kind is TermKind.EXACT or draw(st.booleans())
        start = 0 if kind is TermKind.START else draw(st.integers(0, len(code) - 1))
        size = draw(st.integers(1, 7))
        text = code[-size:] if kind is TermKind.END else code[start : start + size]
        if kind in (TermKind.START, TermKind.END):
            text = text.strip() or "a"
        if kind is TermKind.REGEX:
            text = draw(expressions(text))
            is_exact = has_capitals(text)
        elif not is_exact:
            text = fold(text)
        terms.append(Term(kind, text, is_exact, draw(st.sampled_from((False, False, True)))))
    return HistoryQuery("", tuple(terms))


@st.composite
def expressions(draw: st.DrawFn, text: str) -> str:
    """A regular expression that may find `text`."""
    parts = []
    for letter in text:
        change = draw(
            st.sampled_from(("{}", "{}", "{}", "{}?", "{}*", "{}+", "({})", "[{}x]", "."))
        )
        parts.append(change.format(re.escape(letter)))
        if draw(st.integers(0, 9)) == 0:
            parts.append(draw(st.sampled_from(("(x)?", "q?", "|", "(?=)", "\\b", "x{0}", "[^q]?"))))
    return "".join(parts)


# Each example writes to the disk many times, which others may use, too.
pytestmark = pytest.mark.timeout(600)
slowly = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def kept(entry: HistoryEntry, entry_id: int, session: int) -> HistoryEntry:
    """An entry as the store gives it back."""
    code = storable(entry.code)
    return replace(
        entry,
        code=code,
        cwd=storable(entry.cwd),
        entry_id=entry_id,
        session=session,
        length=len(code),
        lines=code.count("\n") + 1,
    )


def fill(path: Path, steps: list[tuple[str, list[HistoryEntry]]]) -> list[HistoryEntry]:
    """Do the steps, and give what must be in the store then, newest first."""
    present: list[HistoryEntry] = []
    for step, (kind, entries) in enumerate(steps):
        keyed = [(f"s{step}", entry) for entry in entries]
        with opened(path, index="without" not in kind) as store:
            match kind:
                case "import":
                    store.add_older(keyed, f"file {step}")
                    present = entries + present
                case "forget" | "forget without index":
                    gone = {storable(entry.code) for entry in present[::3]}
                    store.forget_codes(gone)
                    present = [each for each in present if storable(each.code) not in gone]
                case _:
                    store.record(keyed)
                    present = present + entries
    with opened(path) as store:
        listed = list(store.entries())
    assert [each.entry_id for each in listed] == sorted(each.entry_id for each in listed)
    told = [
        kept(entry, found.entry_id, found.session)
        for entry, found in zip(present, listed, strict=True)
    ]
    assert told == listed
    return told[::-1]


def text_filters(filters: HistoryFilters) -> HistoryFilters:
    return replace(filters, cwd=None if filters.cwd is None else storable(filters.cwd))


@slowly
@given(st.data(), STEPS, FILTERS, st.booleans(), st.integers(1, 6))
def test_a_search_finds_what_looking_at_every_entry_finds(
    data: st.DataObject,
    steps: list[tuple[str, list[HistoryEntry]]],
    filters: HistoryFilters,
    folded: bool,
    limit: int,
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "history.sqlite"
        entries = fill(path, steps)
        query = data.draw(queries(entries))
        passing = [each for each in entries if text_filters(filters).passes(each)]
        wanted = [each for each in passing if query.matches(each.code)]
        texts = [each.code for each in passing]
        if folded:
            newest = {each.code: each for each in reversed(wanted)}
            wanted = [each for each in wanted if newest[each.code] is each]
        for index in (True, False):
            search = HistorySearch(path, index=index)
            found = search.search(query, filters, folded=folded, limit=limit)
            search.close()
            assert found.problem == ""
            assert {row.entry for row in found.rows} == set(wanted[:limit])
            assert found.more is (len(wanted) > limit)
            assert found.complete
            for row in found.rows:
                assert row.count == (texts.count(row.entry.code) if folded else 1)


@slowly
@given(STEPS, TEXTS.map(lambda text: text[:4]), st.integers(1, 4), st.integers(-1, 9))
def test_earlier_inputs_are_those_that_begin_so(
    steps: list[tuple[str, list[HistoryEntry]]], prefix: str, limit: int, place: int
) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "history.sqlite"
        entries = fill(path, steps)
        before = entries[place].entry_id if 0 <= place < len(entries) else None
        wanted: dict[str, HistoryEntry] = {}
        for each in entries:
            is_older = before is None or each.entry_id < before
            if is_older and each.language == "R" and each.code.startswith(prefix):
                wanted.setdefault(each.code, each)
        for index in (True, False):
            search = HistorySearch(path, index=index)
            assert search.earlier(prefix, "R", limit, before) == list(wanted.values())[:limit]
            search.close()


LASTS = st.none() | st.integers(1, 3)
SPANS = st.tuples(st.integers(-3, 3), st.integers(1, 3), st.integers(-3, 3), LASTS)


@slowly
@given(STEPS, st.lists(SPANS, max_size=3))
def test_ranges_are_the_lines_of_sessions(
    steps: list[tuple[str, list[HistoryEntry]]], numbers: list[tuple[int, int, int, int | None]]
) -> None:
    spans = [SessionSpan(start, first, end, last) for start, first, end, last in numbers]
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory) / "history.sqlite"
        entries = fill(path, [step for step in steps if "forget" not in step[0]])
        sessions = sorted({each.session for each in entries})
        present = max([0, *sessions]) + 1

        def session(number: int) -> int:
            if number > 0:
                return number
            return ([present, *reversed(sessions)] + [-(2**63)] * 3)[-number]

        found = []
        for span in spans:
            start = (session(span.start_session), span.first)
            end = (session(span.end_session), span.last or 9)
            among = [each for each in entries if start[0] <= each.session <= end[0]]
            if span.first == 1 and span.last is None:
                among = [each for each in among if each.line or each.outcome != "cancelled"]
                found += sorted(among, key=lambda each: (each.session, each.entry_id))
            else:
                among = [each for each in among if start <= (each.session, each.line) <= end]
                among = [each for each in among if each.line]
                found += sorted(among, key=lambda each: (each.session, each.line, each.entry_id))
        search = HistorySearch(path)
        findings = search.of_ranges(spans, None)
        search.close()
        assert [row.entry for row in findings.rows] == list(dict.fromkeys(found))


def test_what_is_too_long_for_the_index_is_found(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    long = "x" * LONGEST + "needle" + "y" * LONGEST
    with opened(path) as store:
        store.record([("one", HistoryEntry(long)), ("one", HistoryEntry("needle"))])
    search = HistorySearch(path)
    found = search.search(parse_query("needle"))
    assert sorted(row.entry.length for row in found.rows) == [6, len(long)]
    found = search.search(parse_query("needley"))
    assert [(row.entry.length, len(row.entry.code)) for row in found.rows] == [(len(long), 4_000)]
    assert search.code(found.rows[0].entry.entry_id) == long
    search.close()
