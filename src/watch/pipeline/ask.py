"""Asking a source: the one way by which its list is fetched, whoever wants it and whatever becomes of the answer."""

from watch.model import Source, SourceKind, SourceState
from watch.net.fetch import Answer, Fetcher, FetchFailed
from watch.net.robots import Robots
from watch.remembered import PollState


async def ask(source: Source, url: str, fetcher: Fetcher, robots: Robots, *, known: PollState | None = None) -> Answer:
    """Fetch what `source` serves at `url`; a page only where its site lets robots read it.

    With `known` it is asked for news only, by the validators of that state. Raises nothing but CancelledError.
    """
    if source.kind is SourceKind.PAGE and await robots.forbid(url):
        detail = "the site's robots.txt asks robots not to read this page"
        return FetchFailed(state=SourceState.BLOCKED, detail=detail)
    return await fetcher.get(
        url,
        etag=known.etag if known else None,
        last_modified=known.last_modified if known else None,
        validated_url=known.validated_url if known else None,
        asking=source.asking,
    )
