"""What a page asks for: the request, the house, who asks and as whom they read, and the form they sent."""

from __future__ import annotations

from typing import Annotated, Any, TypeAlias

from litestar import Request
from litestar.enums import RequestEncodingType
from litestar.params import Body, Dependency

from legation.app import House
from legation.core.accounts import Who
from legation.core.marking import Reader

Asked: TypeAlias = Request[Any, Any, Any]
TheHouse = Annotated[House, Dependency(skip_validation=True)]
TheWho = Annotated[Who, Dependency(skip_validation=True)]
TheReader = Annotated[Reader, Dependency(skip_validation=True)]
Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
