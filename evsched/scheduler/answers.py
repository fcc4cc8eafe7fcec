"""What can be done with the answers to an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias

from evsched.engine.model import Availability, Event, Participant
from evsched.errors import AlreadyAnswered, Changed, shown
from evsched.not_found import no_answer, not_invited
from evsched.scheduler.base import UseCases
from evsched.scheduler.burdens import note_burdens
from evsched.scheduler.once import Once, keep_made, made_before
from evsched.scheduler.rows import (
    check_answer,
    check_organizer,
    check_taking_answers,
    event_of,
    known_id,
    state_of,
    stored,
)
from evsched.store.base import Writing
from evsched.store.values import StoredEvent

if TYPE_CHECKING:
    from evsched.engine.slot_input import SlotInput, WeeklyInput
    from evsched.scheduler.answer import Answer

_KIND = "availability"

SeenAnswers: TypeAlias = Callable[[Sequence[tuple[str, Availability]]], bool]
"""Tells whether a participant's answers, with the ids of their events, are those that the caller has seen."""


class AnswerUseCases(UseCases):
    """Recording, reading and deleting answers."""

    def set_availability(
        self,
        event_id: str,
        participant: Participant,
        slots: Iterable[SlotInput] = (),
        *,
        weekly: Iterable[WeeklyInput] = (),
        busy: Iterable[SlotInput] | None = None,
        add: bool = False,
        zone: str | None = None,
        fallback_zone: str | None = None,
    ) -> tuple[Event, Participant, Availability]:
        """Record a participant's answer in place of any earlier one.

        Returns the event, without its participants, what is now known of this one, and the answer.

        Args:
            event_id: The event that is answered.
            participant: Who answers; a zone and usual hours given here are remembered as theirs.
            slots: When they are free; with nothing else either, they decline.
            weekly: When they are free week by week, within what the event offers.
            busy: What is taken out of these, or, where there are none of both, out of all that the event offers.
            add: Let someone answer who was not invited, though others were.
            zone: In force for texts without one, before the participant's and the event's.
            fallback_zone: In force where there is no other.

        Raises:
            NotFound: There is no such event, or they were not invited.
            Closed: It takes no more answers.
        """
        from evsched.scheduler.answer import Answer

        with self._store.writing() as rows:
            is_invited = rows.participant(event_id, participant.id) is not None
            if not (is_invited or add or state_of(rows, event_id).is_open):
                raise not_invited(participant.id, event_of(rows, event_id))
            return self._put(rows, event_id, Answer(participant, slots, weekly, busy), zone, fallback_zone)

    def record_availability(
        self, event_id: str, answer: Answer, *, token: bytes | None = None, once: Once | None = None
    ) -> Availability:
        """Record a participant's first answer, or find the one that the same request has recorded before.

        Args:
            event_id: The event that is answered.
            answer: The answer; somebody who was not invited becomes a participant.
            token: The digest of the token that will open it, in place of any earlier one.
            once: The request's idempotency key.

        Raises:
            NotFound: There is no such event.
            AlreadyAnswered: They have answered.
            Closed: It takes no more answers.
        """
        who = answer.participant.id
        with self._store.writing() as rows:
            state = state_of(rows, event_id)
            if made_before(rows, _KIND, once, self._now(), (event_id, who)):
                (availability,) = rows.availability(event_id, who)
            else:
                if rows.availability(event_id, who):
                    # Who is told to change an answer has to be able to.
                    check_taking_answers(state, event_of(rows, event_id, with_participants=False), self._now())
                    raise AlreadyAnswered(f'"{shown(who)}" has answered already: change that answer instead')
                _, _, availability = self._put(rows, event_id, answer)
                keep_made(rows, _KIND, once, (event_id, who), self._now())
            if token is not None:
                rows.put_participant_token(event_id, who, token)
        return availability

    def change_availability(
        self, event_id: str, answer: Answer, *, bearer: bytes | None = None, seen: SeenAnswers | None = None
    ) -> Availability:
        """Record an answer in place of a participant's earlier one.

        Args:
            event_id: The event that is answered.
            answer: The new answer.
            bearer: Must be the organizer's, or open the earlier answer.
            seen: Must hold of the participant's answers that the bearer may read; None for any.

        Raises:
            NotFound: There is no such event, or they have not answered.
            Changed: ``seen`` does not hold.
            Closed: The event takes no more answers.
        """
        with self._store.writing() as rows:
            _check(rows, event_id, answer.participant.id, bearer, seen)
            return self._put(rows, event_id, answer)[2]

    def availability(self, event_id: str, participant_id: str | None = None) -> tuple[StoredEvent, list[Availability]]:
        """Return an event and the answers to it, or one participant's, sorted by id.

        Raises:
            NotFound: There is no such event or participant.
        """
        with self._store.reading() as rows:
            event = stored(rows, event_id)
            if participant_id is not None:
                participant_id = known_id(rows, event_id, participant_id)
            return event, rows.availability(event_id, participant_id)

    def all_availability(self, event_id: str, bearer: bytes | None) -> tuple[StoredEvent, list[Availability]]:
        """Return an event and the answers to it, sorted by id, to its organizer.

        Raises:
            NotFound: There is no such event.
        """
        with self._store.reading() as rows:
            check_organizer(state_of(rows, event_id), bearer)
            return stored(rows, event_id), rows.availability(event_id)

    def answers_of(self, participant_id: str, bearer: bytes | None) -> list[tuple[str, Availability]]:
        """Return a participant's answers with the ids of their events, sorted by these; with a bearer, what it opens.

        An organizer's token opens the answers to one event, a participant's one answer.
        """
        participant_id = Participant(participant_id).id
        with self._store.reading() as rows:
            return rows.answers_of(participant_id, bearer)

    def delete_availability(
        self, event_id: str, participant_id: str, *, bearer: bytes | None = None, seen: SeenAnswers | None = None
    ) -> None:
        """Remove a participant's answer, and them from the event.

        Args:
            event_id: The event.
            participant_id: Who has answered.
            bearer: Must be the organizer's, or open the answer.
            seen: Must hold of the participant's answers that the bearer may read; None for any.

        Raises:
            NotFound: There is no such event, or they have not answered.
            Changed: ``seen`` does not hold.
        """
        who = Participant(participant_id).id
        with self._store.writing() as rows:
            _check(rows, event_id, who, bearer, seen)
            rows.delete_participant(event_id, who)
            rows.raise_versions(event_id, event=True, answers=True)
            state = state_of(rows, event_id)
            if state.meeting is not None:
                note_burdens(rows, event_id, state)

    def _put(
        self, rows: Writing, event_id: str, answer: Answer, zone: str | None = None, fallback_zone: str | None = None
    ) -> tuple[Event, Participant, Availability]:
        from evsched.engine.slot_input import read_weekly
        from evsched.scheduler.answer import answer_to, zone_in_force
        from evsched.scheduler.changes import merged

        state, event = state_of(rows, event_id), event_of(rows, event_id, with_participants=False)
        check_taking_answers(state, event, self._now())
        known = rows.participant(event_id, answer.participant.id)
        who = merged(known, answer.participant)
        if answer.usual is not None:
            who = replace(who, usual=read_weekly(answer.usual, zone_in_force(event, who, zone, fallback_zone)))
        availability = answer_to(event, replace(answer, participant=who), zone, fallback_zone)
        for name in ("slots", "weekly", "busy"):
            self._limits.check(name, len(getattr(availability, name) or ()), (name,))
        if known is None and self._limits.participants is not None:
            self._limits.check("participants", rows.count_participants(event_id) + 1, ("participants",))
        if who != known:
            rows.put_participant(event_id, who)
        rows.put_availability(event_id, availability)
        rows.raise_versions(event_id, event=who != known, answers=True)
        return event, who, availability


def _check(rows: Writing, event_id: str, participant_id: str, bearer: bytes | None, seen: SeenAnswers | None) -> None:
    if not rows.availability(event_id, participant_id):
        raise no_answer(participant_id, event_of(rows, event_id))
    check_answer(rows, event_id, participant_id, bearer)
    if seen is not None and not seen(rows.answers_of(participant_id, bearer)):
        raise Changed("the answer has changed meanwhile: read it again, and decide anew")
