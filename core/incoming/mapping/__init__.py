"""From a provider's topic and payload to one of our job types and its fields.

A sender's topic (`products/create`) has a mapping, ours or the merchant's own: the job type it asks
for, and a JMESPath expression for each of the job's fields. Whose form a payload has is decided so:

- The topic gave the job type: the payload is the provider's, and its mapping is applied, as it is when
  the job runs. A mapping that was added or changed holds for a job that is retried.
- The path gave it (`/plugins/shop/product_update`): the mapping of the topic is applied if it makes the
  same kind of record; else the payload is taken to be in our own form.
- The body names a known `job_type` itself: it is in our own form, whatever its topic. So it is if it has
  all that the job needs under our own names and no `id`, unless the merchant has a mapping of his own.
"""
