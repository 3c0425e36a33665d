"""A team's templates are tried before anything is written: what is refused, and how."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from afteraction.bootstrap import open_site, read_config
from afteraction.domain.command_table import (
    COMMANDS,
)
from afteraction.domain.form import FORM
from afteraction.errors import TemplateError
from afteraction.rendering import Renderer
from afteraction.template_check import check_templates

ZONE = ZoneInfo("Europe/Berlin")
TICKETS = [
    "checklist.md.j2",
    "command_answer.md.j2",
    "command_help.md.j2",
    "constraint.md.j2",
    "copy.md.j2",
    "escalation.md.j2",
    "form.md.j2",
    "incident_facts.md.j2",
    "knowledge.md.j2",
    "question.md.j2",
    "remark.md.j2",
    "reminder.md.j2",
    "review.md.j2",
    "sprint_facts.md.j2",
    "subject_reopened.md.j2",
]
"""Every template whose text goes to a tracker."""


def ours(name: str) -> str:
    """A template as it comes with the package."""
    return (resources.files("afteraction.templates") / name).read_text("utf-8")


def check(folder: Path, **files: str) -> None:
    """Try the templates with these files in the team's folder; `__` is a dot."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, "utf-8")
    check_templates(Renderer(folder, ZONE))


def refusal(folder: Path, **files: str) -> TemplateError:
    """Why the templates are refused; it has to say what to do."""
    with pytest.raises(TemplateError) as told:
        check(folder, **files)
    assert told.value.hint
    assert "\n" not in told.value.message
    return told.value


def wrong_for(command: str) -> str:
    """What is a mistake in the answer to this command only."""
    return f"{{% if answers[0].name == '{command}' %}}{{{{ ownr }}}}{{% endif %}}"


def named(name: str, text: str) -> dict[str, str]:
    return {name.replace(".", "__"): text}


def test_ours_are_fine() -> None:
    check_templates(Renderer(None, ZONE))


def test_copies_of_ours_are_fine(tmp_path: Path) -> None:
    for name in TICKETS:
        (tmp_path / name).write_text(ours(name), "utf-8")

    check(tmp_path)


def test_all_templates_of_tickets_are_tried() -> None:
    """A new one belongs into the check, and then into the list above."""
    of_reports = ("_report", "report", "afteraction.yml")
    names = [n for n in Renderer(None, ZONE).names() if not n.startswith(of_reports)]

    assert names == TICKETS


@pytest.mark.parametrize("name", TICKETS)
class TestEveryTemplate:
    def test_broken_ones_are_named_with_file_and_line(
        self, tmp_path: Path, name: str
    ) -> None:
        error = refusal(tmp_path, **named(name, f"{ours(name)}\n{{% if %}}\n"))

        line = ours(name).count("\n") + 2
        assert error.message.startswith(f"{tmp_path / name}:{line}: ")
        assert "comes with afteraction" in error.hint

    def test_names_that_are_not_there_are_named_with_file_and_line(
        self, tmp_path: Path, name: str
    ) -> None:
        text = "Title\n\n{# here #}\n{{ ownr }}\n" + ours(name)
        error = refusal(tmp_path, **named(name, text))

        assert error.message == f"{tmp_path / name}:4: 'ownr' is undefined"
        assert "it may use " in error.hint

    def test_what_the_sandbox_forbids_is_refused(
        self, tmp_path: Path, name: str
    ) -> None:
        text = "Title\n\n{{ ''.__class__.__mro__ }}\n" + ours(name)

        error = refusal(tmp_path, **named(name, text))

        assert error.message.startswith(f"{tmp_path / name}:3: ")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("checklist.md.j2", "{% if tells %}{% else %}{{ ownr }}{% endif %}"),
        ("constraint.md.j2", "{% if not due %}{{ ownr }}{% endif %}"),
        ("constraint.md.j2", "{% if due %}{{ due | dayy }}{% endif %}"),
        ("knowledge.md.j2", "{% if stays_open %}{{ ownr }}{% endif %}"),
        ("knowledge.md.j2", "{% if next_try %}{{ ownr }}{% endif %}"),
        ("remark.md.j2", "{% if lacks %}{% else %}{{ ownr }}{% endif %}"),
        ("remark.md.j2", "{% if reopens %}{{ ownr }}{% endif %}"),
        ("remark.md.j2", "{% for l in lacks %}{{ l.wher }}{% endfor %}"),
        ("review.md.j2", "{% if story is not none %}{{ story.gaol }}{% endif %}"),
        ("review.md.j2", "{% if story is none %}{{ ownr }}{% endif %}"),
        ("review.md.j2", "{% if not invited %}{{ ownr }}{% endif %}"),
        ("review.md.j2", "{% for t in left_open %}{{ t.titel }}{% endfor %}"),
        ("review.md.j2", "{% for t in incidents %}{{ t.titel }}{% endfor %}"),
        ("incident_facts.md.j2", "{% if incident.left_out %}{{ ownr }}{% endif %}"),
        ("incident_facts.md.j2", "{% if not incident.labels %}{{ ownr }}{% endif %}"),
        ("incident_facts.md.j2", "{% if not incident.closed %}{{ ownr }}{% endif %}"),
        ("incident_facts.md.j2", "{% if not incident.timeline %}{{ ownr }}{% endif %}"),
        ("sprint_facts.md.j2", "{% if not story.goal %}{{ ownr }}{% endif %}"),
        ("sprint_facts.md.j2", "{% if story.added is not none %}{{ x }}{% endif %}"),
        ("sprint_facts.md.j2", "{% if not done and not left_open %}{{ x }}{% endif %}"),
        ("reminder.md.j2", "{% if items | length > 1 %}{{ ownr }}{% endif %}"),
        ("reminder.md.j2", "{% if item.days < -1 %}{{ ownr }}{% endif %}"),
        ("reminder.md.j2", "{% if item.constraint %}{{ ownr }}{% endif %}"),
        ("reminder.md.j2", "{% if not item.subject %}{{ ownr }}{% endif %}"),
        (
            "reminder.md.j2",
            "{% if item.subject and not item.subject.title %}{{ x }}{% endif %}",
        ),
        ("reminder.md.j2", "{% if item.kind == 'experiment' %}{{ x }}{% endif %}"),
        ("escalation.md.j2", "{% if item.sort == 'owner-gone' %}{{ x }}{% endif %}"),
        ("escalation.md.j2", "{% if item.sort == 'unassigned' %}{{ x }}{% endif %}"),
        ("escalation.md.j2", "{% if items | length > 1 %}{{ ownr }}{% endif %}"),
        ("question.md.j2", "{% if item.subject %}{{ item.subjct.link }}{% endif %}"),
        ("command_help.md.j2", "{% for c in commands %}{{ c.wrds }}{% endfor %}"),
        *(("command_answer.md.j2", wrong_for(spec.name)) for spec in COMMANDS),
        (
            "incident_facts.md.j2",
            "{% for m in incident.timeline %}{{ m.wo }}{% endfor %}",
        ),
    ],
)
def test_a_mistake_is_found_also_where_it_is_seldom_asked_for(
    tmp_path: Path, name: str, text: str
) -> None:
    error = refusal(tmp_path, **named(name, f"Title\n\n{text}\n{ours(name)}"))

    assert error.message.startswith(f"{tmp_path / name}:3: ")


def without(text: str, part: str) -> str:
    """Our form without the lines from `part` to the next blank one."""
    before, found, after = text.partition(part)
    assert found
    return before + after.partition("\n\n")[2]


class TestForm:
    """A review's template that loses a field is refused (rule 1)."""

    def test_the_whole_form(self, tmp_path: Path) -> None:
        error = refusal(tmp_path, review__md__j2="Review: {{ title }}\n\nNo form.\n")

        for part in (
            *(question.heading for question in FORM.questions),
            *(field.label for field in FORM.gap_fields),
            FORM.carried_by.label,
            FORM.gap_title,
        ):
            assert part in error.message
        assert "review.md.j2" in error.message
        assert "form.md.j2" in error.hint

    @pytest.mark.parametrize(
        ("part", "lost"),
        [
            ("## {{ question.heading }}", "What did we intend to happen?"),
            ("### {{ form.gap_title }}", "(the gap in a few words)"),
            ("{% for box in form.boxes %}", "avoidable, inherent, experiment"),
            ("{% for field in form.gap_fields %}", "What changes, Owner, Due"),
            ("- **{{ form.carried_by.label }}:**", "Carried by"),
        ],
    )
    def test_a_part_of_it(self, tmp_path: Path, part: str, lost: str) -> None:
        text = without(ours("form.md.j2"), part)

        error = refusal(tmp_path, form__md__j2=text)

        assert lost in error.message

    @pytest.mark.parametrize(
        ("old", "new", "lost"),
        [
            ("form.questions", "form.questions[:3]", "Is the gap avoidable"),
            ("form.questions", "form.questions[1:]", "What did we intend"),
            ("form.boxes", "form.boxes[:2]", "experiment"),
            ("form.gap_fields", "form.gap_fields[1:]", "What changes"),
            ("form.gap_fields", "form.gap_fields[:2]", "Due"),
            ("field.label", '"Somebody"', "Owner"),
            ("form.carried_by.label", '"Signed"', "Carried by"),
            (
                "question.heading",
                "question.heading | upper | replace('GAP', 'ABYSS')",
                "gap",
            ),
        ],
    )
    def test_one_field_of_it(
        self, tmp_path: Path, old: str, new: str, lost: str
    ) -> None:
        text = ours("form.md.j2")
        assert old in text

        error = refusal(tmp_path, form__md__j2=text.replace(old, new))

        assert lost in error.message

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("question.heading", "question.heading | upper"),
            ("{{ form.guidance }}", "Our own words.\n\nAnd more of them."),
            ("{{ form.say }}", "Now say:"),
            ("- **{{ field.label }}:**", "- {{ field.label }}:"),
            ("- **{{ field.label }}:**", "* **{{ field.label | lower }}**:"),
            ("- [ ] {{ box.text }}", "* [ ] {{ box.kind }}"),
            ("form.carried_by.label", '"carried by"'),
        ],
    )
    def test_other_words_are_fine_as_long_as_they_read_as_the_same(
        self, tmp_path: Path, old: str, new: str
    ) -> None:
        text = ours("form.md.j2")
        assert old in text

        check(tmp_path, form__md__j2=text.replace(old, new))

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("**{{ field.label }}:**", "**{{ field.label }}:** Ada"),
            ("## {{ question.heading }}", "## {{ question.heading }}\n\nSay it here."),
            ("- [ ] {{ box.text }}", "- [x] {{ box.text }}"),
            ("form.carried_by.label }}:**", "form.carried_by.label }}:** @ada"),
        ],
    )
    def test_nothing_is_answered_before_anybody_did(
        self, tmp_path: Path, old: str, new: str
    ) -> None:
        text = ours("form.md.j2")
        assert old in text

        error = refusal(tmp_path, form__md__j2=text.replace(old, new))

        assert "before anybody did" in error.message

    def test_the_form_may_stand_in_the_reviews_own_template(
        self, tmp_path: Path
    ) -> None:
        text = ours("review.md.j2").replace(
            '{% include "form.md.j2" %}', ours("form.md.j2")
        )

        check(tmp_path, review__md__j2=text)

    def test_a_file_of_the_teams_own_may_be_included(self, tmp_path: Path) -> None:
        text = ours("review.md.j2").replace(
            "## What the", '{% include "greeting.md" %}\n## What the'
        )

        check(tmp_path, review__md__j2=text, greeting__md="Thank you.\n")


class TestTickets:
    @pytest.mark.parametrize("name", ["checklist", "constraint", "knowledge", "review"])
    @pytest.mark.parametrize(
        ("text", "lacks"),
        [("", "title"), ("\n\n", "title"), ("Only a title\n", "text")],
    )
    def test_title_and_text_are_needed(
        self, tmp_path: Path, name: str, text: str, lacks: str
    ) -> None:
        error = refusal(tmp_path, **{f"{name}__md__j2": text})

        assert error.message.startswith(f"{tmp_path / name}.md.j2: it gives no {lacks}")


CONFIG = """\
trackers:
  notes: {type: markdown, path: ./work}
subjects:
  incidents:
    - {in: notes, labels: [incident]}
  since: 2026-11-01
write_back:
  avoidable: {in: notes, labels: [checklist]}
  inherent: {in: notes, labels: [constraint]}
  experiment: {in: notes, labels: [learning]}
people:
  - {name: Ada Lovelace, handles: {notes: ada}}
templates: ./templates
"""


def test_a_site_is_not_opened_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "afteraction.yml").write_text(CONFIG)
    (tmp_path / "templates").mkdir()
    (tmp_path / "work" / "tickets").mkdir(parents=True)
    (tmp_path / "templates" / "remark.md.j2").write_text("{{ ownr }}\n")
    before = sorted(tmp_path.rglob("*"))
    config = read_config(tmp_path / "afteraction.yml")

    with pytest.raises(TemplateError, match=r"remark\.md\.j2:1: "), open_site(config):
        pass

    assert sorted(tmp_path.rglob("*")) == before
