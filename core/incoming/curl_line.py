"""Shell lines that send the receiver one request, for trying by hand a plugin, signed, or an app's token.

They ask for nothing but a POSIX shell, curl and openssl. A secret is never in them: who tries the
plugin puts it in, and it stays out of clipboards and shell histories until then.
"""

import json
import shlex
from dataclasses import dataclass

from core.catalogue import catalogue
from core.incoming.job_types import tasks
from core.signing import Options, credentials, plain_hmac

JOB_TYPE = "PRODUCT_CREATE"
PLACEHOLDER = "put the secret key here"
TOKEN = "TOKEN"  # noqa: S105  # stands for one
HEX = "openssl dgst -{algorithm} -hmac \"$SECRET\" -r | cut -d' ' -f1"
BASE64 = 'openssl dgst -{algorithm} -hmac "$SECRET" -binary | openssl base64 -A'
_BY_HEX_KEY = 'openssl dgst -sha256 -mac HMAC -macopt "hexkey:{key}" -binary | openssl base64 -A'
_ID = 'ID="trial-$(openssl rand -hex 8)"'
_TIME = 'TIME="$(date +%s)"'
_DECODED = """\
KEY="$(printf %s "${SECRET#whsec_}" |
  openssl base64 -d -A | od -An -v -tx1 | tr -d ' \\n')\""""


@dataclass(frozen=True, slots=True)
class _Recipe:
    """How a shell signs: the headers, what makes the signature of what text, and the lines before that."""

    headers: tuple[str, ...]
    sign: str = HEX
    content: str = "$BODY"
    before: tuple[str, ...] = ()


def _stamped(prefix: str) -> tuple[str, ...]:
    return (f"{prefix}-id: $ID", f"{prefix}-timestamp: $TIME", f"{prefix}-signature: v1,$SIGNATURE")


_SIGNED = {
    "nautical": _Recipe(("x-nautical-signature: $SIGNATURE",)),
    "standard": _Recipe(
        _stamped("webhook"), _BY_HEX_KEY.format(key="$KEY"), "$ID.$TIME.$BODY", (_ID, _TIME, _DECODED)
    ),
    "svix": _Recipe(
        _stamped("svix"), _BY_HEX_KEY.format(key="$KEY"), "$ID.$TIME.$BODY", (_ID, _TIME, _DECODED)
    ),
    "shopify": _Recipe(("x-shopify-hmac-sha256: $SIGNATURE",), BASE64),
    "stripe": _Recipe(("stripe-signature: t=$TIME,v1=$SIGNATURE",), HEX, "$TIME.$BODY", (_TIME,)),
    "github": _Recipe(("x-hub-signature-256: sha256=$SIGNATURE",)),
    "woocommerce": _Recipe(("x-wc-webhook-signature: $SIGNATURE",), BASE64),
    "bigcommerce": _Recipe(_stamped("webhook"), BASE64, "$ID.$TIME.$BODY", (_ID, _TIME)),
    "square": _Recipe(("x-square-hmacsha256-signature: $SIGNATURE",), BASE64, "$URL$BODY"),
    "adyen": _Recipe(("hmacsignature: $SIGNATURE",), _BY_HEX_KEY.format(key="$SECRET")),
    "slack": _Recipe(
        ("x-slack-request-timestamp: $TIME", "x-slack-signature: v0=$SIGNATURE"),
        HEX,
        "v0:$TIME:$BODY",
        (_TIME,),
    ),
    "saleor": _Recipe(("saleor-signature: $SIGNATURE",)),
    "hmac": _Recipe(("{header}: $SIGNATURE",)),
}
_SHOWN = {
    "basic": '-u "$SECRET"',
    "bearer": '-H "authorization: Bearer $SECRET"',
    "header": '-H "{header}: $SECRET"',
}


def curl_line(provider: str, url: str, options: Options) -> str:
    """Return the lines that send a sample product to a plugin at `url`, which ends in a slash.

    There are none for a provider that signs with a key which only the sender has.
    """
    target, body = f"{url}{JOB_TYPE.lower()}", shlex.quote(_body())
    if provider == "none":
        return "\n".join(_curl(target, (), body))
    secret = f"SECRET={shlex.quote(PLACEHOLDER)}"
    if shown := _SHOWN.get(provider):
        more = (shown.format(header=options.header or credentials.HEADER),)
        return "\n".join([secret, *_curl(target, more, body)])
    recipe = _SIGNED.get(provider)
    if recipe is None:
        return ""
    names = [name.replace("{header}", options.header or plain_hmac.HEADER) for name in recipe.headers]
    registered = [f"URL={shlex.quote(options.public_url or target)}"] if provider == "square" else []
    signature = (
        f'SIGNATURE="$(printf %s "{recipe.content}" |',
        f'  {recipe.sign.replace("{algorithm}", options.algorithm)})"',
    )
    lines = [secret, f"BODY={body}", *registered, *recipe.before, *signature]
    return "\n".join([*lines, *_curl(target, tuple(f'-H "{name}"' for name in names), '"$BODY"')])


def _curl(url: str, more: tuple[str, ...], body: str) -> list[str]:
    parts = ("-H 'content-type: application/json'", *more)
    return [f"curl -i {shlex.quote(url)} \\", *(f"  {part} \\" for part in parts), f"  --data-binary {body}"]


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
