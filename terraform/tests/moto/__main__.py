"""Starts moto's server with what this deployment needs and moto 5.2.1 lacks.

    python3 terraform/tests/moto -H 127.0.0.1 -p PORT

Takes the options of ``moto_server``. Each module beside this one changes the
classes of one service, in memory, before the server starts; moto's own files
stay as they are. What the modules keep lies on moto's backends, so
``POST /moto-api/reset`` clears it as well.

Two kinds of change: operations that moto lacks or forgets parts of, without
which Terraform sees a difference at every plan; and rules of AWS that moto
does not enforce, so that a mistake is found here and not in an account.
"""

import sys

import moto
from moto.server import main

import apigateway  # noqa: F401
import authorization  # noqa: F401
import cloudfront  # noqa: F401
import cognito_client  # noqa: F401
import cognito_customization  # noqa: F401
import cognito_domain  # noqa: F401
import cognito_pool  # noqa: F401
import cognito_provider  # noqa: F401
import faults  # noqa: F401
import functions  # noqa: F401

WRITTEN_FOR = "5.2.1"

if __name__ == "__main__":
    if moto.__version__ != WRITTEN_FOR:
        print(f"written for moto {WRITTEN_FOR}, this is {moto.__version__}", file=sys.stderr)
    main(sys.argv[1:])
