"""Personal links: long and random, of which only hashes are kept."""

import hashlib
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """256 random bits, as they stand in a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """What the link of an invitation is found by. With so many random bits a plain hash can't be guessed back."""
    return hashlib.sha256(f"invitation:{token}".encode()).hexdigest()


def owner_hash_of(token: str) -> str:
    """What an anonymous answer is found by, by nobody but who holds the link: it says nothing about the other hash."""
    return hashlib.sha256(f"answer:{token}".encode()).hexdigest()


def survey_path(token: str) -> str:
    """Where somebody with a link answers; the address stands in mail, so it stays."""
    return f"/s/{token}/"
