"""The statuses of the contract, in the order in which they are shown."""

EMITTED = ("PENDING", "DELIVERED", "FAILED", "HELD")
RECEIVED = ("ACCEPTED", "REFUSED")
LOG = (*EMITTED, *RECEIVED)
"""Of the rows of the event log."""
OVER = ("DELIVERED", "FAILED", *RECEIVED)
"""Those after which nothing is to be done for a row any more."""
JOBS = ("PENDING", "PROCESSING", "SUCCESS", "FAILED", "DELETED")
