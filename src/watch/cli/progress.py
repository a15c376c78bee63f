"""A bar for long work, on standard error and only where a person looks at it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Called with how much more is done.
Advance = Callable[[int], None]


@contextmanager
def bar(label: str, total: int | None, *, wanted: bool = True) -> Iterator[Advance]:
    """Show how far the work is, or without a total that it goes on; nothing where standard error is no terminal.

    The bar goes away at the end.
    """
    if not (wanted and sys.stderr.isatty()):
        yield lambda _more: None
        return
    from rich.console import Console
    from rich.progress import Progress

    # Standard output is left alone: rich would send what is printed meanwhile to standard error.
    with Progress(console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task(label, total=total)
        yield lambda more: progress.advance(task, more)
