"""What people call the providers."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "nautical": "Nautical",
    "standard": "Standard Webhooks",
    "svix": "Svix",
    "shopify": "Shopify",
    "stripe": "Stripe",
    "github": "GitHub",
    "woocommerce": "WooCommerce",
    "bigcommerce": "BigCommerce",
    "square": "Square",
    "adyen": "Adyen",
    "slack": "Slack",
    "saleor": "Saleor with a secret key",
    "saleor-jws": "Saleor with its own keys",
    "hmac": "HMAC signature",
    "basic": "Basic authorisation",
    "bearer": "Bearer token",
    "header": "Token in a header",
    "none": "None",
}
