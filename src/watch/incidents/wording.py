"""Text from a feed, made safe to put into a message: cleaned, cut between characters, escaped, linked.

Everything here treats its input as hostile. What comes out holds no control character, no lone surrogate and nothing
that changes the direction of the text around it.
"""

import html
import re
from collections.abc import Callable
from unicodedata import category, combining
from urllib.parse import quote, urlsplit

_JOINER = "\u200d"
#: Links longer than this are not shown: no honest one is, and a message has only so much room.
LONGEST_URL = 1_000
_HOST = re.compile(r"[a-z0-9._-]+(?::\d{1,5})?|\[[0-9a-f:.]+\](?::\d{1,5})?")
#: What stays as it is in an address; the rest is percent-encoded, so that no markup can be written with it.
_URL_SAFE = "/?#[]@!$&()*+,;=:%~-._"


def clean(text: str) -> str:
    """One line of plain text: control and format characters gone, white space single, lone surrogates replaced."""
    return " ".join(_printable(text).split())


def clean_lines(text: str) -> str:
    """Like `clean`, with its lines kept."""
    return "\n".join(clean(line) for line in text.splitlines()).strip()


def clean_piece(text: str) -> str:
    """Like `clean` for a piece out of the middle of a line: white space at its ends stays."""
    return re.sub(r"\s+", " ", _printable(text))


def _printable(text: str) -> str:
    return "".join(_shown(char) for char in text)


def _shown(char: str) -> str:
    if " " <= char <= "~":
        return char
    kind = category(char)
    if kind == "Cs":
        return "\ufffd"
    if kind in ("Cc", "Zl", "Zp", "Zs"):
        return " " if char.isspace() else ""
    # Format characters: bidi overrides, zero-width spaces, tags. The joiner holds an emoji together.
    if kind == "Cf":
        return char if char == _JOINER else ""
    # Private and unassigned ones: nobody can say what they look like.
    return char if char.isprintable() else "\ufffd"


# ------------------------------------------------------------------------------------------------ cutting


def _joined(text: str, at: int) -> bool:
    """Whether a cut before `at` would part what a reader sees as one character."""
    here, last = text[at], text[at - 1]
    if combining(here) or category(here) in ("Mn", "Me", "Mc") or _JOINER in (here, last):
        return True
    # Skin tones, flags (pairs of regional letters), decomposed Hangul.
    if "\U0001f3fb" <= here <= "\U0001f3ff":
        return True
    if _is_flag(here) and _is_flag(last):
        return sum(1 for _ in _flags_before(text, at)) % 2 == 1
    return "\u1160" <= here <= "\u11ff" and "\u1100" <= last <= "\u11ff"


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> list[str]:
    start = at
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return list(text[start:at])


def boundary(text: str, at: int) -> int:
    """The last place at or before `at` where the text may be cut. A heap of accents gives way after 32."""
    at = max(0, min(at, len(text)))
    for place in range(at, max(0, at - 32), -1):
        if place == len(text) or not _joined(text, place):
            return place
    return at


def cut(text: str, limit: int, measure: Callable[[str], str] = str) -> str:
    """The text, or as much of it as fits with "…"; `measure` is the escaping it will go through before it counts."""
    if len(measure(text)) <= limit:
        return text
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if len(measure(text[:middle])) < limit:
            low = middle
        else:
            high = middle - 1
    return text[: boundary(text, low)].rstrip() + "…"


# ------------------------------------------------------------------------------------------------ escaping


def mrkdwn(text: str) -> str:
    """Escaped for Slack: no mention, no link, no code block can be written with it."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace("`", "'")


def htm(text: str) -> str:
    """Escaped for HTML, quotes included."""
    return html.escape(text, quote=True)


def link(url: str | None) -> str | None:
    """An http(s) address that is safe to put between quotes or angle brackets, or None for anything else.

    The host is in ASCII, so that a look-alike shows as what it is; a user name before the host goes.
    """
    if not url or len(url) > LONGEST_URL or "\\" in url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.netloc.rpartition("@")[2]).encode("idna").decode().lower()
    except ValueError:
        return None
    if parts.scheme.lower() not in ("http", "https") or not _HOST.fullmatch(host):
        return None
    rest = url.strip().partition("://")[2]
    tail = rest[len(parts.netloc) :]
    try:
        safe = f"{parts.scheme.lower()}://{host}{quote(tail, safe=_URL_SAFE)}"
    except UnicodeEncodeError:
        return None
    return safe if len(safe) <= LONGEST_URL else None


def host_of(safe_url: str) -> str:
    """The host of an address that `link` made, for the eye: it tells where a click would go."""
    return safe_url.partition("://")[2].partition("/")[0].partition("?")[0].partition("#")[0].removeprefix("www.")
