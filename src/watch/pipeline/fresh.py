"""Which articles of a document are new or edited, and which are known ones under another link or guid."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from watch.model import Article
from watch.pipeline.full_text import Draft
from watch.pipeline.ingest import is_news
from watch.sources.identity import digest
from watch.store import archive

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: In a shorter document there is no telling whether ids changed or items did.
LEAST_ITEMS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """What of a document is to be matched, and how much of it is known."""

    drafts: Sequence[Draft] = ()
    overlap: int = 0
    #: By the number of the known article.
    renamed: Mapping[int, Article] = field(default_factory=dict)

    def with_(self, other: "Fresh") -> "Fresh":
        """Of two parts of a document."""
        return Fresh(
            drafts=[*self.drafts, *other.drafts],
            overlap=self.overlap + other.overlap,
            renamed={**self.renamed, **other.renamed},
        )


def fresh_of(conn: "Connection", articles: tuple[Article, ...]) -> Fresh:
    """Compare a document with what its source has shown before."""
    if not articles:
        return Fresh()
    known = archive.known_articles(conn, articles[0].source_id, [article.key for article in articles])
    strangers = [article for article in articles if article.key not in known]
    renamed = _renamed(conn, strangers) if len(strangers) > max(LEAST_ITEMS - 1, len(articles) / 2) else []
    met = known | {article.key: stored for article, stored in renamed}
    drafts = [Draft(article, digest(article)) for article in articles]
    news = [draft for draft in drafts if is_news(met.get(draft.article.key), draft.digest)]
    return Fresh(drafts=news, overlap=len(known), renamed={stored.id: article for article, stored in renamed})


def _renamed(conn: "Connection", strangers: Sequence[Article]) -> list[tuple[Article, archive.KnownArticle]]:
    """Those of the strangers that are known articles under other ids, where that holds for most of them.

    A title tells one article only if it stands once in the document and once in the archive, and the dates do not
    contradict it: "Press conference by the minister" comes every week.
    """
    counts = Counter(article.title for article in strangers)
    once = {article.title: article for article in strangers if article.title and counts[article.title] == 1}
    stored = archive.titled(conn, strangers[0].source_id, once)
    seen = Counter(one.title for one in stored)
    found = [
        (once[one.title], one.known)
        for one in stored
        if one.title in once and seen[one.title] == 1 and _agree(once[one.title].published_at, one.published_at)
    ]
    return found if len(found) * 2 > len(strangers) else []


def _agree(one: datetime | None, other: datetime | None) -> bool:
    return one is None or other is None or one == other
