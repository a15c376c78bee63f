"""What a person sees in documents as ministries and papers serve them: facts read off them by eye.

The documents are not part of the project; where they are absent the tests that need them are skipped.
"""

from dataclasses import dataclass
from pathlib import Path

import pytest

from watch.model import Lang

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "feeds"

#: For the tests that need the folder: skipped, with the reason shown, where it is absent.
needs_folder = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the folder with real documents (../shared/feeds) is absent"
)


@dataclass(frozen=True)
class Fact:
    """What a person sees of one item: its place from 0 (-1 is the last), how its title begins, link, instant in UTC."""

    place: int
    title: str
    link: str | None
    published: str


@dataclass(frozen=True)
class Document:
    """What a person sees of a document."""

    url: str
    format: str
    title: str
    items: int
    lang: Lang
    facts: tuple[Fact, ...]


DOCUMENTS = {
    "cao.xml": Document(
        "https://www.cao.go.jp/rss/news.rdf",
        "rss10",
        "内閣府 報道発表新着情報",
        10,
        Lang.JA,
        (
            Fact(0, "機械受注統計調査報告", "https://www.esri.cao.go.jp/jp/stat/juchu/juchu.html", "2026-08-18 23:50"),
            Fact(2, "四半期別ＧＤＰ速報", "https://www.esri.cao.go.jp/jp/sna/menu.html", "2026-08-16 23:30"),
            Fact(
                8,
                "",
                "https://www.cao.go.jp/consumer/kabusoshiki/syokuhinhyouji/bukai/082/shiryou/index.html",
                "",
            ),
            Fact(
                -1,
                "評価技術企画ワーキンググループ",
                "https://www.fsc.go.jp/senmon/sonota/annai/wg_gijutsukikaku_annai_38.html",
                "2026-08-06 06:00",
            ),
        ),
    ),
    "digital.xml": Document(
        "https://www.digital.go.jp/rss/news.xml",
        "rss20",
        "デジタル庁 新着・更新",
        21,
        Lang.JA,
        (
            Fact(
                1,
                "民間事業者向けマイナンバーカード活用情報",
                "https://www.digital.go.jp/policies/mynumber/private-business",
                "2026-08-19 06:00",
            ),
            Fact(3, "企画競争：補助申請", "https://www.digital.go.jp/procurement", "2026-08-19 06:00"),
            Fact(-1, "一般競争入札：公共SaaS", "https://www.digital.go.jp/procurement", "2026-08-13 06:00"),
        ),
    ),
    "fsa.xml": Document(
        "https://www.fsa.go.jp/fsaNewsListAll_rss2.xml",
        "rss20",
        "金融庁",
        15,
        Lang.JA,
        (
            Fact(
                0,
                "その他,令和８年熊本地震",
                "https://www.fsa.go.jp/ordinary/earthquake202607/press.html",
                "2026-08-19 08:00",
            ),
            Fact(1, "「第２回 気候変動", "https://www.fsa.go.jp/news/r8/sonota/20260819.html", "2026-08-19 05:56"),
            Fact(
                -1,
                "採用,職員を募集",
                "https://www.fsa.go.jp/common/recruit/r7/soumo-13/soumo-13.html",
                "2026-08-07 03:00",
            ),
        ),
    ),
    "kantei.xml": Document(
        "https://www.kantei.go.jp/index-jnews.rdf",
        "rss20",
        "新着情報 -首相官邸ホームページ-",
        25,
        Lang.JA,
        (
            Fact(
                0,
                "高市総理はエルドアン",
                "https://www.kantei.go.jp/jp/105/statement/2026/0819kaiken.html",
                "2026-08-19 18:13",
            ),
            Fact(
                3,
                "高市総理は沖縄豆記者団",
                "https://www.kantei.go.jp/jp/105/actions/202608/18hyoukei.html",
                "2026-08-18 14:10",
            ),
            Fact(16, "北朝鮮による弾道ミサイル", None, "2026-08-12 08:20"),
            Fact(
                -1,
                "高市総理は長崎原爆",
                "https://www.kantei.go.jp/jp/105/statement/2026/0809nagasaki.html",
                "2026-08-09 10:45",
            ),
        ),
    ),
    "koreatimes.rss": Document(
        "https://www.koreatimes.co.kr/www/rss/rss.xml",
        "rss20",
        "Korea Times News",
        195,
        Lang.EN,
        (
            Fact(
                0,
                "France on course for driest July on record: weather office",
                "https://www.koreatimes.co.kr/www/nation/2022/07/501_333483.html?fl",
                "2022-07-27 19:35:05",
            ),
            Fact(
                9,
                "Government to help market small firms through hallyu",
                "https://www.koreatimes.co.kr/www/nation/2022/07/398_333473.html?fl",
                "2022-07-27 19:35:05",
            ),
            Fact(
                -1,
                "What's Hong Kong's future as global financial hub?",
                "https://www.koreatimes.co.kr/www/special/2022/07/175_333235.html?fl",
                "2022-07-27 19:35:05",
            ),
        ),
    ),
    "meti_atom_frozen.xml": Document(
        "https://www.meti.go.jp/ml_index_release_atom.xml",
        "atom10",
        "経済産業省 | 新着情報",
        25,
        Lang.JA,
        (
            Fact(
                0,
                "令和8年度物流パートナーシップ",
                "https://www.meti.go.jp/press/2026/06/20260619003/20260619003.html",
                "2026-06-19 05:00",
            ),
            Fact(
                2,
                "中華人民共和国産並びに",
                "https://www.meti.go.jp/press/2026/06/20260619002/20260619002.html",
                "2026-06-19 01:00",
            ),
            Fact(
                -1,
                "日独航空宇宙",
                "https://www.meti.go.jp/press/2026/06/20260611005/20260611005.html",
                "2026-06-10 15:00",
            ),
        ),
    ),
    "mext.xml": Document(
        "https://www.mext.go.jp/b_menu/news/index.rdf",
        "rss10",
        "文部科学省 新着情報",
        21,
        Lang.JA,
        (
            Fact(
                0,
                "中央教育審議会大学分科会",
                "https://www.mext.go.jp/b_menu/shingi/chukyo/chukyo4/055/kaisai/1422340_00014.html",
                "2026-08-19 05:00",
            ),
            Fact(
                2,
                "文部科学省大臣官房会計課",
                "https://www.mext.go.jp/b_menu/saiyou/hijyoukin/1423086_00177.htm",
                "2026-08-19 05:00",
            ),
            Fact(
                -1,
                "火山調査研究推進本部",
                "https://www.mext.go.jp/a_menu/kaihatu/jishin/mext_00281.html",
                "2026-08-14 03:00",
            ),
        ),
    ),
    "mhlw.xml": Document(
        "https://www.mhlw.go.jp/stf/news.rdf",
        "rss10",
        "厚生労働省新着情報",
        67,
        Lang.JA,
        (
            Fact(
                0,
                "第226回労働政策審議会",
                "https://www.mhlw.go.jp/stf/newpage_021225156_00113.html",
                "2026-08-19 09:00",
            ),
            Fact(
                2,
                "令和８年熊本地震における",
                "https://www.mhlw.go.jp/stf/seisakunitsuite/bunya/tiiki/R8kumamoto_kenkousoudan.html",
                "2026-08-19 06:00",
            ),
            Fact(
                -1,
                "毎月勤労統計調査",
                "https://www.mhlw.go.jp/toukei/itiran/roudou/monthly/r08/2606p/2606p.html",
                "2026-08-04 23:30",
            ),
        ),
    ),
    "mlit.xml": Document(
        "http://www.mlit.go.jp/pressrelease.rdf",
        "rss10",
        "国土交通省ホームページプレスリリース",
        18,
        Lang.JA,
        (
            Fact(
                0,
                "「第２回 気候変動関連データ",
                "http://www.mlit.go.jp/report/press/mizukokudo03_hh_001360.html",
                "2026-08-18 20:00",
            ),
            Fact(
                2, "小学校の防災学習", "http://www.mlit.go.jp/report/press/house06_hh_000254.html", "2026-08-18 20:00"
            ),
            Fact(
                -1,
                "次世代船舶の世界トップシェア",
                "http://www.mlit.go.jp/report/press/kaiji05_hh_000342.html",
                "2026-08-16 20:00",
            ),
        ),
    ),
    "mod.xml": Document(
        "https://www.mod.go.jp/j/rss/index.xml",
        "rss20",
        "防衛省・自衛隊",
        126,
        Lang.JA,
        (
            Fact(
                1,
                "日豪防衛協力の強化に関する共同声明",
                "https://www.mod.go.jp/j/approach/exchange/area/2026/20260818_aus-j.html",
                "2026-08-19 09:02:36",
            ),
            Fact(
                3,
                "政府専用機の運航について",
                "https://www.mod.go.jp/j/press/news/2026/08/17a.html",
                "2026-08-17 09:03:10",
            ),
            Fact(
                -1,
                "日シンガポール防衛相会談",
                "https://www.mod.go.jp/j/approach/exchange/area/2026/20260531_sgp-j.html",
                "2026-06-01 09:01:58",
            ),
        ),
    ),
    "mof.xml": Document(
        "https://www.mof.go.jp/news.rss",
        "rss20",
        "財務省：新着RSS",
        100,
        Lang.JA,
        (
            Fact(
                1,
                "広報誌「ファイナンス」8月号 特集",
                "https://www.mof.go.jp/public_relations/finance/index.htm",
                "2026-08-19 06:30",
            ),
            Fact(
                3,
                "国庫短期証券（第1401回）の入札結果",
                "https://www.mof.go.jp/jgbs/auction/calendar/tbill/tbill_nyusatsu/resul20260819.htm",
                "2026-08-19 03:30",
            ),
            Fact(
                -1,
                "大韓民国及び中華人民共和国",
                "https://www.mof.go.jp/about_mof/councils/customs_foreign_exchange/sub-of_customs/report/20260730a_toushin.html",
                "2026-07-30 05:21",
            ),
        ),
    ),
    "soumu.xml": Document(
        "https://www.soumu.go.jp/news.rdf",
        "rss10",
        "総務省 ホームページ新着情報",
        20,
        Lang.JA,
        (
            Fact(
                0,
                "令和8年度地方財政審議会（8月19日）",
                "https://www.soumu.go.jp/main_sosiki/singi/chizai/02zaisei02_04001397_00957.html",
                "2026-08-18 20:00",
            ),
            Fact(
                2,
                "情報通信行政・郵政行政審議会",
                "https://www.soumu.go.jp/main_sosiki/joho_tsusin/policyreports/joho_tsusin/kaisai/yusei/02ryutsu01_04000514.html",
                "2026-08-18 20:00",
            ),
            Fact(
                -1,
                "スポーツを観る機会の確保",
                "https://www.soumu.go.jp/main_sosiki/kenkyu/watch_sports/02ryutsu07_04000583.html",
                "2026-08-13 20:00",
            ),
        ),
    ),
}
