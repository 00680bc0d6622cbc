"""LimeSurvey Manual: "Tab Separated Value survey structure", "Question types", "Surveys".

Lengths and reserved words of codes: "Adding a question" and the release notes of 2.05; answer
codes have five characters at most. Every row that is not of class S has a language, the base
language comes first, and every other one repeats its groups, questions and answers.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

CORE = {"class", "type/scale", "name", "relevance", "text", "help", "language", "validation",
        "mandatory", "other", "default", "same_default", "id", "related_id"}  # fmt: skip
ATTRIBUTES = {"random_group", "hidden", "hide_tip", "cssclass", "page_break", "random_order"}
ORDER = re.compile(r"(S )+(SL )+(G (Q (SQ )*(A )*)+)+")
TYPES = set("15ABCDEFGHIKLMNOPQRSTUXY!|*:;")
WITH_ANSWERS = set("LO!RFH1")
SURVEY = {"sid", "gsid", "admin", "adminemail", "expires", "startdate", "template", "language",
          "additional_languages", "format", "anonymized", "savetimings", "datestamp", "ipaddr",
          "refurl", "usecookie", "allowregister", "allowsave", "allowprev", "printanswers",
          "listpublic", "assessments", "usecaptcha", "showprogress", "showwelcome",
          "showxquestions", "showgroupinfo", "shownoanswer", "showqnumcode", "questionindex",
          "navigationdelay", "nokeyboard", "alloweditaftercompletion"}  # fmt: skip
YES_NO = {
    "savetimings",
    "datestamp",
    "ipaddr",
    "refurl",
    "anonymized",
    "allowprev",
    "allowsave",
}
TEXTS = {"surveyls_title", "surveyls_description", "surveyls_welcometext", "surveyls_endtext",
         "surveyls_url", "surveyls_urldescription", "surveyls_dateformat",
         "surveyls_numberformat", "surveyls_language"}  # fmt: skip
RESERVED = {"LANG", "SID", "SAVEDID", "TOKEN", "QID", "GID", "SGQ", "self", "that", "this"}
LONGEST = {"Q": 20, "SQ": 20, "A": 5}


def problems(text: str) -> Iterator[str]:
    """What LimeSurvey would refuse, change or read otherwise than meant."""
    head, *table = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    yield from (f"unknown column {name!r}" for name in head if name not in CORE | ATTRIBUTES)
    yield from (f"column {name!r} twice" for name, n in Counter(head).items() if n > 1)
    yield from (
        f"row {i} has {len(r)} cells" for i, r in enumerate(table, 2) if len(r) != len(head)
    )
    rows = [dict(zip(head, row, strict=False)) for row in table]
    yield from settings_wrong([row for row in rows if row["class"] == "S"])
    yield from languages_wrong(rows)
    for row in rows:
        yield from row_wrong(row)
    yield from answers_wrong(rows)


def settings_wrong(rows: list[dict[str, str]]) -> Iterator[str]:
    for row in rows:
        name, value = row["name"], row["text"]
        if name not in SURVEY:
            yield f"unknown setting {name!r}"
        if name in YES_NO and value not in {"Y", "N"}:
            yield f"{name} is neither Y nor N"
        if name == "format" and value not in {"S", "G", "A"}:
            yield "format is none of S, G, A"


def languages_wrong(rows: list[dict[str, str]]) -> Iterator[str]:
    told = {row["name"]: row["text"] for row in rows if row["class"] == "S"}
    wanted = [told.get("language", ""), *told.get("additional_languages", "").split()]
    parts = [row for row in rows if row["class"] != "S"]
    found = list(dict.fromkeys(row["language"] for row in parts))
    if found != wanted:
        yield f"languages {found}, not {wanted}"
    kinds = {x: [(r["class"], r["name"] * (r["class"] != "G")) for r in parts
                 if r["language"] == x and r["class"] != "SL"] for x in found}  # fmt: skip
    for language in found:
        if kinds[language] != kinds[found[0]]:
            yield f"{language}: other rows than {found[0]}"
        named = [r["name"] for r in parts if r["class"] == "SL" and r["language"] == language]
        if "surveyls_title" not in named:
            yield f"{language}: no title"
        order = "S SL " + "".join(f"{kind} " for kind, _ in kinds[language])
        if not ORDER.fullmatch(order):
            yield f"{language}: rows in no order that is documented"
        codes = Counter(name.lower() for kind, name in kinds[language] if kind == "Q")
        yield from (f"question code {code} twice" for code, n in codes.items() if n > 1)


def row_wrong(row: dict[str, str]) -> Iterator[str]:
    kind, name = row["class"], row["name"]
    if kind == "SL" and name not in TEXTS:
        yield f"unknown text {name!r}"
    if kind not in {"S", "SL", "G", "Q", "SQ", "A"}:
        yield f"unknown class {kind!r}"
    if kind in LONGEST and not re.fullmatch(r"[A-Za-z0-9]+", name):
        yield f"code {name!r} has other characters than letters and digits"
    if len(name) > LONGEST.get(kind, 200):
        yield f"code {name!r} is too long"
    if kind in {"G", "Q"} and not row.get("relevance"):
        yield f"{name}: no relevance"
    if kind in {"SL", "G", "Q", "A"} and re.search(r"\{\S", row["text"]):
        yield f"{name}: braces would be taken for an expression"
    if kind == "Q":
        yield from question_wrong(row)


def question_wrong(row: dict[str, str]) -> Iterator[str]:
    name = row["name"]
    if row["type/scale"] not in TYPES:
        yield f"{name}: unknown type {row['type/scale']!r}"
    if name[:1].isdigit() or name in RESERVED:
        yield f"code {name!r} is reserved or begins with a digit"
    if row["mandatory"] not in {"Y", "S", "N", ""} or row["other"] not in {"Y", "N", ""}:
        yield f"{name}: mandatory or other is no Y or N"
    if not row["text"]:
        yield f"{name}: no text"


def answers_wrong(rows: list[dict[str, str]]) -> Iterator[str]:
    question, kind, codes = "", "", list[str]()
    for row in [*rows, {"class": "Q", "name": "", "type/scale": ""}]:
        if row["class"] == "A":
            codes.append(row["name"])
        if row["class"] == "Q":
            if question and bool(codes) != (kind in WITH_ANSWERS):
                yield f"{question}: type {kind} with {len(codes)} answers"
            if len(set(codes)) < len(codes):
                yield f"{question}: an answer code twice"
            question, kind, codes = row["name"], row["type/scale"], []
