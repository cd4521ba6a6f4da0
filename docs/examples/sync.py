"""Keeps a copy of people, courses and enrolments in a file: everything at first, then whatever has changed since.

    ACADEMY=https://… TOKEN=qdp_… python3 sync.py copy.json

It goes on where it stopped, and ends when the copy is up to date: run it as often as you like."""
import json, os, sys, time
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

KINDS = {
    "people": ("person", "id,externalId,email,firstName,lastName,status"),
    "courses": ("course", "id,code,name,active"),
    "enrolments": ("enrolment", "id,person,course,role,dueDate,progress,score,completed"),
}
SUBJECTS = ",".join(subject for subject, _ in KINDS.values())
FILE = sys.argv[1] if len(sys.argv) > 1 else "copy.json"

def get(path, **parameters):
    address = f"{os.environ['ACADEMY']}/api/quadrivium/v1{path}?{urlencode(parameters)}"
    try:
        with urlopen(Request(address, headers={"Authorization": "Bearer " + os.environ["TOKEN"]})) as answer:
            return json.load(answer)
    except HTTPError as refusal:
        if refusal.code not in (429, 503):
            sys.exit(refusal.read().decode())
        time.sleep(int(refusal.headers.get("Retry-After", "1")))
        return get(path, **parameters)

def load(copy, kind, **which):  # Puts things into the copy as they are now.
    while True:
        page = get("/" + kind, fields=KINDS[kind][1], limit=500, **which)
        for thing in page["items"]:
            thing.update({other: thing[other]["id"] for other in ("person", "course") if other in thing})
            copy[kind][str(thing.pop("id"))] = thing
        if page["next"] is None:
            return
        which["cursor"] = page["next"]

if os.path.exists(FILE):
    with open(FILE) as saved:
        copy = json.load(saved)
else:  # Where changes go on is asked first: what is changed while the lists are walked comes again.
    copy = {"after": get("/changes/end")["next"]} | {kind: {} for kind in KINDS}
    for kind in KINDS:
        load(copy, kind)

more = True
while more:
    changes = get("/changes", after=copy["after"], subject=SUBJECTS, limit=100)
    for kind, (subject, _) in KINDS.items():
        ids = sorted({str(one["subjectId"]) for one in changes["items"] if one["subject"] == subject})
        for id in ids:  # What is asked for by id and not there has been deleted.
            copy[kind].pop(id, None)
        if ids:
            load(copy, kind, id=",".join(ids))
    copy["after"], more = changes["next"], changes["more"]
    with open(FILE + ".new", "w") as saved:
        json.dump(copy, saved)
    os.replace(FILE + ".new", FILE)  # whole, or not at all
