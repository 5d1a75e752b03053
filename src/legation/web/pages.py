"""The desk: an application of pages over an open archive."""

from __future__ import annotations

from collections.abc import Iterable

from litestar import Litestar
from litestar.di import Provide
from litestar.middleware import DefineMiddleware

from legation.app import House
from legation.core.accounts import Who
from legation.core.marking import Reader
from legation.gate import HostGate
from legation.services.archive.taking import UPLOAD_FILES
from legation.web.annotating import annotating_pages
from legation.web.archive import archive_pages
from legation.web.asked import Asked, TheHouse, TheWho
from legation.web.assets import assets_router, load_assets
from legation.web.briefs import brief_pages
from legation.web.comparing import comparing_pages
from legation.web.composing import composing_pages
from legation.web.deciding import deciding_pages
from legation.web.declassifying import declassifying_pages
from legation.web.dialogues import dialogue_pages
from legation.web.distributing import distributing_pages
from legation.web.drafts import draft_pages
from legation.web.exchanging import exchanging_pages
from legation.web.faults import fault_handlers
from legation.web.feeds import feed_pages
from legation.web.finding import finding_pages
from legation.web.following import following_pages
from legation.web.founding import founding_pages
from legation.web.gate import OwnCookie, csrf_config, marked_in_header, send_headers
from legation.web.hits import beside_link, hit_items, hit_link, snippet
from legation.web.hooking import hook_pages
from legation.web.leading import leads_pages
from legation.web.marking import marking_pages
from legation.web.naming import naming_pages
from legation.web.operating import Counts, operating_pages
from legation.web.overviews import overview_pages
from legation.web.people import people_pages
from legation.web.recording import recording_pages
from legation.web.saved import saved_pages
from legation.web.screens import Screens
from legation.web.siding import side_filters
from legation.web.signing_in import Doorman, NotSignedInError, guard, home_of, sign_in_pages, the_who, to_the_door
from legation.web.single_sign_on import Provider
from legation.web.stories import story_pages
from legation.web.taking import taking_pages
from legation.web.today import today_pages
from legation.web.tracing import tracing_pages
from legation.web.upkeep import upkeep_pages

_LARGEST_FORM_BYTES = 200_000


def make_app(
    house: House,
    *,
    hosts: Iterable[str] = (),
    provider: Provider | None = None,
    secret: str = "",
    counts: Counts | None = None,
    gate: bool = False,
) -> Litestar:
    """The desk of an open archive.

    hosts: names, beside ``localhost`` and addresses in numbers, under which it is reached. provider: a single
    sign-on. With it, or an account that can sign in, nobody is answered who has not. secret: of the forms, the same
    in every process of a desk; "" for one of its own. counts: what ``/metrics`` tells. gate: whether there is a reverse
    proxy in front, so that who comes from this machine need not be on it.
    """
    assets = load_assets()
    screens = Screens(assets)
    screens.filters(**side_filters(lambda: house.parties))
    screens.filters(home=home_of, beside_link=beside_link, hit_items=hit_items, hit_link=hit_link, snippet=snippet)

    def the_house() -> House:
        return house

    # One needs the other, so that they are made in turn: those that could be made at once would be given a task each,
    # and on most pages that would take longer than whatever the page itself makes of them.
    def asking(request: Asked, house: TheHouse) -> Who:  # noqa: ARG001 - see above
        return the_who(request)

    def the_reader(who: TheWho) -> Reader:
        """As whom the one who asks reads."""
        return who.reader

    return Litestar(
        multipart_form_part_limit=UPLOAD_FILES + 1,  # and the token of the form
        route_handlers=[
            *today_pages(screens),
            *archive_pages(screens),
            *annotating_pages(screens),
            *comparing_pages(screens),
            *following_pages(screens),
            *saved_pages(screens),
            *distributing_pages(screens),
            *draft_pages(screens),
            *composing_pages(screens),
            *tracing_pages(screens),
            *founding_pages(screens),
            *declassifying_pages(screens),
            *finding_pages(screens),
            *exchanging_pages(screens),
            *naming_pages(screens),
            *feed_pages(),
            *hook_pages(screens),
            *overview_pages(screens),
            *dialogue_pages(screens),
            *story_pages(screens),
            *deciding_pages(screens),
            *leads_pages(screens),
            *brief_pages(screens),
            *recording_pages(screens),
            *marking_pages(screens),
            *taking_pages(screens),
            *upkeep_pages(screens),
            *people_pages(screens),
            *sign_in_pages(screens, provider),
            *operating_pages(counts or Counts()),
            assets_router(assets),
        ],
        dependencies={
            "house": Provide(the_house, sync_to_thread=False),
            "reader": Provide(the_reader, sync_to_thread=False),
            "who": Provide(asking, sync_to_thread=False),
        },
        middleware=[
            OwnCookie,  # first: whoever looks at a header keeps all as they are then
            DefineMiddleware(HostGate, names=tuple(hosts)),
            DefineMiddleware(Doorman, house=house, single=provider is not None),
        ],
        guards=[guard(house, gate=gate)],
        csrf_config=csrf_config(secret),
        after_request=marked_in_header,
        before_send=[send_headers],
        exception_handlers={**fault_handlers(screens), NotSignedInError: to_the_door},
        request_max_body_size=_LARGEST_FORM_BYTES,
        openapi_config=None,
        logging_config=None,
    )
