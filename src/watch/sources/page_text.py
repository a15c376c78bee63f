"""The page of one article, or its PDF → the text of the article, without what stands around it.

Runs in a worker process, under limits: both libraries take minutes and gigabytes for a document that means harm.
"""

from io import BytesIO

from watch.model import Lang
from watch.sources.decode import page_to_utf8
from watch.sources.feed import binary
from watch.sources.markup import tidy_text

#: Pages of a PDF beyond this are annexes.
_MOST_PAGES = 30
#: What has less text than this is a teaser, a wall or an error page.
_SHORTEST = 60


def read_text(body: bytes, *, charset: str | None = None, hint: Lang | None = None) -> str | None:
    """The text of an article, or None where there is none to be found. Raises nothing but MemoryError."""
    if body.startswith(b"%PDF"):
        text = _pdf(body)
    elif binary(body):
        return None
    else:
        text = _page(page_to_utf8(body, http_charset=charset, hint=hint).text)
    tidy = tidy_text(text or "")
    return tidy if len(tidy) >= _SHORTEST else None


def _page(markup: str) -> str | None:
    import trafilatura

    try:
        found = trafilatura.extract(markup, include_comments=False, include_tables=True, favor_recall=True)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the seam around a library that looks at whatever a page holds
        return None
    return found if isinstance(found, str) else None


def _pdf(body: bytes) -> str | None:
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(body), strict=False)
        return "\n".join(page.extract_text() for page in reader.pages[:_MOST_PAGES])
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - the seam around a library that raises in a hundred places
        return None
