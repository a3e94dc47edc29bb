"""The engine of the desk, without a window. Nothing in here imports Qt."""

VERSION = "0.1.0"
