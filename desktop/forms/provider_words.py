"""What people read of each provider: who sends like this, and what its secret is called there."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """A provider in words; its name is in `core.signing.names`.

    `makes` tells that the sender makes the secret, so that none is generated here.
    """

    senders: str
    secret: str = "Secret Key"  # noqa: S105  # its name, not one
    """What the secret is called at the sender."""
    key: str = ""
    """Where the secret stands there."""
    register: str = "Enter this at the sender."
    """Where the plugin's URL is entered."""
    makes: bool = False


_BOTH = "Enter the same key here and at the sender. Nothing is taken without it."

WORDS = {
    "nautical": Words(
        "Your marketplace, or another Yardarm. It signs the body with a secret key.", key=_BOTH
    ),
    "standard": Words(
        "Senders that follow Standard Webhooks. They sign id, time and body.",
        key="It starts with whsec_: copy it from the sender, or generate one and enter it there. "
        "A sender that signs with a key pair gives you its public key, which starts with whpk_.",
    ),
    "svix": Words(
        "Senders that use Svix, such as Clerk or Resend. They sign id, time and body.",
        "Signing Secret",
        "It starts with whsec_. It stands on the endpoint's page at the sender.",
        makes=True,
    ),
    "shopify": Words(
        "A Shopify shop. It signs the body with your app's client secret.",
        "Client secret",
        "In the app's API credentials. A webhook made in the shop's admin has its own: Settings, "
        "Notifications, Webhooks, at the foot of the list.",
        "Enter this as the webhook's URL in Shopify, with https:// and your tunnel's host.",
        makes=True,
    ),
    "stripe": Words(
        "Payments at Stripe. It signs time and body.",
        "Signing secret",
        "It starts with whsec_ and is used whole. In Stripe: Workbench, Webhooks, your endpoint, "
        "Signing secret. “stripe listen” prints one of its own.",
        "Enter this as the endpoint URL in Stripe.",
        makes=True,
    ),
    "github": Words(
        "A repository or an organisation at GitHub. It signs the body.",
        "Secret",
        "Enter the same secret here and in the webhook's settings at GitHub.",
        "Enter this as the Payload URL at GitHub. Both content types work.",
    ),
    "woocommerce": Words(
        "A WooCommerce shop. It signs the body.",
        "Secret",
        "Enter the same secret here and in WooCommerce: Settings, Advanced, Webhooks.",
        "Enter this as the Delivery URL in WooCommerce. Its first, unsigned try is answered and not kept.",
    ),
    "bigcommerce": Words(
        "A BigCommerce store. It signs id, time and body with your app's client secret.",
        "Client secret",
        "The client secret of the app or API account that made the webhook, as it is written.",
        "Give this as the webhook's destination. BigCommerce calls port 443 alone.",
        makes=True,
    ),
    "square": Words(
        "Payments at Square. It signs its notification URL and the body.",
        "Signature key",
        "In the Square Developer Console: Webhooks, your subscription, Signature key.",
        "Enter this as the Notification URL at Square.",
        makes=True,
    ),
    "adyen": Words(
        "Payments at Adyen. Each item of a notification is signed.",
        "HMAC key",
        "In the Customer Area: Developers, Webhooks, your webhook, HMAC key. It is in hexadecimal.",
        "Enter this as the webhook's server URL at Adyen, with the method JSON.",
        makes=True,
    ),
    "slack": Words(
        "A Slack app: events, commands and interactions. It signs time and body.",
        "Signing secret",
        "On the app's page at Slack: Basic Information, Signing Secret.",
        "Enter this as the Request URL at Slack; its challenge is answered.",
        makes=True,
    ),
    "saleor": Words(
        "A Saleor webhook that was given a secret key. It signs the body.",
        key="Enter the same key here and in the webhook's settings in Saleor.",
        register="Enter this as the Target URL in Saleor.",
    ),
    "saleor-jws": Words(
        "A Saleor webhook without a secret key. Saleor signs with a key pair and publishes the public half.",
        register="Enter this as the Target URL in Saleor.",
    ),
    "hmac": Words(
        "Any sender that signs the body with a shared key, in a header that you name.",
        key=_BOTH,
    ),
    "basic": Words(
        "Senders that show a user and password. What they send is not signed.",
        "User and password",
        "With a colon between them, as in shop:secret.",
    ),
    "bearer": Words(
        "Senders that show a token. What they send is not signed.",
        "Token",
        "Without the word Bearer before it.",
    ),
    "header": Words(
        "Senders that show a token in a header that you name. What they send is not signed.",
        "Token",
        "The header's whole value.",
    ),
    "none": Words("Senders that cannot sign. Nothing tells who sent a request."),
}


@dataclass(frozen=True, slots=True)
class OptionWords:
    """An option's field in words."""

    label: str
    hint: str


OPTION_WORDS = {
    "public_url": OptionWords(
        "Public URL (optional)",
        "The URL exactly as it was registered at Square. "
        "Needed where a tunnel calls this machine by another name.",
    ),
    "host": OptionWords(
        "Host", "Your Saleor, such as shop.saleor.cloud. Its keys are fetched over https from there alone."
    ),
    "header": OptionWords("Header", "The name of the header that carries it."),
    "algorithm": OptionWords("Algorithm", "The sender says which it uses."),
    "id_header": OptionWords(
        "ID header (optional)", "Says which delivery it is: a repeat is kept once. Empty: webhook-id."
    ),
    "topic_header": OptionWords("Topic header (optional)", "Says what happened, from which the job follows."),
}
