"""Whether a database is sound: each row that no evsched wrote is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evsched.store.soundness import examine
from evsched.store.sqlite import SqliteStore
from evsched.store.tables import KINDS
from tests.store.contract import ID, OTHER, event_id
from tests.store.contract_maintained import fill, tables
from tests.store.contract_shared import MINE


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    """A sound database with something of every kind."""
    made = SqliteStore(tmp_path / "events.db")
    fill(made)
    yield made
    made.close()


def damage(store: SqliteStore, *statements: str) -> None:
    """Change a database as no evsched does."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        for each in statements:
            connection.execute(each)


def change(store: SqliteStore, table: str, changes: str, of: str = "") -> None:
    """Change the rows of a table, or those of one event."""
    where = f"WHERE {'id' if table == 'event' else 'event_id'} = '{of}'" if of else ""
    damage(store, f"UPDATE {table} SET {changes} {where}")  # noqa: S608 - our own


LET_ANY_TYPE_IN = (
    "PRAGMA writable_schema = ON",
    "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')",
    "PRAGMA writable_schema = RESET",
)


def test_a_sound_database_is_counted(store: SqliteStore) -> None:
    found = examine(store)
    assert (found.events, found.answers, found.problems) == (4, 4, [])


def test_each_row_is_shown_to_whoever_watches(store: SqliteStore) -> None:
    seen: list[object] = []

    def watch(rows: Iterator[object]) -> Iterator[object]:
        for row in rows:
            seen.append(row)
            yield row

    examine(store, watch)  # type: ignore[arg-type]
    assert seen == [row for rows in tables(store).values() for row in rows]


AN_EVENT, AN_ANSWER = f"the event {ID} ", f'the answer of "ann" to the event {OTHER} '
A_PARTICIPANT = f'the participant "cy" of the event {event_id(3)} '
A_COST = f'what the event {event_id(5)} cost "ann" '
A_KEY = f"the record of a request that made something of the event {ID} "


@pytest.mark.parametrize(
    ("changes", "whose", "what"),
    [
        pytest.param("slots = 'x'", AN_EVENT, "cannot be read (Expecting value", id="slots-no-json"),
        pytest.param("slots = '[]'", AN_EVENT, "cannot be read (an event offers at least one slot)", id="no-slots"),
        pytest.param("slots = '{\"a\": 1}'", AN_EVENT, "cannot be read", id="slots-an-object"),
        pytest.param("slots = '7'", AN_EVENT, "cannot be read", id="slots-a-number"),
        pytest.param("slots = '[[1,2,3]]'", AN_EVENT, "cannot be read", id="slot-too-short"),
        pytest.param("slots = '[[0,3600,5,null]]'", AN_EVENT, "cannot be read", id="zone-a-number"),
        pytest.param("slots = '[[0,3600,\"Mars/Base\",null]]'", AN_EVENT, "cannot be read", id="zone-unknown"),
        pytest.param("slots = '[[0,9e99,null,null]]'", AN_EVENT, "cannot be read", id="slot-without-end"),
        pytest.param(f"slots = '{'[' * 100_000}'", AN_EVENT, "cannot be read", id="slots-too-deep"),
        pytest.param("title = ''", AN_EVENT, "cannot be read", id="title"),
        pytest.param("duration = 0", AN_EVENT, "cannot be read", id="duration"),
        pytest.param("duration = 9223372036854775807", AN_EVENT, "cannot be read", id="duration-enormous"),
        pytest.param("zone = 'nowhere'", AN_EVENT, "cannot be read", id="zone"),
        pytest.param("created = 9223372036854775807", AN_EVENT, "cannot be read", id="created"),
        pytest.param("first_start = first_start + 1", AN_EVENT, "starts at another time", id="first-start"),
        pytest.param("open = 2", AN_EVENT, "has a version or is open in a way", id="open"),
        pytest.param("version = 0", AN_EVENT, "has a version or is open in a way", id="version"),
        pytest.param("answers_version = -1", AN_EVENT, "has a version or is open in a way", id="answers-version"),
        pytest.param("series = ''", AN_EVENT, "cannot be read (the name of the series is blank)", id="series-blank"),
        pytest.param("series = ' a'", AN_EVENT, "names its series in a way", id="series-not-stripped"),
        pytest.param("title = CAST(x'ff' AS TEXT)", "", "is damaged", id="no-utf-8"),
    ],
)
def test_an_event_that_no_evsched_wrote_is_found(store: SqliteStore, changes: str, whose: str, what: str) -> None:
    change(store, "event", changes, of=ID)
    (problem,) = examine(store).problems
    assert problem.startswith(whose)
    assert what in problem
    assert problem.isprintable()


@pytest.mark.parametrize(
    ("table", "changes", "of", "problem"),
    [
        pytest.param("participant", "zone = 'x'", event_id(3), A_PARTICIPANT + "cannot be read", id="zone"),
        pytest.param("participant", "required = 7", event_id(3), A_PARTICIPANT + "is written in a way", id="required"),
        pytest.param(
            *("participant", "id = 'a' || char(7)", event_id(3)),
            rf'the participant "a\x07" of the event {event_id(3)} cannot be read',
            id="control-in-an-id",
        ),
        pytest.param(
            *("participant", "id = 'e' || char(769)", event_id(3)),
            f'the participant "e\u0301" of the event {event_id(3)} is written in a way',
            id="id-not-composed",
        ),
        pytest.param("availability", "free = x''", OTHER, AN_ANSWER + "has other free times", id="no-free-times"),
        pytest.param("availability", "free = x'00'", OTHER, AN_ANSWER + "has other free times", id="free-times-cut"),
        pytest.param("availability", "slots = '['", OTHER, AN_ANSWER + "cannot be read", id="slots"),
        pytest.param("participant", "usual = '[]]'", event_id(3), A_PARTICIPANT + "cannot be read", id="usual"),
        pytest.param(
            *("participant", "usual = '[[\"Mon 9-17\",null]]'", event_id(3), A_PARTICIPANT + "cannot be read"),
            id="usual-nowhere",
        ),
        pytest.param("burden", "seconds = -1", event_id(5), A_COST + "is counted in a way", id="seconds"),
        pytest.param("burden", "seconds = 1 << 62", event_id(5), A_COST + "is counted in a way", id="seconds-many"),
        pytest.param("burden", "series = 'a '", event_id(5), A_COST + "names its series in a way", id="series"),
        pytest.param("burden", "series = char(7)", event_id(5), A_COST + "cannot be read", id="series-a-control"),
        pytest.param(
            *("burden", "participant_id = ''", event_id(5)),
            f'what the event {event_id(5)} cost "" cannot be read',
            id="nobody",
        ),
        pytest.param("made", "gone = 5", ID, A_KEY + "is gone in a way", id="gone"),
        pytest.param("made", "at = 1 << 62", ID, A_KEY + "cannot be read", id="at"),
        pytest.param("event", "id = 'x'", event_id(3), "a row of participant has lost its event", id="orphan"),
    ],
)
def test_any_row_that_no_evsched_wrote_is_found(
    store: SqliteStore, table: str, changes: str, of: str, problem: str
) -> None:
    change(store, table, changes, of)
    (found,) = examine(store).problems
    assert found.startswith(problem)


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        pytest.param("DROP TABLE made", "the table made is damaged (no such table: made)", id="table-gone"),
        pytest.param("DROP TABLE event", "the table event is damaged (no such table: event)", id="events-gone"),
        pytest.param("ALTER TABLE event RENAME open TO opened", "the table event is damaged", id="renamed"),
        pytest.param("ALTER TABLE event RENAME id TO key", "the table event is damaged", id="key-renamed"),
    ],
)
def test_a_table_that_is_not_as_evsched_made_it_is_found(store: SqliteStore, statement: str, problem: str) -> None:
    damage(store, statement)
    assert any(each.startswith(problem) for each in examine(store).problems)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        pytest.param(table, column, "'text'" if kind in {bytes, bytes | None} else "x'00'", id=f"{table}-{column}")
        for table, kinds in KINDS.items()
        for column, kind in kinds.items()
    ]
    + [pytest.param("event", "duration", "3600.5", id="fraction")],
)
def test_a_value_of_another_kind_is_found(store: SqliteStore, table: str, column: str, value: str) -> None:
    """An old SQLite has no strict tables: there a column holds whatever is put into it."""
    damage(store, *LET_ANY_TYPE_IN)
    change(store, table, f"{column} = {value}", of=event_id(5) if table == "burden" else OTHER)
    assert any(f" has a {column} of a kind that evsched never writes" in each for each in examine(store).problems)


def test_no_problem_tells_a_secret(store: SqliteStore) -> None:
    change(store, "made", "gone = 5")
    change(store, "availability", "free = x''")
    change(store, "event", "open = 5")
    problems = "\n".join(examine(store).problems)
    assert problems
    assert "key-of" not in problems
    assert MINE.hex() not in problems
    assert repr(MINE) not in problems


def test_a_hundred_problems_are_enough(store: SqliteStore) -> None:
    with store.writing() as rows:
        rows.load("participant", ((ID, f"p{number}", None, 1, None) for number in range(300)))
    damage(store, "UPDATE participant SET required = 9")
    found = examine(store)
    assert len(found.problems) == 100
    assert (found.events, found.answers) == (4, 4)
