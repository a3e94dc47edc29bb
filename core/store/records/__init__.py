"""The tables as peewee models: columns and nothing else.

Models are bound to no database, because a process may hold several stores; `Store.rows` and its
neighbours execute the queries made from them. Times are epoch milliseconds. The schema itself is
made by the migrations, so a column added here needs one there.
"""

from core.store.records.desk import AuditRecord, ChangeRecord, SettingRecord
from core.store.records.incoming import (
    GapRecord,
    JobAttemptRecord,
    JobRecord,
    ListeningRecord,
    MappingRecord,
    PluginRecord,
    RecordChangeRecord,
    RecordRecord,
    RefusalRecord,
)
from core.store.records.log import AttemptRecord, LogRecord, LogViewRecord, PayloadRecord, ReceiptRecord
from core.store.records.outgoing import (
    AppRecord,
    AppTokenRecord,
    IdempotencyRecord,
    OutboxRecord,
    WebhookEventRecord,
    WebhookRecord,
)

__all__ = [
    "AppRecord",
    "AppTokenRecord",
    "AttemptRecord",
    "AuditRecord",
    "ChangeRecord",
    "GapRecord",
    "IdempotencyRecord",
    "JobAttemptRecord",
    "JobRecord",
    "ListeningRecord",
    "LogRecord",
    "LogViewRecord",
    "MappingRecord",
    "OutboxRecord",
    "PayloadRecord",
    "PluginRecord",
    "ReceiptRecord",
    "RecordChangeRecord",
    "RecordRecord",
    "RefusalRecord",
    "SettingRecord",
    "WebhookEventRecord",
    "WebhookRecord",
]
