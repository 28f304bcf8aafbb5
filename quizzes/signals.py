"""What the quizzes app announces to the apps above it."""

from django.dispatch import Signal

# Sent inside the transaction of a counted answer, with `item` (AttemptItem) and `before`, `after` (scheduling.Memory | None).
answer_counted = Signal()

# Sent after the set of published questions has changed, with `service_ids` (set of int).
bank_changed = Signal()

# Sent after a learner's memory has been rebuilt from their answers, with `user`.
memory_rebuilt = Signal()
