"""Keychains for tests: one in memory, and what goes wrong with real ones."""

import threading

from keyring import backend, errors


class InMemory(backend.KeyringBackend):
    """Keeps what it is given, as real ones do."""

    priority: float = 5

    def __init__(self):
        super().__init__()
        self.entries = {}

    def get_password(self, service, username):
        return self.entries.get((service, username))

    def set_password(self, service, username, password):
        self.entries[service, username] = password

    def delete_password(self, service, username):
        del self.entries[service, username]


class Asking(InMemory):
    """Shows the user a prompt, and answers once `unlocked` is set."""

    def __init__(self):
        super().__init__()
        self.unlocked = threading.Event()

    def get_password(self, service, username):
        self.unlocked.wait(30)
        return super().get_password(service, username)


class Locked(InMemory):
    """The user dismissed the prompt, or there is nobody to ask."""

    def get_password(self, service, username):
        raise errors.KeyringLocked("dismissed")

    def set_password(self, service, username, password):
        raise errors.KeyringLocked("dismissed")


class Forgetful(InMemory):
    """Takes everything and keeps nothing."""

    def set_password(self, service, username, password):
        pass


class Plain(InMemory):
    """Keeps passwords where anybody can read them."""

    priority = 0.5
