"""The line that each request leaves in the log."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from evsched.api.observing import new_request_id, request_line


@given(
    st.sampled_from(["GET", "other", None]),
    st.sampled_from(["/event/{event_id}", "none", None]),
    st.integers(100, 599),
    st.text(),
    st.none() | st.floats(0, 1e9).map(lambda each: round(each, 2)),
)
def test_the_line_of_a_request_is_the_json_of_what_is_known_of_it(
    method: str | None, route: str | None, status: int, sender: str, milliseconds: float | None
) -> None:
    request_id = new_request_id()
    line = request_line(request_id, method, route, status, sender, milliseconds)
    told = json.loads(line)
    assert json.dumps(told) == line
    assert told.pop("time").endswith("+00:00")
    took = {} if milliseconds is None else {"ms": milliseconds}
    known = {"request_id": request_id, "method": method, "route": route, "status": status, **took, "from": sender}
    assert [*told.items()] == [*known.items()]
