"""The wording around a match, in its own language, with the matched words' places in it."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from watch.incidents.wording import boundary
from watch.model import Span

#: Characters of an excerpt, at most.
LONGEST = 240
#: How much text before the first matched word is kept where a sentence is too long to be shown whole.
_LEAD = 60

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\n+")

Marks = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of text and the offsets of the matched words in it, end exclusive, in order, not overlapping."""

    text: str
    marks: Marks = ()


def excerpt(title: str, text: str, spans: Iterable[Span]) -> Excerpt:
    """The title if a matched word stands in it, else the sentences of the text that hold the most of them.

    At most 240 characters; a cut is shown by "…" and never falls inside a character.
    """
    spans = sorted(spans, key=lambda span: (span.start, span.end))
    in_title = [span for span in spans if span.field == "title"]
    in_text = [span for span in spans if span.field == "text"]
    if in_title or not in_text:
        return _within(title, 0, len(title), in_title)
    start, end = _best(text, in_text)
    return _within(text, start, end, in_text)


def _sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence; the ends are good enough to show, the matcher has its own."""
    ends = [(found.start(), found.end()) for found in _SENTENCE_END.finditer(text)]
    starts = [0, *(after for _, after in ends)]
    stops = [*(before for before, _ in ends), len(text)]
    return [(start, stop) for start, stop in zip(starts, stops, strict=True) if stop > start]


def _best(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """The sentence with the most groups, and those after it as far as they hold matched words and there is room."""
    sentences = _sentences(text)
    starts = [start for start, _ in sentences]
    held: list[set[str]] = [set() for _ in sentences]
    for span in spans:
        at = bisect_right(starts, span.start) - 1
        if at >= 0 and span.start < sentences[at][1]:
            held[at].add(span.group)
    if not any(held):
        return 0, len(text)
    best = max(range(len(sentences)), key=lambda index: (len(held[index]), -index))
    start, end = sentences[best]
    for index in range(best + 1, len(sentences)):
        if not held[index] or sentences[index][1] - start > LONGEST:
            break
        end = sentences[index][1]
    return start, end


def _within(text: str, start: int, end: int, spans: Sequence[Span]) -> Excerpt:
    """The part of `text` from start to end, cut around the matched words if it is too long."""
    before = after = ""
    if end - start > LONGEST:
        first = next((span.start for span in spans if start <= span.start < end), start)
        limit = end
        if first - start > LONGEST // 2:
            start, before = boundary(text, first - _LEAD), "…"
        end = boundary(text, min(limit, start + LONGEST - 2))
        after = "…" if end < limit else ""
    # One space for each control character: the offsets stay as they are.
    shown = "".join(" " if char < " " or char == "\x7f" else char for char in text[start:end])
    shift = len(before) - start
    marks = [
        (max(span.start, start) + shift, min(span.end, end) + shift)
        for span in spans
        if span.start < end and span.end > start
    ]
    return Excerpt(before + shown + after, _merged(marks))


def _merged(marks: Iterable[tuple[int, int]]) -> Marks:
    """Overlapping and touching marks as one; empty ones go."""
    merged: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
