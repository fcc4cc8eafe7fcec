"""How fast the API answers, side by side with bare Falcon on waitress that answers as many bytes.

Run by ``make bench``, on an otherwise idle machine. Both are real servers with as many threads; a round asks ours, then
the other, so that a busy machine slows both alike. Ratios are the result; medians of rounds.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from typing import NamedTuple

import api_inside
from api_data import ANSWERED, OFFERED, Data, constant
from api_load import Clients, Figures, Request
from api_seed import CHANGED, UNCHANGED, print_beside_seed
from api_servers import LIMITS, Address, bare, ours

from evsched.api.serve import THREADS as DEFAULT_THREADS

SIZES = (5, 50, 1_000, 10_000)
CROWD, CROWD_SIZES = 8, (5, 1_000)
FEW, MANY = 10, 10_000
THREADS = (1, 2, 4)
ROUNDS = 5
SECONDS = 0.2
LEAST = 3
ANSWERS = 600
"""New answers to the events of one size, about."""
COMMITS = 20
TARGETS = {("GET event", 5): 0.6, ("POST event", 5): 0.35}
INSIDE_TARGETS = {"GET": 40, "POST": 65}


class Pair(NamedTuple):
    """What was measured of ours and of bare Falcon in the same rounds."""

    ours: Figures
    bare: Figures
    ratio: float
    """Of requests per second: the median of each round's."""
    commit: float
    """Seconds that a bare durable commit took in the same rounds; 0 where nothing is written."""


def main() -> None:
    """Print all tables."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _say_what_is_run()
        data = Data(folder / "events.db", tuple(sorted({*SIZES, FEW, MANY})), ANSWERS)
        _print_inside(folder)
        with ours(folder / "events.db", DEFAULT_THREADS) as our_address, bare(DEFAULT_THREADS) as bare_address:
            alone = _print_requests(data, our_address, bare_address, 1, folder)
            print_beside_seed(alone)
            _print_answers(data, our_address)
            _print_requests(data, our_address, bare_address, CROWD, folder)
        _print_threads(data, folder)
    print(f"\n{time.perf_counter() - started:.0f} s")


def _say_what_is_run() -> None:
    limits = " ".join(f"{name}={value}" for name, value in LIMITS.items())
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; medians of {ROUNDS} rounds of {SECONDS} s, "
        "ours and bare in turn; clients are kept-alive\n"
        f"sockets of one other process. {limits};\n"
        f"EVSCHED_THREADS={DEFAULT_THREADS} unless said otherwise. SQLite on disk.\n"
        f"Events offer {OFFERED} slots; everyone has answered with {ANSWERED}.\n"
        "slots: find-common-slots without a query, the first after a change of an answer, or unchanged; known: the\n"
        "client has the answer already, and is told so.\n"
        "x bare: requests/s by those of bare Falcon on waitress as it comes, as many threads and bytes.\n"
        "commits: p50 by that of one durable commit of one row in SQLite, in the same rounds."
    )


def _print_inside(folder: Path) -> None:
    print("\nInside the process, no socket, 5 participants: µs a request")
    print(f"{'':28}{'bare':>10}{'ours before':>14}{'x bare':>9}{'target':>9}{'with SQLite':>14}")
    for slots in (3, OFFERED):
        for method, (theirs, before, whole) in api_inside.costs(folder, slots, ROUNDS).items():
            what = f"{method} event, {slots} slots"
            target = INSIDE_TARGETS[method] if slots == 3 else ""
            print(f"{what:28}{theirs:10.1f}{before:14.1f}{before / theirs:9.1f}{target:>9}{whole:14.1f}")


def _print_requests(
    data: Data, our_address: Address, bare_address: Address, count: int, folder: Path
) -> dict[tuple[str, int], float]:
    """Print a table; return the median seconds of our answers by what was asked and participants."""
    found = {}
    title = f"{count} client{'s' if count > 1 else ''}"
    print(f"\n{title:24}{'this API':>25}{'bare Falcon on waitress':>26}")
    columns = f"{'req/s':>7}{'p50 ms':>9}{'p99 ms':>9}"
    print(f"{'':17}{'people':>7}{columns} {columns}{'x bare':>8}{'target':>7}{'commits':>8}")
    with ExitStack() as stack:
        mine, theirs = (
            stack.enter_context(closing(Clients(address, count))) for address in (our_address, bare_address)
        )
        for what in ("GET event", "POST event", "POST participant", UNCHANGED, "slots, known", CHANGED):
            if count > 1 and what == CHANGED:
                continue  # after a change, one asks first
            for size in SIZES if count == 1 else CROWD_SIZES:
                pair = _measure(mine, theirs, _requests(data, what, size, mine), folder)
                found[what, size] = pair.ours.p50
                ours, bare = (
                    f"{each.per_second:7,.0f}{each.p50 * 1000:9.2f}{each.p99 * 1000:9.2f}"
                    for each in (pair.ours, pair.bare)
                )
                target = TARGETS.get((what, size), "") if count == 1 else ""
                commits = f"{pair.ours.p50 / pair.commit:.1f}" if pair.commit else ""
                print(
                    f"{what:17}{size:7,}{ours} {bare}{pair.ratio:8.3f}{target:>7}{commits:>8}",
                    flush=True,
                )
    return found


def _print_answers(data: Data, address: Address) -> None:
    """Print what an answer costs beside few and beside many others."""
    print(f"\n{'An answer beside others':28}{f'{FEW} people':>14}{f'{MANY:,} people':>16}{'times as long':>16}")
    with closing(Clients(address, 1)) as clients:
        for what in ("POST participant", "PUT participant"):
            rounds: dict[int, list[Figures]] = {FEW: [], MANY: []}
            for _ in range(2 * ROUNDS):
                for size, figures in rounds.items():
                    figures.append(clients.round(_requests(data, what, size, clients), SECONDS, LEAST))
            few, many = (Figures.over(rounds[size]).p50 * 1000 for size in (FEW, MANY))
            longer = median(m.p50 / f.p50 for f, m in zip(rounds[FEW], rounds[MANY], strict=True))
            print(f"{what + ', p50 ms':28}{few:14.2f}{many:16.2f}{longer:16.2f}", flush=True)
    print(
        "Who was not invited is counted with all others, since a limit on participants is set; PUT is somebody known."
    )


def _requests(data: Data, what: str, size: int, clients: Clients) -> Iterator[Request]:
    if what == "slots, known":
        return data.known(size, clients.etag(next(data.unchanged(size))))
    make = {
        "GET event": data.get_event,
        "POST event": data.post_event,
        "POST participant": data.post_participant,
        "PUT participant": data.put_participant,
        UNCHANGED: data.unchanged,
        CHANGED: data.changed,
    }
    return make[what](size)


def _measure(mine: Clients, theirs: Clients, requests: Iterator[Request], folder: Path) -> Pair:
    first = next(requests)
    size = mine.answer_size(first)
    if not first.is_measured:
        first = next(requests)
        size = mine.answer_size(first)
    head, _, body = first.source.partition(b"\r\n\r\n")
    method = head.partition(b" ")[0].decode()
    same_size = constant(method, size, body)
    of_ours, of_bare, commits = [], [], []
    for _ in range(ROUNDS):
        of_ours.append(mine.round(requests, SECONDS, LEAST))
        of_bare.append(theirs.round(same_size, SECONDS, LEAST))
        if method == "POST":
            commits.append(_commit_seconds(folder / "commits.db"))
    commit = median(commits) if commits else 0
    return Pair(Figures.over(of_ours), Figures.over(of_bare), _ratio(of_ours, of_bare), commit)


def _commit_seconds(path: Path) -> float:
    """Return how long a commit of one row takes that is as durable as ours."""
    times = []
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("CREATE TABLE IF NOT EXISTS made (what)")
        for _ in range(COMMITS):
            before = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO made VALUES (?)", ("x" * 1000,))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - before)
    return median(times)


def _print_threads(data: Data, folder: Path) -> None:
    print("\nThreads of waitress, 5 participants; 'beside': a GET while another client has an event of 1,000")
    print("changed and asks for its slots, again and again")
    columns = f"{'req/s':>8}{'p99 ms':>9}{f'x {DEFAULT_THREADS}':>7}"
    print(f"{'':15}{'GET event':>24}{'POST event':>24}{'GET beside':>18}")
    print(f"{'threads clients':15}{columns}{columns}{'p50 ms':>9}{'p99 ms':>9}")
    with ExitStack() as stack:
        addresses = {each: stack.enter_context(ours(folder / "events.db", each)) for each in THREADS}
        for count in (1, CROWD):
            clients = {
                each: stack.enter_context(closing(Clients(address, count))) for each, address in addresses.items()
            }
            found: dict[tuple[int, str], list[Figures]] = {}
            for _ in range(ROUNDS):
                for what in ("GET event", "POST event"):
                    for each in THREADS:
                        figures = clients[each].round(_requests(data, what, 5, clients[each]), SECONDS, LEAST)
                        found.setdefault((each, what), []).append(figures)
                for each, address in addresses.items():
                    found.setdefault((each, "beside"), []).append(_beside(data, clients[each], address))
            for each in THREADS:
                print(f"{each:7}{count:8}{_threads_cells(found, each)}", flush=True)


def _threads_cells(found: dict[tuple[int, str], list[Figures]], threads: int) -> str:
    cells = ""
    for what in ("GET event", "POST event"):
        figures = Figures.over(found[threads, what])
        ratio = _ratio(found[threads, what], found[DEFAULT_THREADS, what])
        cells += f"{figures.per_second:8,.0f}{figures.p99 * 1000:9.2f}{ratio:7.2f}"
    beside = Figures.over(found[threads, "beside"])
    return f"{cells}{beside.p50 * 1000:9.2f}{beside.p99 * 1000:9.2f}"


def _ratio(rounds: list[Figures], to: list[Figures]) -> float:
    return median(one.per_second / other.per_second for one, other in zip(rounds, to, strict=True))


def _beside(data: Data, clients: Clients, address: Address) -> Figures:
    """Return the figures of reading an event while somebody else asks for slots that take long to find."""
    with closing(Clients(address, 1)) as other:
        asking = threading.Thread(target=other.round, args=(data.changed(1_000), 2 * SECONDS, LEAST))
        asking.start()
        try:
            return clients.round(data.get_event(5), SECONDS, LEAST)
        finally:
            asking.join()


if __name__ == "__main__":
    main()
