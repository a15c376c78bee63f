"""`tripwatch explain`: an article with the words that were found, what each rule says of it, and why."""

import io
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from watch.cli.inputs import LARGEST, Given, Input, kind_of, plain
from watch.cli.scanning import Stream, articles, hit_json
from watch.cli.show import clean, console
from watch.errors import TripwatchError
from watch.incidents.excerpt import Excerpt, excerpt
from watch.model import Lang, Span
from watch.rules.clauses import Clause, Occurrence
from watch.rules.explain import Explanation, Role, Step
from watch.rules.match import Reading, language_of

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

#: Columns where the output is no terminal.
WIDTH = 80
#: A rule came near from here on; of those that missed so many are shown.
_NEAR, _MOST_MISSES = 0.3, 3
#: A condition longer than this is shown by its operator, with its parts below.
_SHORT = 44
_COLOURS = {"✓": "green", "✗": "red", "·": "dim"}

# ------------------------------------------------------------------------------------------------ what is explained


def given_by(what: str, kind: Input, title: str | None) -> Iterator[Given | None]:
    """The articles that a text, a file or "-" stands for; None for each that cannot be read, after saying so.

    Raises TripwatchError where there is nothing to read.
    """
    if what == "-":
        return _read("standard input", sys.stdin.buffer.read(LARGEST + 1), kind, title)
    path = Path(what)
    if _is_file(path):
        try:
            with path.open("rb") as file:
                found = kind_of(path, file) if kind is Input.AUTO and path.suffix else kind
                return _read(what, file.read(LARGEST + 1), found, title)
        except OSError as error:
            raise TripwatchError(f"{what} cannot be read: {error.strerror}") from None
    if len(what.split()) == 1 and path.suffix in (".txt", ".html", ".htm", ".xml", ".json", ".jsonl"):
        raise TripwatchError(f"there is no file {what}", hint="a text of one word can come from standard input: -")
    try:
        return iter([_under(title, Given(id="the text", reading=plain(what)))])
    except ValueError as error:
        raise TripwatchError(str(error), hint="give a text, a file, or - for standard input") from None


def stated(given: Given, *, title: str | None, lang: Lang | None, on: date | None, country: str | None) -> Given:
    """The article, with what is said of it in place of what was read."""
    reading = given.reading
    said = replace(
        reading,
        title=title or reading.title,
        lang=lang or reading.lang,
        on=on or reading.on,
        country=country or reading.country,
    )
    return replace(given, reading=said)


def _is_file(path: Path) -> bool:
    """Whether a text names something to read; a long text is no name, and no error."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _read(name: str, body: bytes, kind: Input, title: str | None) -> Iterator[Given | None]:
    if kind in (Input.AUTO, Input.JSONL):
        kind = Input.JSONL if body.lstrip().startswith(b"{") else Input.TEXT
    found = articles(Stream(name, kind, io.BytesIO(body)), lambda _more: None)
    if kind is not Input.TEXT:
        return found
    return (given and _under(title, given) for given in found)


def _under(title: str | None, given: Given) -> Given:
    """A plain text under a title of its own: then its first line is text like the others."""
    reading = given.reading
    if title is None:
        return given
    return replace(given, reading=replace(reading, title=title, text=f"{reading.title}\n{reading.text}".strip()))


def near(found: Sequence[Explanation]) -> list[Explanation]:
    """The hits, and the misses that came nearest."""
    misses = [each for each in found if each.hit is None and each.closeness >= _NEAR]
    return [each for each in found if each.hit is not None] + misses[:_MOST_MISSES]


# ------------------------------------------------------------------------------------------------ for programs


def as_row(given: Given, found: Iterable[Explanation]) -> dict[str, object]:
    """An article and its explanations, as docs/json.md describes them."""
    reading = given.reading
    return {
        "id": given.id,
        "title": reading.title,
        "text": reading.text,
        "lang": language_of(reading),
        "on": reading.on,
        "rules": [
            {
                "rule": each.rule_id,
                "outcome": each.outcome,
                "hit": hit_json(each.hit) if each.hit else None,
                "closeness": round(each.closeness, 3),
                "steps": [_step_json(step) for step in each.steps],
            }
            for each in found
        ],
    }


def _step_json(step: Step) -> dict[str, object]:
    return {
        "role": step.role,
        "name": step.name or None,
        "severity": step.severity,
        "counts": step.counts,
        "meaning": step.meaning or None,
        "reason": step.clause.reason or None,
        "condition": _clause_json(step.clause),
    }


def _clause_json(clause: Clause) -> dict[str, object]:
    return {
        "text": clause.text,
        "at": clause.at,
        "length": clause.length,
        "holds": clause.holds,
        "against": clause.against,
        "note": clause.note or None,
        "occurrences": [
            {
                "field": each.span.field,
                "start": each.span.start,
                "end": each.span.end,
                "group": each.span.group,
                "term": each.span.term,
                "words": each.words,
                "status": each.status,
                "told": each.told or None,
                "fault": each.fault or None,
            }
            for each in clause.occurrences
        ],
        "parts": [_clause_json(part) for part in clause.parts],
    }


# ------------------------------------------------------------------------------------------------ for people


def show(given: Given, found: Sequence[Explanation], *, others: int, whole: bool) -> None:
    """Print an article, the outcomes, and for each rule why. `whole`: every condition with all its parts."""
    terminal = console(WIDTH)
    reading = given.reading
    spans = [span for each in found for span in spans_of(each)]
    for piece in pieces(reading, spans):
        terminal.print(marked(piece, styled=terminal.is_terminal))
    on = reading.on or "not known (--on DATE): names with days do not count"
    terminal.print(f"language {language_of(reading)}, day {on}", style="dim")
    terminal.print()
    for each in found:
        terminal.print(_line(_mark(each.hit is not None), f"{each.rule_id}: {each.outcome}"))
    if others:
        rules = "rule" if others == 1 else "rules"
        terminal.print(f"{others} {'' if not found else 'other '}{rules} did not come near", style="dim")
    for each in found:
        terminal.print()
        terminal.print(_tree(each, whole=whole))


def pieces(reading: Reading, spans: Iterable[Span]) -> list[Excerpt]:
    """The title and the sentences of the text that hold most of what was found."""
    spans = list(spans)
    in_title = [span for span in spans if span.field == "title"]
    in_text = [span for span in spans if span.field == "text"]
    found = [excerpt(reading.title, "", in_title)] if reading.title else []
    if reading.text:
        # Without anything found in it, the beginning of the text is shown, as if it were a title.
        found.append(excerpt("", reading.text, in_text) if in_text else excerpt(reading.text, "", ()))
    return found


def marked(piece: Excerpt, *, styled: bool) -> "Text":
    """The words that were found, in bold on a terminal, between stars elsewhere."""
    from rich.text import Text

    shown, at = Text(), 0
    for start, end in piece.marks:
        shown.append(clean(piece.text[at:start]))
        words = clean(piece.text[start:end])
        shown.append(words if styled else f"*{words}*", style="bold yellow")
        at = end
    shown.append(clean(piece.text[at:]))
    return shown


def spans_of(found: Explanation) -> Iterable[Span]:
    if found.hit is not None:
        return found.hit.spans
    return [each.span for clause in found.steps[0].clause.walk() for each in clause.occurrences]


def _tree(found: Explanation, *, whole: bool) -> "Tree":
    from rich.tree import Tree

    root = Tree(_line(_mark(found.hit is not None), f"{found.rule_id}: {found.outcome}"))
    for step in found.steps:
        if not (whole or _matters(step, found)):
            continue
        label = _titled(step)
        if step.counts or whole:
            _add(root, step.clause, whole=whole, label=label, meaning=step.meaning)
        else:
            root.add(_line(_mark(step.clause.holds), f"{label}: {step.meaning or step.clause.reason}"))
    return root


def _matters(step: Step, found: Explanation) -> bool:
    """Whether a condition is worth a line to somebody who did not ask for all of them."""
    if step.role in (Role.RUNG, Role.BESIDE):
        return found.hit is not None or step.clause.holds
    return step.counts or (step.clause.holds and step.role is not Role.REACTION)


def _titled(step: Step) -> str:
    severity = f" ({step.severity})" if step.severity else ""
    return f"{step.role} {step.name}{severity}".strip()


def _add(tree: "Tree", clause: Clause, *, whole: bool, label: str = "", meaning: str = "") -> None:
    """The clause as a line of the tree, its parts below it; beside alternatives that hold others only if `whole`."""
    text = clause.text if len(clause.text) <= _SHORT else clause.label
    told = _told(clause)
    line = ": ".join(filter(None, (label, f"{text} ({meaning})" if meaning else text, told)))
    branch = tree.add(_line(_mark(clause.holds, against=clause.against), line))
    parts = [part for part in clause.parts if whole or part.holds or not (clause.is_choice and clause.holds)]
    missing = [part for part in parts if part.closeness == 0 and not part.parts and not part.against]
    folded = missing if clause.is_choice and len(missing) > 1 else []
    for part in parts:
        if part not in folded:
            _add(branch, part, whole=whole)
    if folded:
        branch.add(_line("✗", f"{', '.join(part.text for part in folded)}: no word found"))


def _told(clause: Clause) -> str:
    """What there is to say of a clause behind its text: the occurrences of a group, else its note."""
    if not clause.occurrences:
        return clause.note
    counting = [each for each in clause.occurrences if not each.fault]
    return "; ".join(filter(None, (", ".join(map(_words, counting)), *map(_fault, clause.occurrences))))


def _words(found: Occurrence) -> str:
    told = f" {found.status}" if found.status else ""
    return f"“{found.words}”{told}{f' ({found.told})' if found.told else ''}"


def _fault(found: Occurrence) -> str:
    return f"“{found.words}” {found.fault}" if found.fault else ""


def _mark(holds: bool, *, against: bool = False) -> str:
    return "·" if against else "✓" if holds else "✗"


def _line(mark: str, text: str) -> "Text":
    from rich.text import Text

    return Text.assemble((mark, _COLOURS[mark]), " ", clean(text))
