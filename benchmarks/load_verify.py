"""Whether all that was acknowledged is there, once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from load_ledger import Ledger, Made, answer_slots

_PATIENCE = 30.0
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of the writes of a run."""

    events: int
    """Acknowledged, and looked at."""
    answers: int
    changes: int
    lost: tuple[str, ...]
    """Each acknowledged write that is not there as it was sent."""
    doubled: tuple[str, ...]
    """Each write that has happened twice."""
    unsure: int
    """Writes without an acknowledgement that may have happened or not; they are not looked at."""

    @property
    def is_sound(self) -> bool:
        """Whether nothing was lost or doubled."""
        return not (self.lost or self.doubled)

    def document(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)


class _Reply(NamedTuple):
    status: int
    document: Any


def verify(ledger: Ledger, url: str | None = None, titles: Iterable[str] | None = None) -> Verified:
    """Read back every acknowledged write, and send the request that made each event once more.

    Args:
        ledger: What a run has written: ``Running.ledger``.
        url: The API's address, if it is another one now.
        titles: Of all events in the database: only there can be seen whether a request that got no answer, and was
            repeated, has made two events. With ``None`` that is not looked at.

    Raises:
        RuntimeError: The API does not answer as it should, so that nothing can be said.
        OSError: It cannot be reached.
    """
    place = urlsplit(url or ledger.url)
    check = _Check(HTTPConnection(place.netloc, timeout=_PATIENCE), place.path.rstrip("/"), ledger, [], [])
    try:
        for event in ledger.events:
            check.look_at(event)
    finally:
        check.connection.close()
    made = Counter(title.partition(" at ")[0] for title in titles or () if ledger.run in title)
    check.doubled.extend(f"{times} events {title!r}" for title, times in made.items() if times > 1)
    answers = sum(len(event.answers) for event in ledger.events)
    changes = sum(event.version - 1 for event in ledger.events)
    unsure = sum(ledger.unsure.values())
    return Verified(len(ledger.events), answers, changes, tuple(check.lost), tuple(check.doubled), unsure)


@dataclass(slots=True)
class _Check:
    connection: HTTPConnection
    prefix: str
    ledger: Ledger
    lost: list[str]
    doubled: list[str]

    def look_at(self, event: Made) -> None:
        path = f"/event/{event.id}"
        reply = self._ask("GET", path)
        if reply.status != 200:
            self.lost.append(f"event {event.id}: {reply.status}")
            return
        found = (reply.document["title"], reply.document["version"])
        if found[1] > event.version + bool(event.maybe):
            self.doubled.append(f"a change of event {event.id}: version {found[1]} after {event.version} acknowledged")
        elif found not in {(event.title, event.version), (event.maybe, event.version + 1)}:
            self.lost.append(f"a change of event {event.id}: found {found}, not {(event.title, event.version)}")
        self._look_at_answers(event, path)
        self._send_again(event)

    def _look_at_answers(self, event: Made, path: str) -> None:
        reply = self._ask("GET", f"{path}/availability", {"Authorization": f"Bearer {event.token}"})
        found = {each["participant_id"]: each["slots"] for each in reply.document} if reply.status == 200 else {}
        for person, kind in event.answers.items():
            if found.get(person) != answer_slots(kind):
                self.lost.append(f"the answer of {person} to event {event.id}: {found.get(person, reply.status)}")

    def _send_again(self, event: Made) -> None:
        """Have the event's key find it, which also gives it a new token."""
        headers = {"Content-Type": "application/json", "Idempotency-Key": self.ledger.key("create", event.number)}
        reply = self._ask("POST", "/event", headers, self.ledger.event_body(event.number))
        if reply.status != 201:
            self.lost.append(f"the key of event {event.id}: {reply.status}")
        elif reply.document["id"] != event.id:
            self.doubled.append(f"event {event.id}: its key has made {reply.document['id']} too")
        else:
            event.token = reply.document["organizerToken"]

    def _ask(self, method: str, path: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> _Reply:
        head = {**(headers or {}), "Connection": "close"}
        self.connection.request(method, f"{self.prefix}{path}", body, head)
        reply = self.connection.getresponse()
        document = reply.read()
        if reply.status == 429 or reply.status >= 500:  # which says nothing of what is there
            raise RuntimeError(f"{method} {path} cannot be verified: {reply.status} {document[:300]!r}")
        return _Reply(reply.status, json.loads(document))


def verified_text(verified: Verified) -> str:
    """Return what was found as text for people."""
    read = f"read back: {verified.events:,} events, {verified.answers:,} answers, {verified.changes:,} changes"
    wrong = f"{len(verified.lost)} lost, {len(verified.doubled)} doubled"
    lines = [f"{read}; {wrong}; {verified.unsure:,} writes were not acknowledged"]
    for what, each in (("lost", verified.lost), ("doubled", verified.doubled)):
        lines += [f"{what}: {text}" for text in each[:_SHOWN]]
    return "\n".join(lines)
