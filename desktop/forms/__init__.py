"""Forms and small dialogs."""
