"""HTML → the text that a reader sees: no tag, attribute, script or style comes out, and references are decoded once.

A tokenizer of our own, because it must be linear in hostile input: the usual HTML parsers take minutes for deep nesting
or half-open tags. It need not build a tree, only know which tags break a line and whose content is not for reading.
"""

import html
import re

#: Titles and texts are cut here, in characters; longer ones are no news.
TITLE_LIMIT = 500
TEXT_LIMIT = 20_000
#: Markup beyond this many characters is not looked at.
_MARKUP_LIMIT = 400_000


def _names(*lines: str) -> frozenset[str]:
    return frozenset(name for line in lines for name in line.split())


_BLOCKS = _names(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption",
    "figure footer form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol option p pre section",
    "select summary table tbody tfoot thead tr ul",
)
_CELLS = _names("td th img")
#: Elements whose content is never shown.
_UNREAD = _names("script style template noscript iframe object applet")
_INLINE = _names(
    "a abbr acronym area audio b base basefont bdi bdo big button canvas cite code col colgroup data datalist del dfn",
    "em embed font frame g i input ins kbd label link map marquee math meta meter nobr output param path picture",
    "progress q rb rp rt rtc ruby s samp small source span strike strong sub sup svg text textarea time title track tt",
    "u use var video wbr",
)
#: What office programs and portals mix into HTML: `<o:p>`.
_PREFIXES = _names("o v w m st1 fb g svg xhtml")
_KNOWN = _BLOCKS | _CELLS | _UNREAD | _INLINE

_TOKEN = re.compile(r"<!\[CDATA\[|\]\]>|<!--|<[!?]|<(/?)([A-Za-z][A-Za-z0-9:]{0,30})(?=[\s/>\"'<]|$)")
_QUOTE = re.compile(r""">|=\s{0,20}(["'])""")
_LONG_NUMBER = re.compile(r"&#(?:[xX][0-9a-fA-F]{8,}|[0-9]{9,});?")
# Controls, lone surrogates and non-characters; marks that turn the direction of writing; invisible tags and fillers.
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ud800-\udfff\ufdd0-\ufdef"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)


def to_text(markup: str) -> str:
    """The readable text of some HTML, lines kept apart where blocks end. Never raises; at most TEXT_LIMIT long."""
    return tidy_text("".join(_pieces(markup[:_MARKUP_LIMIT])))


def to_line(markup: str) -> str:
    """The readable text of a title, in one line of at most TITLE_LIMIT characters."""
    return tidy_line("".join(_pieces(markup[:_MARKUP_LIMIT])))


def tidy_text(text: str) -> str:
    """Plain text made fit to be stored and shown: unwanted characters out, blanks tidied, empty lines out, cut."""
    lines = (" ".join(line.split()) for line in _UNWANTED.sub("", text).splitlines())
    return "\n".join(line for line in lines if line)[:TEXT_LIMIT].rstrip()


def tidy_line(text: str) -> str:
    """Plain text in one line, cut at TITLE_LIMIT."""
    return " ".join(_UNWANTED.sub("", text).split())[:TITLE_LIMIT].rstrip()


def _pieces(markup: str) -> list[str]:
    """The text between the tags, with a line break or blank where a tag stands for one."""
    out: list[str] = []
    ends = _Ends(markup)
    at = 0
    while found := _TOKEN.search(markup, at):
        out.append(_decoded(markup[at : found.start()]))
        piece, name = found[0], (found[2] or "").rpartition(":")[2].lower()
        at = found.end()
        if piece in ("<![CDATA[", "]]>"):
            continue
        if piece == "<!--":
            at = ends.after("-->", at - 2)
        elif not name:
            at = ends.after(">", at)
        elif name not in _KNOWN and found[2].partition(":")[0].lower() not in _PREFIXES:
            # No element of HTML: "<Sado mines>" is a headline's own brackets, and its words must not be lost.
            out.append(piece)
        else:
            at = ends.of_tag(at)
            if name in _UNREAD and not found[1]:
                at = ends.of_element(name, at)
            out.append("\n" if name in _BLOCKS else " " if name in _CELLS else "")
    out.append(_decoded(markup[at:]))
    return out


def _decoded(text: str) -> str:
    """References replaced by their characters, once."""
    return html.unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


class _Ends:
    """Where things that began end. What is not found once is not looked for again, so that all looking is linear."""

    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._missing: set[str] = set()

    def after(self, close: str, at: int) -> int:
        """The place after the next `close`; the end of the markup if there is none, as browsers do it."""
        end = self._find(close, at)
        return len(self._markup) if end < 0 else end + len(close)

    def of_tag(self, at: int) -> int:
        """The place after the `>` of the tag whose name ended at `at`; a `>` inside quotes does not count."""
        while found := _QUOTE.search(self._markup, at):
            if found[0] == ">":
                return found.end()
            close = self._find(found[1], found.end())
            at = found.end() if close < 0 else close + 1
        return len(self._markup)

    def of_element(self, name: str, at: int) -> int:
        """The place after the end tag of an element whose content is raw."""
        if name in self._missing:
            return len(self._markup)
        found = re.compile(rf"</(?:[A-Za-z]+:)?{name}(?=[\s/>])", re.IGNORECASE).search(self._markup, at)
        if found is None:
            self._missing.add(name)
            return len(self._markup)
        return self.after(">", found.end())

    def _find(self, close: str, at: int) -> int:
        if close in self._missing:
            return -1
        end = self._markup.find(close, at)
        if end < 0:
            self._missing.add(close)
        return end
