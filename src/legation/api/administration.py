"""What is asked of upkeep and of accounts."""

from __future__ import annotations

from typing import Any

from legation.api.making import Operation
from legation.core.accounts import Account, Token
from legation.services.accounts.accounts import Accounts
from legation.services.archive.upkeep import Upkeep


def account_told(account: Account) -> dict[str, Any]:
    """An account without what proves who it is."""
    return {
        "name": account.name,
        "roles": list(account.roles),
        "rank": account.rank,
        "holds": sorted(account.holds),
        "nation": account.nation,
        "disabled": account.disabled,
        "grants": list(account.grants),
        "signs_in": account.password is not None or account.identity is not None,
    }


def _token(token: Token) -> dict[str, Any]:
    return {"id": token.hash[:12], "label": token.label, "until": token.until, "actions": list(token.actions)}


ADMINISTRATION: tuple[Operation, ...] = (
    # Upkeep.
    Operation("GET", "/upkeep/jobs", "upkeep", Upkeep.jobs, "What is being done, and was done.", action="operate"),
    Operation("GET", "/upkeep/backups", "upkeep", Upkeep.backups, "The backups there are.", action="operate"),
    Operation("POST", "/upkeep/back-up", "upkeep", Upkeep.back_up, "Back the archive up.", action="operate"),
    Operation(
        *("POST", "/upkeep/verify", "upkeep", Upkeep.verify, "Verify everything that is kept."),
        example={"quick": True},
        action="operate",
    ),
    # Accounts.
    Operation(
        *("GET", "/accounts", "accounts", Accounts.all, "The accounts."),
        action="accounts",
        shown=lambda found: [account_told(one) for one in found],
        gives=list[dict[str, Any]],
    ),
    Operation(
        *("GET", "/accounts/{name}", "accounts", Accounts.show, "One account."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/add", "accounts", Accounts.add, "Make an account."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        takes=("name", "roles", "clearance", "holds", "nation"),
        example={"name": "mira", "roles": ["reader"], "clearance": "CONFIDENTIAL"},
    ),
    Operation(
        *("POST", "/accounts/{name}/disable", "accounts", Accounts.disable, "Shut it out, or let it in again."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira", "disabled": True},
    ),
    Operation(
        *("POST", "/accounts/{name}/grant", "accounts", Accounts.grant, "Add clearance or handling access for a time."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira", "until": "2099-01-01T00:00:00Z", "why": "visit", "clearance": "SECRET"},
    ),
    Operation(
        *("POST", "/accounts/{name}/revoke", "accounts", Accounts.revoke, "End every running grant."),
        action="accounts",
        shown=account_told,
        gives=dict[str, Any],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/{name}/end-sessions", "accounts", Accounts.end_sessions, "Sign it out everywhere."),
        action="accounts",
        example={"name": "mira"},
    ),
    Operation(
        *("GET", "/accounts/{name}/tokens", "accounts", Accounts.tokens, "Its tokens, without their keys."),
        action="accounts",
        shown=lambda found: [_token(one) for one in found],
        gives=list[dict[str, Any]],
        example={"name": "mira"},
    ),
    Operation(
        *("POST", "/accounts/{name}/tokens/add", "accounts", Accounts.add_token, "Make a token; told this once."),
        action="accounts",
        shown=lambda made: {"key": made[0], **_token(made[1])},
        gives=dict[str, Any],
        example={"name": "mira", "label": "notebook", "until": "2099-01-01T00:00:00Z"},
    ),
    Operation(
        *("POST", "/tokens/{name}/end", "accounts", Accounts.revoke_token, "End a token, by its id."),
        action="accounts",
        example={"name": "b9a0892a3b89"},
    ),
)
