"""What is asked of the view's tables; `view`, `memory` and `assembly` ask it.

The statements are built once: to build one takes ten times as long as to execute it.
What they are given is called `tracker_`, `id_`, `ids_` and so on: names without the
line at the end are the columns' own.
"""

from __future__ import annotations

from sqlalchemy import String, bindparam, delete, func, select, update

from afteraction.ledger import tables
from afteraction.ledger.entries import Part
from afteraction.ledger.store import among

_seen, _tickets, _texts = tables.seen, tables.tickets, tables.texts
_loops, _links, _problems = tables.loops, tables.links, tables.problems
_talks, _said = tables.talks, tables.said
_other = tables.tickets.alias()
_tracker = bindparam("tracker_", type_=String())
_id = bindparam("id_", type_=String())
_loop = bindparam("loop_", type_=String())

# One tracker's observation

CURSOR = select(tables.cursors.c.cursor).where(tables.cursors.c.tracker == _tracker)
LAST_LOOK = select(tables.looks.c.at).where(tables.looks.c.tracker == _tracker)
STAMPS = (
    select(_seen.c.id, _seen.c.stamp)
    .where(_seen.c.tracker == _tracker)
    .where(among(_seen.c.id, "ids_"))
)
HOW_MANY_SEEN = select(func.count()).where(_seen.c.tracker == _tracker)
SEEN = select(_seen.c.id).where(_seen.c.tracker == _tracker)
KEPT = select(_tickets.c.id).where(_tickets.c.tracker == _tracker).distinct()
KEPT_AMONG = KEPT.where(among(_tickets.c.id, "ids_"))
PEOPLE = select(_seen.c.people).where(_seen.c.tracker == _tracker)

GONE = tuple(
    delete(table).where(table.c.tracker == _tracker).where(among(table.c.id, "ids_"))
    for table in (_seen, _texts, _talks, _said)
)
TOLD = select(_problems.c.id).where(_problems.c.tracker == _tracker)
PROBLEMS = (
    select(_problems.c.payload)
    .where(_problems.c.tracker == _tracker)
    .order_by(_problems.c.id)
)
SETTLED = (
    delete(_problems)
    .where(_problems.c.tracker == _tracker)
    .where(among(_problems.c.id, "ids_"))
)

# Tickets

KNOWN = (
    select(_tickets)
    .where(_tickets.c.tracker == _tracker)
    .where(among(_tickets.c.id, "ids_"))
)
IN_LOOP = (
    select(_tickets.c.id)
    .where(_tickets.c.loop == _loop)
    .where(_tickets.c.tracker == _tracker)
    .where(_tickets.c.key == bindparam("key_"))
)
NO_PART = (
    delete(_tickets)
    .where(_tickets.c.tracker == _tracker)
    .where(_tickets.c.id == _id)
    .where(_tickets.c.loop == _loop)
)
NEITHER_CHOSEN_NOR_REVIEWED = (
    delete(_tickets)
    .where(_tickets.c.part == Part.SUBJECT.value)
    .where(_tickets.c.selected.is_(False))
    .where(
        _tickets.c.loop.not_in(
            select(_other.c.loop).where(_other.c.part == Part.REVIEW.value)
        )
    )
)
HOW_MANY_REVIEWS = select(func.count()).where(_tickets.c.part == Part.REVIEW.value)
OF_A_PART = (
    select(_tickets)
    .where(_tickets.c.part == bindparam("part_"))
    .where(_tickets.c.id.not_like("sprint:%"))
    .order_by(_tickets.c.tracker, _tickets.c.id)
)

# Texts and links of reviews

NOW_STALE = tuple(
    update(table)
    .where(table.c.tracker == _tracker)
    .where(table.c.id == _id)
    .values(stale=True)
    for table in (_texts, _talks)
)
NO_LINKS = delete(_links).where(_links.c.loop == _loop)

# What was said on write-backs

NOT_SAID = delete(_said).where(_said.c.tracker == _tracker).where(_said.c.id == _id)
TALKED_TO = (
    select(_said.c.told, _said.c.at)
    .where(_said.c.told != "")
    .where(_said.c.at >= bindparam("since_"))
    .order_by(_said.c.at, _said.c.told)
)
LISTEN_AGAIN = (
    update(_talks)
    .where(
        select(_tickets.c.id)
        .where(_tickets.c.tracker == _talks.c.tracker)
        .where(_tickets.c.id == _talks.c.id)
        .where(among(_tickets.c.loop, "loops_"))
        .exists()
    )
    .values(stale=True)
)

# Loops

AWAKE = select(_loops.c.key).where(_loops.c.wake <= bindparam("now_"))
NEXT_LOOPS = (
    select(_loops.c.key)
    .where(_loops.c.key > bindparam("after_"))
    .order_by(_loops.c.key)
    .limit(bindparam("most_"))
)
WAKE_AT = update(_loops).where(_loops.c.key == _loop).values(wake=bindparam("moment_"))
NOT_ASKED = update(_loops).where(_loops.c.key == _loop).values(asked="")
NOT_ASKED_LATELY = (
    update(_loops)
    .where(_loops.c.asked != "")
    .where(_loops.c.asked_at < bindparam("before_"))
    .values(asked="")
)
ASKED = (
    update(_loops)
    .where(_loops.c.key == _loop)
    .values(
        people=bindparam("people_"),
        asked=bindparam("asked_"),
        asked_at=bindparam("asked_at_"),
    )
)
EMPTY_LOOPS = delete(_loops).where(_loops.c.key.not_in(select(_tickets.c.loop)))

# Loops in their parts

LOOPS = select(_loops).where(among(_loops.c.key, "loops_"))
PARTS = (
    select(_tickets)
    .where(among(_tickets.c.loop, "loops_"))
    .order_by(_tickets.c.tracker, _tickets.c.id)
)
LINKS = select(_links).where(among(_links.c.loop, "loops_"))
TEXTS = (
    select(_texts)
    .join(
        _tickets,
        (_texts.c.tracker == _tickets.c.tracker) & (_texts.c.id == _tickets.c.id),
    )
    .where(among(_tickets.c.loop, "loops_"))
    .where(_tickets.c.part == Part.REVIEW.value)
)
TALKS = (
    select(_tickets.c.loop, _talks)
    .join(
        _tickets,
        (_talks.c.tracker == _tickets.c.tracker) & (_talks.c.id == _tickets.c.id),
    )
    .where(among(_tickets.c.loop, "loops_"))
    .where(_tickets.c.part == Part.WRITE_BACK.value)
)
HEARD = (
    select(_said.c.loop, _said.c.key, func.min(_said.c.at).label("at"))
    .where(among(_said.c.loop, "loops_"))
    .group_by(_said.c.loop, _said.c.key)
    .order_by(_said.c.key)
)
