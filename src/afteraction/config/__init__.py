"""The configuration: what a team wrote in `afteraction.yml`, read, typed and checked.

`model` says what there is, `document` reads YAML and keeps the lines, `checks` looks
at what belongs together, `reading` puts it all together and `schema` tells editors.
Not here: what a tracker needs to know (its integration declares it, on
`afteraction.settings`) and whether trackers, templates and ledger can be reached.
"""

from __future__ import annotations

from afteraction.config.follow_through import (
    Checklist,
    Escalate,
    FollowThrough,
    PostedReport,
    Quiet,
    WorkingDays,
)
from afteraction.config.model import (
    Config,
    LedgerPlace,
    Person,
    Review,
    Target,
    WriteBack,
)
from afteraction.config.reading import load_config, parse_config
from afteraction.config.rules import load_holidays, posting, reminder_rules, targets
from afteraction.config.schema import config_schema
from afteraction.config.subjects import SprintRule, SubjectRule, Subjects

__all__ = [
    "Checklist",
    "Config",
    "Escalate",
    "FollowThrough",
    "LedgerPlace",
    "Person",
    "PostedReport",
    "Quiet",
    "Review",
    "SprintRule",
    "SubjectRule",
    "Subjects",
    "Target",
    "WorkingDays",
    "WriteBack",
    "config_schema",
    "load_config",
    "load_holidays",
    "parse_config",
    "posting",
    "reminder_rules",
    "targets",
]
