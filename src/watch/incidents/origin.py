"""Who wrote a report first: copies of one agency story are one origin, however many outlets carry them.

Only a credit counts, at the head or the tail of a text or at the end of a title. A sentence such as "Yonhap reports"
does not: that is a report about a report, written by somebody else.
"""

import re
from collections.abc import Mapping

_NAMES: Mapping[str, tuple[str, ...]] = {
    "yonhap": ("Yonhap News Agency", "Yonhap News", "Yonhap", "연합뉴스TV", "연합뉴스", "聯合ニュース"),
    "kyodo": ("Kyodo News", "Kyodo", "共同通信", "共同", "교도통신", "교도"),
    "jiji": ("Jiji Press", "Jiji", "時事通信", "時事", "지지통신"),
    "reuters": ("Thomson Reuters", "Reuters", "ロイター", "로이터통신", "로이터"),
    "ap": ("Associated Press", "AP通信", "AP통신", "AP"),
    "afp": ("Agence France-Presse", "AFP通信", "AFP통신", "AFP時事", "AFP=時事", "AFP-Jiji", "AFP"),
    "newsis": ("Newsis", "뉴시스"),
    "news1": ("News1", "뉴스1"),
    "xinhua": ("Xinhua", "新華社", "신화통신"),
    "nhk": ("NHK WORLD", "NHK NEWS", "NHK"),
}
_AGENCY = {name: agency for agency, names in _NAMES.items() for name in names}
_ANY = "|".join(re.escape(name) for name in sorted(_AGENCY, key=len, reverse=True))

#: How much of a text is looked at, from either end.
_HEAD, _TAIL = 100, 80

_HEADS = (
    # (Jiji Press), (서울=연합뉴스), [서울=뉴시스], (AP)
    re.compile(
        rf"[(（\[<＜〔](?:[^()（）\[\]<>＜＞〔〕]{{0,24}}[=＝,/ ])?(?P<name>{_ANY})"
        r"(?:[=＝ /][^()（）\[\]]{0,20})?[)）\]>＞〕]"
    ),
    # 【ソウル共同】: between these brackets the place stands before the agency without a sign.
    re.compile(rf"【[^【】]{{0,16}}?(?P<name>{_ANY})(?:[=＝][^【】]{{0,16}})?】"),
    # Kyodo - Seoul criticised …
    re.compile(rf"^[^.。\n]{{0,40}}(?<![A-Za-z])(?P<name>{_ANY})\s+[-–—]+\s"),
)
_END = r"\s*(?:[(（\[](?:END|끝|了)[)）\]])?\s*$"
_TAILS = (
    re.compile(rf"[(（\[〔](?:[^()（）\[\]〔〕]{{0,24}}[=＝,/ ])?(?P<name>{_ANY})[)）\]〕]{_END}"),
    # A credit on its own after the last sentence.
    re.compile(rf"(?:[.。!?！？\"”」\n]|[-–—|])\s*(?:Source:\s*)?(?P<name>{_ANY}){_END}"),
)


def origin_of(title: str, text: str, source_id: str) -> str:
    """The independent report behind an article: "wire:kyodo" where an agency is credited, else the source."""
    head = text[:_HEAD]
    for pattern in _HEADS:
        if found := pattern.search(head):
            return _wire(found)
    for end in (text[-_TAIL:], title[-_TAIL:]):
        for pattern in _TAILS:
            if found := pattern.search(end):
                return _wire(found)
    # The agency's own feeds, in whichever language, are the agency.
    parts = re.split(r"[-_.]", source_id.lower())
    return next((f"wire:{part}" for part in parts if part in _NAMES), source_id)


def _wire(found: re.Match[str]) -> str:
    return f"wire:{_AGENCY[found['name']]}"
