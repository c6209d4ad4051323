"""When a sealed year is corrected: what is still a draft goes over to the new version, what was sent keeps its own."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef

from lertrat.applications.models import Application, RulesMove, Stage, Submission
from lertrat.applications.permits import may
from lertrat.applications.states import LIVE
from lertrat.kernel import clock
from lertrat.people.models import Person
from lertrat.programmes import actions as programmes
from lertrat.programmes.models import Edition, PackVersion, RulesDraft
from lertrat.programmes.permits import may as may_programme
from lertrat.programmes.queries import pack_of
from lertrat.records.actions import append


def seal_rules(*, draft: RulesDraft, base: int, by: Person) -> PackVersion:
    """Seal a draft of rules; where it corrects a sealed year, move the applications in the making along, in one transaction.

    Refusals as `programmes.actions.seal_draft`.
    """
    with transaction.atomic():
        made = programmes.seal_draft(draft=draft, base=base, by=by)
        if made.number > 1:
            move_drafts(edition=made.edition, by=by)
    return made


def move_drafts(*, edition: Edition, by: Person) -> int:
    """Bring every application nothing was sent of to the version in force; how many moved.

    An application with a live submission stays as a whole with the version it was sent under: its later steps are judged by the
    rules of its first. What awaited approval or was approved falls back to draft: it was approved under other rules.
    """
    may_programme(by, "office", edition).require()
    moment, pack = clock.now(), pack_of(edition)
    # A type that the correction takes away, or leaves without its form, keeps its drafts readable under the version they have.
    askable = {
        id
        for id, kind in pack.types.items()
        if all(step.form for step in kind.steps if step.kind == "intake")
    }
    with transaction.atomic():
        # Who begins an application waits here (`drafting.start`), and then begins under the version in force.
        held = Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
        assert held.pack_version_id is not None
        # Stages before applications, as a submission locks them; what was sent meanwhile is then seen by the next statement.
        locked = list(
            Stage.objects.select_for_update(of=("self",))
            .filter(application__edition=held)
            .exclude(application__pack_version_id=held.pack_version_id)
            .order_by("pk")
        )
        sent = Submission.objects.filter(application=OuterRef("pk"), **LIVE)
        rows = (
            Application.objects.select_for_update(of=("self",))
            .filter(edition=held)
            .exclude(pack_version_id=held.pack_version_id)
            .exclude(Exists(sent))
        )
        moving = {
            one.pk: one.pack_version_id
            for one in rows.only("pk", "pack_version_id", "type_id")
            if one.type_id in askable
        }
        stages = [
            stage
            for stage in locked
            if stage.application_id in moving and stage.state not in {"submitted", "withdrawn"}
        ]
        known = set(
            RulesMove.objects.filter(stage__in=stages, after_id=held.pack_version_id).values_list(
                "stage_id", flat=True
            )
        )
        RulesMove.objects.bulk_create(
            RulesMove(
                stage=stage, before_id=moving[stage.application_id], after_id=held.pack_version_id, at=moment
            )
            for stage in stages
            if stage.pk not in known
        )
        Stage.objects.filter(
            pk__in=[stage.pk for stage in stages], state__in=["awaiting", "approved"]
        ).update(state="draft")
        Application.objects.filter(pk__in=moving).update(pack_version_id=held.pack_version_id)
        if moving:
            append(
                "applications.moved",
                obj=held,
                by=by,
                edition_id=held.pk,
                version=held.pack_version_id,
                count=len(moving),
            )
    return len(moving)


def read_move(*, stage: Stage, by: Person) -> None:
    """Note that what changed was read; the notice is gone for everybody of the agency. A second press changes nothing."""
    may(by, "edit", stage.application).require()
    with transaction.atomic():
        for move in RulesMove.objects.select_for_update().filter(stage=stage, read_at__isnull=True):
            move.read_at, move.read_by = clock.now(), by
            move.save(update_fields=["read_at", "read_by"])
            append(
                "rules.read", obj=stage, by=by, edition_id=stage.application.edition_id, version=move.after_id
            )
