"""The way out to webhooks: only to where it may lead, one answer's status, and not for ever."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import make_certificate
from receiver import Receiver, receiving

from legation.core.hook import HookRules, PostError
from legation.outside.hooks import Poster, is_public

HERE = HookRules(plain=True, networks=("127.0.0.0/8",))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def refused(poster: Poster, address: str, rules: HookRules) -> PostError:
    with pytest.raises(PostError) as fault:
        poster.check(address, rules)
    with pytest.raises(PostError) as again:
        poster.post(address, {}, b"{}", rules)
    assert again.value.what == fault.value.what
    return fault.value


def test_it_posts_the_body_and_reads_the_status_alone(receiver: Receiver) -> None:
    receiver.status, receiver.body = 202, b"x" * 5_000_000
    assert Poster().post(receiver.address, {"x-one": "1"}, b'{"a": 1}', HERE) == 202
    (taken,) = receiver.taken
    assert (taken.path, taken.body) == ("/alerts?from=desk", b'{"a": 1}')
    assert taken.headers["x-one"] == "1"
    assert taken.headers["host"] == receiver.address.split("/")[2]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0"),  # noqa: S104
        *("224.0.0.1", "255.255.255.255", "192.0.2.1", "240.0.0.1", "::", "::1", "fe80::1", "fc00::1", "fec0::1"),
        *("192.0.0.192", "192.88.99.1", "168.63.129.16", "::ffff:192.0.0.192", "3fff::1", "5f00::1", "64:ff9b:1::a"),
        *("ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *(
            "2001:0:7f00:1::",
            "4000::1",
            "::93.184.216.34",
        ),  # the last two are reserved, and Python holds them for global
    ],
)
def test_what_is_not_of_the_public_network_is_not_posted_to(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    named = f"[{address}]" if ":" in address else address
    fault = refused(Poster(lambda *_: pytest.fail("a number is not resolved")), f"https://{named}/", HookRules())
    assert fault.what == "it leads to a network that may not be posted to"
    refused(Poster(lambda *_: [address]), "https://host.example/", HookRules())


def test_public_addresses_are() -> None:
    for address in ("93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"):
        assert is_public(ipaddress.ip_address(address))
        Poster(lambda *_, a=address: [a]).check("https://host.example/", HookRules())


def test_one_closed_address_among_several_is_enough() -> None:
    refused(Poster(lambda *_: ["93.184.216.34", "127.0.0.1"]), "https://host.example/", HookRules())


def test_a_name_that_resolves_elsewhere_a_moment_later_is_looked_at_again(receiver: Receiver) -> None:
    answers = [["93.184.216.34"], ["127.0.0.1"]]
    poster = Poster(lambda *_: answers.pop(0))
    address = receiver.address.replace("127.0.0.1", "host.example")
    rules = HookRules(plain=True)
    poster.check(address, rules)
    with pytest.raises(PostError, match="may not be posted to"):
        poster.post(address, {}, b"{}", rules)
    assert receiver.taken == []


def test_it_connects_to_the_address_that_was_looked_at(receiver: Receiver) -> None:
    asked: list[str] = []

    def resolve(host: str, _: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    address = receiver.address.replace("127.0.0.1", "no.such.host.invalid")
    assert Poster(resolve).post(address, {}, b"{}", HERE) == 200
    assert asked == ["no.such.host.invalid"]
    assert receiver.taken[0].headers["host"].startswith("no.such.host.invalid:")


@pytest.mark.parametrize(
    "address",
    [
        *("http://host.example/", "ftp://host.example/", "file:///etc/passwd", "host.example", "https://", "//host/"),
        *("https://a:b@host.example/", "https://host.example/#x", "https://host.example:99999/", "https://[::1/"),
    ],
)
def test_what_is_no_address_is_never_tried(address: str) -> None:
    assert refused(Poster(lambda *_: pytest.fail("resolved")), address, HookRules()).closed


@pytest.mark.parametrize(
    ("address", "why"), [("http://host.example/", "begins with http://"), ("ftp://host.example/", "that is no address")]
)
def test_why_an_address_is_refused_is_what_it_has(address: str, why: str) -> None:
    assert why in str(refused(Poster(lambda *_: pytest.fail("resolved")), address, HookRules()))


def test_a_name_that_leads_nowhere() -> None:
    def nowhere(*_: object) -> list[str]:
        raise OSError("no such name")

    for poster in (Poster(nowhere), Poster(lambda *_: [])):
        assert not refused(poster, "https://host.example/", HookRules()).closed


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"location": receiver.address + "&again"}
    assert Poster().post(receiver.address, {}, b"{}", HERE) == 307
    assert len(receiver.taken) == 1


def test_an_answer_that_comes_too_late_or_drips_is_none(receiver: Receiver) -> None:
    poster = Poster(seconds=0.3)
    receiver.seconds = 0.6
    with pytest.raises(PostError, match="no answer within"):
        poster.post(receiver.address, {}, b"{}", HERE)
    receiver.seconds, receiver.drips = 0.0, True
    with pytest.raises(PostError, match="no answer within"):
        poster.post(receiver.address, {}, b"{}", HERE)


def test_no_proxy_of_the_environment_is_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert Poster().post(receiver.address, {}, b"{}", HERE) == 200


def test_https_is_held_to_its_certificate(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    with receiving(certificate) as receiver:
        with pytest.raises(PostError, match="its certificate cannot be trusted"):
            Poster().post(receiver.address, {}, b"{}", HERE)
        trusts = Poster(lambda *_: ["127.0.0.1"], context=ssl.create_default_context(cafile=str(certificate[0])))
        assert trusts.post(receiver.address, {}, b"{}", HERE) == 200
        # The certificate is asked for by the name, not by the number that the name led to.
        with pytest.raises(PostError, match="its certificate cannot be trusted"):
            trusts.post(receiver.address.replace("127.0.0.1", "host.example"), {}, b"{}", HERE)


def test_nobody_there() -> None:
    with pytest.raises(PostError, match="cannot be reached"):
        Poster().post("http://127.0.0.1:1/", {}, b"{}", HERE)
