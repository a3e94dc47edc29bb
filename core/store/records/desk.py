"""What is of the desk as a whole."""

from peewee import BigIntegerField, IntegerField, Model, TextField


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
