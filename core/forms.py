"""Bodies of the type application/x-www-form-urlencoded, which some providers send instead of JSON."""

import json
import re
from urllib.parse import parse_qsl

from core.errors import InvalidInput

CONTENT_TYPE = "application/x-www-form-urlencoded"
MAX_FIELDS = 1_000
_BEGINS = re.compile(rb"[%+.\w\[\]-]+=")  # no JSON does


def as_json(body: bytes) -> bytes:
    """Return the JSON that a form carries in `payload`, or else its fields as an object; JSON stays as it is.

    Raises InvalidInput for a form that cannot be read.
    """
    if not _BEGINS.match(body):
        return body
    try:
        text = body.decode("ascii")
        fields = dict(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS))
    except ValueError as error:
        raise InvalidInput(
            "This form cannot be read.", f"It has at most {MAX_FIELDS} fields in UTF-8."
        ) from error
    return fields["payload"].encode() if "payload" in fields else json.dumps(fields).encode()
