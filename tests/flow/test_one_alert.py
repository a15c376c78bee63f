"""One happening, one alert (P4): languages, outlets, restarts add to it; only what says more speaks again."""

from datetime import datetime, timedelta
from itertools import permutations
from pathlib import Path

import pytest
from desk import START, open_desk
from house import Item

from watch.model import Reason

OFFERING = {
    "ja": Item(title="首相、靖国神社に真榊を奉納　参拝は見送り", link="http://ja.test/1"),
    "en": Item(title="Japan's prime minister sends ritual offering to Yasukuni Shrine", link="http://en.test/1"),
    "ko": Item(title="日 총리, 야스쿠니신사에 공물 봉납…참배는 보류", link="http://ko.test/1"),
}
VISIT = Item(title="Cabinet minister visits Yasukuni Shrine during autumn festival", link="http://en.test/2")
NOISE = {
    "ja": Item(title="靖国通りで水道管が破裂", link="http://ja.test/0"),
    "en": Item(title="Ambassador opens a poetry evening", link="http://en.test/0"),
    "ko": Item(title="사도세자 뮤지컬 개막", link="http://ko.test/0"),
}


@pytest.mark.parametrize("order", list(permutations(("ja", "en", "ko"))), ids="-".join)
async def test_the_same_happening_in_three_languages_speaks_once(order: tuple[str, ...], tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        for lang, item in NOISE.items():
            desk.publish(lang, item)
        await desk.poll()
        for lang in order:
            desk.publish(lang, OFFERING[lang])
            await desk.poll()
        assert len(desk.alerts) == 1
        (incident,) = desk.incidents
        assert incident.articles == 3
        assert set(incident.langs) == {"en", "ja", "ko"}
        reasons = sorted(decision.reason for decision in desk.decisions(incident))
        assert reasons == [Reason.NEW_INCIDENT, Reason.NOTHING_NEW, Reason.NOTHING_NEW]


async def test_a_higher_rung_speaks_again_and_a_lower_one_does_not(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        desk.publish("ja", OFFERING["ja"])
        await desk.poll()
        desk.publish("en", VISIT)
        await desk.poll()
        desk.publish("ko", OFFERING["ko"])
        await desk.poll()
        assert len(desk.alerts) == 2
        (incident,) = desk.incidents
        assert incident.rung == "minister"


async def test_restart_reordering_new_guids_and_tracking_links_say_nothing_again(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        for lang in OFFERING:
            desk.publish(lang, NOISE[lang])
        await desk.poll()
        for lang, item in OFFERING.items():
            desk.publish(lang, item)
        await desk.poll()
        assert len(desk.alerts) == 1
    async with open_desk(tmp_path) as again:
        for lang, item in OFFERING.items():
            tracked = Item(
                title=item.title, link=f"{item.link}?utm_source=rss&utm_medium=feed", guid=f"new-{lang}", at=START
            )
            again.publish(lang, NOISE[lang], tracked)
        await again.poll()
        again.publish("en", Item(title=OFFERING["en"].title, link="http://en.test/1#top", guid="other"))
        await again.poll()
        assert len(again.alerts) == 1
        assert len(again.incidents) == 1


@pytest.mark.parametrize(
    "title",
    [
        "The last visit to Yasukuni Shrine by a sitting prime minister was in 2013",
        "靖国神社への首相の参拝は2013年が最後",
        "현직 총리의 야스쿠니 신사 참배는 2013년이 마지막",
    ],
)
async def test_background_about_an_old_visit_raises_no_rung(title: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        desk.publish("en", Item(title=title, link="http://en.test/9"))
        await desk.poll()
        assert desk.alerts == []


@pytest.mark.parametrize(
    "title",
    [
        "Former prime minister visits Yasukuni Shrine",
        "前首相が靖国神社を参拝",
        "전 일본 총리, 야스쿠니 신사 참배",
    ],
)
async def test_a_former_prime_minister_is_no_prime_minister(title: str, tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        desk.publish("en", Item(title=title, link="http://en.test/9"))
        await desk.poll()
        (incident,) = desk.incidents
        assert incident.rung == "lawmakers"


async def test_the_first_look_is_kept_and_not_alerted_one_by_one(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        for lang, item in OFFERING.items():
            desk.publish(lang, item)
        await desk.poll()
        assert desk.alerts == []
        (incident,) = desk.incidents
        assert {decision.reason for decision in desk.decisions(incident)} == {Reason.BASELINE}


async def test_a_grave_and_fresh_baseline_is_told_in_one_message(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        desk.publish("en", VISIT)
        await desk.poll()
        assert len(desk.alerts) == 1
        assert "already in the feeds" in desk.alerts[0].lower()


async def test_an_article_that_starts_to_match_after_an_edit_speaks_and_a_counter_in_it_does_not(
    tmp_path: Path,
) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        desk.publish("en", Item(title="Live: Japan politics", link="http://en.test/live"))
        await desk.poll()
        assert desk.alerts == []
        for text in ("", "", ""):
            desk.items["en"] = [Item(title=VISIT.title, text=text, link="http://en.test/live")]
            desk.show("en")
            await desk.poll()
        for count in range(3):
            desk.items["en"] = [Item(title=VISIT.title, text=f"{count} comments", link="http://en.test/live")]
            desk.show("en")
            await desk.poll()
        assert len(desk.alerts) == 1


def rebuilt(start: datetime) -> list[Item]:
    """Twenty-four items that nobody has seen, of the month before."""
    return [
        Item(
            title=f"Other story {n}", link=f"http://new.test/{n}", guid=f"n{n}", at=start - timedelta(days=20, hours=n)
        )
        for n in range(24)
    ]


async def test_a_rebuilt_feed_with_new_links_and_titles_is_baseline_again(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        old = (Item(title=f"Old story {n}", link=f"http://old.test/{n}", guid=f"o{n}") for n in range(25))
        desk.publish("en", *old)
        await desk.poll()
        desk.items["en"] = []
        earlier = START - timedelta(hours=5)
        desk.publish("en", *rebuilt(START), Item(title=OFFERING["en"].title, link="http://new.test/x", at=earlier))
        await desk.poll()
        assert desk.alerts == []
        assert len(desk.incidents) == 1


async def test_what_happened_while_we_were_away_is_news_though_nothing_in_the_feed_is_known(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        old = (Item(title=f"Old story {n}", link=f"http://old.test/{n}", guid=f"o{n}") for n in range(25))
        desk.publish("en", *old)
        await desk.poll()
        desk.clock.pass_(timedelta(days=2))
        desk.items["en"] = []
        yesterday = desk.clock.now() - timedelta(days=1)
        desk.publish("en", *rebuilt(START), Item(title=OFFERING["en"].title, link="http://new.test/x", at=yesterday))
        await desk.poll()
        assert len(desk.alerts) == 1


async def test_old_news_after_an_empty_first_answer_is_baseline(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        await desk.poll()
        desk.publish("en", Item(title=OFFERING["en"].title, link="http://en.test/1", at=START - timedelta(days=6)))
        await desk.poll()
        assert desk.alerts == []


async def test_a_happening_that_a_new_source_held_already_is_told_when_another_reports_it(tmp_path: Path) -> None:
    async with open_desk(tmp_path) as desk:
        desk.publish("ja", OFFERING["ja"])
        await desk.poll()
        assert desk.alerts == []
        for lang in ("en", "ko"):
            desk.publish(lang, OFFERING[lang])
            await desk.poll()
        assert len(desk.alerts) == 1


async def test_an_html_page_answered_with_200_is_not_a_feed_and_forgets_nothing(tmp_path: Path) -> None:
    async with open_desk(tmp_path, sources=("en",)) as desk:
        desk.publish("en", NOISE["en"])
        await desk.poll()
        before = desk.state("en")
        desk.publisher.publish("/en", b"<html><title>Just a moment</title><body>wait</body></html>", "text/html")
        await desk.poll()
        after = desk.state("en")
        assert after.state == "not-a-feed"
        assert after.failures == 1
        assert (after.baseline_at, after.last_ok_at) == (before.baseline_at, before.last_ok_at)
