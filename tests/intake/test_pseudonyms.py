import hashlib
import hmac
import stat

import pytest

from analysis.errors import DataError
from analysis.intake.pseudonyms import load_or_create_key, pseudonyms

RFC_4231_CASE_2 = "5bdcc146bf60754e6a042426089575c7"
"""First 16 bytes of HMAC-SHA256 of test case 2 in RFC 4231, section 4.3."""


def test_pseudonyms_are_those_of_the_standard():
    assert pseudonyms(["what do ya want for nothing?"], key=b"Jefe") == [RFC_4231_CASE_2]
    expected = hmac.new(b"k", "张三".encode(), hashlib.sha256).hexdigest()[:32]
    assert pseudonyms(["张三"], key=b"k") == [expected]


def test_a_new_key_is_random_and_its_owners_only(tmp_path):
    path = tmp_path / "keys" / "a.key"
    key = load_or_create_key(path, public=False)
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="ascii") == key.hex() + "\n"
    assert load_or_create_key(path, public=False) == key
    assert load_or_create_key(tmp_path / "b.key", public=False) != key


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o644])
def test_a_key_that_others_can_use_is_refused_unless_it_is_no_secret(tmp_path, mode):
    path = tmp_path / "a.key"
    key = load_or_create_key(path, public=False)
    path.chmod(mode)
    with pytest.raises(DataError, match=r"^a\.key: others may .* chmod 600 \S+$"):
        load_or_create_key(path, public=False)
    assert load_or_create_key(path, public=True) == key


@pytest.mark.parametrize("content", [b"", b"abc", b"g" * 64, b"a" * 63, "钥匙".encode()])
def test_a_file_without_a_key_is_refused_and_kept(tmp_path, content):
    path = tmp_path / "a.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(
        DataError, match=r"^a\.key: a key file must hold 64 hexadecimal digits$"
    ):
        load_or_create_key(path, public=False)
    assert path.read_bytes() == content


def test_a_key_that_cannot_be_written_is_one_clear_line(tmp_path):
    (tmp_path / "keys").write_text("a file, not a folder", encoding="utf-8")
    with pytest.raises(DataError, match="keys"):
        load_or_create_key(tmp_path / "keys/new.key", public=False)
