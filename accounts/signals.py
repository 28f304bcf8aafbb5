"""What the accounts app announces to the apps above it."""

from django.dispatch import Signal

# Sent after a person's display name was saved with another value, with `user`.
display_name_changed = Signal()
