"""Pseudonyms: keyed hashes of ids, with one key per programme, kept apart from results."""

import hmac
import os
import re
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path

from analysis.errors import DataError
from analysis.messages import message

KEY_BYTES = 32
PSEUDONYM_BYTES = 16
OWNER_ONLY = 0o600
OTHERS = stat.S_IRWXG | stat.S_IRWXO
HEX_KEY = re.compile(rf"^[0-9a-fA-F]{{{2 * KEY_BYTES}}}$")


def pseudonyms(raw_ids: Iterable[str], *, key: bytes) -> list[str]:
    """The pseudonym of each of `raw_ids`: the first half of its HMAC-SHA256, in hex.

    References
    ----------
    RFC 2104, https://doi.org/10.17487/RFC2104
    """
    return [hmac.digest(key, i.encode(), "sha256")[:PSEUDONYM_BYTES].hex() for i in raw_ids]


def load_or_create_key(path: str | Path, *, public: bool) -> bytes:
    """The key in the file at `path`; a new one is made where there is no file.

    Parameters
    ----------
    path
        The key file: 64 hexadecimal digits.
    public
        Whether the key is openly no secret, as in a demo study; others may then read it.

    Raises
    ------
    DataError
        If the file holds no key, or if people other than its owner can use it.
    """
    path = Path(path)
    if not path.exists():
        create_key(path)
    mode = stat.S_IMODE(path.stat().st_mode)
    if os.name == "posix" and not public and mode & OTHERS:
        said = {"file": path.name, "mode": f"{mode:o}", "path": str(path)}
        raise DataError(message("pseudonyms.open_to_others", **said))
    return key_in(path)


def key_in(path: Path) -> bytes:
    """The key that the file at `path` holds."""
    try:
        text = path.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        text = ""
    if not HEX_KEY.match(text):
        n = 2 * KEY_BYTES
        raise DataError(message("pseudonyms.no_key", file=path.name, n=n))
    return bytes.fromhex(text)


def create_key(path: Path) -> None:
    """Write a new random key to `path`, for its owner only; keep one made meanwhile."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, OWNER_ONLY)
    except FileExistsError:
        if path.is_file():
            return
        said = {"path": str(path), "folder": str(path.parent)}
        raise DataError(message("pseudonyms.no_folder", **said)) from None
    except OSError as error:
        said = {"path": str(path), "reason": str(error.strerror)}
        raise DataError(message("pseudonyms.not_written", **said)) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
