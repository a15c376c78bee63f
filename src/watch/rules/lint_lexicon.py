"""What is unwise in a lexicon: offices that nobody has brought up to date."""

from collections.abc import Iterator, Mapping
from datetime import date

from watch.errors import Document, Level, Problem
from watch.rules.tree import Lexicon, Office


def lint_lexicon(lexicon: Lexicon, documents: Mapping[str, Document], today: date) -> tuple[Problem, ...]:
    """The findings in a lexicon, with codes L01 and up. `documents` are its files by name."""
    return tuple(_vacant(lexicon, documents, today))


def _vacant(lexicon: Lexicon, documents: Mapping[str, Document], today: date) -> Iterator[Problem]:
    for office in lexicon.offices:
        if not office.holders or any(_holds(tenure.since, tenure.until, today) for tenure in office.holders):
            continue
        yield documents[office.file].problem(
            (*office.path, "holders"),
            f'the office "{_title(office)}" is out of date: nobody holds it on {today}',
            hint="end the last line with to = …, and add who came",
            at_key=True,
            level=Level.LINT,
            code="L01",
        )


def _holds(since: date, until: date | None, today: date) -> bool:
    return since <= today and (until is None or today <= until)


def _title(office: Office) -> str:
    return office.name.partition(".")[2]
