"""Fetching from a provider's API what its webhooks could not deliver while the receiver was off.

Stripe keeps its events for 30 days and GitHub its deliveries for 3. What is fetched is stored like what
comes in, but marked, and only where its transaction id is not known yet. It carries no signature: what
vouches for it is the provider's certificate and the key of its API, which is sent to its host alone.
"""
