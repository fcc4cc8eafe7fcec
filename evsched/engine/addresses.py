"""Mail addresses: which texts are one."""

from __future__ import annotations

import re

from evsched.errors import InvalidInput, shown

LONGEST_ADDRESS = 254
"""Characters of an address that fits into the envelope of a mail (RFC 5321, section 4.5.3.1.3, less its brackets)."""

_ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?=[^@]{{1,64}}@){_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?![0-9]+\Z){_LABEL}")
"""RFC 5321 without what nobody has: quoted names, comments, literal IP addresses, hosts without a domain."""


def mail_address(text: str) -> str:
    """Return a mail address as it is; nothing of it is turned into lower case.

    >>> mail_address("ann@example.com")
    'ann@example.com'

    Raises:
        InvalidInput: It is none, or longer than 254 characters.
    """
    if len(text) > LONGEST_ADDRESS:
        raise InvalidInput(
            f'a mail address has at most {LONGEST_ADDRESS} characters, and this one has {len(text)}: "{shown(text)}"'
        )
    if not _ADDRESS.fullmatch(text):
        hint = "" if text.isascii() else ", in ASCII, with a domain such as münchen.example as xn--mnchen-3ya.example"
        raise InvalidInput(
            f'"{shown(text)}" is no mail address: write one such as ann@example.com, without a name beside it{hint}'
        )
    return text


def address_of(participant_id: str) -> str | None:
    """Return the mail address that the id of a participant is; None where it is a name.

    >>> address_of("bob@example.com"), address_of("bob")
    ('bob@example.com', None)
    """
    try:
        return mail_address(participant_id)
    except InvalidInput:
        return None
