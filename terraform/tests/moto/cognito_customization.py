"""Look of the classic hosted pages: SetUICustomization and GetUICustomization with AWS' rules."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import datetime, timezone

from moto.cognitoidp.exceptions import InvalidParameterException, ResourceNotFoundError
from moto.cognitoidp.responses import CognitoIdpResponse as Cognito
from moto.core.responses import ActionResult

from extend import kept, operation

# https://docs.aws.amazon.com/cognito/latest/developerguide/hosted-ui-classic-branding.html
CLASSES = (
    "background banner errorMessage idpButton idpDescription inputField label legalText logo passwordCheck-notValid "
    "passwordCheck-valid redirect socialButton submitButton textDescription"
).split()
MAX_REQUEST = 135 * 1024
MAX_CSS = 3 * 1024
MAX_LOGO = 100 * 1024
FOR_ALL_CLIENTS = "ALL"


@operation(Cognito)
def set_ui_customization(self: Cognito) -> ActionResult:
    pool_id, client_id = owner(self)
    if not any(domain.user_pool_id == pool_id for domain in self.backend.user_pool_domains.values()):
        raise InvalidParameterException("There has to be an existing domain associated with this user pool")
    css, image = self._get_param("CSS"), self._get_param("ImageFile")
    if len(self.body) > MAX_REQUEST:
        raise InvalidParameterException("Request is too large")
    check_css(css or "")
    logo = base64.b64decode(image or "")
    if len(logo) > MAX_LOGO:
        raise InvalidParameterException("Image file is over 100 KB")

    table = kept(self.backend, "customizations")
    if not css and not logo:  # Back to the defaults, which is how Terraform deletes it.
        table.pop((pool_id, client_id), None)
        return ActionResult({"UICustomization": {}})
    now = datetime.now(timezone.utc)
    item = table.setdefault((pool_id, client_id), {"CreationDate": now})
    item.update(UserPoolId=pool_id, ClientId=client_id, LastModifiedDate=now)
    if css:
        item.update(CSS=css, CSSVersion=now.strftime("%Y%m%d%H%M%S"))
    if logo:
        item["ImageUrl"] = f"https://images.invalid/{pool_id}/{client_id}/{hashlib.sha256(logo).hexdigest()[:16]}/image.png"
    return ActionResult({"UICustomization": item})


@operation(Cognito)
def get_ui_customization(self: Cognito) -> ActionResult:
    return ActionResult({"UICustomization": kept(self.backend, "customizations").get(owner(self), {})})


def owner(self: Cognito) -> tuple[str, str]:
    """The pool and the client that the request is about; both must exist."""
    pool = self.backend.describe_user_pool(self._get_param("UserPoolId"))
    client_id = self._get_param("ClientId") or FOR_ALL_CLIENTS
    if client_id != FOR_ALL_CLIENTS and client_id not in pool.clients:
        raise ResourceNotFoundError(client_id)
    return pool.id, client_id


def check_css(css: str) -> None:
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    if len(css.encode()) > MAX_CSS or re.search("[@<]", bare):
        raise InvalidParameterException("Invalid CSS")
    allowed = re.compile(rf"\.({'|'.join(CLASSES)})-customizable(:hover|:focus)?")
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", bare):
        for selector in selectors.split(","):
            if not allowed.fullmatch(selector.strip()):
                raise InvalidParameterException(f"Invalid CSS selector: {selector.strip()}")
