"""What moto cannot do is refused with 400 and a reason, and one request is answered at a time.

moto answers 500, which the AWS SDK takes for a passing fault: under Terraform
it is tried 25 times, for many minutes.

moto serves each request in a thread of its own but guards none of its state:
now and then a list was read while another request added to it ("dictionary
changed size during iteration").
"""

from __future__ import annotations

import json
import threading
import traceback
from typing import Any, Callable
from xml.sax.saxutils import escape

from moto.core.responses import BaseResponse

from extend import around


one_at_a_time = threading.RLock()


@around(BaseResponse, "call_action")
def call_action(original: Callable, self: BaseResponse) -> Any:
    try:
        with one_at_a_time:
            return original()
    except NotImplementedError as error:
        return refuse(self, "NotImplementedByMoto", f"{self.service_name}: {error}")
    except Exception as error:  # AWS's own errors are answers by now; this is a fault of moto or of these modules.
        traceback.print_exc()
        return refuse(self, "FaultInMoto", f"{self.service_name}: {type(error).__name__}: {error}")


def refuse(self: BaseResponse, code: str, message: str) -> Any:
    headers = {"status": 400, "x-amzn-errortype": code}
    if "json" in (self.headers.get("Content-Type") or ""):
        return 400, headers, json.dumps({"__type": code, "message": message})
    return 400, headers, f"<ErrorResponse><Error><Code>{code}</Code><Message>{escape(message)}</Message></Error></ErrorResponse>"
