"""The zone of a slot: keys, offsets, and abbreviations that must be in force."""

from __future__ import annotations

import pytest

from evsched.engine import abbreviations
from evsched.engine.text import parse_slots
from evsched.errors import UnreadableText

WINTER, SUMMER = "12 Jan 2025, 14:00-16:00", "12 Jul 2025, 14:00-16:00"
JANUARY = ("EST", "MST", "PST", "CET", "WET", "EET", "NZDT", "AEDT", "ACDT")
JULY = ("EDT", "MDT", "PDT", "CEST", "WEST", "EEST", "NZST", "AEST", "ACST")
OTHER_NAMES = dict(zip(JANUARY + JULY, JULY + JANUARY, strict=True))
"""What the clocks are on instead in the other half of the year."""


def starts(text: str, zone: str | None = None) -> tuple[str, str | None]:
    """Return when the one slot starts, in UTC, and the zone it is stored in."""
    (slot,) = parse_slots(text, zone)
    assert (slot.end - slot.start).total_seconds() == 7200
    return f"{slot.start:%d %H:%M}", slot.zone


def refuse(text: str, zone: str | None = None) -> UnreadableText:
    with pytest.raises(UnreadableText) as caught:
        parse_slots(text, zone)
    return caught.value


def offset(minutes: int) -> str:
    """Return an offset as people write it."""
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


@pytest.mark.parametrize(
    ("written", "start", "zone"),
    [
        pytest.param("America/New_York", "12 19:00", "America/New_York", id="key"),
        pytest.param("america/new_york", "12 19:00", "America/New_York", id="key-in-lower-case"),
        pytest.param("AMERICA/NEW_YORK", "12 19:00", "America/New_York", id="key-in-upper-case"),
        pytest.param(
            "America/Argentina/Buenos_Aires", "12 17:00", "America/Argentina/Buenos_Aires", id="key-of-three-parts"
        ),
        pytest.param("America/Port-au-Prince", "12 19:00", "America/Port-au-Prince", id="key-with-hyphens"),
        pytest.param("Etc/GMT+5", "12 19:00", "Etc/GMT+5", id="key-with-an-inverted-sign"),
        pytest.param("Etc/GMT-14", "12 00:00", "Etc/GMT-14", id="key-with-the-other-sign"),
        pytest.param("UTC", "12 14:00", "UTC", id="utc"),
        pytest.param("GMT", "12 14:00", "UTC", id="gmt"),
        pytest.param("Z", "12 14:00", "UTC", id="z"),
        pytest.param("z", "12 14:00", "UTC", id="z-in-lower-case"),
        pytest.param("UTC+5:30", "12 08:30", "UTC+05:30", id="utc-and-offset"),
        pytest.param("UTC+05:30", "12 08:30", "UTC+05:30", id="utc-and-padded-offset"),
        pytest.param("utc+0530", "12 08:30", "UTC+05:30", id="utc-and-offset-without-a-colon"),
        pytest.param("+05:30", "12 08:30", "UTC+05:30", id="offset"),
        pytest.param("+0530", "12 08:30", "UTC+05:30", id="offset-without-a-colon"),
        pytest.param("-05:00", "12 19:00", "UTC-05:00", id="negative-offset"),
        pytest.param("GMT-3", "12 17:00", "UTC-03:00", id="gmt-and-offset"),
        pytest.param("GMT+14", "12 00:00", "UTC+14:00", id="farthest-east"),
        pytest.param("UTC-12", "13 02:00", "UTC-12:00", id="farthest-west"),
        pytest.param("UTC−5", "12 19:00", "UTC-05:00", id="minus-sign"),
        pytest.param("UTC–5", "12 19:00", "UTC-05:00", id="en-dash"),
        pytest.param("+00:00", "12 14:00", "UTC", id="zero"),
        pytest.param("-00:00", "12 14:00", "UTC", id="minus-zero"),
        pytest.param("UTC+5:30:15", "12 08:29", "UTC+05:30:15", id="seconds"),
        pytest.param("(UTC-5)", "12 19:00", "UTC-05:00", id="offset-in-parentheses"),
        pytest.param("(GMT+02:00)", "12 12:00", "UTC+02:00", id="mail-program"),
        pytest.param("EST (UTC-5)", "12 19:00", "UTC-05:00", id="abbreviation-and-offset"),
        pytest.param("EST (UTC−5)", "12 19:00", "UTC-05:00", id="as-evsched-shows-it"),
        pytest.param("EST(GMT-05:00)", "12 19:00", "UTC-05:00", id="touching"),
        pytest.param("IST (UTC+5:30)", "12 08:30", "UTC+05:30", id="ambiguous-but-settled"),
        pytest.param("PST (UTC+8)", "12 06:00", "UTC+08:00", id="another-meaning-that-is-settled"),
        pytest.param("EDT (UTC-4)", "12 18:00", "UTC-04:00", id="settled-though-out-of-force"),
        pytest.param("GMT (UTC+0)", "12 14:00", "UTC", id="zero-as-shown"),
        pytest.param("AKST (UTC-9)", "12 23:00", "UTC-09:00", id="known-only-beside-its-offset"),
        pytest.param("MSK (UTC+4)", "12 10:00", "UTC+04:00", id="an-older-meaning-beside-its-offset"),
    ],
)
def test_a_zone_is_a_key_or_an_offset_or_an_abbreviation_with_its_offset(written: str, start: str, zone: str) -> None:
    (slot,) = parse_slots(f"{WINTER} {written}")
    assert (f"{slot.start:%d %H:%M}", slot.zone) == (start, zone)


@pytest.mark.parametrize("text", [WINTER, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize(("name", "meaning"), abbreviations.FIXED.items())
def test_an_abbreviation_is_read_in_force_and_refused_out_of_force(
    name: str, meaning: abbreviations.Meaning, text: str
) -> None:
    typed = f"{text} {name}"
    if name in (JANUARY if text == SUMMER else JULY):
        error = refuse(typed)
        actual = OTHER_NAMES[name]
        assert (error.start, error.end) == (0, len(typed))
        assert f"is on {actual}" in error.advice
        assert f"not {name}" in error.advice
        assert f"rite {actual}, {meaning.zone} or {offset(meaning.minutes)}" in error.advice
    else:
        (slot,) = parse_slots(typed)
        (plain,) = parse_slots(f"{text} {offset(meaning.minutes)}")
        assert (slot.start, slot.end, slot.zone) == (plain.start, plain.end, plain.zone)


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("ET", "12 19:00", "12 18:00"),
        ("CT", "12 20:00", "12 19:00"),
        ("MT", "12 21:00", "12 20:00"),
        ("pt", "12 22:00", "12 21:00"),
    ],
)
def test_et_ct_mt_and_pt_follow_the_clocks_of_their_zone(name: str, winter: str, summer: str) -> None:
    zone = abbreviations.CLOCKS[name.upper()]
    assert starts(f"{WINTER} {name}") == (winter, zone)
    assert starts(f"{SUMMER} {name}") == (summer, zone)


@pytest.mark.parametrize(("name", "zone"), [("ET", "UTC-5"), ("ET", "Europe/Berlin")])
def test_a_name_of_clocks_beside_a_zone_that_contradicts_it_is_refused(name: str, zone: str) -> None:
    refuse(f"{SUMMER} {name} ({zone})")


@pytest.mark.parametrize(
    ("text", "name", "in_force", "start"),
    [
        pytest.param(SUMMER, "MST", "America/Phoenix", "12 21:00", id="mst-in-phoenix-in-summer"),
        pytest.param(WINTER, "MST", "America/Phoenix", "12 21:00", id="mst-in-phoenix-in-winter"),
        pytest.param(SUMMER, "EST", "America/Jamaica", "12 19:00", id="est-in-jamaica-in-summer"),
        pytest.param(SUMMER, "CET", "Africa/Algiers", "12 13:00", id="cet-in-algiers-in-summer"),
        pytest.param(SUMMER, "EET", "Africa/Tripoli", "12 12:00", id="eet-in-tripoli-in-summer"),
        pytest.param(WINTER, "EST", "Europe/Berlin", "12 19:00", id="another-zone-does-not-matter"),
    ],
)
def test_an_abbreviation_out_of_force_at_its_reference_is_fine_where_the_zone_in_force_uses_it(
    text: str, name: str, in_force: str, start: str
) -> None:
    assert starts(f"{text} {name}", in_force)[0] == start


def test_an_abbreviation_out_of_force_in_both_zones_is_refused() -> None:
    assert "New York is on EDT" in refuse(f"{SUMMER} EST", "America/New_York").advice


@pytest.mark.parametrize(
    ("text", "name", "in_force", "start"),
    [
        pytest.param(WINTER, "IST", "Asia/Kolkata", "12 08:30", id="ist-in-kolkata"),
        pytest.param(SUMMER, "IST", "Asia/Kolkata", "12 08:30", id="ist-in-kolkata-in-summer"),
        pytest.param(SUMMER, "IST", "Europe/Dublin", "12 13:00", id="ist-in-dublin-in-summer"),
        pytest.param(WINTER, "IST", "Asia/Jerusalem", "12 12:00", id="ist-in-jerusalem-in-winter"),
        pytest.param(WINTER, "CST", "America/Chicago", "12 20:00", id="cst-in-chicago-in-winter"),
        pytest.param(WINTER, "CST", "America/Mexico_City", "12 20:00", id="cst-in-mexico"),
        pytest.param(SUMMER, "CST", "Asia/Shanghai", "12 06:00", id="cst-in-shanghai"),
        pytest.param(WINTER, "CST", "America/Havana", "12 19:00", id="cst-in-havana-in-winter"),
        pytest.param(SUMMER, "CDT", "America/Chicago", "12 19:00", id="cdt-in-chicago-in-summer"),
        pytest.param(SUMMER, "CDT", "America/Havana", "12 18:00", id="cdt-in-havana-in-summer"),
        pytest.param(SUMMER, "BST", "Europe/London", "12 13:00", id="bst-in-london-in-summer"),
        pytest.param(WINTER, "BST", "Asia/Dhaka", "12 08:00", id="bst-in-dhaka"),
        pytest.param(WINTER, "AST", "America/Halifax", "12 18:00", id="ast-in-halifax-in-winter"),
        pytest.param(WINTER, "AST", "Asia/Riyadh", "12 11:00", id="ast-in-riyadh"),
        pytest.param(SUMMER, "ADT", "America/Halifax", "12 17:00", id="adt-in-halifax-in-summer"),
        pytest.param(WINTER, "GST", "Asia/Dubai", "12 10:00", id="gst-in-dubai"),
        pytest.param(WINTER, "GST", "Atlantic/South_Georgia", "12 16:00", id="gst-in-south-georgia"),
        pytest.param(WINTER, "AMT", "Asia/Yerevan", "12 10:00", id="amt-in-yerevan"),
        pytest.param(WINTER, "AMT", "America/Manaus", "12 18:00", id="amt-in-manaus"),
        pytest.param(WINTER, "ECT", "America/Guayaquil", "12 19:00", id="ect-in-guayaquil"),
        pytest.param(WINTER, "WST", "Pacific/Apia", "12 01:00", id="wst-in-apia"),
        pytest.param(WINTER, "SST", "Pacific/Pago_Pago", "13 01:00", id="sst-in-pago-pago"),
        pytest.param(WINTER, "SST", "Asia/Singapore", "12 06:00", id="sst-in-singapore"),
        pytest.param(WINTER, "PST", "Asia/Manila", "12 06:00", id="pst-in-manila"),
        pytest.param(WINTER, "PST", "America/Los_Angeles", "12 22:00", id="pst-in-los-angeles"),
        pytest.param(WINTER, "pst", "Europe/Berlin", "12 22:00", id="pst-elsewhere"),
    ],
)
def test_an_abbreviation_with_several_meanings_is_what_the_zone_in_force_means_by_it_then(
    text: str, name: str, in_force: str, start: str
) -> None:
    assert starts(f"{text} {name}", in_force)[0] == start


@pytest.mark.parametrize("in_force", [None, "Europe/Berlin", "UTC+05:30"])
@pytest.mark.parametrize("text", [WINTER, SUMMER], ids=["winter", "summer"])
@pytest.mark.parametrize("name", ["CST", "CDT", "IST", "BST", "AST", "ADT", "GST", "AMT", "ECT", "WST", "SST"])
def test_an_abbreviation_with_several_meanings_is_refused_with_all_of_them_elsewhere(
    name: str, text: str, in_force: str | None
) -> None:
    error = refuse(f"{text} {name}", in_force)
    assert (error.start, error.end) == (0, len(error.text))
    assert error.advice.startswith(f"{name} is ")
    assert "write one of these" in error.advice
    for place, meaning in abbreviations.AMBIGUOUS[name].items():
        assert f"{place} ({meaning.zone})" in error.advice


@pytest.mark.parametrize(
    ("text", "name", "in_force"),
    [
        pytest.param(SUMMER, "CST", "America/Chicago", id="chicago-is-on-cdt-in-summer"),
        pytest.param(WINTER, "CDT", "America/Chicago", id="chicago-is-on-cst-in-winter"),
        pytest.param(WINTER, "IST", "Europe/Dublin", id="dublin-is-on-gmt-in-winter"),
        pytest.param(SUMMER, "IST", "Asia/Jerusalem", id="jerusalem-is-on-idt-in-summer"),
        pytest.param(WINTER, "BST", "Europe/London", id="london-is-on-gmt-in-winter"),
        pytest.param("26 Oct 2025, 00:30-01:30", "BST", "Europe/London", id="bst-at-one-end-and-a-fold-at-the-other"),
        pytest.param("26 Oct 2025, 00:30-03:00", "BST", "Europe/London", id="bst-at-one-end-only"),
    ],
)
def test_the_zone_in_force_settles_nothing_while_it_uses_another_name(text: str, name: str, in_force: str) -> None:
    if text.startswith("26") and text.endswith("01:30"):
        (slot,) = parse_slots(f"{text} {name}", in_force)
        assert f"{slot.start:%d %H:%M}-{slot.end:%H:%M}" == "25 23:30-00:30"
    else:
        assert "write one of these" in refuse(f"{text} {name}", in_force).advice


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        pytest.param(
            "26 Oct 2025, 01:00-03:30 CEST",
            "the clocks of Berlin change on 26 Oct 2025",
            id="berlin-goes-back-before-the-end",
        ),
        pytest.param("26 Oct 2025, 02:30-03:30 CET", "", id="cet-in-force-at-both"),
        pytest.param(
            "30 Mar 2025, 01:00-04:00 CET", "write Europe/Berlin or UTC+1", id="berlin-goes-forward-before-the-end"
        ),
        pytest.param(
            "30 Mar 2025, 01:00-04:00 CEST", "write Europe/Berlin or UTC+2", id="berlin-goes-forward-after-the-start"
        ),
        pytest.param("2 Nov 2025, 00:30-02:30 EDT", "change on 2 Nov 2025", id="new-york-goes-back-before-the-end"),
        pytest.param("9 Mar 2025, 01:00-04:00 EST", "change on 9 Mar 2025", id="new-york-goes-forward-before-the-end"),
        pytest.param("7 - 10 Mar 2025, 9AM - 5PM EST", "EDT", id="new-york-goes-forward-within-a-run-of-days"),
    ],
)
def test_an_abbreviation_must_be_in_force_at_both_ends(text: str, mend: str) -> None:
    if mend:
        assert mend in refuse(text).advice
    else:
        assert len(parse_slots(text)) == 1


def test_the_refusal_of_an_abbreviation_names_the_date_on_which_it_is_out_of_force() -> None:
    assert "12 Jun 2025" in refuse("12 Jun 2025, 2 - 4PM EST").advice
    assert "9 Mar 2025" in refuse("7 - 10 Mar 2025, 9AM - 5PM EST").advice, "New York goes forward on 9 Mar 2025"


def test_a_zone_that_kept_its_abbreviation_at_another_offset_is_not_contradicted_by_its_own_name() -> None:
    error = refuse("12 Jun 2013, 2 - 4PM MSK")
    assert "on MSK then, not MSK" not in error.advice
    assert "UTC+4" in error.advice or "Europe/Moscow" in error.advice


def test_two_ends_in_two_zones_are_each_read_in_their_own() -> None:
    (slot,) = parse_slots("12 Jan 2025, 2PM EST - 4PM PST")
    assert (f"{slot.start:%H:%M}", f"{slot.end:%d %H:%M}", slot.zone) == ("19:00", "13 00:00", "UTC-08:00")
    (slot,) = parse_slots("12 Jan 2025, 11PM EST - 1AM UTC-6")
    assert (f"{slot.start:%d %H:%M}", f"{slot.end:%d %H:%M}") == ("13 04:00", "13 07:00")
    (slot,) = parse_slots("12 Jan 2025, 2PM EST - 4PM")
    assert (f"{slot.start:%H:%M}", f"{slot.end:%H:%M}") == ("19:00", "21:00")
    error = refuse("12 Jan 2025, 2PM PST - 10PM JST")
    assert "longer than twelve hours" in error.advice


@pytest.mark.parametrize("text", ["12 Jan 2025, 5 EST - 3PM PST", "12 Jan 2025, 9PM JST - 1 CET"])
def test_an_am_or_pm_mark_does_not_reach_across_two_zones(text: str) -> None:
    assert "write AM or PM at both ends" in refuse(text).advice


@pytest.mark.parametrize(
    ("written", "part", "mend"),
    [
        pytest.param("Berlin", "Berlin", "did you mean Europe/Berlin?", id="a-city"),
        pytest.param("London time", "London", "Europe/London", id="a-city-and-time"),
        pytest.param("Europe/Belrin", "Europe/Belrin", "did you mean Europe/Berlin?", id="a-slip"),
        pytest.param("Mars/Phobos", "Mars/Phobos", "Europe/Berlin, UTC or UTC+5:30", id="no-key"),
        pytest.param("posix/Europe/Berlin", "posix/Europe/Berlin", "Europe/Berlin", id="a-folder-of-the-database"),
        pytest.param("XYZ", "XYZ", "this is no time zone", id="no-abbreviation"),
        pytest.param("XYZ (UTC+1)", "XYZ", "this is no time zone", id="no-abbreviation-beside-an-offset"),
        pytest.param("EST (UTC-4)", "EST (UTC-4)", "EST is never", id="contradiction"),
        pytest.param("UTC (UTC+2)", "UTC (UTC+2)", "UTC is never", id="contradiction-with-utc"),
        pytest.param("(UTC+2", "(UTC+2", "EST (UTC-5)", id="open-parenthesis"),
        pytest.param("()", "(", "EST (UTC-5)", id="empty-parentheses"),
        pytest.param("UTC+15", "UTC+15", "UTC-12 to UTC+14", id="too-far-east"),
        pytest.param("UTC-14:01", "UTC-14:01", "UTC-12 to UTC+14", id="too-far-west"),
        pytest.param("UTC+24:00", "UTC+24:00", "UTC-12 to UTC+14", id="a-day"),
        pytest.param("+5:60", "+5:60", "UTC-12 to UTC+14", id="sixty-minutes"),
        pytest.param("UTC+5:5", "UTC+5:5", "UTC+5:30", id="one-figure-of-minutes"),
        pytest.param("UTC+", "UTC+", "UTC+5:30", id="no-figures"),
        pytest.param("- 5", "- 5", "+05:30", id="a-space-behind-the-sign"),
        pytest.param("UTC+5:30:15:20", "UTC+5:30:15:20", "UTC+5:30", id="four-parts"),
        pytest.param("UTC+" + "9" * 5000, "UTC+" + "9" * 5000, "UTC+5:30", id="thousands-of-figures"),
        pytest.param("EST UTC-5", "UTC", "a comma and the next slot, or the end", id="two-zones"),
        pytest.param("UTC+5.5", ".", "a comma", id="decimal-offset"),
        pytest.param("A", "A", "this is no time zone", id="military-letter"),
        pytest.param("EST5EDT", "5", "a comma", id="posix-rule"),
    ],
)
def test_what_is_no_zone_is_refused_at_its_place(written: str, part: str, mend: str) -> None:
    error = refuse(f"{WINTER} {written}")
    assert error.text[error.start : error.end] == part
    assert mend in error.advice


@pytest.mark.parametrize(
    ("name", "offset", "zone"),
    [
        ("HST", "UTC-10", "Pacific/Honolulu"),
        ("AKST", "UTC-9", "America/Anchorage"),
        ("NST", "UTC-3:30", "America/St_Johns"),
    ],
)
def test_a_rare_abbreviation_is_read_where_it_is_used_and_elsewhere_wants_its_offset(
    name: str, offset: str, zone: str
) -> None:
    assert f"write the offset too: {name} ({offset})" in refuse(f"{WINTER} {name}", "Europe/Berlin").advice
    assert parse_slots(f"{WINTER} {name}", zone)[0].start == parse_slots(f"{WINTER} {zone}")[0].start


@pytest.mark.parametrize("nested", ["(", "EST(", "EST ( "], ids=["bare", "touching", "spaced"])
def test_parentheses_within_parentheses_without_end_are_refused_like_any_other_text(nested: str) -> None:
    assert "UTC" in refuse(f"{WINTER} {nested * 2000}").advice
