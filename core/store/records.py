"""The tables as peewee models: columns and nothing else.

Models are bound to no database, because a process may hold several stores; `Store.rows` and its
neighbours execute the queries made from them. Times are epoch milliseconds. The schema itself is
made by the migrations, so a column added here needs one there.
"""

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


class PayloadRecord(Model):
    """Exact bytes, once however many deliveries carry them."""

    id = IntegerField(primary_key=True)
    body = BlobField()

    class Meta:
        table_name = "payload"


class LogRecord(Model):
    """One delivery or one received transaction.

    `resent_from` is the row that was edited to make this one; `own_target` tells that `target_url` is not
    its webhook's. `fetched_at` is when it was fetched from the sender's API, having been missed.
    """

    id = IntegerField(primary_key=True)
    date = BigIntegerField()
    direction = TextField()
    status = TextField()
    event_type = TextField()
    target_url = TextField(null=True)
    webhook_id = IntegerField(null=True)
    app_id = IntegerField(null=True)
    plugin_id = TextField(null=True)
    transaction_id = TextField(null=True)
    uid = TextField(null=True)
    error = TextField(null=True)
    status_code = IntegerField(null=True)
    attempts = IntegerField()
    duration_ms = IntegerField(null=True)
    next_attempt_at = BigIntegerField(null=True)
    payload_id = IntegerField()
    size = IntegerField()
    resent_from = IntegerField(null=True)
    own_target = BooleanField(default=False)
    fetched_at = BigIntegerField(null=True)

    class Meta:
        table_name = "event_log"


class LogViewRecord(Model):
    """A saved view of the log; `wanted` is its filter as JSON, `columns` the window's own text."""

    id = IntegerField(primary_key=True)
    name = TextField()
    position = IntegerField()
    wanted = TextField()
    columns = TextField()
    seen_id = IntegerField()
    seen_at = BigIntegerField()

    class Meta:
        table_name = "log_view"


class ReceiptRecord(Model):
    """What came with a received payload: the request's headers, how it was verified, the path and query.

    `redacted` counts the values that were taken out before it was stored.
    """

    log_id = IntegerField(primary_key=True)
    headers = TextField()
    scheme = TextField()
    detail = TextField()
    target = TextField()
    redacted = IntegerField()

    class Meta:
        table_name = "receipt"


class OutboxRecord(Model):
    """A delivery that is still owed, and when it is due."""

    log_id = IntegerField(primary_key=True)
    webhook_id = IntegerField()
    due_at = BigIntegerField()

    class Meta:
        table_name = "outbox"


class AttemptRecord(Model):
    """One HTTP request made for a delivery. Headers are JSON lists of pairs."""

    id = IntegerField(primary_key=True)
    log_id = IntegerField()
    number = IntegerField()
    at = BigIntegerField()
    status_code = IntegerField(null=True)
    error = TextField(null=True)
    duration_ms = IntegerField()
    request_headers = TextField()
    response_headers = TextField()
    response_body = BlobField()
    connect_ms = IntegerField(null=True)

    class Meta:
        table_name = "attempt"


class PluginRecord(Model):
    """A configured origin of incoming webhooks; `secret` and `api_key` are sealed by the vault.

    `options` is JSON. `api_source` is what its provider's API is asked about, and `fetched_at` when the last
    whole fetch of what was missed began.
    """

    id = TextField(primary_key=True)
    name = TextField()
    provider = TextField()
    secret = BlobField(null=True)
    seller = TextField()
    is_active = BooleanField()
    created_at = BigIntegerField()
    options = TextField()
    api_key = BlobField(null=True)
    api_source = TextField()
    fetched_at = BigIntegerField(null=True)

    class Meta:
        table_name = "plugin"


class ListeningRecord(Model):
    """When the receiver was last known to listen; one row."""

    id = IntegerField(primary_key=True)
    last_at = BigIntegerField()

    class Meta:
        table_name = "listening"


class GapRecord(Model):
    """A time in which the receiver was off."""

    from_at = BigIntegerField(primary_key=True)
    to_at = BigIntegerField()

    class Meta:
        table_name = "gap"


class RefusalRecord(Model):
    """How often a plugin's requests were refused for one reason; the plugin is empty where there is none."""

    plugin_id = TextField()
    code = TextField()
    count = IntegerField()
    last_at = BigIntegerField()

    class Meta:
        table_name = "refusal"
        primary_key = CompositeKey("plugin_id", "code")


class JobRecord(Model):
    """The work that one received payload asks for.

    `due_at` is when it is tried again; null, now. `waits_for` is the job that must go before it.
    `topic` is what the sender calls its event; `named_type` the job type that the path or the body
    named, empty where the topic decides.
    """

    id = IntegerField(primary_key=True)
    created_at = BigIntegerField()
    updated_at = BigIntegerField()
    source = TextField()
    job_type = TextField()
    seller = TextField()
    status = TextField()
    scheduled = BooleanField()
    message = TextField()
    log_id = IntegerField()
    plugin_id = TextField()
    attempts = IntegerField()
    due_at = BigIntegerField(null=True)
    waits_for = IntegerField(null=True)
    topic = TextField()
    named_type = TextField()

    class Meta:
        table_name = "job"


class JobAttemptRecord(Model):
    """One run of a job; `log_ids` is a JSON list of the deliveries that it owed."""

    job_id = IntegerField()
    number = IntegerField()
    at = BigIntegerField()
    status = TextField()
    message = TextField()
    log_ids = TextField()

    class Meta:
        table_name = "job_attempt"
        primary_key = CompositeKey("job_id", "number")


class MappingRecord(Model):
    """The merchant's own mapping for a topic of a plugin; `fields` is JSON: an expression by its field."""

    plugin_id = TextField()
    topic = TextField()
    job_type = TextField()
    items = TextField()
    fields = TextField()
    updated_at = BigIntegerField()

    class Meta:
        table_name = "mapping"
        primary_key = CompositeKey("plugin_id", "topic")


class RecordRecord(Model):
    """What jobs keep: a seller, product, variant and so on; `data` is JSON.

    `set_by` is a JSON object: for each field the job that said last what it is; under an empty name the
    one that deleted the record before.
    """

    id = IntegerField(primary_key=True)
    kind = TextField()
    key = TextField()
    data = TextField()
    created_at = BigIntegerField()
    updated_at = BigIntegerField()
    set_by = TextField()

    class Meta:
        table_name = "record"


class RecordChangeRecord(Model):
    """What one job changed of a record: the fields that differ, as JSON objects.

    `before` is null where the record was made, `after` where it was deleted; both where a job deleted what
    was not there.
    """

    id = IntegerField(primary_key=True)
    kind = TextField()
    key = TextField()
    at = BigIntegerField()
    job_id = IntegerField()
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        table_name = "record_change"


class SettingRecord(Model):
    """One setting, as JSON; what is not here has its default."""

    key = TextField(primary_key=True)
    value = TextField()

    class Meta:
        table_name = "setting"


class ChangeRecord(Model):
    """How often a process without the engine has changed each kind of row."""

    kind = TextField(primary_key=True)
    seq = IntegerField()

    class Meta:
        table_name = "change"


class AuditRecord(Model):
    """Who-did-what lines that must outlive the rows they speak of; never a secret."""

    id = IntegerField(primary_key=True)
    at = BigIntegerField()
    act = TextField()
    subject = TextField()

    class Meta:
        table_name = "audit"


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
