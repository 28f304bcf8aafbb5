"""What the accounts app announces to the apps above it."""

from django.dispatch import Signal

# Sent after a person's display name was saved with another value, with `user`.
display_name_changed = Signal()

# Sent when a person asks for their data, with `user`. A receiver returns what its app holds about them as
# (section name, data that JSON can carry), never anything about somebody else and never a right answer.
export_requested = Signal()
