"""The demo: a folder that is thrown away, a config for it, and the real daemon."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from watch import shipped
from watch.demo.server import LANGS, StoryServer
from watch.times import Clock

if TYPE_CHECKING:
    from watch.daemon import Daemon

#: `--once` tells thirty seconds of stories in two fifths of the time: still a poll or more between them.
QUICK = 0.4

_NAMES = {"en": "demo-courier", "ko": "demo-ilbo", "ja": "demo-shimbun"}


def write_config(folder: Path, address: str) -> Path:
    """A config that watches the story server with the shipped rules and prints alerts."""
    sources = "".join(
        f'\n[[sources]]\nid = "{_NAMES[lang]}"\nurl = "{address}/{lang}"\nlang = "{lang}"\ninterval = "1s"\n'
        for lang in LANGS
    )
    path = folder / "config.toml"
    path.write_text(
        '[database]\nurl = "sqlite:///demo.db"\n\n'
        f"[rules]\npath = '{shipped.path('rules')}'\n\n"
        '[http]\nallow_private = ["127.0.0.1"]\n\n'
        '[channels.console]\nurl = "console://"\n\n'
        f'[web]\nlisten = ""\n{sources}',
        encoding="utf-8",
    )
    return path


def show(*, clock: Clock, once: bool) -> bool:
    """Run the demo until it is interrupted, or with `once` until all was told. Returns whether all went well."""
    from watch import serving

    pace = QUICK if once else 1.0
    with (
        tempfile.TemporaryDirectory(prefix="tripwatch-demo-") as folder,
        StoryServer(now=clock.now, pace=pace) as stories,
    ):
        print(_opening(once))  # noqa: T201 - this is the output

        async def meanwhile(running: "Daemon") -> None:
            await _until_told(running, stories, once=once)

        config = write_config(Path(folder), stories.address)
        return serving.serve(config, environ=os.environ, clock=clock, meanwhile=meanwhile)


def _opening(once: bool) -> str:
    length = "twelve seconds" if once else "half a minute"
    return (
        "Tripwatch demo: three invented newspapers on this machine, one each in English, Korean and Japanese.\n"
        f"For {length} stories appear in them: watch which ones speak. "
        f"{'It ends by itself.' if once else 'Ctrl-C ends it.'}\n"
    )


async def _until_told(running: "Daemon", stories: StoryServer, *, once: bool) -> None:
    """Wait until every story was fetched and every alert sent; then say so, and with `once` stop the daemon."""
    while not (stories.told_all and await running.idle()):  # noqa: ASYNC110 - the end lies in a server and a database
        await asyncio.sleep(0.1)
    print("\nThat was all: every other story was noise, or the same happening again.")  # noqa: T201 - this is the output
    if once:
        running.stop()
