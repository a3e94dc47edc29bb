"""A plugin for each provider that can be asked, and a stand-in for its API."""

import pytest

from core.incoming.fetching import api
from core.incoming.fetching.access import set_access
from core.incoming.plugins import create_plugin
from tests.core.incoming.fetching.standin import running


@pytest.fixture
def standin(monkeypatch):
    with running() as made:
        monkeypatch.setattr(api, "BASES", {"stripe": made.url, "github": made.url})
        yield made


@pytest.fixture
def store(store, standin):
    create_plugin(store, id="pay", name="Pay", provider="stripe", secret="whsec_x")
    create_plugin(store, id="code", name="Code", provider="github", secret="x")
    set_access(store, "pay", key=standin.key)
    set_access(store, "code", key=standin.key, source="https://github.com/quay/site/settings/hooks/7")
    return store
