"""A message laid out for each kind of channel: plain text, Slack's markup, HTML. What it says is decided in render.py.

Everything that comes in is treated as feed text: cleaned here, escaped here, cut here, so that no caller forgets to.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from watch.incidents.wording import clean, clean_piece, cut, host_of, htm, link, mrkdwn
from watch.model import Message

LONGEST_TITLE = 200
#: Slack refuses a section of more than 3,000 characters; the delivery key still has to find room.
LONGEST_MARKUP = 2_900
#: Enough for any service but text messages, and little enough to be read.
LONGEST_TEXT = 5_500
LONGEST_NOTE = 300
_LONGEST_EXCERPT = 260
#: Put between a letter and the star beside it: Slack makes bold only what stands apart, and Japanese has no spaces.
_APART = "\u200b"
_NO_WORDING = "(the wording could not be shown)"

Piece = tuple[str, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One piece of evidence: where it is from, its wording with the matched pieces marked, where to read it."""

    head: str
    pieces: tuple[Piece, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a message says. `more` is the number of items left out already, `noun` what they are."""

    title: str
    items: tuple[Item, ...] = ()
    more: int = 0
    noun: str = "article"
    notes: tuple[str, ...] = ()


def compose(page: Page) -> Message:
    """The four renderings. None is ever empty, and none is longer than its kind of channel takes."""
    title = cut(clean(page.title), LONGEST_TITLE) or "Tripwatch has something to say"
    notes = tuple(note for note in (cut(clean(note), LONGEST_NOTE) for note in page.notes) if note)
    ready = replace(page, title=title, notes=notes, items=tuple(_safe(item) for item in page.items))
    return Message(
        title=title,
        text=_fitted(ready, _TEXT, LONGEST_TEXT),
        markup=_fitted(ready, _MARKUP, LONGEST_MARKUP),
        html=_page_html(ready),
    )


def _safe(item: Item) -> Item:
    """Cleaned and cut to size, its address checked."""
    pieces: list[Piece] = []
    room = _LONGEST_EXCERPT
    for words, marked in item.pieces:
        shown = cut(clean_piece(words), room)
        room -= len(shown)
        if shown:
            pieces.append((shown, marked))
        if room <= 1:
            break
    if item.pieces and not any(words.strip(" …") for words, _ in pieces):
        pieces = [(_NO_WORDING, False)]
    return Item(head=cut(clean(item.head), LONGEST_NOTE), pieces=tuple(pieces), url=link(item.url))


# ------------------------------------------------------------------------------------------------ lines


@dataclass(frozen=True, slots=True)
class _Kind:
    """How one kind of channel that is made of lines writes the parts of a page."""

    title: Callable[[str], str]
    plain: Callable[[str], str]
    wording: Callable[[Sequence[Piece]], str]
    address: Callable[[str], str]


def _bold(pieces: Sequence[Piece]) -> str:
    """The wording for Slack: bold where a star can do it, and never by a star that a feed wrote."""
    parts: list[str] = []
    for index, (words, marked) in enumerate(pieces):
        core = words.strip()
        if not marked or not core or "*" in core:
            parts.append(mrkdwn(words))
            continue
        before = pieces[index - 1][0][-1:] if index else " "
        after = pieces[index + 1][0][:1] if index + 1 < len(pieces) else " "
        lead, tail = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
        left = "" if lead or not before.isalnum() else _APART
        right = "" if tail or not after.isalnum() else _APART
        parts.append(f"{lead}{left}*{mrkdwn(core)}*{right}{tail}")
    return "".join(parts).strip()


def _starred(pieces: Sequence[Piece]) -> str:
    return "".join(f"*{words}*" if marked else words for words, marked in pieces).strip()


def _slack_link(url: str) -> str:
    # What `link` made holds no <, > or |; Slack wants the ampersand escaped inside an address too.
    return f"<{url.replace('&', '&amp;')}|{mrkdwn(host_of(url))}>"


_TEXT = _Kind(title=str, plain=str, wording=_starred, address=str)
_MARKUP = _Kind(
    title=lambda title: f"*{mrkdwn(title).replace('*', '∗')}*", plain=mrkdwn, wording=_bold, address=_slack_link
)


def _fitted(page: Page, kind: _Kind, limit: int) -> str:
    """As many items as fit, in order; the title and the notes always do. What is left out is counted."""
    notes = [cut(note, LONGEST_NOTE, kind.plain) for note in page.notes]
    title = cut(page.title, 3 * LONGEST_TITLE, kind.plain)
    room = limit - len(kind.title(title)) - sum(len(kind.plain(note)) + 1 for note in notes) - 40
    shown: list[str] = []
    for item in page.items:
        block = _block(item, kind, room, first=not shown)
        if block is None:
            break
        shown.append(block)
        room -= len(block) + 1
    left_out = page.more + len(page.items) - len(shown)
    more = [f"+{left_out} more {page.noun}{'s' if left_out != 1 else ''}"] if left_out else []
    evidence = [*shown, *more]
    blocks = [kind.title(title), "\n".join(evidence), "\n".join(kind.plain(note) for note in notes)]
    return "\n\n".join(block for block in blocks if block)


def _block(item: Item, kind: _Kind, room: int, *, first: bool) -> str | None:
    """The lines of one item, or None if there is no room. The first is shown at any price, the address last to go."""
    shorter = tuple(_shortened(item.pieces, 80))
    tries = [item, replace(item, pieces=shorter), replace(item, pieces=())] if first else [item]
    if first:
        tries.append(replace(item, pieces=shorter, url=None))
    for attempt in tries:
        block = _lines(attempt, kind)
        if len(block) <= room:
            return block
    return None


def _shortened(pieces: Sequence[Piece], limit: int) -> list[Piece]:
    kept: list[Piece] = []
    for words, marked in pieces:
        if limit <= 1:
            break
        kept.append((cut(words, limit), marked))
        limit -= len(words)
    return kept


def _lines(item: Item, kind: _Kind) -> str:
    lines = [f"• {kind.plain(item.head)}"]
    if item.pieces:
        lines.append(f"  {kind.wording(item.pieces)}")
    if item.url:
        lines.append(f"  {kind.address(item.url)}")
    return "\n".join(lines)


# ------------------------------------------------------------------------------------------------ HTML


def _page_html(page: Page) -> str:
    """Short lines, no remote content, no style but what stands here."""
    parts = [f"<p><strong>{htm(page.title)}</strong></p>"]
    items = "\n".join(_item_html(item) for item in page.items)
    if page.more:
        items += f"\n<li>+{page.more} more {htm(page.noun)}{'s' if page.more != 1 else ''}</li>"
    if items:
        parts.append(f"<ul>\n{items}\n</ul>")
    if page.notes:
        notes = "<br>\n".join(htm(note) for note in page.notes)
        parts.append(f'<p style="color:#555">\n{notes}\n</p>')
    return "\n".join(parts)


def _item_html(item: Item) -> str:
    lines = [htm(item.head)]
    if item.pieces:
        lines.append("".join(f"<mark>{htm(words)}</mark>" if marked else htm(words) for words, marked in item.pieces))
    if item.url:
        lines.append(f'<a href="{htm(item.url)}"\nrel="noreferrer">{htm(host_of(item.url))}</a>')
    inner = "<br>\n".join(lines)
    return f"<li>{inner}</li>"
