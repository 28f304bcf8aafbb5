"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id at the cost OWASP recommends (19 MiB, two passes, one lane): a check stays well below 150 ms on one core.

    Django's default asks for 100 MiB and eight lanes, which two small worker processes cannot afford during a sign-in burst.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
