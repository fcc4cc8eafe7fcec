"""``evsched heatmap``: how many can when."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from evsched.cli.canvas import canvas_of
from evsched.cli.files import STANDARD, write_source
from evsched.cli.heat_page import heat_page
from evsched.cli.heat_picture import HeatPicture
from evsched.cli.page import Page
from evsched.cli.session import PLAIN, AsJson, Database, EventReference, Zone, session_of
from evsched.cli.typed import shown_zone, zone_option
from evsched.document.writing import Document, interval_document
from evsched.engine.heat import heat_map
from evsched.engine.interval import Interval, IntervalSet, to_datetime
from evsched.errors import InvalidInput

if TYPE_CHECKING:
    from evsched.scheduler.interface import Scheduling

app = typer.Typer(**PLAIN)


@app.command(epilog="Example: evsched heatmap last --tz Europe/Berlin --svg heatmap.svg")
def heatmap(
    context: typer.Context,
    event: EventReference,
    svg: Annotated[
        str | None,
        typer.Option("--svg", metavar="FILE", help="Write a picture instead, for a mail or a page; - for printing it."),
    ] = None,
    tz: Zone = None,
    as_json: AsJson = False,
    database: Database = None,
) -> None:
    """Show how many can when.

    Days are across and times of day down; the recommended times are marked.
    """
    session = session_of(context, database, as_json=as_json)
    zone = zone_option(tz)
    if svg == STANDARD and session.as_json:
        raise InvalidInput("--svg - prints a picture and --json prints JSON: name a file for the picture")
    scheduler = session.scheduler()
    event_id = scheduler.resolve(event)
    picture = _picture(scheduler, event_id, zone)
    if svg is not None:
        from evsched.cli.heat_svg import heat_svg

        write_source(svg, heat_svg(picture).encode())
    if svg is None:
        session.show(_document(picture, event_id, None), lambda: heat_page(picture, canvas_of(sys.stdout)))
    elif svg != STANDARD:
        session.show(_document(picture, event_id, svg), lambda: _written_page(svg))


def _picture(scheduler: "Scheduling", event_id: str, zone: str | None) -> HeatPicture:
    stored, answers = scheduler.availability(event_id)
    event = stored.event
    offered = IntervalSet(event.slots)
    _, best = scheduler.recommend(event_id)
    heat = heat_map(
        offered,
        {answer.participant_id: answer.free_within(offered) for answer in answers},
        shown_zone(zone, event.zone),
        if_needed={answer.participant_id: answer.if_needed_within(offered) for answer in answers},
        duration=event.duration,
    )
    return HeatPicture(event, heat, [window.interval for window in best.windows], len(answers))


def _document(picture: HeatPicture, event_id: str, file: str | None) -> Document:
    figures = [picture.figures[cell.day, cell.row] for cell in picture.heat.sheet.cells]
    return {
        "id": event_id,
        "timeZone": picture.heat.zone,
        "rowMinutes": picture.heat.minutes,
        "participants": len(picture.event.participants),
        "answered": picture.answered,
        "cells": [
            {
                **interval_document(Interval(to_datetime(cell.start), to_datetime(cell.end))),
                "available": figure.available,
                "ifNeeded": figure.if_needed,
                "recommended": figure.is_recommended,
            }
            for cell, figure in zip(picture.heat.sheet.cells, figures, strict=True)
        ],
        "file": file,
    }


def _written_page(file: str) -> Page:
    page = Page()
    page.line(f"Wrote {file}: how many can when.")
    return page
