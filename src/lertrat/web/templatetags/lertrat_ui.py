"""Template tags of the design system; `docs/design-system.md` shows each in use, `/styleguide/` shows how it looks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.template.context import RequestContext
from django.template.defaultfilters import linebreaks_filter as linebreaks
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from lertrat.agencies import states as agency_states
from lertrat.kernel import clock, dates, exact
from lertrat.web import drawing, forms, limits, serving, ui

register = template.Library()
C = "lertrat/components/"


# --- words --------------------------------------------------------------------------------------------------------


@register.simple_tag(name="t")
def words(th: str, en: str = "") -> str:
    """`{% t "หน้าแรก" "Home" %}`: the words in the page's language; Thai where no English is given."""
    return ui.say(th, en)


@register.filter
def said(text: Any) -> str:
    """A text with `.th` and `.en` (a pack's Text, a Refusal) in the page's language; anything else as it is."""
    if text is None:
        return ""
    th = getattr(text, "th", None)
    return str(text) if th is None else ui.say(str(th), str(getattr(text, "en", "") or ""))


@register.filter
def agency_kind(code: str) -> str:
    """What sort of body an agency is, in the page's language."""
    return agency_states.kind_name(code, "en" if ui.english() else "th")


@register.filter
def agency_role(code: str) -> str:
    """What a member of an agency does, in the page's language."""
    return agency_states.role_name(code, "en" if ui.english() else "th")


@register.filter
def alias_kind(code: str) -> str:
    """How another name of an agency came about, in the page's language."""
    return agency_states.alias_kind_name(code, "en" if ui.english() else "th")


@register.filter
def day(moment: date | datetime | None, form: Any = "long") -> str:
    """A day in the page's language: "23 กุมภาพันธ์ 2564"; forms short, long, full."""
    if moment is None:
        return ""
    return dates.english_date(moment, form) if ui.english() else dates.thai_date(moment, form)


@register.filter
def moment(at: datetime | None, form: Any = "long") -> str:
    """A moment in the page's language: "23 กุมภาพันธ์ 2564 เวลา 23.59 น."."""
    if at is None:
        return ""
    return dates.english_datetime(at, form) if ui.english() else _whole_hour(dates.thai_datetime(at, form))


@register.filter
def deadline(closes_at: datetime | None) -> str:
    """The last moment that counts of a half-open window, in words."""
    return _whole_hour(dates.deadline_words(closes_at, "en" if ui.english() else "th")) if closes_at else ""


def _whole_hour(text: str) -> str:
    """An hour keeps its "น." on the same line."""
    return text.replace(" น.", "\u00a0น.")


@register.filter
def number(value: Any, places: int = 2) -> str:
    """An exact number to at most `places` decimals ("412.5"); empty for None."""
    return "" if value is None or value == "" else exact.decimal(exact.parse(value), places, trim=True)


@register.filter(needs_autoescape=True)
def linebreaks_if_plain(value: Any, autoescape: bool = True) -> Any:
    """A plain text with its line breaks kept; markup made by a template as it is."""
    if isinstance(value, SafeString) or not isinstance(value, str) or "\n" not in value:
        return value
    return linebreaks(value, autoescape)


@register.simple_tag(takes_context=True)
def qs(context: RequestContext, **changes: Any) -> str:
    """This page's query string with `changes` made (None takes a key out): for sorting, paging and filters."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        if value is None or value == "":
            query.pop(key, None)
        else:
            query[key] = value
    encoded = query.urlencode()
    return f"?{encoded}" if encoded else "?"


# --- files --------------------------------------------------------------------------------------------------------


@register.simple_tag
def upload_scripts() -> SafeString:
    """The scripts of resumable uploads, where set-up could fetch the client; without them file fields post with their form."""
    if not settings.LERTRAT_TUS:
        return mark_safe("")
    return format_html(
        '<script src="{}" defer></script><script src="{}" type="module"></script>',
        static("tus.min.js"),
        static("lertrat/js/upload.js"),
    )


@register.filter
def file_limits(accept: Iterable[str]) -> list[limits.Limit]:
    """What a question's file field takes, in sentences."""
    return limits.limits(accept)


@register.filter
def file_accept(accept: Iterable[str]) -> str:
    """The same as the `accept` attribute."""
    return limits.accepted(accept)


@register.filter
def lands(cited: Any) -> str:
    """What follows the address of a citation's file so that the reader lands on its page or minute."""
    return serving.way(cited.file.name, cited.page, cited.second)


# --- small marks --------------------------------------------------------------------------------------------------


@register.simple_tag
def icon(name: str, size: int = 20) -> SafeString:
    """A small shape in the colour of the text, hidden from screen readers: words always stand beside it."""
    return drawing.icon(name, size)


@register.simple_tag
def emblem(name: str = "programme", size: int = 48, alt: str = "") -> SafeString:
    """One of the four emblems: programme, service, participatory, management. Another programme's branch has none of its own."""
    if name not in ui.BRANCHES:
        return mark_safe("")
    source = static(f"lertrat/emblems/{name}.svg")
    return format_html(
        '<img class="emblem" src="{}" alt="{}" width="{}" height="{}">', source, alt, size, size
    )


@register.simple_tag
def state(name: str, label: Any = "") -> SafeString:
    """A state as shape, word and colour: `{% state "met" %}`, `{% state "open" "เปิดรับถึง 29 มกราคม" %}`."""
    look = ui.STATES[str(name)]
    text = said(label) or ui.say(look.th, look.en)
    return format_html('<span class="tag tag--{}">{}{}</span>', look.style, drawing.icon(look.icon, 16), text)


@register.simple_tag
def branch(name: str, short: bool = False) -> SafeString:
    """The badge of a branch: its emblem, its name, its accent. Another programme's branch has neither emblem nor accent."""
    name = str(name)
    if name not in ui.BRANCHES:
        return format_html(
            '<span class="badge">{}</span>', ui.say(*ui.OTHER_BRANCHES.get(name, (name, name)))
        )
    th, en = ui.BRANCHES[name]
    text = ui.say(th, en) if short or name == "programme" else ui.say(f"สาขา{th}", en)
    return format_html('<span class="badge badge--{}">{}{}</span>', name, emblem(name, 24), text)


@register.simple_tag
def level(name: str, label: Any = "") -> SafeString:
    """The badge of a level, in gold: honour alone is golden."""
    name = str(name)
    th, en, high = ui.LEVELS[name]
    shape = drawing.icon("diamond" if name == "overall" else "star", 16)
    css = " level--high" if high else ""
    return format_html('<span class="level{}">{}{}</span>', css, shape, said(label) or ui.say(th, en))


@register.simple_tag
def assumed(text: Any = "") -> SafeString:
    """The mark of what the demonstration supplement filled in."""
    says = said(text) or ui.say("ค่าสมมติเพื่อการสาธิต", "Assumed for the demonstration")
    return format_html('<span class="assumed">{}{}</span>', drawing.icon("problem", 14), says)


@register.inclusion_tag(C + "countdown.html")
def countdown(closes_at: datetime) -> dict[str, Any]:
    """How much time is left by the server's clock, in words; calm, and kept up to date where script runs."""
    now = clock.now()
    language: Any = "en" if ui.english() else "th"
    return {
        "closes_at": closes_at, "now": now, "words": dates.remaining_words(closes_at, now, language),
        "close": (closes_at - now).total_seconds() < 3 * 86400, "language": language,
    }  # fmt: skip


@register.inclusion_tag(C + "progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    """A bar with its numbers in words."""
    return {"done": done, "total": total, "label": label, "english": ui.english()}


@register.inclusion_tag(C + "copyable.html")
def copyable(text: str, label: str = "") -> dict[str, Any]:
    """A reference or hash that can be copied with one press (and selected without script)."""
    return {"text": text, "label": label}


# --- forms --------------------------------------------------------------------------------------------------------


@register.inclusion_tag(C + "field.html")
def field(of: BoundField | ui.FieldView, **over: Any) -> dict[str, Any]:
    """A field with label, hint and error. Takes a form's field or a FieldView; keywords override its parts
    (`label hint rows words width heading suffix optional`)."""
    return {"f": forms.view_of(of, **over), "english": ui.english()}


@register.inclusion_tag(C + "error_summary.html")
def error_summary(of: BaseForm | Iterable[tuple[str, str]] | None) -> dict[str, Any]:
    """The list of what must be mended, above the heading; takes a form, or pairs of field id and words."""
    return {"lines": forms.error_lines(of)}


@register.inclusion_tag(C + "score.html")
def score_row(criterion: Any, value: Any = "", error: str = "", readonly: bool = False) -> dict[str, Any]:
    """A criterion of a rubric with its anchors and the box for the score (field name `score-ID`)."""
    return {"c": criterion, "value": value, "error": error, "readonly": readonly, "english": ui.english()}


# --- lists --------------------------------------------------------------------------------------------------------


@register.inclusion_tag(C + "task_list.html")
def task_list(tasks: Iterable[ui.Task], name: str = "task") -> dict[str, Any]:
    """The home of an application: each task with its state. Of two lists on one page the second needs a name of its own."""
    return {"name": name, "tasks": [(task, ui.STATES[task.state]) for task in tasks]}


@register.inclusion_tag(C + "summary_list.html")
def summary_list(rows: Iterable[ui.Row], tight: bool = False) -> dict[str, Any]:
    """Answers to be checked, each with the way back to change it."""
    return {"rows": list(rows), "tight": tight}


@register.inclusion_tag(C + "links.html")
def tabs(links: Iterable[ui.Link], label: str = "") -> dict[str, Any]:
    """Tabs that are links."""
    return {"links": list(links), "label": label}


@register.inclusion_tag(C + "breadcrumbs.html")
def breadcrumbs(*parts: Any) -> dict[str, Any]:
    """The way here: `{% breadcrumbs "หน้าแรก" "/" "หลักเกณฑ์" "/rules/" %}` (title and address in turn), or a list of Links."""
    if len(parts) == 1 and not isinstance(parts[0], str):
        return {"links": list(parts[0])}
    return {
        "links": [
            ui.Link(str(said(title)), str(url)) for title, url in zip(parts[::2], parts[1::2], strict=True)
        ]
    }


@register.inclusion_tag(C + "pagination.html", takes_context=True)
def pagination(
    context: RequestContext, previous: Any = None, following: Any = None, says: str = ""
) -> dict[str, Any]:
    """Keyset paging: the keys of the page before and after (None where there is none) become `?before=` and `?after=`."""
    back = qs(context, before=previous, after=None) if previous else ""
    on = qs(context, after=following, before=None) if following else ""
    return {"back": back, "on": on, "says": says}


@register.inclusion_tag(C + "sort_header.html", takes_context=True)
def sort_header(context: RequestContext, title: str, key: str, numeric: bool = False) -> dict[str, Any]:
    """The heading of a column that sorts by a link: `?sort=key` and `?sort=-key`."""
    now = context["request"].GET.get("sort", "")
    direction = "ascending" if now == key else "descending" if now == f"-{key}" else ""
    target = qs(context, sort=f"-{key}" if direction == "ascending" else key, before=None, after=None)
    return {"title": title, "url": target, "direction": direction, "numeric": numeric}


@register.inclusion_tag(C + "timeline.html")
def timeline(steps: Iterable[ui.Step]) -> dict[str, Any]:
    """An application's way in stations: done, now, ahead."""
    looks = {"done": "met", "now": "partial", "ahead": "todo"}
    return {"steps": [(step, looks[step.state]) for step in steps]}


@register.inclusion_tag(C + "year_line.html")
def year_line(events: Iterable[ui.YearEvent], label: str = "") -> dict[str, Any]:
    """The line through the year with today on it."""
    return {"line": drawing.year_line(list(events), clock.now()), "label": label}


# --- judging ------------------------------------------------------------------------------------------------------


@register.inclusion_tag(C + "verdicts.html")
def verdicts(conditions: Iterable[Any], facts: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Condition verdicts with reason, citation and what is missing (`facts`: name → its words)."""
    rows = []
    for each in conditions:
        known = [said((facts or {}).get(name, name)) for name in each.missing]
        rows.append({"v": each, "look": ui.STATES[each.verdict], "missing": known})
    return {"rows": rows}


@register.inclusion_tag(C + "citations.html")
def citations(of: Iterable[Any] | Any) -> dict[str, Any]:
    """Where a rule stands: document, line and the words by which it is found."""
    listed = [of] if hasattr(of, "words") else list(of or [])
    return {"citations": listed}


@register.inclusion_tag(C + "explanation.html")
def explanation(nodes: Any, open_depth: int = 2) -> dict[str, Any]:
    """A tree of reasons, each with its verdict; opened to `open_depth`. Takes a Node, a list of them, or alike objects."""
    return {"nodes": drawing.tree(nodes, open_depth)}


@register.inclusion_tag(C + "plan.html")
def plan_table(plan: Any, kinds: str = "add change remove refuse") -> dict[str, Any]:
    """A `kernel.plan.Plan` as a table of differences."""
    return {"plan": plan, **drawing.plan_rows(plan, kinds.split())}


@register.inclusion_tag(C + "text_diff.html")
def text_diff(
    mine: str, theirs: str, mine_title: str = "", theirs_title: str = "", by: str = ""
) -> dict[str, Any]:
    """Two texts side by side with what differs marked: a save that met another one."""
    left, right = drawing.differences(theirs, mine)
    return {"left": left, "right": right, "mine_title": mine_title, "theirs_title": theirs_title, "by": by}


# --- what holds other things --------------------------------------------------------------------------------------


@register.simple_block_tag
def notice(content: str, kind: str = "info", title: Any = "") -> SafeString:
    """`{% notice "warning" "หัวเรื่อง" %}…{% endnotice %}`: info, success, warning, danger or assumed."""
    shapes = {
        "info": "info",
        "success": "met",
        "warning": "problem",
        "danger": "problem",
        "assumed": "problem",
    }
    head = format_html('<p class="notice__title">{}</p>', said(title)) if title else ""
    return format_html(
        '<div class="notice notice--{}">{}<div class="notice__body">{}{}</div></div>',
        kind, drawing.icon(shapes[kind], 22), head, mark_safe(content),  # content is the template's own output
    )  # fmt: skip


@register.simple_block_tag
def empty(content: str, title: Any = "") -> SafeString:
    """`{% empty_state %}`: nothing here, why, and what can be done about it."""
    return format_html('<div class="empty"><h2>{}</h2>{}</div>', said(title), mark_safe(content))
