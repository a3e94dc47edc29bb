"""The event log: finding rows and reading them, the figures of it, and what of it is kept."""
