"""The verification lab: what a request's signature covers, and why it does not fit. Pure, but for reading."""
