"""Apps, webhooks, and what is owed to them."""

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, Model, TextField


class AppRecord(Model):
    """An app; `permissions` is a JSON list of codes."""

    id = IntegerField(primary_key=True)
    name = TextField()
    is_active = BooleanField()
    permissions = TextField()
    created_at = BigIntegerField()
    activated_at = BigIntegerField(null=True)

    class Meta:
        table_name = "app"


class AppTokenRecord(Model):
    """A token of an app; only its hash is kept."""

    id = IntegerField(primary_key=True)
    app_id = IntegerField()
    name = TextField()
    hash = BlobField()
    last_four = TextField()
    created_at = BigIntegerField()

    class Meta:
        table_name = "app_token"


class IdempotencyRecord(Model):
    """The answer that a program got for one of its keys; `answer` is JSON."""

    app_id = IntegerField()
    key = TextField()
    at = BigIntegerField()
    answer = TextField()

    class Meta:
        table_name = "idempotency"
        primary_key = CompositeKey("app_id", "key")


class WebhookRecord(Model):
    """A webhook; `secret`, `headers` and `authorization` are sealed by the vault.

    `activated_at` is null until it is first active; `header_names` is a JSON list. `old_secret` is the
    sealed secret before this one, which signs until `old_until`; `authorities` is PEM.
    """

    id = IntegerField(primary_key=True)
    app_id = IntegerField()
    name = TextField()
    target_url = TextField()
    secret = BlobField(null=True)
    scheme = TextField()
    is_active = BooleanField()
    created_at = BigIntegerField()
    activated_at = BigIntegerField(null=True)
    retry_schedule = TextField()
    timeout_s = IntegerField()
    at_once = IntegerField(null=True)
    per_second = IntegerField(null=True)
    in_order = BooleanField()
    header_names = TextField()
    headers = BlobField(null=True)
    authorization_kind = TextField()
    authorization = BlobField(null=True)
    disabled_at = BigIntegerField(null=True)
    disabled_reason = TextField(null=True)
    public_key = TextField()
    old_secret = BlobField(null=True)
    old_until = BigIntegerField(null=True)
    authorities = TextField()

    class Meta:
        table_name = "webhook"


class WebhookEventRecord(Model):
    """One event that a webhook subscribes to, or `any_events`."""

    webhook_id = IntegerField()
    event = TextField()

    class Meta:
        table_name = "webhook_event"
        primary_key = CompositeKey("webhook_id", "event")


class OutboxRecord(Model):
    """A delivery that is still owed, and when it is due."""

    log_id = IntegerField(primary_key=True)
    webhook_id = IntegerField()
    due_at = BigIntegerField()

    class Meta:
        table_name = "outbox"
