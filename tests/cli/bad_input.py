"""Bad input of every kind, by name."""

from __future__ import annotations

import json

SLOT = "12 Jan 2025, 2 - 4PM EST"
SMALL = {"estimatedTime": "1h", "slots": [SLOT]}

HOSTILE = {
    "over-long": "x" * 5000,
    "blank": " ",
    "empty": "",
    "escape": "a\x1b[31mred\x1b]0;title\x07",
    "c1": "a\x9b31m\x85b",
    "crlf": "a\r\nb",
    "right-to-left-override": "a\u202eb",
    "line-separator": "a\u2028b\u2029c",
    "nul": "a\x00b",
    "half-a-character": "a\ud800b",
    "byte-that-is-no-text": "a\udcffb",
    "isolate": "a\u2066b\u2069",
}
"""Texts that stand nowhere."""

SLOTS = {
    **HOSTILE,
    "words": "tomorrow",
    "no-time": "12 Jan 2025, EST",
    "no-date": "2 - 4PM EST",
    "no-year": "12 Jan, 2 - 4PM EST",
    "second-60": "2025-01-12T14:00:60Z/2025-01-12T16:00:00Z",
    "minute-60": "12 Jan 2025, 14:60 - 16:00 UTC",
    "29-february": "29 Feb 2025, 14:00 - 16:00 UTC",
    "29-february-iso": "2025-02-29T14:00:00Z/2025-02-29T16:00:00Z",
    "starts-at-24": "12 Jan 2025, 24:00 - 25:00 UTC",
    "offset-24": "12 Jan 2025, 14:00 - 16:00 UTC+24:00",
    "offset-24-iso": "2025-01-12T14:00:00+24:00/PT2H",
    "year-1": "0001-01-01T00:00:00+14:00/PT2H",
    "year-9999": "9999-12-31T23:00:00-12:00/PT2H",
    "year-9999-typed": "31 Dec 9999, 22:00 - 24:00 UTC-12",
    "week-date": "2025-W02-7T14:00:00Z/PT2H",
    "day-of-year": "2025-012T14:00:00Z/PT2H",
    "full-width": "１２ Jan 2025, 14:00 - 16:00 UTC",
    "infinity": "infinity",
    "end-is-start": "12 Jan 2025, 14:00 - 14:00 UTC",
    "end-before-start": "2025-01-12T14:00:00Z/2025-01-12T13:00:00Z",
    "ten-years": "2025-01-12T14:00:00Z/2035-01-12T13:00:00Z",
    "months": "2025-01-12T14:00:00Z/P1M",
    "zero-long": "2025-01-12T14:00:00Z/PT0S",
    "negative": "2025-01-12T14:00:00Z/-PT1H",
    "day-and-month-swapped": "03/04/2025, 14:00 - 16:00 UTC",
    "wrong-weekday": "Mon 12 Jan 2025, 14:00 - 16:00 UTC",
    "bare-hours": "12 Jan 2025, 2 - 4 EST",
    "wrong-half-of-the-year": "12 Jan 2025, 2 - 4PM EDT",
    "ambiguous-zone": "12 Jan 2025, 2 - 4PM IST",
    "unknown-zone": "12 Jan 2025, 2 - 4PM XYZ",
    "path-zone": "12 Jan 2025, 2 - 4PM ../../etc/passwd",
    "time-in-a-gap": "30 Mar 2025, 02:30 - 05:00 Europe/Berlin",
    "time-that-is-twice": "26 Oct 2025, 02:30 - 05:00 Europe/Berlin",
    "one-with-a-zone-one-without": "12 Jan 2025, 2 - 4PM EST, 14 Jan 2025, 2 - 4PM",
    "thousands": ", ".join([SLOT] * 10_000),
    "ten-thousand-words": "a " * 10_000,
    "million-digits": "9" * 1_000_000,
}

ZONES = {
    **HOSTILE,
    "path": "../../etc/passwd",
    "absolute": "/etc/localtime",
    "folder": "America",
    "folder-with-a-slash": "America/Argentina",
    "posixrules": "posixrules",
    "posix": "posix/Europe/Berlin",
    "wrong-case": "europe/berlin",
    "unknown": "Europe/Atlantis",
    "ambiguous": "IST",
    "abbreviation": "EST",
    "no-place": "EST5EDT",
    "localtime": "localtime",
    "factory": "Factory",
    "offset-24": "UTC+24:00",
    "offset-minute-60": "UTC+05:60",
    "full-width": "UTC+５",
}

DURATIONS = {
    **HOSTILE,
    "zero": "0m",
    "zero-iso": "PT0S",
    "negative": "-1h",
    "negative-iso": "-PT1H",
    "month": "P1M",
    "month-word": "1 month",
    "32-days": "32d",
    "seconds": "59s",
    "no-unit": "60",
    "infinity": "infinity",
    "nan": "nan",
    "full-width": "１h",
    "million-digits": "9" * 1_000_000 + "h",
    "exponent": "1e3h",
    "comma": "1,5,5h",
}

TITLES = {name: text for name, text in HOSTILE.items() if name != "byte-that-is-no-text"} | {
    "byte-that-is-no-text": "\udcff",
    "201-characters": "x" * 201,
    "only-no-break-spaces": "\u00a0\u2003",
}
PARTICIPANTS = {
    **HOSTILE,
    "slash": "a/b",
    "65-characters": "x" * 65,
    "unknown-zone": "bob@Europe/Atlantis",
    "path-zone": "bob@../../etc/passwd",
    "zone-without-a-name": "@Europe/Berlin",
}


JSON = {
    "empty": b"",
    "blank": b" \n",
    "null": b"null",
    "list": b"[]",
    "text": b'"x"',
    "number": b"1",
    "boolean": b"true",
    "truncated": b'{"estimatedTime": "1h"',
    "trailing": b"{} {}",
    "member-twice": b'{"slots": [], "slots": []}',
    "nan": b'{"limit": NaN}',
    "infinity": b'{"limit": -Infinity}',
    "1e400": b'{"estimatedTime": 1e400, "slots": ["12 Jan 2025, 2 - 4PM EST"]}',
    "5000-digits": b'{"estimatedTime": ' + b"9" * 5000 + b"}",
    "depth-1000": b"[" * 1000 + b"]" * 1000,
    "depth-100000": b"[" * 100_000 + b"]" * 100_000,
    "objects-100000-deep": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "deep-member": b'{"slots": ' + b"[" * 900 + b"]" * 900 + b', "estimatedTime": "1h"}',
    "half-a-character": b'{"estimatedTime": "1h", "slots": ["\\ud800"]}',
    "nul": b'{"estimatedTime": "1h", "slots": ["\\u0000"]}',
    "raw-nul": b'{"estimatedTime": "1h\x00"}',
    "only-nul": b"\x00",
    "raw-control": b'{"estimatedTime": "\x1b[31m"}',
    "invalid-utf-8": b'{"title": "\xff"}',
    "surrogate-in-utf-8": b'{"title": "\xed\xa0\x80"}',
    "overlong-utf-8": b'{"title": "\xc0\x80"}',
    "byte-order-mark": b"\xef\xbb\xbf" + json.dumps(SMALL).encode(),
    "utf-16": json.dumps(SMALL).encode("utf-16"),
    "utf-16-without-mark": json.dumps(SMALL).encode("utf-16-le"),
    "utf-32": json.dumps(SMALL).encode("utf-32"),
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "form": b"title=x&estimatedTime=3600",
    "single-quotes": b"{'title': 'x'}",
    "comment": b"{} // x",
    "comma": b'{"limit": 1,}',
    **{
        f"member-{name}": json.dumps({text: 1}).encode()
        for name, text in HOSTILE.items()
    },
    **{
        f"id-{name}": json.dumps({**SMALL, "participants": [{"id": text}]}).encode()
        for name, text in HOSTILE.items()
    },
    **{
        f"time-zone-{name}": json.dumps({**SMALL, "timeZone": text}).encode()
        for name, text in ZONES.items()
    },
}  # fmt: skip
