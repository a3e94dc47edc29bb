"""The event log: its rows and payloads, and what hangs on them."""

from peewee import BigIntegerField, BlobField, BooleanField, IntegerField, Model, TextField


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
