"""What many events weigh in PostgreSQL, and whether the API is as fast with them as with few.

    python benchmarks/volume.py postgresql://evsched@/evsched_volume --events 100000

fills an empty database through the store, ten times as much at each stage; at each stage it measures the API's
requests, one client on one connection, and counts which tables PostgreSQL has searched by an index and which it has
read as a whole. In the end it tells how large tables and indexes are, and how long a backup takes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import count, cycle
from pathlib import Path
from typing import Any

import psycopg
from api_data import written
from api_load import Clients, Figures, Request
from load_ledger import Ledger
from servers import running
from volume_rows import FREE, OFFERED, PEOPLE, Asked, Volume

from evsched import open_store
from evsched.store.backup import back_up
from evsched.store.base import Store
from evsched.store.tables import COLUMNS

STAGES = (100, 10, 1)
"""How many times less events than in the end."""
ROUNDS, SECONDS, LEAST = 5, 0.5, 20

Connection = psycopg.Connection[Any]
Making = Callable[[list[Asked]], Iterator[Request]]


def main() -> None:
    """Print all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("database", help="its address; it must be empty")
    parser.add_argument("--events", type=int, default=100_000, help="in the end (100000)")
    options = parser.parse_args()
    volume = Volume(options.events)
    with closing(open_store(options.database, 30.0)) as store, psycopg.connect(options.database) as connection:
        connection.autocommit = True
        store.migrate()
        store.close()  # PostgreSQL counts what a connection has done once it is closed
        if connection.execute("SELECT FROM event LIMIT 1").fetchone():
            sys.exit("the database has events already: name an empty one")
        for part in STAGES:
            _fill(store, connection, volume, options.events // part)
            _print_requests(options.database, connection, volume.asked, options.events // part)
        _print_sizes(connection)
        _print_backup(store)


def _fill(store: Store, connection: Connection, volume: Volume, events: int) -> None:
    started = time.perf_counter()
    for rows in volume.until(events):
        with store.writing() as transaction:
            for table in COLUMNS:
                transaction.load(table, rows[table])
    connection.execute("VACUUM ANALYZE")
    print(f"\nfilled up to {events:,} events of {PEOPLE} answers each in {time.perf_counter() - started:.0f} s")
    print(f"(an event offers {OFFERED} slots, an answer has {FREE})")


def _print_requests(database: str, connection: Connection, asked: list[Asked], events: int) -> None:
    title = f"with {events:,} events"
    print(f"{title:36}{'requests/s':>11}{'p50 ms':>9}{'p99 ms':>9}  tables read as a whole")
    for what, make in REQUESTS.items():
        before = _whole_readings(connection)
        with running(("evsched.api",), database) as address, closing(Clients(address, 1)) as client:
            requests = make(asked)
            client.round(requests, 0, LEAST)
            figures = Figures.over([client.round(requests, SECONDS, LEAST) for _ in range(ROUNDS)])
        time.sleep(1)  # until what the server's connections have done is counted
        after = _whole_readings(connection)
        whole = ", ".join(table for table in COLUMNS if after[table] > before[table]) or "none"
        times = f"{figures.p50 * 1000:9.2f}{figures.p99 * 1000:9.2f}"
        print(f"{what:36}{figures.per_second:11,.0f}{times}  {whole}", flush=True)


def _whole_readings(connection: Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT relname, seq_scan FROM pg_stat_user_tables").fetchall())


def _get(path: str) -> Making:
    """Yield requests that read something of one event after the other."""

    def make(asked: list[Asked]) -> Iterator[Request]:
        return cycle([Request(written("GET", path.format(each.event_id))) for each in asked])

    return make


def _answers(asked: list[Asked]) -> Iterator[Request]:
    """Yield requests for all answers of one participant that a token opens."""
    for each in cycle(asked):
        plain = written("GET", f"/participant/{each.participant_id}")
        yield Request(plain.replace(b"\r\n\r\n", f"\r\nAuthorization: Bearer {each.token}\r\n\r\n".encode()))


def _new(_: list[Asked]) -> Iterator[Request]:
    """Yield requests that make events, each with a key of its own."""
    ledger = Ledger("")
    for number in count():
        plain = written("POST", "/event", ledger.event_body(number))
        key = f"\r\nIdempotency-Key: {ledger.key('create', number)}\r\n\r\n"
        yield Request(plain.replace(b"\r\n\r\n", key.encode(), 1))


REQUESTS: dict[str, Making] = {
    "GET event": _get("/event/{}"),
    "find-common-slots, the first time": _get("/event/{}/find-common-slots"),
    "GET participant, with their token": _answers,
    "POST event, with a key": _new,
}


def _print_sizes(connection: Connection) -> None:
    print(f"\n{'':14}{'rows':>10}{'table MB':>10}{'indexes MB':>12}{'bytes a row, all':>18}")
    total = 0
    for table in COLUMNS:
        query = f"SELECT count(*), pg_table_size('{table}'), pg_indexes_size('{table}') FROM {table}"  # noqa: S608 - our own
        rows, own, indexes = connection.execute(query).fetchone() or (0, 0, 0)
        total += own + indexes
        print(f"{table:14}{rows:10,}{own / 1e6:10.1f}{indexes / 1e6:12.1f}{(own + indexes) / max(1, rows):18.0f}")
    print(f"all: {total / 1e6:.1f} MB")


def _print_backup(store: Store) -> None:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        backup = back_up(store, Path(folder, "backup.db"))
        seconds = time.perf_counter() - started
    print(f"\na backup of {backup.events:,} events: {seconds:.1f} s, {backup.size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
