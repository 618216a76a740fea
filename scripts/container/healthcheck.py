"""Asks the web server of this container whether it lives; exit code 0 when it does."""

import http
import http.client
import os
import sys


def main() -> int:
    """One request to /healthz/live under the host name that the server accepts."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=4)
    try:
        connection.request("GET", "/healthz/live", headers={"Host": os.environ.get("HUB_HOST", "localhost")})
        return 0 if connection.getresponse().status == http.HTTPStatus.OK else 1
    except (OSError, http.client.HTTPException) as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(main())
