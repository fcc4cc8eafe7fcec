"""What to change of an event, and the event that this makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from evsched.engine.model import Event, Participant, Slot
from evsched.engine.names import participant_id
from evsched.engine.slot_input import SlotInput, WeeklyInput, read_slots, read_weekly
from evsched.engine.zone_names import parse_zone
from evsched.not_found import no_participant

_NOBODY = Participant("nobody")
"""Of whom no more is known than of anyone."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Someone to invite, and what is said of them; None leaves a thing as it is known.

    Raises:
        InvalidInput: No id of a participant, or an unknown zone.
    """

    id: str
    zone: str | None = None
    required: bool | None = None
    usual: Sequence[WeeklyInput] | None = None
    """Usual hours, in place of those known; an empty sequence forgets them."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", participant_id(self.id))
        if self.zone is not None:
            object.__setattr__(self, "zone", parse_zone(self.zone))
        if self.usual is not None:
            object.__setattr__(self, "usual", tuple(self.usual))

    def to(self, known: Participant | None, zone: str | None = None) -> Participant:
        """Return the participant whom this makes of one who is known, or of nobody.

        Args:
            known: As they are known.
            zone: In force for usual hours that name none, of somebody whose own is not known.
        """
        before = known or _NOBODY
        own_zone = self.zone or before.zone
        return Participant(
            self.id,
            own_zone,
            before.required if self.required is None else self.required,
            before.usual if self.usual is None else read_weekly(self.usual, own_zone or zone),
        )


@dataclass(frozen=True, slots=True)
class EventChanges:
    """What to change of an event; None leaves a thing as it is."""

    title: str | None = None
    duration: timedelta | None = None
    slots: Sequence[SlotInput] | None = None
    """In place of all the slots on offer."""
    zone: str | None = None
    organizer: str | None = None
    deadline: datetime | None = None
    participants: Sequence[Invitation] | None = None
    """In place of all participants: who is not among them leaves, with their answer."""
    invite: Sequence[Participant | Invitation] = ()
    """Whom to add; a participant who is known stays required or optional, unless an invitation says which."""
    remove: Sequence[str] = ()
    """Ids; their answers go with them."""

    @property
    def name_participants(self) -> bool:
        """Whether they say anything of participants."""
        return self.participants is not None or bool(self.invite or self.remove)

    def participants_of(self, before: Event) -> list[Participant]:
        """Return the participants of the changed event; of who is removed and invited at once, nothing is known.

        Args:
            before: The event as it was.

        Raises:
            NotFound: Someone to remove is no participant.
            InvalidInput: Somebody is named twice in ``participants``.
        """
        known = {who.id: who for who in before.participants}
        for name in self.remove:
            if known.pop(participant_id(name), None) is None:
                raise no_participant(name, replace(before, participants=[*known.values()]))
        joining = [
            who.to(known.get(who.id), before.zone) if isinstance(who, Invitation) else merged(known.get(who.id), who)
            for who in self.invite
        ]
        if self.participants is not None:
            # An event refuses who is named twice.
            joining += replace(
                before, participants=[who.to(known.get(who.id), before.zone) for who in self.participants]
            ).participants
            known = {}
        return [*(known | {who.id: who for who in joining}).values()]

    def apply(self, before: Event, fallback_zone: str | None) -> Event:
        """Return a changed event, its participants as they were.

        Args:
            before: The event as it was.
            fallback_zone: In force for slots typed without a zone where the event has none.
        """
        zone = self.zone or before.zone
        slots = before.slots if self.slots is None else read_slots(self.slots, zone or fallback_zone)
        return replace(
            before,
            title=before.title if self.title is None else self.title,
            duration=before.duration if self.duration is None else self.duration,
            slots=slots,
            zone=event_zone(zone, fallback_zone, slots),
            organizer=self.organizer or before.organizer,
            deadline=self.deadline or before.deadline,
        )

    def are_made(self, event: Event, fallback_zone: str | None) -> bool:
        """Tell whether an event is already what they would make of it."""
        after = self.apply(event, fallback_zone)
        return after == event and not self.remove and set(self.participants_of(event)) == set(event.participants)


def event_zone(zone: str | None, fallback_zone: str | None, slots: Iterable[Slot]) -> str | None:
    """Return the zone of an event: without one of its own, the fallback where a slot is in it."""
    return zone or (fallback_zone if fallback_zone in {slot.zone for slot in slots} else None)


def merged(known: Participant | None, named: Participant) -> Participant:
    """Return a participant with what is new of them; who is known stays as required or optional as they were."""
    return replace(known, zone=named.zone or known.zone, usual=named.usual or known.usual) if known else named
