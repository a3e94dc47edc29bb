"""The payload inspector."""
