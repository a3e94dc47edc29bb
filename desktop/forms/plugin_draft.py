"""What the form of a plugin holds while it is edited, and what is wrong with it. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from functools import partial

from core.errors import InvalidInput
from core.incoming.plugins import WITHOUT_SECRET, Plugin, check_id, check_secret
from core.incoming.provider_options import USED, check_option, check_options
from core.outgoing.apps import check_name
from core.signing import Options
from desktop.forms.fault import fault

_WANTED = {"name": "a name", "id": "a plugin id", "secret": "the secret key", "host": "the host"}


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields as they are. A secret of None is the saved one."""

    name: str = ""
    id: str = ""
    seller: str = ""
    provider: str = "nautical"
    secret: str | None = None
    is_active: bool = True
    options: Options = field(default_factory=Options)


def draft_of(plugin: Plugin | None) -> Draft:
    """Return the fields of a plugin that was just opened; those of a new one are empty."""
    if plugin is None:
        return Draft()
    return Draft(
        plugin.name, plugin.id, plugin.seller, plugin.provider, None, plugin.is_active, plugin.options
    )


def faults_of(draft: Draft, saved: Plugin | None, taken: Collection[str]) -> dict[str, str]:
    """Return what is wrong, in words, by field, in the order of the fields.

    `taken` are the ids that a new plugin cannot have.
    """
    found = {
        "name": fault(check_name, draft.name),
        "id": "" if saved else _id_fault(draft.id, taken),
        "seller": fault(check_name, draft.seller) if draft.seller else "",
        "secret": "" if keeps_secret(draft, saved) else _secret_fault(draft),
        **_option_faults(draft),
    }
    return {field: words for field, words in found.items() if words}


def keeps_secret(draft: Draft, saved: Plugin | None) -> bool:
    """Return whether the saved secret goes on to be used: it is of no use to another provider."""
    is_same = saved is not None and saved.has_secret and saved.provider == draft.provider
    return is_same and draft.secret is None


def used_options(draft: Draft) -> dict[str, str]:
    """Return the options that the chosen provider looks at."""
    used = USED.get(draft.provider, ())
    return {name: text for name, text in asdict(draft.options).items() if name in used}


def missing_words(faults: Mapping[str, str]) -> str:
    """Return what is to be done next before the form can be saved, without calling it wrong yet."""
    first = next((_WANTED[field] for field in _WANTED if field in faults), "")
    return f"Enter {first} to save." if first else ""


def _id_fault(plugin_id: str, taken: Collection[str]) -> str:
    if plugin_id in taken:
        return f"There is a plugin {plugin_id} already. Choose another id."
    return fault(check_id, plugin_id)


def _secret_fault(draft: Draft) -> str:
    if draft.provider in WITHOUT_SECRET:
        return ""
    return fault(partial(check_secret, draft.provider), draft.secret or "")


def _option_faults(draft: Draft) -> dict[str, str]:
    """Return what is wrong with each option; what only the provider's rules find comes last."""
    given = used_options(draft)
    found = {name: fault(partial(check_option, name), text) for name, text in given.items()}
    if any(found.values()):
        return found
    try:
        check_options(draft.provider, given)
    except InvalidInput as error:
        found[error.field or ""] = str(error)
    return found
