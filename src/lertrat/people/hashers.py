"""The password hash of every installation: Argon2id with the least cost that OWASP accepts.

Django's default costs ten times the processor time; at the closing minute that is the whole machine (house.md, decision 12).
"""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Minimum(Argon2PasswordHasher):
    """Argon2id: 19 MiB of memory, two passes, one lane (OWASP Password Storage Cheat Sheet, the minimum)."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1
