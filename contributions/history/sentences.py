"""One sentence per reason for which a row of a history folder is refused."""

from django.utils.translation import gettext_lazy as _

from .facts import Reason

WHY_REFUSED = {
    Reason.OUTSIDE_PERIOD: _("The date is outside the programme."),
    Reason.FUTURE: _("The date is after today."),
    Reason.HOURS: _("Hours must be more than 0, in quarters."),
    Reason.PERSON: _("This person is not in people.csv."),
    Reason.ACTIVITY: _("This is no activity of that lab."),
    Reason.MORE_THAN_24_HOURS: _("With this line the person has more than 24 hours on that day."),
    Reason.MONTH_LOCKED: _("This month is locked for this partner. Open it first, or leave the line out."),
    Reason.COLUMNS: _("The row has more or fewer columns than the header."),
    Reason.CHARACTERS: _("The row holds characters that cannot be stored."),
    Reason.ID: _("The number is missing or longer than 40 characters."),
    Reason.DUPLICATE: _("An earlier row of this file is about the same."),
    Reason.CHANGED: _("It is already there and says something else. Correct it in the portal."),
    Reason.DATE: _("This is no date. Write it as 2026-03-02."),
    Reason.PERIOD: _("The period ends before it starts."),
    Reason.PARTNER: _("This partner is not in partners.csv."),
    Reason.KIND: _("This kind is unknown."),
    Reason.STATUS: _("This status is unknown."),
    Reason.DESCRIPTION: _("The description is longer than 500 characters."),
    Reason.APPROVED_BY: _("An approved line needs the e-mail address of who approved it."),
    Reason.APPROVED_ON: _("An approved line needs the date of approval, not before the day itself."),
    Reason.OWN_APPROVAL: _("Nobody approves their own hours."),
    Reason.KEY: _("A key has letters, digits, - and _ only, at most 60."),
    Reason.NAME: _("The name is missing or too long."),
    Reason.KVK: _("A KvK number has exactly 8 digits."),
    Reason.EMPLOYEES: _("The number of employees must be a whole number."),
    Reason.SECTOR: _("The sector is longer than 60 characters."),
    Reason.EMAIL: _("This is no e-mail address."),
    Reason.QUANTITY: _("The quantity must be a number above 0."),
    Reason.UNIT: _("The unit is longer than 20 characters."),
    Reason.UNIT_PRICE: _("The price per unit must be an amount in euros."),
    Reason.AMOUNT: _("The amount must be in euros, with at most two decimals."),
    Reason.EVIDENCE: _("The name of the proof is longer than 200 characters."),
}
