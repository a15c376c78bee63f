"""A readable id for a source that somebody else named: from its title, else from its address. Pure."""

import re
import unicodedata
from collections.abc import Collection
from urllib.parse import urlsplit

#: An id stands in tables and commands; what is longer nobody reads.
LONGEST = 40
#: What is an id already, such as that of another Tripwatch.
_READY = re.compile(rf"[a-z0-9][a-z0-9_.-]{{0,{LONGEST - 1}}}")
_NOT_TELLING = frozenset(
    {
        *(
            "www",
            "rss",
            "feed",
            "feeds",
            "atom",
            "rdf",
            "xml",
            "json",
            "index",
            "html",
            "htm",
            "php",
            "do",
            "news",
            "rss2",
        ),
        *("com", "org", "net", "default", "list", "main", "home"),
    }
)


def readable_id(title: str, url: str, taken: Collection[str]) -> str:
    """An id of ASCII letters, digits and hyphens that is not among `taken`, whatever the case."""
    name = title if _READY.fullmatch(title) else _words(title) or _address(url) or "source"
    used = {one.casefold() for one in taken}
    if name not in used:
        return name
    number = 2
    while f"{name}-{number}" in used:
        number += 1
    return f"{name}-{number}"


def _words(title: str) -> str:
    """The title as an id; nothing where most of it is in a script that an id cannot have."""
    plain = unicodedata.normalize("NFKD", title)
    letters = [char for char in plain if char.isalnum()]
    latin = [char for char in letters if char.isascii()]
    if len(latin) < 3 or len(latin) * 2 < len(letters):
        return ""
    return _cut(re.findall(r"[a-z0-9]+", "".join(char for char in plain if not unicodedata.combining(char)).lower()))


def _address(url: str) -> str:
    """The telling parts of an address: "https://www.yna.co.kr/rss/politics.xml" is yna-co-kr-politics."""
    try:
        parts = urlsplit(url)
        host, path = parts.hostname or "", parts.path
    except ValueError:
        return ""
    labels = re.findall(r"[a-z0-9]+", host.removeprefix("www.").lower())
    words = [word for word in re.findall(r"[a-z0-9]+", path.lower()) if word not in _NOT_TELLING]
    return _cut([label for label in labels if label not in _NOT_TELLING] + words)


def _cut(words: list[str]) -> str:
    """The words as far as they go, joined."""
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word[:LONGEST]
        if len(longer) > LONGEST:
            break
        name = longer
    return name
