"""What can be done with an event of a server."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from evsched.document.options import query_of
from evsched.document.writing import hours_document
from evsched.engine.conditions import Options
from evsched.engine.interval import Interval, iso
from evsched.engine.model import Event, Participant
from evsched.engine.recommendation import Explanation, Recommendation
from evsched.engine.slot_input import SlotInput, read_slots
from evsched.errors import Changed, Conflict, Forbidden, NotFound
from evsched.event_ids import id_prefix
from evsched.not_found import means_last, no_known_event, no_series_on_a_server, the_one
from evsched.remote.base import RemoteUseCases, as_body, intervals_document
from evsched.remote.known_events import KnownEvent, is_event_id
from evsched.remote.recommendation_reply import read_recommendation
from evsched.remote.replies import AnsweredEvent, read_event, read_token
from evsched.scheduler.changes import EventChanges, event_zone
from evsched.store.values import EventSummary, StoredEvent

if TYPE_CHECKING:
    from typing import Unpack

_ATTEMPTS = 5
"""How often something is tried that others may change meanwhile."""
_AT_ONCE = 8
"""Requests at one time for a list."""


class RemoteEvents(RemoteUseCases):
    """Making, reading, changing and deleting events, and recommending their times."""

    def create_event(  # noqa: PLR0913 - all that an event is made of
        self,
        title: str,
        duration: timedelta,
        slots: Iterable[SlotInput],
        participants: Iterable[Participant] = (),
        *,
        zone: str | None = None,
        fallback_zone: str | None = None,
        organizer: str | None = None,
        deadline: datetime | None = None,
        series: str | None = None,
    ) -> StoredEvent:
        """Keep a new event and return it with its id; the token that opens it is kept in the file.

        Raises:
            InvalidInput: It is to be in a series, or is no event.
        """
        if series is not None:
            raise no_series_on_a_server()
        offered = read_slots(slots, zone or fallback_zone)
        own_zone = event_zone(zone, fallback_zone, offered)
        event = Event(title, duration, offered, list(participants), own_zone, organizer, deadline)
        with self._made("event", as_body(_event_document(event, event.participants))) as reply:
            made = self._read(read_event, reply)
            token = self._read(lambda document: read_token(document, "organizerToken"), reply)
            self._tokens.keep_organizer(self.server, made.id, event.title, token)
        return replace(made, event=event).stored(frozenset())

    def events(self) -> list[EventSummary]:
        """Return every event that the file knows and the server has, the newest first.

        What the server does not have is not forgotten: with another database for a moment, it has nothing at all.
        """
        known = self._tokens.events(self.server)
        if not known:
            self.health()  # so that an empty list says that there is a server
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            found = [*pool.map(self._summary, known)]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # once one has failed, nobody waits for the others
        return [summary for summary in found if summary]

    def resolve(self, reference: str) -> str:
        """Return the id that a person means by an id, the beginning of a known one, or ``last``.

        Raises:
            NotFound: No known event has such an id.
            InvalidInput: Several have.
        """
        prefix = id_prefix(reference)
        if is_event_id(prefix):
            return prefix
        known = [each.id for each in self._tokens.events(self.server)]
        if not means_last(reference):
            return the_one(reference, [each for each in known if prefix and each.startswith(prefix)])
        if not known:
            raise no_known_event()
        return known[0]

    def event(self, event_id: str) -> StoredEvent:
        """Return an event and, to its organizer, who has answered."""
        return self._stored(self._seen(event_id)[0])

    def update_event(self, event_id: str, changes: EventChanges, *, fallback_zone: str | None = None) -> StoredEvent:
        """Change an event, all of it or none, and return it.

        Raises:
            Changed: Others have changed it again and again.
        """
        token = self._token or self._tokens.event(self.server, event_id).organizer
        for _ in range(_ATTEMPTS):
            seen, etag = self._seen(event_id)
            event = changes.apply(seen.event, fallback_zone)
            people = changes.participants_of(seen.event) if changes.name_participants else None
            body = as_body(_event_document(event, people, seen.event.participants))
            try:
                self._call("PUT", "event", event_id, body=body, token=token, if_match=etag)
            except Changed:
                continue
            return self.event(event_id)
        raise Changed("others change the event all the time: try again later")

    def meeting(self, event_id: str) -> Interval | None:
        """Return when an event will be; None where no time is chosen."""
        return self._seen(event_id)[0].meeting

    def choose(self, event_id: str, start: datetime, *, force: bool = False) -> StoredEvent:
        """Fix when an event will be, in place of any earlier choice; it takes no more answers then."""
        self._seen(event_id)  # without a token nothing else would say that there is none
        token = self._token or self._tokens.event(self.server, event_id).organizer
        body = as_body({"start_time": iso(start), "force": force})
        self._call("PUT", "event", event_id, "meeting", body=body, token=token)
        return self.event(event_id)

    def reopen(self, event_id: str) -> StoredEvent:
        """Have an event take answers again: without a chosen time, and without a deadline."""
        self._seen(event_id)
        token = self._token or self._tokens.event(self.server, event_id).organizer
        self._call("DELETE", "event", event_id, "meeting", token=token)
        return self.event(event_id)

    def delete_event(self, event_id: str) -> StoredEvent:
        """Remove an event with its answers, and return what it was."""
        before = self.event(event_id)
        token = self._token or self._tokens.event(self.server, event_id).organizer
        self._call("DELETE", "event", event_id, token=token)
        self._tokens.forget_event(self.server, event_id)
        return before

    def recommend(self, event_id: str, **options: Unpack[Options]) -> tuple[Event, Recommendation]:
        """Return an event and the times that work for everyone, or else for the most people."""
        query = query_of(options)
        for _ in range(_ATTEMPTS):
            event = self._seen(event_id)[0].event
            reply = self._call("GET", "event", event_id, "find-common-slots", query=query)
            best = self._read(read_recommendation, reply)
            if _is_for(event, best):
                return event, best
        raise Conflict("others change the event all the time: try again later")

    def _stored(self, seen: AnsweredEvent) -> StoredEvent:
        return seen.stored(self._answered(seen))

    def _answered(self, seen: AnsweredEvent) -> frozenset[str] | None:
        """Return who has answered; None to others than the organizer."""
        try:
            return self._all_answers(seen.id)[1]
        except Forbidden:
            return None

    def _summary(self, known: KnownEvent) -> EventSummary | None:
        """Return a line of the list; None for an event that is gone."""
        try:
            seen = self._read(read_event, self._event_reply(known.id))
            answered = self._answered(seen) if known.organizer else None
        except NotFound:
            return None
        event, count = seen.event, None if answered is None else len(answered)
        first_start = min(slot.start for slot in event.slots)
        return EventSummary(
            known.id, event.title, event.duration, first_start, event.zone, len(event.participants), count
        )


def _event_document(
    event: Event, participants: Iterable[Participant] | None, before: Iterable[Participant] = ()
) -> dict[str, Any]:
    """Return an event as a request has it; without participants they stay as they are.

    Args:
        event: The event.
        participants: Who is to be asked.
        before: Who was asked till now; usual hours that these had and have no more are taken back.
    """
    document: dict[str, Any] = {
        "title": event.title,
        "estimatedTime": int(event.duration.total_seconds()),
        "slots": intervals_document(event.slots),
    }
    if event.zone is not None:
        document["timeZone"] = event.zone
    if event.organizer is not None:
        document["organizer"] = event.organizer
    if event.deadline is not None:
        document["deadline"] = iso(event.deadline)
    if participants is not None:
        had_usual = {who.id for who in before if who.usual}
        document["participants"] = [_participant_document(who, had_usual=who.id in had_usual) for who in participants]
    return document


def _participant_document(who: Participant, *, had_usual: bool) -> dict[str, Any]:
    document: dict[str, Any] = {"id": who.id, "required": who.required}
    if who.zone:
        document["timeZone"] = who.zone
    if who.usual or had_usual:
        document["usualHours"] = hours_document(who.usual)
    return document


def _is_for(event: Event, best: Recommendation) -> bool:
    """Tell whether a recommendation was made for an event as it is, and not as it was before a change."""
    people = sorted(who.id for who in event.participants)
    return _named_in(best.explanation) <= {*people} and all(
        sorted((*window.available, *(each.participant_id for each in window.absences))) == people
        and {*window.inconvenience} <= {*people}
        and window.meeting.end - window.meeting.start == event.duration
        for window in (*best.windows, *best.alternatives)
    )


def _named_in(explanation: Explanation | None) -> set[str]:
    if explanation is None:
        return set()
    names = {each.participant_id for each in explanation.blockers}
    if explanation.sessions is not None:
        names.update(explanation.sessions.unreachable, *(each.participants for each in explanation.sessions.meetings))
    return names
