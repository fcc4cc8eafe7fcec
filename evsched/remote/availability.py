"""What can be done with the answers to an event of a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from evsched.document.writing import hours_document, slots_document, times_document
from evsched.engine import names
from evsched.engine.model import Availability, Event, Participant
from evsched.engine.slot_input import SlotInput, WeeklyInput
from evsched.errors import AlreadyAnswered, Forbidden, NotFound
from evsched.not_found import no_participant, not_invited
from evsched.remote.base import RemoteUseCases, as_body
from evsched.remote.replies import read_answers_of, read_token
from evsched.scheduler.answer import Answer, answer_to
from evsched.scheduler.changes import merged
from evsched.store.values import StoredEvent


class RemoteAnswers(RemoteUseCases):
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
        """Record a participant's answer in place of any earlier one; a first answer's token is kept in the file."""
        seen, _ = self._seen(event_id)
        known = {who.id: who for who in seen.event.participants}.get(participant.id)
        if not (known or add or seen.is_open):
            raise not_invited(participant.id, seen.event)
        who = merged(known, participant)
        answer = answer_to(seen.event, Answer(who, slots, weekly, busy), zone, fallback_zone)
        body = {"event_id": event_id, "slots": slots_document(answer.slots), **times_document(answer)}
        if participant.zone is not None:
            body["timeZone"] = participant.zone
        if participant.usual:
            body["usualHours"] = hours_document(participant.usual)
        try:
            with self._made("participant", as_body({"participant_id": who.id, **body})) as reply:
                given = self._read(lambda document: read_token(document, "participantToken"), reply)
                self._tokens.keep_participant(self.server, event_id, who.id, given)
        except AlreadyAnswered:
            token = self._token_for_answer(event_id, who.id)
            self._call("PUT", "participant", who.id, body=as_body(body), token=token)
        return replace(seen.event, participants=()), who, answer

    def availability(self, event_id: str, participant_id: str | None = None) -> tuple[StoredEvent, list[Availability]]:
        """Return an event and the answers to it, or one participant's, sorted by id.

        To others than the organizer, those whose tokens are at hand.

        Raises:
            NotFound: There is no such event or participant.
            Forbidden: No token at hand opens any of this.
        """
        seen, _ = self._seen(event_id)
        only = None if participant_id is None else names.participant_id(participant_id)
        if participant_id is not None and only not in {who.id for who in seen.event.participants}:
            raise no_participant(participant_id, seen.event)
        answered: frozenset[str] | None
        try:
            answers, answered = self._all_answers(event_id)
        except Forbidden:
            answers = self._own_answers(event_id, only)
            if not answers:
                raise
            answered = None
        return seen.stored(answered), [each for each in answers if only in (None, each.participant_id)]

    def delete_availability(self, event_id: str, participant_id: str) -> None:
        """Remove a participant's answer, and them from the event."""
        who = Participant(participant_id).id
        token = self._token_for_answer(event_id, who)
        self._call("DELETE", "participant", who, "event", event_id, token=token)
        self._tokens.forget_participant(self.server, event_id, who)

    def _own_answers(self, event_id: str, only: str | None) -> list[Availability]:
        """Return the answers that participants' tokens open, sorted by id."""
        tokens: Mapping[str, str] = self._tokens.event(self.server, event_id).participants
        if only is not None:
            token = self._token or tokens.get(only)
            tokens = {only: token} if token else {}
        answers: list[Availability] = []
        for who, token in sorted(tokens.items()):
            try:
                reply = self._call("GET", "participant", who, token=token)
            except NotFound:  # the answer is gone, or the token is another's
                continue
            answers += self._read(lambda document: read_answers_of(document, event_id), reply)
        return answers
