"""The lines to try a plugin by hand, in a real shell, against a real receiver."""

import os
import shutil
import subprocess

import pytest

from core.incoming.curl_line import PLACEHOLDER, curl_line
from core.incoming.plugins import PROVIDERS, create_plugin
from core.signing import Options, standard

SECRETS = {
    "standard": standard.generate_secret(),
    "svix": standard.generate_secret(),
    "adyen": "0f" * 32,
    "basic": "user:p$w",
    "none": "",
}
OPTIONS = {"hmac": {"header": "x-acme-sign", "algorithm": "sha512"}, "header": {"header": "x-acme-token"}}


@pytest.mark.skipif(not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl")
@pytest.mark.parametrize("provider", [each for each in PROVIDERS if each != "saleor-jws"])
def test_the_lines_make_a_job_when_they_are_pasted_into_a_shell(desk, provider):
    secret = SECRETS.get(provider, '$HOME "quoted" `id` \\ ')  # nothing that a shell may take for its own
    plugin = create_plugin(
        desk.store, name="Trial", provider=provider, secret=secret, options=OPTIONS.get(provider, {})
    )
    secret = secret.strip()
    url = f"http://127.0.0.1:{desk.port}{plugin.path}"
    lines = curl_line(provider, url, plugin.options)
    assert (PLACEHOLDER in lines) == bool(secret)
    assert _in_shell(lines.replace(PLACEHOLDER, secret)).startswith("HTTP/1.1 204")
    assert desk.jobs() == [("PRODUCT_CREATE", "PENDING")]


def _in_shell(lines):
    """Return what a shell prints for lines that are pasted into it; a failed command is an error."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    command = ["bash", "-eu", "-o", "pipefail"]
    done = subprocess.run(
        command, input=lines, env=kept, capture_output=True, text=True, timeout=20, check=True
    )
    return done.stdout


def test_what_only_the_sender_can_sign_has_no_lines():
    assert curl_line("saleor-jws", "http://127.0.0.1/", Options(host="shop.saleor.cloud")) == ""
