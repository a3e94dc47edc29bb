"""Shell lines that send the receiver one request, for trying by hand a plugin, signed, or an app's token.

They ask for nothing but a POSIX shell, curl and openssl. A secret is never in them: who tries the
plugin puts it in, and it stays out of clipboards and shell histories until then.
"""

import json
import shlex

from core.catalogue import catalogue
from core.incoming.job_types import tasks

JOB_TYPE = "PRODUCT_CREATE"
PLACEHOLDER = "put the secret key here"
TOKEN = "TOKEN"  # noqa: S105  # stands for one
_NAUTICAL = """\
SECRET={placeholder}
BODY={body}
SIGNATURE="$(printf %s "$BODY" |
  openssl dgst -sha256 -hmac "$SECRET" -r | cut -d' ' -f1)"
curl -i {url} \\
  -H 'content-type: application/json' \\
  -H "x-nautical-signature: $SIGNATURE" \\
  --data-binary "$BODY\""""
_STANDARD = """\
SECRET={placeholder}
BODY={body}
ID="trial-$(openssl rand -hex 8)"
TIME="$(date +%s)"
KEY="$(printf %s "${{SECRET#whsec_}}" |
  openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')"
SIGNATURE="$(printf %s "$ID.$TIME.$BODY" |
  openssl dgst -sha256 -mac HMAC -macopt "hexkey:$KEY" -binary | openssl base64 -A)"
curl -i {url} \\
  -H 'content-type: application/json' \\
  -H "webhook-id: $ID" \\
  -H "webhook-timestamp: $TIME" \\
  -H "webhook-signature: v1,$SIGNATURE" \\
  --data-binary "$BODY\""""
_UNSIGNED = """\
curl -i {url} \\
  -H 'content-type: application/json' \\
  --data-binary {body}"""
_LINES = {"nautical": _NAUTICAL, "standard": _STANDARD, "none": _UNSIGNED}


def curl_line(provider: str, url: str) -> str:
    """Return the lines that send a sample product to a plugin at `url`, which ends in a slash."""
    parts = {"placeholder": PLACEHOLDER, "body": _body(), "url": f"{url}{JOB_TYPE.lower()}"}
    return _LINES[provider].format(**{name: shlex.quote(text) for name, text in parts.items()})


def emit_line(url: str, event: str) -> str:
    """Return the line that emits an event at the receiver's `url`, once an app's token is in its place."""
    parts = (
        shlex.quote(f"{url}/events/{event}"),
        f"-H 'authorization: Bearer {TOKEN}'",
        "-H 'content-type: application/json'",
        "--data-binary '{\"example\": true}'",
    )
    return f"curl -i {' '.join(parts)}"


def _body() -> str:
    """Return the smallest body that the job type takes, from the catalogue's sample."""
    sample, required = catalogue().job_types[JOB_TYPE].sample, tasks()[JOB_TYPE].required
    return json.dumps({name: sample[name] for name in required})
