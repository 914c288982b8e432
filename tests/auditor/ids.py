"""Derives the ids of a log from a list of words, with nothing but Python's library.

    waymark events | python3 ids.py SECRET_FILE WORDS_FILE

SECRET_FILE holds the deployment's secret as 64 hexadecimal digits. A line of WORDS_FILE is a word: a
provider's UKPRN, what a provider calls somebody or something, the name of whoever records, or the
idempotency key of a command.
Each word is tried as a name of everything that has an id, at each provider of the list, and as a key
of each subject. `events/vocabulary/src/secret.rs` documents how ids follow from them.

Standard input holds events, one a line. The output has a line for each id in them: the id, and the
kind and the word it follows from, or `unknown`. The last line says how many ids were derived. The id
of a correlation is random, follows from nothing, and is left out.
"""

import hmac
import json
import re
import sys
import unicodedata
import uuid

NAMED = ["person", "employer", "coach", "programme", "placement", "role", "question", "group", "concern", "job", "claim", "application"]
EPISODES = range(1, 10)
ID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
UKPRN = re.compile(r"1[0-9]{7}")
SPACES = dict.fromkeys(map(ord, "\t\n\v\f\r\x85\u2028\u2029"), " ")


def comparable(reference):
    visible = "".join(c for c in reference if unicodedata.category(c) != "Cf")
    lower = unicodedata.normalize("NFC", unicodedata.normalize("NFC", visible).lower())
    words = "".join(" " if unicodedata.category(c) == "Zs" else c for c in lower.translate(SPACES))
    return " ".join(word for word in words.split(" ") if word)


def derive(secret, text):
    first = bytearray(hmac.digest(secret, text.encode(), "sha256")[:16])
    first[6] = first[6] & 0x0F | 0x80
    first[8] = first[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(first)))


def derived(secret, words, subjects):
    """Every id that follows from these words, with its kind and its word."""
    for ukprn in filter(UKPRN.fullmatch, words):
        provider = derive(secret, f"waymark provider\n{ukprn}")
        yield provider, "provider", ukprn
        for word in words:
            name = f"{provider}\n{comparable(word)}"
            for kind in NAMED:
                yield derive(secret, f"waymark {kind}\n{name}"), kind, word
            for episode in EPISODES:
                yield derive(secret, f"waymark internship\n{name}\n{episode}"), "internship", word
    for word in words:
        yield derive(secret, f"waymark actor\n{comparable(word)}"), "actor", word
    for subject in subjects:
        for word in words:
            yield derive(secret, f"waymark event\n{subject}\n{word}"), "event", word


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        secret = bytes.fromhex(file.read())
    with open(sys.argv[2], encoding="utf-8") as file:
        words = list(dict.fromkeys(file.read().split("\n")))
    ids, subjects = {}, {}
    for line in sys.stdin:
        event = json.loads(line)
        event.pop("correlationid", None)
        subjects[event["subject"]] = True
        ids.update(dict.fromkeys(ID.findall(json.dumps(event))))
    for found, kind, word in derived(secret, words, subjects):
        if found in ids:
            ids[found] = (kind, word)
    for found, of in ids.items():
        print(found, *(of or ["unknown"]), sep="\t")
    print(f"{sum(of is not None for of in ids.values())} of {len(ids)} ids derived")


if __name__ == "__main__":
    main()
