import pytest

from analysis.intake.encodings import detect_encoding

SIMPLIFIED = "员工编号,从不,很少,有时,经常,总是,无法判断,销售人员认真倾听客户的需要\n" * 3
TRADITIONAL = "員工編號,從不,很少,有時,經常,總是,無法判斷,銷售人員認真傾聽客戶的需要\n" * 3


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("a,b\n1,2\n", "ascii", "utf-8"),
        (SIMPLIFIED, "utf-8", "utf-8"),
        (SIMPLIFIED, "utf-8-sig", "utf-8-sig"),
        (SIMPLIFIED, "utf-16", "utf-16"),
        (SIMPLIFIED, "gb18030", "gb18030"),
        (SIMPLIFIED + "㐀𠀀", "gb18030", "gb18030"),
        (TRADITIONAL, "gb18030", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
    ],
)
def test_text_is_found_in_the_encoding_it_was_written_in(text, encoding, expected):
    raw = text.encode(encoding)
    assert detect_encoding(raw) == expected
    assert raw.decode(expected) == text


@pytest.mark.parametrize(
    "raw",
    [
        b"\xff\xff,1",
        b"a\x00b\x00c",
        b"ab\x00\x00",
        b"\xef\xbb\xbf\xff",
        b"\xff\xfea",
        b"\xe9,\xe8\n",
    ],
)
def test_bytes_that_are_no_text(raw):
    assert detect_encoding(raw) is None
