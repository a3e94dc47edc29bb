"""Plugins, what is known of what they receive, jobs, and what jobs keep."""

from peewee import BigIntegerField, BlobField, BooleanField, CompositeKey, IntegerField, Model, TextField


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
