"""The ledger's tables, as SQLAlchemy knows them.

Those of the *view* can be dropped at any time and are made anew when `SHAPE` changes;
those of the *journal* are migrated (`migrations/`) and only ever forgotten by hand.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from afteraction.ledger.migrations import VERSION_TABLE

SHAPE = "9"
"""Change this whenever a table of the view or the form of its payloads changes."""

view = MetaData()
journal = MetaData()

basis = Table(
    "view_basis",
    view,
    Column("shape", String, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("policy", String, nullable=False),
)
"""One row: what the view was made with. With another shape or fingerprint it is made
anew; with another policy every loop is looked at again."""

cursors = Table(
    "view_cursors",
    view,
    Column("tracker", String, primary_key=True),
    Column("cursor", Text, nullable=False),
)

looks = Table(
    "view_looks",
    view,
    Column("tracker", String, primary_key=True),
    Column("at", BigInteger, nullable=False),
)
"""When a tracker was last looked at to the end, in milliseconds."""

seen = Table(
    "view_seen",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("stamp", String, nullable=False),
    Column("people", Text, nullable=False),
)
"""What a tracker needs to know to read nothing twice; `people` is `|ada|lin|`."""

problems = Table(
    "view_problems",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("payload", LargeBinary, nullable=False),
)
"""What people have to be told of a ticket at each sync, until it is read anew."""

loops = Table(
    "view_loops",
    view,
    Column("key", String, primary_key=True),
    Column("about", String, nullable=False),
    Column("people", Text, nullable=False),
    Column("asked", Text, nullable=False),
    Column("asked_at", BigInteger, nullable=False),
    Column("wake", BigInteger, nullable=True, index=True),
)
"""When to look at a loop again, in seconds since 1970: NULL when only a change of one
of its tickets can matter. `people` are handles in its review that the review's tracker
confirmed, of those about which it was `asked`, both between bars."""

tickets = Table(
    "view_tickets",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("loop", String, primary_key=True),
    Column("part", String, nullable=False),
    Column("key", String, nullable=False),
    Column("selected", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Index("view_tickets_by_loop", "loop"),
)

texts = Table(
    "view_texts",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("stale", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
"""Texts of reviews that were needed for a plan."""

talks = Table(
    "view_talks",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("stale", Boolean, nullable=False),
    Column("payload", LargeBinary, nullable=False),
)
"""Comments on write-backs, as far as somebody has to listen to them."""

said = Table(
    "view_said",
    view,
    Column("tracker", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("key", String, primary_key=True),
    Column("loop", String, nullable=False, index=True),
    Column("at", BigInteger, nullable=False),
    Column("told", String, nullable=False),
)
"""What our comments in `view_talks` say, a row a key: `at` is in milliseconds, `told`
who was spoken to ("" but for a comment's own key), `loop` what the key is about."""

links = Table(
    "view_links",
    view,
    Column("loop", String, primary_key=True),
    Column("digest", String, primary_key=True),
    Column("text", LargeBinary, nullable=False),
    Column("tracker", String, nullable=False),
    Column("key", String, nullable=False),
    Column("id", String, nullable=False),
)
"""Where the *Tracked in* links of a review point to; tracker "" is nowhere. People may
write anything there: more than an index holds, and signs that no text column takes."""

intents = Table(
    "journal_intents",
    journal,
    Column("key", String, primary_key=True),
    Column("loop", String, nullable=False, index=True),
    Column("tracker", String, nullable=False),
    Column("about", String, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("outcome", String, nullable=False),
    Column("id", String, nullable=False),
    Column("ref", String, nullable=False),
    Column("why", Text, nullable=False),
)
"""What was about to be created, and what is known of it. `at` is in milliseconds."""

waits = Table(
    "journal_waits",
    journal,
    Column("host", String, primary_key=True),
    Column("reason", String, primary_key=True),
    Column("until", BigInteger, nullable=False),
)
"""Not before when a host may be asked again, shared by every process."""

creates = Table(
    "journal_creates",
    journal,
    Column("tracker", String, primary_key=True),
    Column("at", BigInteger, primary_key=True),
)
"""When something was made in a tracker in the last hour, in milliseconds."""

identities = Table(
    "journal_identities",
    journal,
    Column("name", String, primary_key=True),
    Column("id", String, nullable=False),
)
"""What a name in the configuration stands for, where only the tracker knows that. It is
kept, because the name may mean something else one day, and keys must not."""

version = Table(
    VERSION_TABLE,
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name=f"{VERSION_TABLE}_pkc"),
)
"""Alembic's own table, as Alembic makes it: the step at which the journal stands. A new
journal stands at the last one, without going through all those before."""
