"""The table of addresses and the text of URLs, without a network."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inside import NOT_PUBLIC

from watch.net.guard import BadUrl, Guard, RefusedAddressError, SoundUrl, check_url, refusal

PUBLIC = [
    *("1.1.1.1", "8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.15.0.1", "172.32.0.1", "192.0.1.1"),
    *("223.255.255.255", "2606:4700::1111", "2a00:1450::1", "64:ff9b::808:808", "::ffff:8.8.8.8", "2400:cb00::1"),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_ssrf_01_02_an_address_that_is_not_public_is_refused(address: str) -> None:
    assert refusal(address, "news.example", False) is not None
    assert refusal(address, "news.example", ()) is not None


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_reached(address: str) -> None:
    assert refusal(address, "news.example", False) is None


@given(st.ip_addresses())
def test_what_the_library_calls_private_is_never_reached(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_multicast or address.is_reserved or address.is_loopback:
        envelopes = ("::ffff:0:0/96", "2002::/16", "64:ff9b::/96")
        translated = any(address in ipaddress.ip_network(envelope) for envelope in envelopes)
        assert translated or refusal(str(address), "h", False) is not None


@given(st.ip_addresses(v=4))
def test_an_address_in_an_envelope_is_judged_like_the_address(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    plain = refusal(str(address), "h", False) is None
    for envelope in (0xFFFF << 32 | number, 0x64FF9B << 96 | number, 0x2002 << 112 | number << 80):
        assert (refusal(str(ipaddress.IPv6Address(envelope)), "h", False) is None) == plain


@pytest.mark.parametrize("address", ["", "localhost", "127.1", "0x7f000001", "1.2.3.4.5", "::g", "127.0.0.1\n"])
def test_what_is_not_an_address_is_refused(address: str) -> None:
    assert refusal(address, "h", False) is not None


def test_all_is_allowed_when_the_config_says_so() -> None:
    assert all(refusal(address, "h", True) is None for address in NOT_PUBLIC)


def test_an_allowed_network_opens_its_addresses_to_every_host_and_no_others() -> None:
    allowed = ("10.0.0.0/8", "fd00::/8", "192.168.1.7")
    for address in ("10.1.2.3", "fd12::1", "192.168.1.7", "::ffff:10.1.2.3"):
        assert refusal(address, "any.example", allowed) is None
    for address in ("127.0.0.1", "192.168.1.8", "fe80::1", "169.254.169.254"):
        assert refusal(address, "any.example", allowed) is not None


@pytest.mark.parametrize("entry", ["intranet.example", "Intranet.Example", "intranet.example."])
def test_ssrf_10_an_allowed_name_opens_what_it_leads_to_for_itself_only(entry: str) -> None:
    assert refusal("10.1.2.3", "intranet.example", (entry,)) is None
    assert refusal("10.1.2.3", "INTRANET.example.", (entry,)) is None
    for other in ("other.example", "sub.intranet.example", "intranet.example.evil.example", ""):
        assert refusal("10.1.2.3", other, (entry,)) is not None


def test_an_allowed_international_name_is_known_in_its_other_form() -> None:
    assert refusal("10.1.2.3", "xn--r8jz45g.example", ("例え.example",)) is None


BAD_URLS = [
    # SSRF-05: anything but http and https
    *("file:///etc/passwd", "FILE:///etc/passwd", "file:/etc/passwd", "ftp://a.example/", "gopher://a.example/"),
    *("dict://a.example/", "jar:http://a.example/!/", "source:file:///etc/passwd", "javascript:alert(1)", "data:,x"),
    *("ldap://a.example", "http+unix://%2Fvar%2Frun%2Fdocker.sock/", "unix:/run/docker.sock", "ws://a.example/"),
    *("", "a.example", "//a.example/", "/feed", "http", "://a.example"),
    # SSRF-04: what parsers read differently
    *("http://127.0.0.1:80\\@a.example/", "http://a.example\\.evil/", "http:\\\\a.example/", "http://a.exa mple/"),
    *(
        "http://a.example/\t",
        "http://a.exam\nple/",
        "\thttp://a.example/",
        " http://a.example/",
        "http://a.example/\x00",
    ),
    *("http://a.example/\u3000", "http://a.example/\u2028", "http://a.example/\x85", "http://a.example/\udc80"),
    *("http:///a.example/", "http:/a.example/", "http:a.example", "http://", "http://:80/", "http://?x", "http://#x"),
    *("http://user@a.example/", "http://user:secret@a.example/", "http://@a.example/", "http://:@a.example/"),
    *("http://a.example@127.0.0.1/", "http://127.0.0.1%2f@a.example/", "http://a.example%00.evil.example/"),
    *("http://a%2eexample/", "http://a.example:0/", "http://a.example:99999/", "http://a.example:x/", "http://[::1/"),
    *("http://a.example:80:80/", "http://a<b>.example/", "http://a.example\u200b/", "http://*.example/"),
    *("http://[fe80::1%25eth0]/", "http://[fe80::1%eth0]/", "http://[::1%25lo]:80/", "http://" + "a" * 9000),
    # addresses in forms that only some resolvers read
    *("http://0x7f.1/", "http://0x7f000001/", "http://2130706433/", "http://017700000001/", "http://127.1/"),
    *("http://0177.0.0.1/", "http://127.0.0.1./", "http://127.0.1/", "http://0/", "http://0x/", "http://1.2.3/"),
    *(
        "http://127.000.000.001/",
        "http://256.256.256.256/",
        "http://1.2.3.4.5/",
        "http://a.example.1/",
        "http://0X7F.1/",
    ),
    # addresses written plainly, and what folds into one
    *("http://127.0.0.1/", "http://①②⑦.0.0.1/", "http://127。0。0。1/", "http://１２７.0.0.1/", "http://[::1]/"),
    *("http://[::ffff:127.0.0.1]/", "http://[0:0:0:0:0:ffff:7f00:1]/", "http://[::]/", "http://0.0.0.0/"),
    *(
        "http://169.254.169.254/latest/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::7f00:1]/",
        "http://10.0.0.1:8080/",
    ),
    *("http://localhost/", "http://LOCALHOST:80/", "http://localhost./", "http://a.localhost/", "http://ⓛocalhost/"),
]


def test_the_table_of_bad_urls_is_long_enough() -> None:
    assert len(set(BAD_URLS)) >= 60


@pytest.mark.parametrize("url", BAD_URLS)
def test_ssrf_04_05_a_url_that_is_not_sound_is_refused_by_its_text(url: str) -> None:
    found = check_url(url)
    assert isinstance(found, BadUrl)
    assert "secret" not in found.reason


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("http://a.example", "a.example"),
        ("HTTPS://A.Example:8443/Feed?x=1&y=%2F#part", "a.example"),
        ("http://8.8.8.8/", "8.8.8.8"),
        ("http://[2606:4700::1111]/", "2606:4700::1111"),
        ("http://例え.テスト/フィード", "xn--r8jz45g.xn--zckzah"),
        ("http://한국.example/뉴스?q=독도", "xn--3e0b707e.example"),
        ("http://under_score.example/a@b", "under_score.example"),
        ("http://1a.example/", "1a.example"),
        ("http://a.example/x?u=http://127.0.0.1/", "a.example"),
    ],
)
def test_a_sound_url_is_accepted_with_its_host(url: str, host: str) -> None:
    found = check_url(url)
    assert isinstance(found, SoundUrl)
    assert found.host == host
    assert not found.url.raw_fragment


def test_the_config_can_open_literal_addresses_and_this_machine() -> None:
    assert isinstance(check_url("http://127.0.0.1:9/", ("127.0.0.1",)), SoundUrl)
    assert isinstance(check_url("http://localhost:9/", ("localhost",)), SoundUrl)
    assert isinstance(check_url("http://127.0.0.1:9/", ("localhost",)), BadUrl)
    assert isinstance(check_url("http://2130706433/", True), BadUrl)


@given(st.text(max_size=60).map(lambda tail: "http://" + tail))
def test_no_text_raises_and_what_is_accepted_reads_the_same_twice(url: str) -> None:
    found = check_url(url)
    if isinstance(found, SoundUrl):
        again = check_url(str(found.url))
        assert isinstance(again, SoundUrl)
        assert (again.host, again.url) == (found.host, found.url)


def info(address: str, family: int = socket.AF_INET) -> tuple[object, ...]:
    return (family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (address, 80))


def test_no_socket_is_made_for_an_address_that_the_request_may_not_reach() -> None:
    guard = Guard(("intranet.example",))
    with guard.request("a.example") as attempt:
        for address in NOT_PUBLIC:
            with pytest.raises(RefusedAddressError):
                guard.socket(info(address))
    assert len(attempt.refused) == len(NOT_PUBLIC)
    with guard.request("intranet.example"):
        guard.socket(info("10.0.0.1")).close()
    with pytest.raises(RefusedAddressError):
        guard.socket(info("10.0.0.1"))


def test_ssrf_09_only_the_two_internet_families_are_connected_to() -> None:
    with pytest.raises(RefusedAddressError):
        Guard(True).socket((socket.AF_UNIX, socket.SOCK_STREAM, 0, "", "/run/docker.sock"))
