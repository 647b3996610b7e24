"""Pictures of lib.charts as SVG with their words beside them; the same on a page and in a PDF."""

from django import template

from lib.charts import ColumnDrawing, Drawing, GroupDrawing, TargetDrawing, TimelineDrawing

register = template.Library()


@register.inclusion_tag("components/charts/thirds.html")
def thirds_chart(drawing: Drawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/pledge.html")
def pledge_chart(drawing: Drawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/share_bars.html")
def share_chart(drawing: Drawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/status_bars.html")
def status_chart(drawing: Drawing, detailed: bool = False):
    """With `detailed` the number of each part stands below its bar."""
    return {"drawing": drawing, "legend": drawing.items[0], "rows": drawing.items[1:], "detailed": detailed}


@register.inclusion_tag("components/charts/group_bars.html")
def group_chart(drawing: GroupDrawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/columns.html")
def column_chart(drawing: ColumnDrawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/years.html")
def year_charts(drawings: tuple[ColumnDrawing, ...]):
    waiting = any(column.waiting for drawing in drawings for column in drawing.columns)
    goal = any(column.goal for drawing in drawings for column in drawing.columns)
    return {"drawings": drawings, "waiting": waiting, "goal": goal}


@register.inclusion_tag("components/charts/timeline.html")
def timeline_chart(drawing: TimelineDrawing):
    return {"drawing": drawing}


@register.inclusion_tag("components/charts/targets.html")
def target_chart(drawing: TargetDrawing, legend: bool = True):
    """Many beside each other share one legend, which `target_legend` draws."""
    return {"drawing": drawing, "legend": legend}


@register.inclusion_tag("components/charts/targets_legend.html")
def target_legend():
    return {"target": True, "runs": True}
