"""What comes in: the receiver, plugins, and the jobs that payloads ask for."""
