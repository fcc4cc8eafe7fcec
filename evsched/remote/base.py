"""What everything that is asked of a server stands on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from evsched.engine.interval import Interval, iso
from evsched.engine.model import Availability
from evsched.errors import InvalidInput, NotFound, ServerUnreachable, StoreUnavailable
from evsched.not_found import no_event
from evsched.remote.address import Address
from evsched.remote.http import Reply, Request, ask, strange
from evsched.remote.problems import error_of
from evsched.remote.replies import AnsweredEvent, Health, read_answers, read_event, read_health
from evsched.remote.tokens_file import TokenFile
from evsched.tokens import is_token

Value = TypeVar("Value")


class RemoteUseCases:
    """A server, and the tokens for it.

    Args:
        server: Its URL, http or https, with the path below which the API lies.
        tokens: What is known of its events; what it gives is kept there.
        token: To be presented wherever one is needed, before those in the file.

    Raises:
        InvalidInput: No such URL, or no token.
    """

    def __init__(self, server: str, tokens: TokenFile, token: str | None = None) -> None:
        if token is not None and not is_token(token):
            raise InvalidInput("this is no token: one starts with evo_ or evp_ and has 47 characters")
        self._address = Address.of(server)
        self.server = str(self._address)
        """Its URL in one normal form."""
        self._tokens = tokens
        self._token = token

    def _call(
        self,
        method: str,
        *path: str,
        body: bytes | None = None,
        query: Sequence[tuple[str, str]] = (),
        token: str | None = None,
        if_match: str | None = None,
        key: str | None = None,
    ) -> Reply:
        """Return what the server answers, unless it refuses."""
        reply = ask(self._address, Request(method, path, query, body, token, if_match, key))
        if not 200 <= reply.status < 300:
            raise error_of(self._address, reply)
        return reply

    @contextmanager
    def _made(self, path: str, body: bytes) -> Iterator[Reply]:
        """Have something be made, once however often the same is asked until there is an answer, and give that.

        Whoever is given the answer keeps the token that is in it; only then is the answer no more needed.
        """
        try:
            with self._tokens.asking(self.server, f"{path}\n".encode() + body) as key:
                yield self._call("POST", path, body=body, key=key)
        except ServerUnreachable as error:
            and_then = " " if error.message.endswith("?") else "; "
            raise ServerUnreachable(
                f"{error.message}{and_then}repeat the same command: nothing is made twice"
            ) from None

    def _read(self, reader: Callable[[object], Value], reply: Reply) -> Value:
        """Return what is read from an answer, unless it is none of evsched's."""
        try:
            return reader(reply.document)
        except InvalidInput as error:
            raise strange(self._address, error.message) from None

    def health(self) -> Health:
        """Return what the server says of itself."""
        return self._read(read_health, self._call("GET", "healthz"))

    def _seen(self, event_id: str) -> tuple[AnsweredEvent, str | None]:
        """Return an event with its ETag; it is known from now on."""
        reply = self._event_reply(event_id)
        seen = self._read(read_event, reply)
        with suppress(StoreUnavailable):  # what can be read shall be shown, be it remembered or not
            self._tokens.remember(self.server, seen.id, seen.event.title)
        return seen, reply.etag

    def _event_reply(self, event_id: str) -> Reply:
        try:
            return self._call("GET", "events", event_id)
        except NotFound:
            raise no_event(event_id) from None

    def _all_answers(self, event_id: str) -> tuple[list[Availability], frozenset[str]]:
        """Return the answers to an event and who has given one, sorted by id; it is for the organizer."""
        token = self._token or self._tokens.event(self.server, event_id).organizer
        return self._read(read_answers, self._call("GET", "event", event_id, "availability", token=token))

    def _token_for_answer(self, event_id: str, participant_id: str) -> str | None:
        known = self._tokens.event(self.server, event_id)
        return self._token or known.participants.get(participant_id) or known.organizer


def as_body(document: Mapping[str, object]) -> bytes:
    """Return the body of a request."""
    return json.dumps(document, ensure_ascii=False).encode()


def intervals_document(intervals: Iterable[Interval]) -> list[dict[str, Any]]:
    """Return intervals as the members of a request."""
    return [{"start_time": iso(each.start), "end_time": iso(each.end)} for each in intervals]
