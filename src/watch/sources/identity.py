"""Which item is which: links made absolute and comparable, and the key under which an item is known for good.

An item's key comes from its link, else its guid, else its title and date; never from its place in the document. Guids
come second because they lie: some number the items of the moment, some change with every fetch, some belong to all
items at once.

Items of one document that share a link (or guid) are told apart by their titles, and then by their dates, *all* of
them: were one of them to keep the bare key, a new item put on top would inherit a known key and be missed. The price is
small: when a second item joins a link, the first is seen once more under its longer key, and joins its own incident as
nothing new.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from watch.model import Article

#: Longer addresses are no addresses of articles.
LINK_LIMIT = 2_000

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|gclsrc|dclid|wbraid|gbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl"
    r"|oly_enc_id|oly_anon_id|vero_id|at_medium|at_campaign|at_custom\d*|ns_mchannel|ns_source|ns_campaign|ns_linkname|xtor"
    r"|cmpid|ocid|ncid|smid|spm|wt\.mc_id)",
    re.IGNORECASE,
)
#: Numbers below the cap of items, bare or after a word: "item_1", "7", "entry-12".
_POSITIONAL = re.compile(r"(?:[A-Za-z]{1,12}[ _:#-]?|#)?0{0,6}[0-9]{1,3}")
_ESCAPE = re.compile(r"%[0-9a-fA-F]{2}")
_UNSAFE = re.compile("[\x00-\x20\x7f-\x9f\\\\\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What an item can be known by."""

    url: str | None
    guid: str | None
    title: str
    text: str
    date: str


def absolute_link(link: str, base: str) -> str | None:
    """The http(s) address that `link` means in a document at `base`. None for another scheme or one with credentials.

    Publishers break lines and leave blanks inside links, so these are taken out first.
    """
    try:
        joined = urljoin(base, "".join(link.split()))
        parts = urlsplit(joined)
        sound = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        _ = parts.port
    except ValueError:
        return None
    return joined if sound and len(joined) <= LINK_LIMIT and not _UNSAFE.search(joined) else None


def normal_link(url: str) -> str:
    """An absolute link in the form that two spellings of the same address share; for comparing, not for opening."""
    parts = urlsplit(url)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in (None, default) else ""
    path = _ESCAPE.sub(lambda found: found[0].upper(), quote(parts.path, safe="/%:@!$&'()*+,;=~"))
    kept = [part for part in parts.query.split("&") if part and not _TRACKING.fullmatch(part.partition("=")[0])]
    return urlunsplit(("", (parts.hostname or "").rstrip(".") + port, path.rstrip("/"), "&".join(kept), ""))


def trusted_guid(guid: str | None) -> str | None:
    """The guid, unless it is one that tells a place and not an item ("item_1", "7")."""
    return None if not guid or _POSITIONAL.fullmatch(guid) else guid


def keys(items: Sequence[Marks]) -> list[str]:
    """A key for each item, in order. Equal keys are the same item twice."""
    found = [_first_mark(item) for item in items]
    for further in (_title_of, _date_of):
        _tell_apart(items, found, further)
    return [f"{kind}:{_short(parts)}" for kind, *parts in found]


def digest(article: Article) -> str:
    """What changes when an article is edited: title and text, whatever the blanks between words."""
    return _short([" ".join(article.title.split()), " ".join(article.text.split())])


def _first_mark(item: Marks) -> tuple[str, ...]:
    if item.url:
        return ("l", normal_link(item.url))
    if guid := trusted_guid(item.guid):
        return ("g", guid)
    return ("t", _title_of(item), item.date)


def _tell_apart(items: Sequence[Marks], found: list[tuple[str, ...]], further: Callable[[Marks], str]) -> None:
    """Lengthen the marks of all items that share theirs but differ in `further`."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, mark in enumerate(found):
        groups[mark].append(place)
    for mark, places in groups.items():
        if len({further(items[place]) for place in places}) > 1:
            for place in places:
                found[place] = (*mark, further(items[place]))


def _title_of(item: Marks) -> str:
    return " ".join((item.title or item.text[:200]).split())


def _date_of(item: Marks) -> str:
    return item.date


def _short(parts: Iterable[str]) -> str:
    return sha256("\0".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:20]
