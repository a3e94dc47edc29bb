"""The parts of the verification lab: a request at the left, what is found of it at the right."""
