"""The body of an event that a job set off: the shape of the catalogue's sample, filled from the record.

Nothing of the sample but its keys and the names of its types gets into a body, and nothing of the
received payload but what the record keeps. What the record does not know is null, an empty list or
an empty object. Ids are made from the record's key as relay ids are (base64 of `Type:key`), so the
same thing has the same id in every event. Emitting adds the event's type and time.
"""

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from core.catalogue import catalogue

Record = Mapping[str, Any]

_TYPES = {
    "seller": "Seller",
    "product": "Product",
    "variant": "ProductVariant",
    "warehouse": "Warehouse",
    "stock": "Stock",
    "fulfillment": "Fulfillment",
    "customer": "User",
    "order": "Order",
}


def event_body(event: str, kind: str, key: str, record: Record) -> dict[str, Any]:
    """Return the body of `event` for a record, with exactly the keys of the event's sample."""
    values = {**record, **_FILLERS[kind](key, record), "id": relay_id(_TYPES[kind], key)}
    if "seller" in record:
        values["seller"] = _seller_reference(record["seller"])
    return _fill(catalogue().events[event].sample, values)


def join_key(*parts: str) -> str:
    """Make one key of the fields that name a record, so that different fields never make the same one."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)


def relay_id(type_name: str, key: str) -> str:
    """Return the stable id of something; nested keys are unchecked, so half a character is escaped."""
    return base64.b64encode(f"{type_name}:{key}".encode(errors="backslashreplace")).decode()


def key_of(type_name: str, relay: str) -> str:
    """Return the key inside a relay id of this type; an id of another make is a key itself."""
    try:
        name, colon, key = base64.b64decode(relay, validate=True).decode().partition(":")
    except ValueError:  # not ASCII, not base64, not UTF-8
        return relay
    return key if (name, colon) == (type_name, ":") and key else relay


def _fill(sample: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: shape if name == "type" else _like(shape, values.get(name)) for name, shape in sample.items()
    }


def _like(shape: Any, value: Any) -> Any:
    """Return the value in the shape of the sample's, or what stands for nothing there."""
    if isinstance(shape, list):
        item = shape[0] if shape else None
        return [_like(item, each) for each in value] if shape and isinstance(value, list) else []
    if isinstance(shape, dict):
        return _like_object(shape, value)
    if isinstance(shape, str) and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None if shape is not None and isinstance(value, dict | list) else value


def _like_object(shape: dict[str, Any], value: Any) -> dict[str, Any] | None:
    if shape and isinstance(value, dict):
        return _fill(shape, value)
    return None if shape else {}


def _seller(_key: str, record: Record) -> dict[str, Any]:
    email = record.get("owner_email")
    return {
        "company_name": record.get("name"),
        "identification": record.get("identifiers"),
        "owner": {"id": relay_id("User", email.casefold()), "email": email} if email else None,
    }


def _product(_key: str, record: Record) -> dict[str, Any]:
    category = record.get("category")
    return {
        "minimal_variant_price_amount": record.get("base_price"),
        "category": {"id": relay_id("Category", category), "slug": category} if category else None,
        "variants": [_variant_of(record, each) for each in record.get("variants") or ()],
    }


def _variant_of(product: Record, variant: Record) -> dict[str, Any]:
    return {
        "currency": product.get("currency"),
        **variant,
        "id": _variant_id(product, variant.get("external_id"), variant.get("sku")),
        "price_amount": variant.get("price"),
        "cost_price_amount": variant.get("cost_price"),
    }


def _variant_id(owner: Record, external_id: Any, sku: Any) -> str:
    """Name a variant as its own record would: by its source's id, else by its sku."""
    if external_id is None:
        return relay_id("ProductVariant", join_key(str(sku)))
    return relay_id("ProductVariant", join_key(str(owner.get("external_source")), str(external_id)))


def _warehouse(key: str, record: Record) -> dict[str, Any]:
    return _addresses("warehouse", key, record, "address")


def _stock(_key: str, record: Record) -> dict[str, Any]:
    sku, warehouse = record["sku"], record["warehouse_external_id"]
    return {
        "warehouse": {"id": relay_id("Warehouse", join_key(record["external_source"], warehouse))},
        "product_variant": {"id": _variant_id(record, record.get("variant_external_id"), sku), "sku": sku},
    }


def _fulfillment(key: str, record: Record) -> dict[str, Any]:
    number = record.get("order_number")
    lines = record.get("lines") or ()
    return {
        "created": record.get("shipped_at"),
        "order": {"id": relay_id("Order", number), "number": number} if number else None,
        "lines": [
            {**line, "id": _line_id("FulfillmentLine", key, at, line)} for at, line in enumerate(lines)
        ],
    }


def _order(key: str, record: Record) -> dict[str, Any]:
    lines = record.get("lines") or ()
    return {
        **_addresses("order", key, record, "shipping_address", "billing_address"),
        "lines": [_order_line(key, at, record, line) for at, line in enumerate(lines)],
    }


def _order_line(key: str, at: int, order: Record, line: Record) -> dict[str, Any]:
    return {
        "currency": order.get("currency"),
        **line,
        "id": _line_id("OrderLine", key, at, line),
        "product_sku": line.get("sku"),
        "unit_price_net_amount": line.get("unit_price"),
    }


def _line_id(type_name: str, key: str, at: int, line: Record) -> str:
    """Name a line within its owner: by its sku, else by its place."""
    return relay_id(type_name, f"{key}/{line.get('sku') or at}")


def _customer(key: str, record: Record) -> dict[str, Any]:
    return _addresses("customer", key, record, "default_shipping_address", "default_billing_address")


def _addresses(kind: str, key: str, record: Record, *names: str) -> dict[str, Any]:
    """Bring addresses into the one shape that the catalogue has for them, also where a sample has none."""
    shape = catalogue().events["warehouse_created"].sample["address"]
    found = {name: record.get(name) for name in names}
    return {
        name: _fill(shape, {**address, "id": relay_id("Address", f"{kind}/{key}/{name}")})
        if address
        else None
        for name, address in found.items()
    }


def _seller_reference(name: str) -> dict[str, Any]:
    slug = re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
    return {"id": relay_id("Seller", slug), "company_name": name, "slug": slug}


_FILLERS: dict[str, Callable[[str, Record], dict[str, Any]]] = {
    "seller": _seller,
    "product": _product,
    "variant": lambda _key, _record: {},  # its fields have the sample's names
    "warehouse": _warehouse,
    "stock": _stock,
    "fulfillment": _fulfillment,
    "customer": _customer,
    "order": _order,
}
