"""Whom the options of a command invite."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from evsched.cli.typed import read_participant
from evsched.errors import InvalidInput, shown

if TYPE_CHECKING:
    from evsched.profiles import Profiles
    from evsched.scheduler import Invitation


def invitations(
    profiles: Profiles,
    participants: Sequence[str] | None,
    optional: Sequence[str] | None,
    required: Sequence[str] | None = None,
) -> list[Invitation]:
    """Return whom the options invite, with what is noted of them on this computer.

    Args:
        profiles: What is noted.
        participants: Names under ``--participant``: who is known stays required or optional.
        optional: Names under ``--optional``.
        required: Names under ``--required``.

    Raises:
        InvalidInput: Somebody is named under two options.
    """
    from evsched.scheduler import Invitation

    under = (("--participant", participants, None), ("--optional", optional, False), ("--required", required, True))
    first: dict[str, str] = {}
    read = []
    for option, names, is_required in under:
        for who in map(read_participant, names or ()):
            if first.setdefault(who.id, option) != option:
                raise InvalidInput(
                    f'"{shown(who.id)}" is named under {first[who.id]} and under {option}: name them under one of these'
                )
            read.append((who, is_required))
    placed = profiles.placed(who for who, _ in read)
    return [
        Invitation(who.id, who.zone, is_required, who.usual or None)
        for who, (_, is_required) in zip(placed, read, strict=True)
    ]
