"""The names of one telegram on its date."""

from __future__ import annotations

import legation
from legation.core.telegram import Addressee, Attention, Distribution, Originator, Reference, Telegram, Transmission
from legation.core.text import Span
from legation.tables.named import day_of, names_of

BARE = Telegram(sha256="0", layout="text")
SENT = Telegram(
    sha256="0",
    layout="text",
    mrn="75NAIROBI12",
    post="NAIROBI",
    number=12,
    year=1975,
    dtg="1975-03-04T10:00Z",
    transmission=Transmission(station="RUQMNI", routing=("RUEHDT", "RUXXXX")),
    from_=Originator("AMEMBASSY NAIROBI"),
    to=(Addressee("SECSTATE WASHDC", ri="RUEHC"), Addressee("USLO PEKING")),
    info=(Addressee("ALL AFRICAN DIPLOMATIC POSTS"), Addressee("CIA WASHDC"), Addressee("NOBODY")),
    tags=("PFOR", "GE", "QQ"),
    distribution=(Distribution("ACTION", "AF", 8), Distribution("INFO", "NEA/ZZ", 1), Distribution("INFO", "QQQ", 0)),
    attention=(Attention("AF/E", None), Attention(None, "A. ROE")),
    references=(
        Reference(None, "75SAIGON5", "SAIGON 5", "telegram", "read", Span(0, 1)),
        Reference(None, "75NOWHERE5", "NOWHERE 5", "telegram", "read", Span(0, 1)),
        Reference(None, None, "A LETTER", "letter", "unread", Span(0, 1)),
    ),
)


def test_every_name_is_looked_up_on_the_day() -> None:
    named = names_of(SENT)
    assert (named["from"]["key"], named["from"]["country"], named["from"]["kind"]) == ("NAIROBI", "KE", "embassy")
    assert [row["kind"] for row in named["to"]] == ["department", "liaison office"]
    assert [(row["key"], row["kind"]) for row in named["info"]] == [
        (None, "collective"),
        ("CIA", "agency"),
        (None, None),
    ]
    assert [(row["ri"], row["post"], row["source"]) for row in named["routing"]] == [
        ("RUQMNI", "NAIROBI", "FRUS"),
        ("RUEHDT", "USUNNEWYORK", "FRUS"),
        ("RUXXXX", None, None),
        ("RUEHC", "STATE", "telegram"),
    ]
    assert [(row["code"], row["meaning"]) for row in named["tags"]][1:] == [("GE", "Germany (East)"), ("QQ", None)]
    assert [(row["office"], row["name"], row["bureau"]) for row in named["offices"]] == [
        ("AF", "Bureau of African Affairs", None),
        ("NEA/ZZ", None, "NEA"),
        ("QQQ", None, None),
        ("AF/E", "Office of East African Affairs", "AF"),
    ]
    assert [(row["mrn"], row["post"] and row["post"]["city"]) for row in named["references"]] == [
        ("75SAIGON5", "Ho Chi Minh City"),
        ("75NOWHERE5", None),
    ]


def test_a_bare_text_names_nothing() -> None:
    assert legation.names(BARE) == {
        "from": None,
        **{key: [] for key in ("to", "info", "routing", "tags", "offices", "references")},
    }
    assert day_of(BARE) is None


def test_a_number_alone_gives_the_post_and_the_year() -> None:
    numbered = Telegram(sha256="0", layout="text", mrn="05TRIPOLI1", post="TRIPOLI", number=1, year=2005)
    assert names_of(numbered)["from"]["kind"] == "liaison office"
