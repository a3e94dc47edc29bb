"""Controls that Qt does not have, and short ways to lay them out."""
