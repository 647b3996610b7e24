"""The functions of lib.figures as template filters."""

from django import template

from lib import figures

register = template.Library()

register.filter("money", figures.money)
register.filter("number", figures.number)
register.filter("hours", figures.hours)
register.filter("hours_unit", figures.hours_unit)
register.filter("share", figures.share)
register.filter("day", figures.day)
register.filter("day_short", figures.day_short)
register.filter("day_plain", figures.day_plain)
register.filter("month", figures.month)
register.filter("month_short", figures.month_short)
register.filter("moment", figures.moment)
register.simple_tag(figures.period, name="period")
