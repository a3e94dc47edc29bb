"""What goes out: apps, webhooks, events and their deliveries."""
