"""Numbered steps of the schema, run by `playhouse.migrations`.

A step is plain SQL and never changes once shipped. It must not import the models: they describe
today's schema, and a step runs against the schema of its own day.
"""
