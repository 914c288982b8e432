"""Derives ids as events/vocabulary/src/secret.rs documents them, with nothing but Python's library.

    python3 ids.py SECRET_FILE WORDS_FILE < EVENTS

SECRET_FILE holds the deployment's 32 bytes. A line of WORDS_FILE is a kind and a name, separated by a
tab: `coach<TAB>10000001/Dean Prescott`, `internship<TAB>10000001/NF-002#2`, `provider<TAB>10000001`.
Standard input holds events, one a line, as `waymark events` writes them. The output is one line for
each name: its kind, its name, its id, and `found` where the id stands in an event.
"""

import hashlib
import hmac
import sys
import unicodedata
import uuid

SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")


def comparable(reference):
    visible = "".join(c for c in reference if unicodedata.category(c) != "Cf")
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).lower())
    words = "".join(" " if unicodedata.category(c) == "Zs" else c for c in lower.translate(SPACES))
    return " ".join(word for word in words.split(" ") if word)


def derive(secret, text):
    first = bytearray(hmac.new(secret, text.encode(), hashlib.sha256).digest()[:16])
    first[6] = first[6] & 0x0F | 0x80
    first[8] = first[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(first)))


def id_of(secret, kind, name):
    ukprn, _, reference = name.partition("/")
    provider = derive(secret, f"waymark provider\n{ukprn}")
    if kind == "provider":
        return provider
    episode = ""
    if kind in ("internship", "person"):
        before, mark, digits = reference.rpartition("#")
        if mark and digits.isascii() and digits.isdigit():
            reference, episode = before, str(int(digits))
    text = f"waymark {kind}\n{provider}\n{comparable(reference)}"
    return derive(secret, f"{text}\n{episode or 1}" if kind == "internship" else text)


def main():
    with open(sys.argv[1], "rb") as file:
        secret = file.read()
    log = sys.stdin.read()
    with open(sys.argv[2], encoding="utf-8") as file:
        for line in file.read().splitlines():
            kind, _, name = line.partition("\t")
            found = id_of(secret, kind, name)
            print(kind, name, found, "found" if found in log else "missing", sep="\t")


if __name__ == "__main__":
    main()
