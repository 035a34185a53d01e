"""Builders: references, codes and whole projects, so that a test says only what matters to it."""

import random
import uuid


def reference(prefix: str) -> str:
    """A fresh reference."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}"


def credit_code() -> str:
    """A unified social credit code with its check character (GB 32100-2015)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91371300" + "".join(random.choice(alphabet) for _ in range(9))
    total = sum(alphabet.index(character) * pow(3, place, 31) for place, character in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]
