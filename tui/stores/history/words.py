"""The index of trigrams over all inputs, by which rare words are found without reading them all.

It is a table of FTS5 without content: it gives the ids of cells that may match, and the cells are
looked at. Inputs that are too long for it, or hold a NUL, where its tokenizer ends, have a single
special trigram, for which every search looks as well.
"""

from __future__ import annotations

import sqlite3

from tui.stores.history.schema import set_state, state

LONGEST = 100_000
"""Code points of an input that is indexed."""

_MARK = "\x01\x01\x01"

_CREATE = """CREATE VIRTUAL TABLE words USING fts5(
    text, content='', detail=none, columnsize=0, tokenize='trigram case_sensitive 1')"""

# What the index has for `cells AS c`; removing needs the same text as adding.
_INDEXED = f"""CASE WHEN c.length > {LONGEST} OR instr(c.code, char(0)) > 0 THEN '{_MARK}'
    ELSE coalesce(c.folded, c.code) END"""

_BATCH = 5_000
_PAGES_A_MERGE = 500
_MOST_MERGES = 10_000
_LONGEST_MATCH = 12


def can_index(connection: sqlite3.Connection) -> bool:
    """Whether this SQLite has FTS5 with trigrams (3.34)."""
    if sqlite3.sqlite_version_info < (3, 34, 0):
        return False
    options = "SELECT 1 FROM pragma_compile_options WHERE compile_options = 'ENABLE_FTS5'"
    return connection.execute(options).fetchone() is not None


def has_index(connection: sqlite3.Connection) -> bool:
    """Whether the database has an index at all."""
    return (
        connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
        is not None
    )


def prepare(connection: sqlite3.Connection) -> None:
    """Make the index where there is none or a stale one, in the transaction that is open."""
    if has_index(connection) and not state(connection, "stale"):
        return
    rebuild(connection)


def rebuild(connection: sqlite3.Connection) -> None:
    """Begin the index anew, in the transaction that is open; every cell is pending then."""
    try:
        connection.execute("DROP TABLE IF EXISTS words")
    except sqlite3.DatabaseError:
        _take_apart(connection)
    connection.execute(_CREATE)
    connection.execute("INSERT OR IGNORE INTO pending SELECT id FROM cells")
    set_state(connection, "stale", 0)


def _take_apart(connection: sqlite3.Connection) -> None:
    """Remove an index that is damaged so much that FTS5 does not, with the tables it is made of."""
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("DELETE FROM sqlite_master WHERE name = 'words'")
    connection.execute("PRAGMA writable_schema = RESET")
    for part in ("data", "idx", "content", "docsize", "config"):
        connection.execute(f"DROP TABLE IF EXISTS words_{part}")


def add_range(connection: sqlite3.Connection, first: int, last: int) -> None:
    """Index the cells with ids from `first` to `last`."""
    connection.execute(
        f"INSERT INTO words(rowid, text) SELECT c.id, {_INDEXED} FROM cells AS c"
        " WHERE c.id BETWEEN ? AND ? ORDER BY c.id",
        (first, last),
    )


def catch_up(connection: sqlite3.Connection) -> bool:
    """Index some of what is pending, in the transaction that is open; whether some is left."""
    some = f"SELECT id FROM pending ORDER BY id LIMIT {_BATCH}"
    connection.execute(
        f"INSERT INTO words(rowid, text) SELECT c.id, {_INDEXED} FROM cells AS c"
        f" WHERE c.id IN ({some}) ORDER BY c.id"
    )
    taken = connection.execute(f"DELETE FROM pending WHERE id IN ({some})").rowcount
    return taken == _BATCH


def remove(connection: sqlite3.Connection, going: str) -> None:
    """Take the cells whose ids the query `going` gives out of the index."""
    connection.execute(
        f"INSERT INTO words(words, rowid, text) SELECT 'delete', c.id, {_INDEXED}"
        f" FROM cells AS c WHERE c.id IN ({going}) AND c.id NOT IN (SELECT id FROM pending)"
    )


def scrub(connection: sqlite3.Connection) -> None:
    """Make the index forget what was removed from it, which it otherwise does much later.

    Each step is a transaction of its own, so that others may write meanwhile.
    """
    pages = -_PAGES_A_MERGE
    for _ in range(_MOST_MERGES):
        before = connection.total_changes
        connection.execute("INSERT INTO words(words, rank) VALUES('merge', ?)", (pages,))
        # A merge that had nothing to do changes one row, the table's own.
        if connection.total_changes - before < 2:
            return
        pages = _PAGES_A_MERGE


def match_of(folded_terms: list[str]) -> str:
    """The expression that finds all cells in which all of the terms may occur; "" if none can.

    The terms are folded; those of fewer than three code points do not count.
    """
    trigrams: dict[str, None] = {}
    for term in folded_terms:
        found = [term[at : at + 3] for at in range(len(term) - 2)]
        trigrams.update(dict.fromkeys(tri for tri in found if "\0" not in tri))
    if not trigrams:
        return ""
    chosen = list(trigrams)[:: -(-len(trigrams) // _LONGEST_MATCH)]
    quoted = ['"' + trigram.replace('"', '""') + '"' for trigram in chosen]
    return f'({" AND ".join(quoted)}) OR "{_MARK}"'


def check(connection: sqlite3.Connection) -> None:
    """Read all of the index; raises `sqlite3.DatabaseError` when it is damaged."""
    connection.execute("CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, words, row)")
    connection.execute("SELECT sum(doc) FROM temp.terms").fetchone()
    connection.execute("DROP TABLE temp.terms")
