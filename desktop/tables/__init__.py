"""Tables: models, columns and the delegates that paint them."""
