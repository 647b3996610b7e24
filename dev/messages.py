"""The Dutch catalogue: `python -m dev.messages update | check | compile | missing | merge FILE…`.

Works without GNU gettext: Babel extracts, polib writes. Source strings are English, so English needs no catalogue.
"""

import io
import json
import sys
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po"
ROOMS = ("accountability", "config", "contributions", "impact", "labs", "lib", "matching", "partnership", "templates")
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
# Names that `extract_python` yields for messages with a context, and how many arguments precede the singular.
WITH_CONTEXT = {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
PLURALS = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}


def sources():
    """Every file with words for people, as (path, Python source)."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if "migrations" in path.parts:
                continue
            if path.suffix == ".py":
                yield path, path.read_text(encoding="utf-8")
            elif path.suffix in {".html", ".txt", ".svg"}:
                source = templatize(path.read_text(encoding="utf-8"), origin=str(path))
                # Django blanks everything else out; without indentation what is left reads as Python.
                yield path, "\n".join(line.strip() for line in source.splitlines())


def extract() -> dict[tuple[str, str], dict]:
    """All messages as {(context, msgid): {"plural": …, "places": […], "python": bool}}."""
    from babel.messages.extract import extract_python  # a tool of development; compiling does without

    found: dict[tuple[str, str], dict] = {}
    for path, source in sources():
        stream = io.BytesIO(source.encode())
        for line, function, arguments, _comments in extract_python(stream, list(KEYWORDS), [], {"encoding": "utf-8"}):
            parts = [part for part in ([arguments] if isinstance(arguments, str) else arguments) if part]
            if not parts:
                continue
            context = parts.pop(0) if function in WITH_CONTEXT else ""
            if not parts:
                continue
            plural = parts[1] if function in PLURALS and len(parts) > 1 else ""
            place = (path.relative_to(ROOT).as_posix(), line)
            known = found.setdefault((context, parts[0]), {"plural": "", "places": []})
            known["plural"] = known["plural"] or plural  # a word that stands alone elsewhere keeps its plural
            known["places"].append(place)
    return found


def load() -> polib.POFile:
    """The catalogue as it is, or an empty one with the right head."""
    if CATALOGUE.exists():
        return polib.pofile(str(CATALOGUE), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Drieluik",
        "Language": "nl",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": "nplurals=2; plural=(n != 1);",
    }
    return catalogue


def update() -> polib.POFile:
    """Bring the catalogue level with the sources; translations of messages that remain are kept, others go."""
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in load()}
    fresh = load()
    fresh.clear()
    for (context, msgid), facts in sorted(extract().items(), key=lambda item: (item[1]["places"][0], item[0])):
        entry = polib.POEntry(msgid=msgid, msgctxt=context or None)
        entry.occurrences = [(path, "") for path in dict.fromkeys(path for path, _line in facts["places"])]
        before = old.get((context, msgid))
        if facts["plural"]:
            entry.msgid_plural = facts["plural"]
            kept = before.msgstr_plural if before and before.msgid_plural else {}
            entry.msgstr_plural = {0: kept.get(0, ""), 1: kept.get(1, "")}
        else:
            entry.msgstr = before.msgstr if before else ""
        if "%(" in msgid:
            entry.flags = ["python-format"]
        fresh.append(entry)
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    fresh.save(str(CATALOGUE))
    return fresh


def missing(catalogue: polib.POFile) -> list[str]:
    """Messages without a (whole) Dutch translation."""

    def is_whole(entry):
        return all(entry.msgstr_plural.values()) if entry.msgid_plural else bool(entry.msgstr)

    return [entry.msgid for entry in catalogue if not is_whole(entry)]


def out_of_date() -> list[str]:
    """Messages that the sources have and the catalogue has not, or the other way round."""
    known = {(entry.msgctxt or "", entry.msgid) for entry in load()}
    return sorted(msgid for _context, msgid in known ^ set(extract()))


def merge(paths: list[str]) -> None:
    """Fill in translations from JSON files of {msgid: text or [singular, plural]}; a context stands before U+0004."""
    words = {}
    for path in paths:
        words |= json.loads(Path(path).read_text(encoding="utf-8"))
    catalogue = update()
    for entry in catalogue:
        text = words.get(f"{entry.msgctxt}\u0004{entry.msgid}") if entry.msgctxt else words.get(entry.msgid)
        if not text:
            continue
        if entry.msgid_plural and isinstance(text, list):
            entry.msgstr_plural = {0: text[0], 1: text[1]}
        elif not entry.msgid_plural and isinstance(text, str):
            entry.msgstr = text
    catalogue.save(str(CATALOGUE))


def compile_catalogue() -> None:
    """Write the binary catalogue that Django reads."""
    load().save_as_mofile(str(CATALOGUE.with_suffix(".mo")))


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update"]:
            untranslated = missing(update())
            print(f"{len(untranslated)} messages have no Dutch yet")
        case ["compile"]:
            compile_catalogue()
        case ["check"]:
            problems = out_of_date() + missing(load())
            print("\n".join(json.dumps(msgid, ensure_ascii=False) for msgid in problems))
            return bool(problems)
        case ["missing"]:
            untranslated = missing(update())
            print("\n".join(json.dumps(msgid, ensure_ascii=False) for msgid in untranslated))
            return bool(untranslated)
        case ["merge", *paths]:
            merge(paths)
            compile_catalogue()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
