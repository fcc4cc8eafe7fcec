"""What can be done on a server, together."""

from __future__ import annotations

from evsched.remote.availability import RemoteAnswers
from evsched.remote.events import RemoteEvents


class RemoteScheduler(RemoteEvents, RemoteAnswers):
    """Events and answers on a server: what the command line asks for, as ``Scheduler`` does it on a database.

    What a person has typed is read here, with the same errors; what the server refuses is raised as the error that
    a database would have raised. Every method raises ServerUnreachable where the server does not answer as evsched
    does within a few seconds, and Forbidden where no token at hand opens what is asked for. What was made by a
    request whose answer was lost is found again by the same request.
    """
