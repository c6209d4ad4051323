"""What can be seen of screening, assignments, sheets and results. No number leaves here before it may be seen."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet

from lertrat.assessment.models import PanelMember
from lertrat.assessment.queries.assessor import (
    AssessorRow,
    OwnSheet,
    Reading,
    assessor_list,
    assignment_for,
    attachment_for,
    attachments_of,
    reading,
    running,
)
from lertrat.assessment.queries.clarifying import clarification, rounds, sent_rounds
from lertrat.assessment.queries.desk import DeskCounts, desk_counts
from lertrat.assessment.queries.kpi import (
    Figures,
    KpiDesk,
    KpiRow,
    KpiWaiting,
    kpi_copy,
    kpi_desk,
    kpi_handed_in,
    kpi_rows,
    own_kpi,
)
from lertrat.assessment.queries.kpi_examiner import (
    KpiSheet,
    KpiTask,
    kpi_file,
    kpi_reading_for,
    kpi_sheet,
    kpi_tasks,
)
from lertrat.assessment.queries.office import (
    DarkRow,
    Gap,
    PanelView,
    TypeProgress,
    dark_queue,
    gaps,
    panels,
    progress,
    reader_ids,
    undeclared,
)
from lertrat.assessment.queries.panel import Consensus, consensus, panels_led
from lertrat.assessment.queries.results import (
    Feedback,
    Outcome,
    Ranking,
    RankRow,
    StepStatus,
    feedback,
    gate_status,
    outstanding_passed,
    ranking,
    ranking_rows,
    results_of,
)
from lertrat.assessment.queries.risk import (
    CheckFile,
    RiskPage,
    RiskRow,
    check_file,
    check_for_office,
    next_waiting,
    opinions_for,
    risk_queue,
)
from lertrat.assessment.queries.screening import (
    ScreeningCounts,
    ScreeningFilter,
    ScreeningPage,
    SubmissionDetail,
    attachment_for_office,
    screening_counts,
    screening_queue,
    submission_detail,
)
from lertrat.assessment.queries.visits import my_visits, tied_teams, visit_candidates, visit_for, visits

__all__ = [
    "AssessorRow", "Consensus", "DarkRow", "DeskCounts", "Feedback", "Figures", "Gap", "KpiDesk", "KpiRow", "KpiSheet", "KpiTask", "KpiWaiting", "Outcome", "OwnSheet", "PanelView", "RankRow",
    "Ranking", "Reading", "ScreeningCounts", "ScreeningFilter", "ScreeningPage", "StepStatus", "SubmissionDetail",
    "TypeProgress", "assessor_list", "assignment_for", "attachment_for", "attachment_for_office", "attachments_of",
    "consensus", "dark_queue", "desk_counts", "feedback", "gaps", "gate_status", "kpi_copy", "kpi_desk", "kpi_file", "kpi_handed_in", "kpi_reading_for", "kpi_rows", "kpi_sheet", "kpi_tasks", "my_visits", "on_panel", "own_kpi",
    "outstanding_passed", "panels", "panels_led", "progress", "ranking", "ranking_rows", "reader_ids", "reading", "results_of",
    "running", "screening_counts", "screening_queue", "submission_detail", "tied_teams", "undeclared",
    "visit_candidates", "visit_for", "visits",
    "CheckFile", "clarification", "rounds", "sent_rounds", "RiskPage", "RiskRow", "check_file", "check_for_office", "next_waiting", "opinions_for", "risk_queue",
]  # fmt: skip


def on_panel(person: OuterRef) -> QuerySet[PanelMember]:
    """Panel seats held now by the person of an outer query."""
    return PanelMember.objects.filter(person=person, left_at__isnull=True)
