"""Whether two texts say the opposite: nearly the same words, but one of them denies."""

import re
import unicodedata
from collections import Counter

HARMLESS = re.compile(
    "非常|不断|不斷|不仅|不僅|不但|不同|不错|不錯|不管|不论|不論|无论|無論|不只|不久|不少|不懈|不得不|未来|未來|"
    "是否|差不多|不遗余力|不厌其烦|除非|不妨"
)
"""Words with a sign of denial that deny nothing."""

CHINESE_DENIAL = re.compile(
    "从不|從不|从未|從未|很少|极少|極少|甚少|几乎不|幾乎不|难以|難以|缺乏|拒绝|拒絕|避免|停止|中断|"
    "[不没沒未无無勿莫]"
)
DENIALS = {
    *("not", "no", "never", "cannot", "cant", "dont", "doesnt", "didnt", "wont", "isnt"),
    *("arent", "wasnt", "werent", "havent", "hasnt", "hadnt", "couldnt", "wouldnt"),
    *("shouldnt", "rarely", "seldom", "hardly", "scarcely", "barely", "without", "nobody"),
    *("nothing", "none", "neither", "nor", "unable", "fail", "fails", "avoid", "avoids"),
    *("refuse", "refuses", "lack", "lacks", "stop", "stops"),
}
PREFIXES = ("un", "in", "im", "ir", "il", "dis", "non")
PAIRS = [
    ({"often", "always", "usually", "frequently"}, {"sometimes", "occasionally"}),
    ({"more"}, {"less", "fewer"}),
    ({"many", "much"}, {"few", "little"}),
    ({"before"}, {"after"}),
    ({"first"}, {"last"}),
    ({"early"}, {"late"}),
    ({"high", "higher"}, {"low", "lower"}),
    ({"easy", "easily"}, {"difficult", "hard"}),
    ({"above"}, {"below"}),
    *(({a}, {b}) for a, b in ("多少", "高低", "先后", "前后", "早晚", "快慢", "易难", "增减")),
]
"""Words that make a sentence another one where one stands in the place of the other."""

FREQUENCIES = {"often", "always", "usually", "frequently", "sometimes", "occasionally"}
CHINESE_FREQUENCIES = re.compile("经常|經常|总是|總是|常常|往往|通常|有时|有時|偶尔|偶爾")


def words_of(text: str) -> Counter[str]:
    """The words of `text` in lower case; every Chinese character is one."""
    narrow = unicodedata.normalize("NFKC", text).casefold()
    joined = re.sub("['’`´]", "", narrow)
    return Counter(re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", joined))


def n_denials(text: str) -> int:
    """How many words of `text` deny."""
    chinese = CHINESE_DENIAL.findall(HARMLESS.sub("", text))
    return len(chinese) + sum(words_of(text)[word] for word in DENIALS)


def opposed(a: str, b: str) -> bool:
    """Whether a denial, a prefix or a pair of opposite words tells `a` from `b`."""
    if (n_denials(a) - n_denials(b)) % 2:
        return True
    only_a, only_b = set(words_of(a) - words_of(b)), set(words_of(b) - words_of(a))
    if any(one & only_a and other & only_b for one, other in PAIRS):
        return True
    if any(one & only_b and other & only_a for one, other in PAIRS):
        return True
    return any(
        x in (p + y for p in PREFIXES) or y in (p + x for p in PREFIXES)
        for x in only_a
        for y in only_b
    )


def without_degree(text: str) -> str:
    """`text` without the words that deny or say how often: the rest that two twins share."""
    chinese = CHINESE_FREQUENCIES.sub("", CHINESE_DENIAL.sub("", text))
    left = [
        word
        for word in re.findall(r"[\u3400-\u9fff]|[^\W_\u3400-\u9fff]+", chinese.casefold())
        if word not in DENIALS | FREQUENCIES | {"do", "does", "did"}
    ]
    return " ".join(left)
