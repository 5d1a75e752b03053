"""Who is meant: names, posts, short forms, and parties that an archive brings along."""

from datetime import date

import msgspec
import pytest
from test_rule_examples import telegram

from legation.core.telegram import Addressee
from legation.extract import propose
from legation.extract.mentions import in_capitals
from legation.extract.naming import mentions
from legation.extract.people import People
from legation.extract.setting import of_the_text, setting
from legation.tables.parties import default_parties
from legation.tables.rows import TableError

TABLE = default_parties()


@pytest.mark.parametrize(
    ("address", "year", "country"),
    [
        ("AMEMBASSY TRIPOLI", None, "LY"),
        ("AMCONSUL HONG KONG", None, "HK"),
        ("AMEMBASSY MOSCOW", 1975, "SU"),
        ("AMEMBASSY MOSCOW", 2005, "RU"),
        ("USLO PEKING", 1975, "CN"),
        ("AMEMBASSY SUVA BY POUCH", None, "FJ"),
        ("NORWEGIAN EMBASSY RIGA", None, "LV"),
        ("EMBASSY OF THE UNITED KINGDOM, ABU DHABI", None, "AE"),
        ("INDIAN HIGH COMMISSION IN NAIROBI", None, "KE"),
        ("AMEMBASSY PORT OF SPAIN", None, "TT"),
        ("SECSTATE WASHDC", None, None),
        ("", None, None),
    ],
)
def test_where_a_post_stands(address: str, year: int | None, country: str | None) -> None:
    assert TABLE.country_of_post(address, year=year) == country


@pytest.mark.parametrize(
    ("address", "service"),
    [
        ("AMEMBASSY TRIPOLI", "US"),
        ("SECSTATE WASHDC", "US"),
        ("USMISSION USUN NEW YORK", "US"),
        ("EMBASSY OF LIBYA AT ROME", "LY"),
        ("MFA TRIPOLI", "LY"),
        ("NORWEGIAN EMBASSY RIGA", "NO"),
        ("EMBASSY OF NORWAY RIGA", "NO"),
        ("EMBASSY OF THE UNITED KINGDOM ABU DHABI", "GB"),
        ("IRISH CONSULATE GENERAL, BOSTON", "IE"),
        ("NOWHERE", None),
    ],
)
def test_whose_service_an_originator_is(address: str, service: str | None) -> None:
    assert TABLE.service_of(address) == service


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("President Ford cannot accept the fisheries agreement.", "US"),
        ("President Johnson cannot accept the fisheries agreement.", "LY"),  # nobody of 1975
        ("President Harun cannot accept the fisheries agreement.", "LY"),
    ],
)
def test_a_head_of_state_with_a_name_of_many_is_known_by_his_office(text: str, code: str) -> None:
    (position,) = propose(telegram(text))
    assert position.fields["party"] == code


@pytest.mark.parametrize(
    ("post", "code"), [("TEL AVIV", "IL"), ("NEW DELHI", "IN"), ("JAKARTA", "ID"), ("DUBLIN", "IE")]
)
def test_the_goi_is_whose_the_post_deals_with(post: str, code: str) -> None:
    (position,) = propose(telegram("THE GOI IS RELUCTANT TO SIGN.", plad=f"AMEMBASSY {post}"))
    assert position.fields["party"] == code


@pytest.mark.parametrize(("spoken", "code"), [("Greek", "GR"), ("Ghanaian", "GH"), ("Guatemalan", "GT")])
def test_the_gog_is_whose_people_the_text_names_where_the_post_is_elsewhere(spoken: str, code: str) -> None:
    text = (
        f"The {spoken} note was read to the Turks. Turks doubted it. The GOG refuses to sign the protocol with Turkey."
    )
    found = [one for one in propose(telegram(text, plad="USMISSION GENEVA")) if one.kind == "position"]
    assert [one.fields["party"] for one in found] == [code]


@pytest.mark.parametrize(("spoken", "code"), [("Cypriots", "CY"), ("Chileans", "CL"), ("allies", "CA")])
def test_whom_the_text_names_weighs_more_than_who_is_told_of_it(spoken: str, code: str) -> None:
    text = f"The {spoken} were heard at length. The GOC refuses to sign the protocol with Turkey."
    one = msgspec.structs.replace(telegram(text, plad="USMISSION GENEVA"), info=(Addressee(plad="AMEMBASSY OTTAWA"),))
    assert [found.fields["party"] for found in propose(one) if found.kind == "position"] == [code]


def test_a_town_in_georgia_is_no_georgia() -> None:
    here = setting(telegram("x"), TABLE)
    assert here.meant(TABLE.names[("GEORGIA",)]) is None
    there = setting(telegram("x", plad="AMEMBASSY TBILISI"), TABLE)
    assert getattr(there.meant(TABLE.names[("GEORGIA",)]), "code", None) == "GE"


def test_a_circular_deals_with_no_one_side() -> None:
    circular = telegram("x", plad="SECSTATE WASHDC")
    assert setting(circular, TABLE).other is None
    sent = msgspec.structs.replace(circular, to=(Addressee(plad="AMEMBASSY TRIPOLI"),))
    assert setting(sent, TABLE).other == "LY"


def test_a_delegation_that_writes_to_its_ministry_is_abroad() -> None:
    home = (Addressee(plad="SECSTATE WASHDC"),)
    delegation = msgspec.structs.replace(telegram("x", plad="Mission in Geneva"), to=home)
    assert not setting(delegation, TABLE).outgoing
    envoy = setting(msgspec.structs.replace(telegram("x", plad="Special Envoy Corwin"), to=home), TABLE)
    assert (envoy.own, envoy.outgoing) == ("US", False)
    assert setting(msgspec.structs.replace(telegram("x", plad="SECDEF WASHDC"), to=home), TABLE).outgoing


def test_of_a_few_addressees_the_one_state_is_dealt_with() -> None:
    sent = telegram("x", plad="SECSTATE WASHDC")
    few = ("AMEMBASSY TRIPOLI", "USMISSION GENEVA")
    assert setting(msgspec.structs.replace(sent, to=tuple(Addressee(plad=each) for each in few)), TABLE).other == "LY"
    first = setting(msgspec.structs.replace(sent, to=tuple(Addressee(plad=each) for each in few[::-1])), TABLE)
    assert first.other is None


def test_a_host_that_goes_by_its_short_form_is_dealt_with_all_the_same() -> None:
    here = setting(telegram("x", plad="AMEMBASSY ATHENS"), TABLE)
    assert of_the_text(here, ["The Turks said so. The Turkish view. Turkey and the Turks."]).other == "TR"
    assert of_the_text(here, ["The Turks told GOG so, and GOG the Turks. Turkish view, Turkey."]).other == "GR"
    led = msgspec.structs.replace(telegram("x", plad="AMEMBASSY ATHENS"), dtg="1975-02-03T10:00")
    assert (
        of_the_text(setting(led, TABLE), ["Karamanlis told the Turks, the Turks Karamanlis. Turkish, Turkey."]).other
        == "GR"
    )


@pytest.mark.parametrize(("year", "code"), [(1975, "SU"), (1991, "SU"), (1995, "RU"), (None, "RU")])
def test_a_name_is_whose_it_was_at_the_time(year: int | None, code: str) -> None:
    here = setting(telegram("x", plad="AMEMBASSY TRIPOLI"), TABLE)
    here = here._replace(written=date(year, 1, 1) if year is not None else None)
    assert getattr(here.meant(TABLE.names[("RUSSIAN",)]), "code", None) == code


def test_an_archive_brings_its_own_parties() -> None:
    table = TABLE.extended(
        [
            {
                "code": "XV",
                "name": "Veldria",
                "adjective": "Veldrian",
                "posts": ["FOROFF", "BELISAR"],
                "kind": "country",
            },
            {
                "code": "XT",
                "name": "Tarqand",
                "adjective": "Tarqandi",
                "names": ["GOT", "Belisar"],
                "posts": [],
            },
            {"name": "FOROFF", "plad": "FOROFF OSMAR", "country": "XV", "display": "Foreign Office"},
            {"name": "BELISAR", "plad": "EMBASSY BELISAR", "country": "XT"},
        ]
    )
    assert table.service_of("EMBASSY BELISAR") == "XV"
    assert table.country_of_post("EMBASSY BELISAR") == "XT"
    made = telegram("Tarqand is reluctant to join. We have asked the GOT to give its terms.", plad="EMBASSY BELISAR")
    position, objective = propose(made, table)
    assert (position.fields["party"], position.fields["counterparty"]) == ("XT", "XV")
    assert (objective.fields["sought_by"], objective.fields["sought_from"]) == ("XV", "XT")
    assert TABLE.party("XV") is None


def test_a_row_that_is_neither_party_nor_post_is_refused() -> None:
    with pytest.raises(TableError, match="row 1"):
        TABLE.extended([{"name": "Nowhere"}])


PERSONS = [
    {"code": "XV", "name": "Veldria", "posts": ["FOROFF", "BELISAR"]},
    {"code": "XT", "name": "Tarqand"},
    {"name": "BELISAR", "plad": "EMBASSY BELISAR", "country": "XT"},
    {"name": "Karel Vennick", "party": "XT", "role": "Minister of Ports"},
    {"name": "Orla Maray", "party": "XV"},
    {"name": "Piet Doran", "party": "XT", "from": 2010, "until": 2012},
    {"name": "Ana Stell", "party": "XT"},
    {"name": "Jon Stell", "party": "XV"},
]


def test_a_person_of_the_archives_own_table_is_of_his_side() -> None:
    table = TABLE.extended(PERSONS)
    for words in ("Vennick offered to lend two dredgers", "VENNICK OFFERED TO LEND TWO DREDGERS"):
        (promise,) = propose(telegram(f"{words}.", plad="EMBASSY BELISAR"), table)
        assert (promise.kind, promise.fields["party"], promise.fields["counterparty"]) == ("commitment", "XT", "XV")
    (ours,) = propose(telegram("Maray offered to lend two dredgers.", plad="EMBASSY BELISAR"), table)
    assert (ours.fields["party"], ours.fields["counterparty"]) == ("XV", "XT")
    # Without the row whoever speaks is taken for one of the government at the post.
    (plain,) = propose(
        telegram("Maray offered to lend two dredgers.", plad="EMBASSY BELISAR"), TABLE.extended(PERSONS[:3])
    )
    assert plain.fields["party"] == "XT"
    # Nobody is at a ministry: only the row tells.
    (told,) = propose(telegram("Vennick offered to lend two dredgers.", plad="FOROFF OSMAR"), table)
    assert told.fields["party"] == "XT"


def test_the_whole_name_of_a_person_is_one_mention() -> None:
    here = setting(telegram("x", plad="EMBASSY BELISAR"), TABLE.extended(PERSONS))
    text = "Karel Vennick saw Karel, and Orla Maray's note went to Jon Stell"
    found = mentions(text, 0, len(text), here, People(here), capitals=False)
    assert [(one.words, one.code) for one in found] == [("Karel Vennick", "XT"), ("Orla Maray's", "XV")]


def test_a_surname_of_two_sides_is_of_neither_and_a_person_of_his_years() -> None:
    table = TABLE.extended(PERSONS)
    assert table.surnames(2011) == {"VENNICK": "XT", "MARAY": "XV", "DORAN": "XT"}
    assert table.surnames(2013) == {"VENNICK": "XT", "MARAY": "XV"}
    assert table.surnames(None) == table.surnames(2011)
    with pytest.raises(TableError, match="there is no party 'XQ'"):
        TABLE.extended([{"name": "Nobody", "party": "XQ"}])


def _named(text: str, plad: str) -> list[tuple[str, str | None]]:
    here = setting(telegram(text, plad=plad), TABLE)
    found = mentions(text, 0, len(text), here, People(here), capitals=in_capitals(text))
    return [(one.words, one.code) for one in found]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Mr. Turkmen told Cyprus that Turkmen objects", [("Mr. Turkmen", None), ("Cyprus", "CY"), ("Turkmen", None)]),
        ("I met Colonel French. French's note", [("I", "US"), ("Colonel French", "TR"), ("French's", "TR")]),
        ("MR. FRENCH SAID FRENCH AGREED", [("MR. FRENCH", None), ("FRENCH", None)]),
        # No country that the telegram does not deal with, be the person's title given or not.
        ("Bayulken and Turkmen were present", []),
        # What people do is theirs, and what a country does its own, whoever bears the name.
        ("Mr. French saw the French note", [("Mr. French", None), ("the French", "FR")]),
        ("Mr. Israel left Cyprus for Israel", [("Mr. Israel", None), ("Cyprus", "CY"), ("Israel", "IL")]),
        ("General French views", [("French", "FR")]),
        ("The French Ambassador saw the French", [("The French Ambassador", "FR"), ("the French", "FR")]),
    ],
)
def test_a_name_that_is_a_persons_is_no_country(text: str, named: list[tuple[str, str | None]]) -> None:
    assert _named(text, "AMEMBASSY ANKARA") == named


def test_the_turkmen_are_a_party_where_the_telegram_deals_with_them() -> None:
    assert _named("the Turkmen note", "AMEMBASSY ASHGABAT") == [("the Turkmen", "TM")]


@pytest.mark.parametrize(
    ("address", "service", "country"),
    [
        ("BRITEMBASSY TRIPOLI", "GB", "LY"),
        ("CANEMB ROME", "CA", "IT"),
        ("AUSTEMBASSY ROME", None, None),  # Austria's or Australia's
        ("NOREMB REYKJAVIK", "NO", "IS"),  # nobody shortens North Korean so
        ("INDEMBASSY KATHMANDU", "IN", "NP"),
        ("HICOMIND DACCA", "IN", "BD"),
        ("UKMIS NEW YORK", "GB", None),
        ("EXTOTT", "CA", None),
        ("FOREIGN OFFICE", "GB", None),
        ("HIGH COMMISSION LONDON", None, "GB"),  # of whichever service writes
        ("MINISTRY OF EXTERNAL AFFAIRS CASTRIES", "LC", None),
        ("AMCONGEN NAPLES", "US", None),
    ],
)
def test_an_address_in_short_tells_whose_service_writes(address: str, service: str | None, country: str | None) -> None:
    assert TABLE.service_of(address) == service
    if country is not None:
        assert TABLE.country_of_post(address) == country


@pytest.mark.parametrize(
    ("origin", "home", "own", "other"),
    [
        ("RANGOON", "FOREIGN OFFICE", "GB", "MM"),
        ("HIGH COMMISSION LONDON", "MINISTRY OF EXTERNAL AFFAIRS CASTRIES", "LC", "GB"),
        ("EMBASSY RIGA", "MFA TALLINN", "EE", "LV"),
    ],
)
def test_a_mission_without_a_country_is_of_the_ministry_it_writes_to(
    origin: str, home: str, own: str, other: str
) -> None:
    report = msgspec.structs.replace(telegram("x", plad=origin), mrn=None, to=(Addressee(plad=home),))
    here = setting(report, TABLE)
    assert (here.own, here.other, here.outgoing) == (own, other, False)
    order = msgspec.structs.replace(telegram("x", plad=home), mrn=None, to=(Addressee(plad=origin),))
    here = setting(order, TABLE)
    assert (here.own, here.other, here.outgoing) == (own, other, True)


@pytest.mark.parametrize(
    ("plad", "text", "code"),
    [
        ("BRITEMBASSY TRIPOLI", "THE SECRETARY PROMISED TO SEND TWO SHIPS.", None),
        ("BRITEMBASSY TRIPOLI", "THE AMERICANS WERE HEARD. THE SECRETARY PROMISED TO SEND TWO SHIPS.", "US"),
        ("AMEMBASSY TRIPOLI", "THE SECRETARY PROMISED TO SEND TWO SHIPS.", "US"),
        ("AMEMBASSY TRIPOLI", "UNDER SECRETARY HARUN CAME. HE PROMISED TO SEND TWO SHIPS.", "LY"),
    ],
)
def test_the_secretary_of_the_state_department_is_ours_in_its_own_traffic_alone(
    plad: str, text: str, code: str | None
) -> None:
    found = propose(telegram(text, plad=plad))
    assert [one.fields["party"] for one in found if one.kind == "commitment"] in (
        [code],
        [] if code is None else [code],
    )


@pytest.mark.parametrize(
    ("text", "ours"),
    [
        ("USAID agreed to provide flight data by June 30.", True),
        ("Romanian FAA agreed to provide flight data by June 30.", False),
        ("In Rangoon the USDA has agreed to release the prisoners.", False),
        ("The Korean Eximbank agreed to provide a loan by June 30.", False),
        ("The FAA will not permit a waiver.", False),
    ],
)
def test_an_agency_by_a_name_that_others_have_is_not_taken_for_ours(text: str, ours: bool) -> None:
    sides = {one.fields.get("by") or one.fields.get("party") for one in propose(telegram(text))}
    assert ("US" in sides) is ours
