"""Text that wants to be XML → text that an XML parser takes, whether its faults are a publisher's or an attacker's.

Everything is linear in the length of the text. Nothing that a reader would see is lost.
"""

import re
from html.entities import html5

# Controls, lone surrogates, characters that are none: no parser, database, JSON or mail takes them.
UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|rdf|feed)\b", re.IGNORECASE)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_ENTITY = re.compile(r"""<!ENTITY\s+([A-Za-z]\w{0,40})\s+(?:"([^"&%<]{0,200})"|'([^'&%<]{0,200})')\s*>""")
_SPECIAL = re.compile(r"<!\[CDATA\[|<!--|<\?|</?svg\b[^<>]*>|&(?:#([xX]?[0-9a-fA-F]*)|([A-Za-z][A-Za-z0-9]{0,40}))?;?")
_BAD_REFERENCE = re.compile(r"&#([xX]?[0-9a-fA-F]+);?")
_MARKUP = frozenset({"lt", "gt", "amp", "quot", "apos"})
_CLOSES = {"<![CDATA[": "]]>", "<!--": "-->", "<?": "?>"}
#: So many references to the document's own entities are replaced; an entity bomb needs far more.
_MOST_ENTITIES = 1000


def repair(text: str, notes: list[str]) -> str:
    """XML that a strict parser takes, where the fault is one of the usual ones."""
    text = UNWANTED.sub("", text)
    text = _without_junk_before(text, notes)
    text, entities = _without_doctype(text)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + _references(text, entities).strip()


def _without_junk_before(text: str, notes: list[str]) -> str:
    """Cut what stands before the document, such as a warning of the server's script; a web page is left whole."""
    root = _ROOT.search(text[: 256 * 1024])
    # Only what stands before the root: an item may well quote a document.
    end = root.start() if root else 1024
    heads = [place for head in ("<?xml", "<!DOCTYPE") if (place := text.find(head, 0, end)) >= 0]
    start = min(heads, default=root.start() if root else 0)
    before = text[:start]
    if not before.strip() or _PAGE.search(before):
        return text.lstrip()
    if not before.lstrip().startswith(("<?", "<!--")):
        notes.append("text before the document was skipped")
    return text[start:]


def _without_doctype(text: str) -> tuple[str, dict[str, str]]:
    """The text without its document type, and the entities that it defined as plain text."""
    start = text.find("<!DOCTYPE")
    if start < 0 or re.search(r"<[A-Za-z]", text[:start]):
        return text, {}
    bracket, close = text.find("[", start), text.find(">", start)
    if 0 <= bracket < close:
        inner = re.compile(r"\]\s{0,100}>").search(text, bracket)
        end = inner.end() if inner else len(text)
    else:
        end = close + 1 if close >= 0 else len(text)
    found = _ENTITY.findall(text[start:end])
    return text[:start] + text[end:], {name: double or single for name, double, single in found}


def _references(text: str, entities: dict[str, str]) -> str:
    """Replace references by their characters, escape bare ampersands, drop what is no text; CDATA stays as it is."""
    out: list[str] = []
    at, left = 0, _MOST_ENTITIES
    missing: set[str] = set()
    while found := _SPECIAL.search(text, at):
        out.append(text[at : found.start()])
        piece = found[0]
        at = found.end()
        if piece in _CLOSES:
            close = _CLOSES[piece]
            # Looked for once only if it is not there: thousands of unclosed comments must not cost their square.
            end = -1 if close in missing else text.find(close, at)
            if end < 0:
                missing.add(close)
                out.append(piece if piece == "<![CDATA[" else _escaped(piece))
                continue
            if piece == "<![CDATA[":
                out.append(piece + _BAD_REFERENCE.sub(_kept_if_good, text[at:end]) + close)
            at = end + len(close)
        elif "svg" in piece[:5].lower():
            # Not for reading, and the parser ignores every end tag behind one that is not closed.
            continue
        elif found[2] in entities and found[2] not in _MARKUP and left > 0:
            left -= 1
            out.append(_escaped(entities[found[2]]))
        else:
            out.append(_character(piece, found[1], found[2]))
    out.append(text[at:])
    return "".join(out)


def _character(piece: str, number: str | None, name: str | None) -> str:
    """What stands for one `&…` outside CDATA."""
    closed = piece.endswith(";")
    if number:
        return _escaped(_numbered(number))
    if name in _MARKUP and closed:
        return piece
    if name and closed and f"{name};" in html5:
        return _escaped(html5[f"{name};"])
    return "&amp;" + piece[1:]


def _numbered(number: str) -> str:
    """The character of a numeric reference; nothing for one that does not exist. References to C1 mean Windows-1252."""
    hexadecimal = number[:1] in "xX"
    digits = (number[1:] if hexadecimal else number).lstrip("0")
    if not digits or len(digits) > 7 or not (hexadecimal or digits.isdecimal()):
        return ""
    code = int(digits, 16 if hexadecimal else 10)
    if 0x80 <= code <= 0x9F:
        return bytes([code]).decode("cp1252", "ignore")
    return "" if code > 0x10FFFF else UNWANTED.sub("", chr(code))


def _kept_if_good(reference: re.Match[str]) -> str:
    """Inside CDATA a reference is text that HTML will read later; only those to no character at all are dropped."""
    return reference[0] if _numbered(reference[1]) else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
