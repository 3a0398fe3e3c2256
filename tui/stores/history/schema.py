"""The tables of the history's database.

`cells` has a row for every input; ids are never used again, and their order is that of time:
inputs imported from elsewhere are older than jtui's own and get negative ids, in ranges of
`IMPORT_SPAN` of which each lies below all others. `folded` is NULL where it equals `code`.

`cells_digest` has all that filters look at, so that counting what is often the same needs no cells.

`words` is the index of trigrams. Its rows are written with their cells; the ids of cells written by
a jtui whose SQLite has no such index are in `pending` until another catches up.

`state` says in `lowest` how far down ids are taken, in `stale` that `words` holds what was
forgotten. `forgotten` counts how often something was; `merged` and `scrubbed` are what it was when
nothing of that was left in `words`, and in the files. A file of inputs that waited elsewhere leaves
a row with its name while it is removed.
"""

from __future__ import annotations

import sqlite3

VERSION = 1
APPLICATION = 0x6A747569
"""What tells jtui's databases from others ("jtui")."""

IMPORT_SPAN = 1_000_000_000
"""How many ids one import takes; its inputs and sessions are fewer."""

_TABLES = """
CREATE TABLE sessions(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    started REAL,
    kernelspec TEXT NOT NULL,
    language TEXT NOT NULL
);
CREATE TABLE cells(
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session INTEGER NOT NULL,
    line INTEGER NOT NULL,
    language TEXT NOT NULL,
    kernelspec TEXT NOT NULL,
    cwd TEXT NOT NULL,
    started REAL,
    duration REAL,
    outcome TEXT NOT NULL,
    origin TEXT NOT NULL DEFAULT '',
    code TEXT NOT NULL,
    folded TEXT,
    length INTEGER NOT NULL,
    lines INTEGER NOT NULL,
    digest INTEGER NOT NULL
);
CREATE INDEX cells_digest ON cells(digest, language, kernelspec, cwd, outcome, started);
CREATE INDEX cells_session ON cells(session, line);
CREATE INDEX cells_language ON cells(language);
CREATE INDEX cells_kernelspec ON cells(kernelspec);
CREATE INDEX cells_cwd ON cells(cwd);
CREATE INDEX cells_started ON cells(started);
CREATE INDEX cells_error ON cells(outcome) WHERE outcome = 'error';
CREATE TABLE pending(id INTEGER PRIMARY KEY);
CREATE TABLE state(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
INSERT INTO state VALUES('lowest', 0), ('stale', 0);
INSERT INTO sqlite_sequence(name, seq) VALUES('sessions', 0), ('cells', 0);
"""


def version_of(connection: sqlite3.Connection) -> int | None:
    """The version of the tables: 0 of an empty database, `None` of another program's."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    application = int(connection.execute("PRAGMA application_id").fetchone()[0])
    if application == APPLICATION:
        return version
    empty = connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is None
    return 0 if empty and not application else None


def create(connection: sqlite3.Connection) -> None:
    """Make the tables in an empty database, in the transaction that is open."""
    for statement in _TABLES.split(";\n"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def state(connection: sqlite3.Connection, name: str) -> int:
    """A value of the table `state`, 0 where it is missing."""
    row = connection.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return int(row[0]) if row else 0


def set_state(connection: sqlite3.Connection, name: str, value: int) -> None:
    """Write a value of the table `state`."""
    connection.execute("INSERT OR REPLACE INTO state VALUES(?, ?)", (name, value))
