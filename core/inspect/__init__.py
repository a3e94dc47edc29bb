"""Looking into payloads: what differs, what a value means, and a request to run elsewhere."""
