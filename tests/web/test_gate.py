"""Who may speak to the desk, and what its pages may do in a browser."""

from __future__ import annotations

import re

import pytest
from litestar.testing import TestClient

from legation.core.marking import OWNER
from legation.web.gate import POLICY
from legation.web.pages import make_app

from .traffic import Client, Desk


def test_every_answer_has_the_headers(client: Client) -> None:
    for path in (
        "/",
        "/nowhere",
        "/telegram/nope",
        "/static/desk.css",
        "/gaps.json",
        "/telegram/15BELISAR12",
    ):
        headers = client.get(path).headers
        assert headers["content-security-policy"] == POLICY, path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-frame-options"] == "DENY"
        assert headers["x-permitted-cross-domain-policies"] == "none"
        for name in ("opener", "resource"):
            assert headers[f"cross-origin-{name}-policy"] == "same-origin"
        assert headers["cross-origin-embedder-policy"] == "require-corp"
        assert "camera=()" in headers["permissions-policy"]
        assert "strict-transport-security" not in headers
        assert len(headers.multi_items()) == len(headers), f"a header of {path} stands twice"
    assert client.get("/").headers["cache-control"] == "no-store"
    assert "immutable" in client.get("/static/desk.css").headers["cache-control"]


def test_a_form_that_is_sent_from_its_page_is_told_where_it_leads(client: Client, desk: Desk) -> None:
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    desk.saved.add(OWNER, "harbours", "harbour*")
    form = {"_csrf_token": token[1], "name": "harbours"}
    kept = {"legation-form": "kept"}
    gone = client.post("/saved/remove", data=form, headers=kept, follow_redirects=False)
    assert (gone.status_code, gone.headers["legation-goes-to"], gone.content) == (204, "/saved", b"")
    assert not {"location", "content-type", "content-length"} & set(gone.headers)
    assert gone.headers["content-security-policy"] == POLICY
    refused = client.post("/saved/remove", data=form, headers=kept, follow_redirects=False)
    assert (refused.status_code, "you have no saved search named" in refused.text.lower()) == (400, True)
    desk.saved.add(OWNER, "harbours", "harbour*")
    plain = client.post("/saved/remove", data=form, follow_redirects=False)
    assert (plain.status_code, plain.headers["location"]) == (303, "/saved")


def test_by_https_everything_is_held_to_https(desk: Desk) -> None:
    with TestClient(make_app(desk), base_url="https://127.0.0.1:8000") as client:
        answer = client.get("/")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        [cookie] = answer.headers.get_list("set-cookie")
        assert cookie.lower().endswith("; secure")
        assert "strict-transport-security" in client.get("/nowhere").headers


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil", ""])
def test_other_names_are_not_answered(client: Client, host: str) -> None:
    for path in ("/", "/telegram/15BELISAR12", "/static/desk.css", "/gaps.json"):
        answer = client.get(path, headers={"host": host})
        assert answer.status_code == 421
        assert "15BELISAR" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.0.7:80", "desk.example."]
)
def test_own_names_are_answered(desk: Desk, host: str) -> None:
    with TestClient(make_app(desk, hosts=["desk.example"]), base_url="http://127.0.0.1:8000") as client:
        assert client.get("/", headers={"host": host}).status_code == 200


def test_a_form_without_its_token_is_refused(client: Client, desk: Desk) -> None:
    client.get("/")
    for form in ({"telegram": "15BELISAR12"}, {"telegram": "15BELISAR12", "_csrf_token": "0" * 128}):
        answer = client.post("/dialogue", data=form)
        assert answer.status_code == 403
        assert "Nothing was changed" in answer.text
    assert desk.dialogues.all(desk.asks) == []


def test_a_token_of_another_start_is_refused(client: Client, desk: Desk) -> None:
    with TestClient(make_app(desk), base_url="http://127.0.0.1:8000") as earlier:
        token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', earlier.get("/").text)
    assert token is not None
    answer = client.post("/dialogue", data={"telegram": "15BELISAR12", "_csrf_token": token[1]})
    assert answer.status_code == 403
    assert desk.dialogues.all(desk.asks) == []


@pytest.mark.parametrize("site", ["cross-site", "same-site", "no-such"])
def test_a_form_of_a_site_beside_this_one_is_refused_with_its_token(client: Client, desk: Desk, site: str) -> None:
    """A host of the same domain can plant a cookie here, and knows the token that goes with it."""
    token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', client.get("/").text)
    assert token is not None
    form = {"telegram": "15BELISAR12", "_csrf_token": token[1]}
    answer = client.post("/dialogue", data=form, headers={"sec-fetch-site": site, "origin": "null"})
    assert answer.status_code == 403
    assert "Nothing was changed" in answer.text
    assert desk.dialogues.all(desk.asks) == []
    # A link from there is followed, as from anywhere.
    assert client.get("/", headers={"sec-fetch-site": site}).status_code == 200
    own = {"sec-fetch-site": "same-origin", "origin": "null"}  # as it is without a referrer
    assert client.post("/dialogue", data=form, headers=own, follow_redirects=False).status_code == 303


def test_the_cookie_is_not_for_scripts_or_other_sites(client: Client) -> None:
    cookie = client.get("/").headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie


def test_getting_changes_nothing(client: Client, desk: Desk) -> None:
    for path in ("/dialogue", "/dialogue/x/accept", "/dialogue/x/reject"):
        assert client.get(path).status_code in {404, 405}
    assert desk.dialogues.all(desk.asks) == []


def test_htmx_comes_from_its_wheel(client: Client) -> None:
    script = client.get("/static/htmx.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert "htmx" in script.text
    page = client.get("/").text
    assert '"allowEval":false' in page
    assert '"historyCacheSize":0' in page  # htmx would keep marked pages in the browser's storage


def test_by_https_no_token_of_forms_is_taken_that_another_host_could_have_set(desk: Desk) -> None:
    """A neighbour asks the desk for a token, and sets it in the browser of somebody for the whole domain."""
    app = make_app(desk)
    with TestClient(app, base_url="https://127.0.0.1:8000") as neighbour:
        token = re.search(r'"x-csrftoken": "([0-9a-f]+)"', neighbour.get("/").text)
        (cookie,) = (name for name in neighbour.cookies if "legation-" in name)
    assert token is not None
    assert cookie.startswith("__Host-")
    form = {"_csrf_token": token[1], "name": "harbours"}
    for name, status in ((cookie, 303), (cookie.removeprefix("__Host-"), 403)):
        desk.saved.add(OWNER, "harbours", "harbour*")
        with TestClient(app, base_url="https://127.0.0.1:8000") as victim:
            headers = {"cookie": f"other=1; {name}={token[1]}"}
            got = victim.post("/saved/remove", data=form, headers=headers, follow_redirects=False)
            assert got.status_code == status


def test_a_refused_form_tells_the_script_that_its_token_is_old(client: Client) -> None:
    client.get("/")
    assert client.post("/dialogue", data={"telegram": "15BELISAR12"}).headers["legation-form"] == "stale"
    assert "legation-form" not in client.get("/no-such-page").headers
