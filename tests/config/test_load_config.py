"""A config is read whole or refused whole, and every mistake in it is named where it stands."""

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watch.config.load import load, load_config
from watch.configured import Config, PollingSettings, Route
from watch.errors import Problem, ProblemsError
from watch.model import Lang, Severity, Source, Tier
from watch.secret import Secret

SECRET = "hunter2-token"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, so that messages name the config as a person would."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def read(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Config:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path, environ=environ or {})


def refused(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> list[Problem]:
    with pytest.raises(ProblemsError) as raised:
        read(folder, text, environ)
    assert SECRET not in str(raised.value)
    return list(raised.value.problems)


def only(folder: Path, text: str, environ: Mapping[str, str] | None = None) -> Problem:
    problems = refused(folder, text, environ)
    assert len(problems) == 1, problems
    return problems[0]


def test_an_empty_file_is_a_config_of_defaults(folder: Path) -> None:
    config = read(folder, "")
    assert config.file == str(folder / "config.toml")
    assert config.database_url == f"sqlite:///{folder}/tripwatch.db"
    assert config.rules_path is None
    assert config.polling == PollingSettings()
    assert config.http.allow_private is False
    assert config.http.proxy is None
    assert config.http.timeout == timedelta(seconds=20)
    assert config.http.user_agent.startswith("Tripwatch/")
    assert config.web_listen == "127.0.0.1:8710"
    assert config.reader_zone == "UTC"
    assert config.sources == ()
    assert config.channels_for("any", Severity.CRITICAL) == ()


def test_every_setting_arrives_in_the_config(folder: Path) -> None:
    (folder / "own").mkdir()
    config = read(
        folder,
        """
        [database]
        url = "sqlite:///data/watch.db?timeout=5"
        [rules]
        path = "own"
        [http]
        allow_private = ["localhost", "10.0.0.0/8", "[::1]"]
        proxy = "http://me:pass@proxy.example:3128"
        user_agent = "Desk/1"
        timeout = "1m30s"
        max_bytes = 20000
        [polling]
        interval = "1h"
        shortest = "10s"
        longest = "1d"
        grace = "0s"
        [[sources]]
        id = "yonhap.ko"
        url = "https://www.yna.co.kr/rss/news.xml?a=b"
        lang = "ko"
        tier = "wire"
        interval = "1s"
        tags = ["seoul"]
        country = "KR"
        zone = "Asia/Seoul"
        [[sources]]
        id = "short"
        url = "http://[2001:db8::1]:8080/feed"
        kind = "feed"
        [channels.console]
        url = "console://"
        [channels.Desk_2]
        url = "slack://a/b/c"
        [[routes]]
        rules = ["yasukuni"]
        min_severity = "high"
        channels = ["Desk_2", "console"]
        [[routes]]
        channels = ["console"]
        [operator]
        channels = ["console"]
        [web]
        listen = "[::1]:9000"
        [reader]
        zone = "Asia/Tokyo"
        """,
    )
    assert config.database_url == f"sqlite:///{folder}/data/watch.db?timeout=5"
    assert config.rules_path == str(folder / "own")
    assert config.http.allow_private == ("localhost", "10.0.0.0/8", "[::1]")
    assert config.http.proxy == Secret("http://me:pass@proxy.example:3128")
    assert config.http.user_agent == "Desk/1"
    assert config.http.timeout == timedelta(seconds=90)
    assert config.http.max_bytes == 20_000
    assert config.polling == PollingSettings(
        interval=timedelta(hours=1), shortest=timedelta(seconds=10), longest=timedelta(days=1), grace=timedelta(0)
    )
    assert config.sources == (
        Source(
            id="yonhap.ko",
            url="https://www.yna.co.kr/rss/news.xml?a=b",
            interval=timedelta(seconds=1),
            lang=Lang.KO,
            tier=Tier.WIRE,
            country="kr",
            zone="Asia/Seoul",
            tags=("seoul",),
        ),
        Source(id="short", url="http://[2001:db8::1]:8080/feed", interval=timedelta(hours=1), adapts=True),
    )
    assert config.routes == (
        Route(rules=frozenset({"yasukuni"}), min_severity=Severity.HIGH, channels=("Desk_2", "console")),
        Route(channels=("console",)),
    )
    assert config.channels_for("yasukuni", Severity.HIGH) == ("Desk_2", "console")
    assert config.channels_for("yasukuni", Severity.INFO) == ()
    assert config.operator_channels == ("console",)
    assert config.web_listen == "[::1]:9000"
    assert config.reader_zone == "Asia/Tokyo"


def test_without_routes_everything_goes_to_all_channels(folder: Path) -> None:
    config = read(folder, '[channels]\na = { url = "console://" }\nb.url = "json://host"\n')
    assert config.channels_for("any", Severity.LOW) == ("a", "b")


def test_a_database_stays_where_its_url_says(folder: Path) -> None:
    absolute = read(folder, '[database]\nurl = "sqlite:////srv/watch.db"')
    assert absolute.database_url == "sqlite:////srv/watch.db"
    other = read(folder, '[database]\nurl = "postgresql+psycopg://me@db/watch"')
    assert other.database_url == "postgresql+psycopg://me@db/watch"


def test_a_folder_with_signs_of_a_url_in_its_name_keeps_its_database(tmp_path: Path) -> None:
    from sqlalchemy import make_url

    odd = tmp_path / "100%20 sure? 日本"
    odd.mkdir()
    (odd / "config.toml").touch()
    url = load_config(odd / "config.toml", environ={}).database_url
    assert make_url(url).database == str(odd / "tripwatch.db")


def test_a_config_with_five_mistakes_is_told_all_five_with_line_column_and_hint(folder: Path) -> None:
    problems = refused(
        folder,
        """\
[http]
timeot = "5s"

[[sources]]
id = "kantei"
url = "www.kantei.go.jp/index.rdf"
interval = 15

[[sources]]
id = "kantei"
url = "https://japan.kantei.go.jp/index-e2.rdf"

[channels.console]
url = "console://"

[[routes]]
channels = ["consol"]
""",
    )
    assert (
        "\n".join(str(problem) for problem in problems)
        == """\
config.toml:2:1: error: unknown key "timeot" in [http]
    timeot = "5s"
    ^^^^^^  did you mean "timeout"?
config.toml:6:7: error: url must begin with http:// or https://
    url = "www.kantei.go.jp/index.rdf"
          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^  a whole address is needed, such as "https://example.org/feed.xml"
config.toml:7:12: error: interval must be a duration such as "15m"; found 15
    interval = 15
               ^^  write "15s" for seconds
config.toml:10:6: error: the id "kantei" is taken in line 5
    id = "kantei"
         ^^^^^^^^  ids tell sources apart, so that each has its own
config.toml:17:13: error: there is no channel "consol"
    channels = ["consol"]
                ^^^^^^^^  did you mean "console"?"""
    )


SOURCE = '[[sources]]\nid = "a"\nurl = "https://example.org/"\n'
CHANNEL = '[channels.a]\nurl = "console://"\n'


@pytest.mark.parametrize(
    ("text", "where", "message", "hint"),
    [
        ('[database]\nurl = "mysql://x"', (2, 7), "url must begin with sqlite:/// or postgresql://", "tripwatch.db"),
        ('[database]\nurl = "sqlite://"', (2, 7), "url names no file", "in memory"),
        ('[database]\nurl = "sqlite:///:memory:"', (2, 7), "url names no file", "in memory"),
        ('[rules]\npath = "nowhere"', (2, 8), "there is no such folder", "make it"),
        ("[rules]\npath = 3", (2, 8), "path must be a text in quotes; found 3", ""),
        ('[http]\nallow_private = "yes"', (2, 17), "must be false, true or a list", ""),
        ('[http]\nallow_private = [\n"ok.example",\n"10.0.0.0/33"]', (4, 1), '"10.0.0.0/33" is neither', "10.0.0.0/8"),
        ("[http]\nallow_private = [1]", (2, 18), "each entry of allow_private", ""),
        ('[http]\nproxy = "socks5://x"', (2, 9), "proxy must begin with http", "3128"),
        ('[http]\nuser_agent = "a\\r\\nCookie: b"', (2, 14), "one line", ""),
        ('[http]\ntimeout = "10m"', (2, 11), 'between "1s" and "5m"; found "10m"', ""),
        ('[http]\nmax_bytes = "10 MB"', (2, 13), 'whole number, without quotes; found "10 MB"', ""),
        ("[http]\nmax_bytes = true", (2, 13), "whole number, without quotes; found true", ""),
        ("[http]\nmax_bytes = 1", (2, 13), "between 10000 and 100000000; found 1", ""),
        ('[polling]\ninterval = "0.5s"', (2, 12), 'between "1s" and "30d"; found "0.5s"', ""),
        ('[polling]\ninterval = "31d"', (2, 12), 'between "1s" and "30d"; found "31d"', ""),
        ('[polling]\ninterval = "often"', (2, 12), 'a duration such as "15m"; found "often"', "a number and a unit"),
        ('[polling]\nlongest = "30s"', (2, 11), "shortest (1m) is longer than longest (30s)", "between the two"),
        ('[polling]\ngrace = "31d"', (2, 9), 'between "0s" and "30d"; found "31d"', ""),
        (SOURCE + 'lang = "jp"', (4, 8), 'lang must be "en", "ko" or "ja"; found "jp"', ""),
        (SOURCE + 'tier = "offical"', (4, 8), "tier must be", 'did you mean "official"?'),
        (SOURCE + 'kind = "page"', (1, 1), "item is missing", "CSS selector"),
        (SOURCE + 'kind = "page"\nitem = "li[["', (5, 8), 'item: "li[[" is no CSS selector', "ul.news li"),
        (SOURCE + 'item = "li"', (4, 1), 'item means nothing to kind "feed"', "kind page"),
        ('[[sources]]\nid = "a"\nkind = "gdelt"', (1, 1), "query is missing", "what to look for"),
        (SOURCE + 'kind = "gdelt"\nquery = "a"', (3, 1), 'url means nothing to kind "gdelt"', "made of the query"),
        (SOURCE + 'query = "a"', (4, 1), 'query means nothing to kind "feed"', "gdelt or google-news"),
        (SOURCE + "headers = 3", (4, 11), "headers must be a table such as", ""),
        (SOURCE + 'headers = { Host = "a" }', (4, 11), 'headers cannot set "Host"', "needs that one itself"),
        (SOURCE + 'headers = { X-Key = "" }', (4, 11), "headers is empty", ""),
        (SOURCE + 'headers = { X-Key = "env:NO_KEY" }', (4, 21), "variable NO_KEY is not set", ""),
        (SOURCE + "briefings = true", (4, 1), "briefings needs full_text", "full_text = true"),
        (SOURCE + "full_text = 1", (4, 13), "full_text must be true or false", ""),
        (SOURCE + 'kind = "rss"', (4, 8), 'kind must be "feed", "page", "sitemap", "gdelt" or "google-news"', ""),
        (SOURCE + 'tags = "one"', (4, 8), 'tags must be a list; found "one"', "in brackets"),
        (SOURCE + 'tags = ["one", 2]', (4, 16), "tags must be a text in quotes; found 2", ""),
        (SOURCE + 'country = "Korea"', (4, 11), 'two letters, such as "jp" or "kr"', ""),
        (SOURCE + 'zone = "Seoul"', (4, 8), 'not a known time zone; found "Seoul"', 'did you mean "Asia/Seoul"?'),
        (SOURCE + 'zone = "../../etc/passwd"', (4, 8), "not a known time zone", ""),
        (SOURCE + 'listen = ""', (4, 1), 'unknown key "listen" in [[sources]]', "it belongs below [web]"),
        ('[[sources]]\nid = "a"', (1, 1), "url is missing", 'add url = "https://'),
        ('[[sources]]\nid = "a b"\nurl = "https://x.org"', (2, 8), "id must be of letters, digits", ""),
        ('[sources]\nid = "a"', (1, 1), "sources must be a list of tables", "[[sources]]"),
        ("[channels.a]\n", (1, 1), "url is missing", "console://"),
        ('[channels."a b"]\nurl = "console://"', (1, 11), "the name of a channel", ""),
        ('[channels.a]\nurl = "console"', (2, 7), "url must be an Apprise URL", "console://"),
        ('[channels.a]\nurl = "file:///etc/apprise.yml"', (2, 7), "file:// is not a service", "file:PATH"),
        ('[channels.a]\nurl = "exec://rm"', (2, 7), "exec:// is not a service", ""),
        ('[channels.a]\nurl = "json://one, json://two"', (2, 7), "more than one URL", "its own"),
        ('[channels.a]\nurl = "env:"', (2, 7), 'after "env:" comes the name', ""),
        (CHANNEL + '[[routes]]\nrules = []\nchannels = ["a"]', (4, 9), "takes nothing", ""),
        (CHANNEL + '[[routes]]\nrules = [1]\nchannels = ["a"]', (4, 10), "each of rules must be the id", ""),
        (CHANNEL + '[[routes]]\nrules = "yasukuni"\nchannels = ["a"]', (4, 9), 'must be "*" or a list', ""),
        (CHANNEL + "[[routes]]", (3, 1), "channels is missing", "names of [channels.NAME]"),
        (CHANNEL + '[operator]\nchannels = ["b"]', (4, 13), 'there is no channel "b"', "the channels are: a"),
        ('[operator]\nchannels = ["b"]', (2, 13), 'there is no channel "b"', "add [channels.b]"),
        ('[web]\nlisten = "8710"', (2, 10), "an address and a port", ""),
        ('[web]\nlisten = "127.0.0.1:99999"', (2, 10), "an address and a port", ""),
        ('[web]\nlisten = "::1:80"', (2, 10), "an address and a port", ""),
        ('[reader]\nzone = ""', (2, 8), "zone is empty", ""),
        ("[web]\nport = 80", (2, 1), 'unknown key "port" in [web]', "known here: listen"),
        ("http = 3", (1, 8), "http must be a table; found 3", "[http]"),
        ('[chanels.a]\nurl = ""', (1, 2), 'unknown key "chanels" in a config', 'did you mean "channels"?'),
        ("x = [", (1, 5), 'this "[" is never closed', 'add a "]"'),
    ],
)
def test_a_mistake_is_named_with_its_place_and_a_hint(
    folder: Path, text: str, where: tuple[int, int], message: str, hint: str
) -> None:
    problem = only(folder, text)
    assert problem.where is not None
    assert (problem.where.file, problem.where.line, problem.where.column) == ("config.toml", *where)
    assert message in problem.message
    assert hint in (problem.hint or "")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("ftp://example.org/", "must begin with http"),
        ("https:///feed", "names no host"),
        ("https://user:pw@example.org/", "must not hold a user name"),
        ("https://@example.org/", "must not hold a user name"),
        ("https://exa mple.org/", "holds a space"),
        ("https://example.org/\\u0007", "holds a space, a backslash or a control character"),
        ("https://example.org/a\\u2028b", "holds a space, a backslash or a control character"),
        ("https://example.org\\\\@10.0.0.1/", "a backslash"),
        ("https://example.org:0/", "has port 0"),
        ("https://example.org:99999/", "cannot be read"),
        ("https://[::1/", "cannot be read"),
        ("https://exam<ple>.org/", "is no host name"),
        ("", "is empty"),
    ],
)
def test_an_address_that_cannot_be_fetched_is_refused(folder: Path, url: str, message: str) -> None:
    assert message in only(folder, f'[[sources]]\nid = "a"\nurl = "{url}"').message


def test_the_caret_stands_under_the_space_in_an_address(folder: Path) -> None:
    problem = only(folder, '[[sources]]\nid = "a"\nurl = "https://example.org/a b"')
    assert problem.where is not None
    assert problem.where.column == len('url = "https://example.org/a') + 1


def test_an_international_host_is_an_address(folder: Path) -> None:
    config = read(folder, '[[sources]]\nid = "a"\nurl = "https://総務省.jp/報道.xml"')
    assert config.sources[0].url == "https://総務省.jp/報道.xml"


# -------------------------------------------------------------------------------- secrets


def test_secrets_come_from_the_environment_and_from_files_beside_the_config(folder: Path) -> None:
    (folder / "slack.txt").write_text("\ufeffslack://a/b/c\n", encoding="utf-8")
    config = read(
        folder,
        '[channels.a]\nurl = "env:HOOK"\n[channels.b]\nurl = "file:slack.txt"\n'
        '[http]\nproxy = "env:PROXY"\n[database]\nurl = "env:DB"',
        {"HOOK": " json://host/path ", "PROXY": "http://me:s3same@proxy:1", "DB": "sqlite:///x.db"},
    )
    assert config.channels["a"].url.reveal() == "json://host/path"
    assert config.channels["b"].url.reveal() == "slack://a/b/c"
    assert config.http.proxy == Secret("http://me:s3same@proxy:1")
    assert config.database_url == f"sqlite:///{folder}/x.db"
    assert "s3same" not in repr(config)
    assert "slack://" not in repr(config)


@pytest.mark.parametrize(
    ("value", "environ", "message"),
    [
        ("env:NOPE", {}, "the environment variable NOPE is not set"),
        ("env:HOOK", {"HOOK": "  "}, "the environment variable HOOK is empty"),
        ("env:HOOK", {"HOOK": f"{SECRET}"}, "what env:HOOK leads to cannot be used: it must be an Apprise URL"),
        ("env:HOOK", {"HOOK": f"slack://{SECRET}\nx"}, "env:HOOK holds more than one line"),
        ("env:HOOK", {"HOOK": "env:OTHER"}, "leads to another env:"),
        ("file:nowhere", {}, "the file nowhere cannot be read: no such file or directory"),
        ("file:", {}, 'after "file:" comes the path'),
        ("file:.", {}, "this is a folder"),
        ("file:empty", {}, "the file empty is empty"),
        ("file:binary", {}, "the file binary cannot be used: this is not UTF-8"),
    ],
)
def test_a_secret_that_is_not_there_is_named_by_its_place_and_never_by_its_value(
    folder: Path, value: str, environ: Mapping[str, str], message: str
) -> None:
    (folder / "empty").touch()
    (folder / "binary").write_bytes(b"\xff\xff\xff")
    problem = only(folder, f'[channels.a]\nurl = "{value}"', environ)
    assert message in problem.message
    assert problem.where is not None
    assert (problem.where.line, problem.where.column) == (2, 7)


@pytest.mark.parametrize(
    "text",
    [
        f'[channels.a]\nurl = "{SECRET}"',
        f'[channels.a]\nurl = "nosuch {SECRET}://x"',
        f'[channels.a]\nurl = "json://one/{SECRET} json://two"',
        f'[channels.a]\nurll = "slack://{SECRET}"',
        f'[chanels.a]\nurl = "slack://{SECRET}"',
        f'[channels.a]\nurl = ["slack://{SECRET}"]',
        f'channels = {{ a = {{ urll = "{SECRET}" }} }}',
        f'channels = {{ a = "slack://{SECRET}" }}',
        f'chanels = "slack://{SECRET}"',
        f'[channels]\na = "{SECRET}"',
        f'[channels.a]\nurl = "slack://{SECRET}',
        f"[channels.a]\nurl = slack://{SECRET}",
        f"[channels.a]\nurl = {SECRET}",
        f'[channels.a]\nurl = "slack://{SECRET}" oops',
        f'[channels.a]\nurl : "slack://{SECRET}"',
        f'[http]\nproxy = "me:{SECRET}@proxy:1"',
        f'[http]\nproxy = "http://me:{SECRET}@:1"',
        f'[database]\nurl = "mysql://me:{SECRET}@host/db"',
        f'[database]\nurll = "postgresql://me:{SECRET}@host/db"',
        f'[[sources]]\nid = "a"\nurl = "https://me:{SECRET}@example.org"',
    ],
)
def test_no_problem_shows_a_secret_that_stands_in_the_line(folder: Path, text: str) -> None:
    assert refused(folder, text)


# -------------------------------------------------------------------------------- files


def test_a_config_that_cannot_be_read_is_one_clear_problem(folder: Path) -> None:
    with pytest.raises(ProblemsError, match=r"nowhere\.toml:1:1: error: cannot be read: no such file"):
        load_config(folder / "nowhere.toml", environ={})
    with pytest.raises(ProblemsError, match="this is a folder, not a file"):
        load_config(folder, environ={})


def test_a_pipe_in_the_place_of_a_config_does_not_hang(folder: Path) -> None:
    os.mkfifo(folder / "config.toml")
    with pytest.raises(ProblemsError, match="a pipe or device, not a file"):
        load_config(folder / "config.toml", environ={})


def test_a_config_in_another_encoding_is_told_where_and_which(folder: Path) -> None:
    path = folder / "config.toml"
    path.write_bytes('# ok\ntitle = "靖国"\n'.encode("cp932"))
    with pytest.raises(ProblemsError) as raised:
        load_config(path, environ={})
    assert str(raised.value).startswith("config.toml:2:10: error: this is not UTF-8")
    assert "Shift_JIS" in str(raised.value)
    path.write_bytes("[http]\n".encode("utf-16"))
    with pytest.raises(ProblemsError, match="UTF-16"):
        load_config(path, environ={})


def test_a_config_of_more_than_a_mebibyte_is_refused(folder: Path) -> None:
    path = folder / "config.toml"
    path.write_bytes(b"#" * (1024 * 1024 + 1))
    with pytest.raises(ProblemsError, match="larger than 1024 KiB"):
        load_config(path, environ={})


def test_problems_of_config_and_rules_are_told_together(folder: Path) -> None:
    (folder / "rules").mkdir()
    (folder / "rules" / "mine.toml").write_text("id = mine\n", encoding="utf-8")
    (folder / "config.toml").write_text(
        '[rules]\npath = "rules"\n[web]\nlisten = 3\n'
        + CHANNEL
        + '[[routes]]\nrules = ["yasukuny"]\nchannels = ["a"]\n',
        encoding="utf-8",
    )
    with pytest.raises(ProblemsError) as raised:
        load(folder / "config.toml", environ={})
    found = [str(problem).splitlines()[0] for problem in raised.value.problems]
    assert found == [
        "config.toml:4:10: error: listen must be a text in quotes; found 3",
        'config.toml:8:10: error: there is no rule "yasukuny"',
        "rules/mine.toml:1:6: error: a text stands here without quotes",
    ]


def test_routes_may_name_rules_that_are_there(folder: Path) -> None:
    (folder / "config.toml").write_text(
        CHANNEL + '[[routes]]\nrules = ["yasukuni", "*"]\nchannels = ["a"]\n', encoding="utf-8"
    )
    config, ruleset = load(folder / "config.toml", environ={})
    assert ruleset.rule("yasukuni") is not None
    assert config.routes == (Route(channels=("a",)),)


_VALUES = st.recursive(
    st.sampled_from(["''", "'x'", "'console://'", "'*'", "1", "-1.5", "nan", "true", "1979-05-27", "07:32:00", "'1s'"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]"),
        st.dictionaries(st.sampled_from(["url", "id", "a", "channels"]), inner, max_size=2).map(
            lambda table: "{" + ", ".join(f"{key} = {value}" for key, value in table.items()) + "}"
        ),
    ),
    max_leaves=4,
)
_TABLES = ["database", "rules", "http", "polling", "sources", "channels", "routes", "operator", "web", "reader", "x"]
_KEYS = ["url", "path", "allow_private", "proxy", "interval", "id", "tags", "zone", "channels", "rules", "listen", "a"]


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(
        st.one_of(
            st.sampled_from(_TABLES),
            st.tuples(st.sampled_from(_TABLES), st.sampled_from(_KEYS)).map(".".join),
            st.tuples(st.sampled_from(_TABLES), st.sampled_from(_KEYS), st.sampled_from(_KEYS)).map(".".join),
        ),
        _VALUES,
        max_size=5,
    )
)
def test_no_values_whatever_raise_anything_but_problems(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, str]
) -> None:
    path = tmp_path_factory.mktemp("wild") / "config.toml"
    path.write_text("".join(f"{key} = {value}\n" for key, value in entries.items()), encoding="utf-8")
    try:
        config = load_config(path, environ={})
    except ProblemsError as error:
        for problem in error.problems:
            assert problem.where is not None
            assert problem.message
    else:
        assert config.file == str(path)
