#!/usr/bin/env python3
# Deadlines worked out a second time, independently of the C: from what engine/time/README.md and a board's own words say, with Python's
# datetime and zoneinfo. Nothing here reads a rule: each row's words and its result are made side by side from the same numbers.
#
# Usage: make.py > deadlines.csv   (the columns are said in README.md beside this file)
import bisect
import calendar
import csv
import os
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

HERE = os.path.dirname(os.path.abspath(__file__))
DAY = timedelta(days=1)
LONDON = "Europe/London"
DIVISIONS = ("england-and-wales", "scotland", "northern-ireland")
FIRST, LAST = date(2010, 1, 1), date(2040, 12, 31)


class Numbers:
    """A generator of our own: the standard one has changed its ways between versions."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % limit

    def pick(self, items):
        return items[self.below(len(items))]

    def day(self, first, last):
        return first + DAY * self.below((last - first).days + 1)


# ---- calendars: all working days of thirty years in one list, so that counting is looking up an index

OFF, WORKING, KNOWN = {}, {}, {}
for division in DIVISIONS:
    with open(os.path.join(HERE, "../../workflows/calendars", division + ".csv"), encoding="utf-8") as file:
        OFF[division] = {date.fromisoformat(row["date"]) for row in csv.DictReader(file)}
    KNOWN[division] = {day.year for day in OFF[division]}
    WORKING[division] = [day for day in (FIRST + DAY * i for i in range((LAST - FIRST).days + 1))
                         if day.isoweekday() < 6 and day not in OFF[division]]


def is_working(day, division):
    return day.isoweekday() < 6 and day not in OFF[division]


def working_on(day, count, division, stopped=frozenset()):
    """The count-th working day after `day`; before it when count is negative."""
    days = [d for d in WORKING[division] if d not in stopped] if stopped else WORKING[division]
    return days[bisect.bisect_right(days, day) + count - 1] if count > 0 else days[bisect.bisect_left(days, day) + count]


def is_provisional(first, last, division):
    low, high = min(first, last), max(first, last)
    return any(year not in KNOWN[division] for year in range(low.year, high.year + 1))


# ---- civil time

def utc(day, hour, minute, zone):
    """Of two the first (fold 0); in a gap the offset from before it (fold 0 again), which lies as far behind the gap."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone)).astimezone(timezone.utc)


def end_of(day, zone=LONDON):
    return utc(day + DAY, 0, 0, zone) - timedelta(milliseconds=1)


def local_date(instant, zone=LONDON):
    return instant.astimezone(ZoneInfo(zone)).date()


def write(instant):
    return instant.strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (instant.microsecond // 1000)


def months_on(day, months):
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def plural(count, word):
    return f"{count} {word}" + ("" if count == 1 else "s")


def days_between(first, last):
    return {first + DAY * i for i in range((last - first).days + 1)}


ROWS = []


def row(rule, due, start="2016-01-01T09:00:00Z", zone=LONDON, division=DIVISIONS[0], fields="", meetings="", stops="", after="", provisional=False):
    text = due if isinstance(due, str) else write(due)
    start = start if isinstance(start, str) else write(start)
    ROWS.append([rule, start, zone, division, fields, meetings, stops, after, text, "1" if provisional else "0"])


# ---- the families

def by_hand():
    """What the board's own rules and the clocks' table give, typed in from paper: nothing is calculated here."""
    for first, count, last in (
            ("2016-03-24", 5, "2016-04-04T22"), ("2016-12-23", 5, "2017-01-04T23"), ("2017-04-13", 5, "2017-04-24T22"),
            ("2018-12-21", 15, "2019-01-16T23"), ("2019-04-18", 15, "2019-05-14T22"), ("2020-05-07", 1, "2020-05-11T22"),
            ("2020-05-01", 5, "2020-05-11T22"), ("2022-06-01", 5, "2022-06-10T22"), ("2022-09-05", 15, "2022-09-27T22"),
            ("2022-09-16", 5, "2022-09-26T22"), ("2022-12-23", 15, "2023-01-18T23"), ("2023-04-28", 15, "2023-05-23T22"),
            ("2023-05-05", 5, "2023-05-15T22"), ("2024-12-24", 5, "2025-01-03T23"), ("2026-12-24", 5, "2027-01-05T23"),
            ("2027-12-24", 15, "2028-01-19T23")):
        row(plural(count, "working day"), last + ":59:59.999Z", start=first + "T09:00:00Z")
        row(plural(count, "working day") + " after due", last + ":59:59.999Z", fields="due=" + first)
    for first, rule, last in (("2016-01-31", "1 month", "2016-02-29T23"), ("2016-05-31", "1 month", "2016-06-30T22"),
                              ("2016-08-31", "6 months", "2017-02-28T23"), ("2019-09-29", "12 months", "2020-09-29T22"),
                              ("2028-02-29", "1 year", "2029-02-28T23")):
        row(rule, last + ":59:59.999Z", start=first + "T09:00:00Z")
    row("01:30 on due", "2026-03-29T01:30:00.000Z", fields="due=2026-03-29")
    row("01:30 on due", "2026-10-25T00:30:00.000Z", fields="due=2026-10-25")
    row("24 hours", "2026-10-25T11:00:00.000Z", start="2026-10-24T11:00:00Z")
    row("1 calendar day at 12:00", "2026-10-25T12:00:00.000Z", start="2026-10-24T11:00:00Z")
    row("every 1 month from due", "2016-03-31T22:59:59.999Z", fields="due=2016-01-31", after="2016-03-01T00:00:00Z")
    row("1 working day", "2016-04-04T22:59:59.999Z", start="2016-04-02T09:00:00Z")  # from a Saturday: Monday is the first


def working_days(numbers):
    for division in DIVISIONS:
        for _ in range(50):
            day, count = numbers.day(date(2015, 1, 5), date(2028, 9, 30)), 1 + numbers.below(60)
            last = working_on(day, count, division)
            row(plural(count, "working day"), end_of(last), start=utc(day, numbers.below(24), numbers.below(60), LONDON),
                division=division, provisional=is_provisional(day + DAY, last, division))
        for _ in range(20):
            day, count = numbers.day(date(2016, 1, 5), date(2028, 12, 31)), 1 + numbers.below(40)
            last = working_on(day, -count, division)
            row(plural(count, "working day") + " before due", end_of(last), fields=f"due={day}", division=division)


def ladders():
    """A reminder or an escalation on each rung, with due dates beside Easter, Christmas and the one-off holidays."""
    for due in (date(2016, 3, 24), date(2016, 12, 23), date(2020, 5, 7), date(2022, 6, 1), date(2022, 9, 16), date(2023, 5, 5),
                date(2026, 4, 2), date(2027, 12, 24)):
        for count in (-20, -10, -5, -2, -1, 1, 5, 10, 20, 30):
            last = working_on(due, count, DIVISIONS[0])
            row(plural(abs(count), "working day") + (" before due" if count < 0 else " after due"), end_of(last), fields=f"due={due}")
        row("60 calendar days after due", end_of(due + 60 * DAY), fields=f"due={due}")
        row("end of due", end_of(due), fields=f"due={due}")


def months(numbers):
    for _ in range(40):
        day, count = numbers.day(date(2015, 1, 1), date(2030, 12, 31)), 1 + numbers.below(30)
        row(plural(count, "month") + " after due", end_of(months_on(day, count)), fields=f"due={day}")
    for day in (date(2016, 1, 31), date(2016, 2, 29), date(2015, 12, 31), date(2016, 10, 31), date(2096, 2, 29), date(2000, 1, 31)):
        for count in (1, 2, 3, 6, 12, 13):
            row(plural(count, "month") + " after due", end_of(months_on(day, count)), fields=f"due={day}")
            row(plural(count, "month") + " before due", end_of(months_on(day, -count)), fields=f"due={day}")
    for count in (1, 2, 4, 8, 100):
        row(plural(count, "year") + " after due", end_of(months_on(date(2000, 2, 29), 12 * count)), fields="due=2000-02-29")
    for _ in range(10):
        day, count = numbers.day(date(2015, 1, 1), date(2090, 1, 1)), 1 + numbers.below(60)
        row(plural(count, "week") + " after due", end_of(day + 7 * count * DAY), fields=f"due={day}")
        row(plural(count, "calendar day") + " before due", end_of(day - count * DAY), fields=f"due={day}")


def back_to_work(day):
    return day if is_working(day, DIVISIONS[0]) else working_on(day, -1, DIVISIONS[0])


def rolled(numbers):
    for division in DIVISIONS:
        for _ in range(12):
            day, count = numbers.day(date(2015, 1, 5), date(2027, 6, 30)), 1 + numbers.below(12)
            reached = months_on(day, count)
            last = reached if is_working(reached, division) else working_on(reached, 1, division)
            row(plural(count, "month") + " after due, rolled forward", end_of(last), fields=f"due={day}", division=division)
    for day in (date(2016, 3, 25), date(2016, 12, 24), date(2021, 12, 25), date(2016, 3, 23)):
        last = day if is_working(day, DIVISIONS[0]) else working_on(day, 1, DIVISIONS[0])
        row("end of due, rolled forward", end_of(last), fields=f"due={day}")
        row("10:00 on due, rolled forward", utc(last, 10, 0, LONDON), fields=f"due={day}")
    for day in (date(2016, 3, 28), date(2016, 12, 25), date(2022, 6, 5), date(2016, 10, 30), date(2016, 3, 23)):
        row("09:00 on due, rolled back", utc(back_to_work(day), 9, 0, LONDON), fields=f"due={day}")
        row("1 week after due, rolled back", end_of(back_to_work(day + 7 * DAY)), fields=f"due={day}")


PERIODS = {"month": (1, 0), "quarter": (3, 0), "year": (12, 0), "financial year": (12, 3)}


def period_days(words, which, kind, division):
    """Every such day of thirty years."""
    size, offset = PERIODS[words]
    found, first = [], date(2010, 1 + offset, 1)
    while first < LAST - 400 * DAY:
        following = months_on(first, size)
        inside = [d for d in days_between(first, following - DAY) if kind == "calendar" or is_working(d, division)]
        found.append(min(inside) if which == "first" else max(inside))
        first = following
    return found


def periods(numbers):
    for words in PERIODS:
        for which in ("first", "last"):
            for kind in ("working", "calendar"):
                division = numbers.pick(DIVISIONS)
                days = period_days(words, which, kind, division)
                for _ in range(4):
                    day = numbers.day(date(2015, 6, 1), date(2027, 3, 1))
                    due = min(d for d in days if d >= day)
                    row(f"the {which} {kind} day of the {words} after due", end_of(due), fields=f"due={day}", division=division)
                start = numbers.day(date(2015, 6, 1), date(2027, 1, 1))
                later = [d for d in days if d > start]
                row(f"the {which} {kind} day of the {words}", end_of(later[1]), start=utc(start, 8, 0, LONDON), division=division,
                    after=write(end_of(later[0])))


def yearly(numbers):
    for day, month in ((31, 3), (30, 9), (1, 1), (29, 2), (25, 12), (30, 6)):
        for _ in range(3):
            start = numbers.day(date(2016, 1, 1), date(2030, 1, 1))
            due = min(d for d in (date(y, month, min(day, calendar.monthrange(y, month)[1])) for y in range(2015, 2033)) if d >= start)
            row(f"on {day} {calendar.month_name[month]} after due", end_of(due), fields=f"due={start}")
    row("on 2026-03-31", end_of(date(2026, 3, 31)))
    row("on 2026-03-31 at 17:00", utc(date(2026, 3, 31), 17, 0, LONDON))


def meetings(numbers):
    for _ in range(20):
        start = numbers.day(date(2016, 1, 1), date(2026, 1, 1))
        dates = sorted({start + DAY * numbers.below(300) for _ in range(4)} | {start - 30 * DAY, start + 310 * DAY})
        given = ";".join(f"llip={d}" for d in reversed(dates))
        after = [d for d in dates if d > start]
        count, division = 1 + numbers.below(10), numbers.pick(DIVISIONS)
        row(plural(count, "working day") + " before the next meeting of llip", end_of(working_on(after[0], -count, division)),
            start=utc(start, 9, 0, LONDON), meetings=given, division=division)
        row("the 2nd meeting of llip after due" if len(after) > 1 else "the next meeting of llip after due",
            end_of(after[min(1, len(after) - 1)]), fields=f"due={start}", meetings=given)
    row("5 working days before the next meeting of llip", "missing", meetings="executive=2016-02-01;llip=2016-01-01")


def clocks(numbers):
    """Times of day and hours around the change of the clocks, here and elsewhere."""
    changes = {LONDON: (date(2026, 3, 29), date(2026, 10, 25), date(2027, 3, 28), date(2027, 10, 31), date(2099, 3, 29), date(2099, 10, 25),
                        date(1993, 10, 24), date(1995, 10, 22)),
               "America/New_York": (date(2025, 3, 9), date(2025, 11, 2)), "Australia/Lord_Howe": (date(2024, 4, 7), date(2024, 10, 6)),
               "Asia/Kathmandu": (date(2025, 6, 1),)}
    for zone, days in changes.items():
        for day in days:
            for hour, minute in ((0, 0), (0, 30), (1, 0), (1, 30), (1, 45), (2, 0), (2, 30), (3, 0), (9, 0)):
                row(f"{hour:02}:{minute:02} on due", utc(day, hour, minute, zone), fields=f"due={day}", zone=zone)
            row("end of due", end_of(day, zone), fields=f"due={day}", zone=zone)
            start = utc(day - DAY, 12, 0, zone)
            hours = 1 + numbers.below(72)
            row(plural(hours, "hour"), start + timedelta(hours=hours), start=start, zone=zone)
            row("90 minutes after due", end_of(day, zone) + timedelta(minutes=90), fields=f"due={day}", zone=zone)


def at_times(numbers):
    for _ in range(15):
        day, count, hour = numbers.day(date(2016, 1, 1), date(2027, 1, 1)), 1 + numbers.below(20), numbers.below(24)
        last = working_on(day, count, DIVISIONS[0])
        row(plural(count, "working day") + f" after due at {hour:02}:15", utc(last, hour, 15, LONDON), fields=f"due={day}")


def stops(numbers):
    for _ in range(25):  # whole days
        day, count, division = numbers.day(date(2016, 1, 1), date(2027, 1, 1)), 2 + numbers.below(20), numbers.pick(DIVISIONS)
        first = day + DAY * numbers.below(20)
        last = first + DAY * numbers.below(40)
        second = last + DAY * numbers.below(30)
        stopped = days_between(first, last) | {second}
        given = f"{first}..{last};{second}..{second}"
        row(plural(count, "working day"), end_of(working_on(day, count, division, stopped)), start=utc(day, 9, 0, LONDON), stops=given,
            division=division)
        running = [d for d in (day + DAY * (i + 1) for i in range(2000)) if d not in stopped]
        row(plural(count, "calendar day") + " after due", end_of(running[count - 1]), fields=f"due={day}", stops=given)
        months_ahead = 1 + numbers.below(7)
        length = (months_on(day, months_ahead) - day).days
        row(plural(months_ahead, "month") + " after due", end_of(running[length - 1]), fields=f"due={day}", stops=given)
        row(plural(count, "working day") + " before due", end_of(working_on(day, -count, division)), fields=f"due={day}", stops=given,
            division=division)  # counting back is a distance: no stop touches it
    for _ in range(12):  # parts of days: any part of a day takes the day
        day, count = numbers.day(date(2016, 1, 1), date(2027, 1, 1)), 2 + numbers.below(10)
        begin = utc(day + DAY * (1 + numbers.below(5)), numbers.below(24), 30, LONDON)
        finish = begin + timedelta(hours=1 + numbers.below(60))
        stopped = days_between(local_date(begin), local_date(finish - timedelta(milliseconds=1)))
        given = f"{write(begin)}..{write(finish)}"
        row(plural(count, "working day"), end_of(working_on(day, count, DIVISIONS[0], stopped)), start=utc(day, 9, 0, LONDON), stops=given)
        start, hours = utc(day, 9, 0, LONDON), 10 + numbers.below(200)
        finished = start + timedelta(hours=hours)
        due = finished if finished <= begin else finished + (finish - begin)
        row(plural(hours, "hour"), due, start=start, stops=given)
    row("5 working days", "stopped", start="2016-03-24T09:00:00Z", stops="2016-04-01..")
    row("5 working days", "2016-04-04T22:59:59.999Z", start="2016-03-24T09:00:00Z", stops="2016-04-05..")
    row("48 hours", "stopped", start="2016-03-24T09:00:00Z", stops="2016-03-25..")
    row("6 months", "stopped", start="2016-03-24T09:00:00Z", stops="2016-04-01..2016-04-10;2016-09-20..")
    row("end of due", end_of(date(2016, 5, 1)), fields="due=2016-05-01", stops="2016-04-01..")  # a day that stands fast


def cycles(numbers):
    for _ in range(40):
        anchor, count = numbers.day(date(2015, 1, 1), date(2024, 12, 31)), 1 + numbers.below(6)
        after = utc(numbers.day(date(2015, 1, 1), date(2034, 12, 31)), numbers.below(24), 0, LONDON)
        occurrences = {"month": [months_on(anchor, count * k) for k in range(1, 300)],
                       "week": [anchor + 7 * count * k * DAY for k in range(1, 1200)],
                       "year": [months_on(anchor, 12 * count * k) for k in range(1, 30)]}
        unit = numbers.pick(("month", "month", "week", "year"))
        due = min(end_of(d) for d in occurrences[unit] if end_of(d) > after)
        row(f"every {plural(count, unit)} from anchor", due, fields=f"anchor={anchor}", after=write(after))
    for day in (date(2016, 1, 31), date(2016, 8, 30), date(2016, 2, 29)):
        for k in range(1, 8):
            row("every 1 month from anchor", end_of(months_on(day, k)), fields=f"anchor={day}", after=write(end_of(months_on(day, k - 1))))
    for day in (date(2027, 3, 27), date(2027, 3, 28), date(2027, 10, 30), date(2027, 10, 31), date(2028, 2, 29)):
        row("every 1 calendar day from anchor at 09:00", utc(day, 9, 0, LONDON), fields="anchor=2026-10-01",
            after=write(utc(day - DAY, 9, 0, LONDON)))
    for _ in range(8):
        anchor, count = numbers.day(date(2015, 2, 1), date(2016, 12, 31)), 1 + numbers.below(12)
        after = utc(numbers.day(date(2017, 1, 1), date(2020, 1, 1)), 12, 0, LONDON)
        due = min(end_of(d) for d in (working_on(anchor, count * k, DIVISIONS[1]) for k in range(1, 1500 // count)) if end_of(d) > after)
        row(f"every {plural(count, 'working day')} from anchor", due, fields=f"anchor={anchor}", after=write(after), division=DIVISIONS[1])
    start = utc(date(2026, 10, 24), 22, 0, LONDON)
    row("every 6 hours from anchor", start + timedelta(hours=12), fields="anchor=" + write(start), after=write(start + timedelta(hours=6)))


def unknown_years(numbers):
    for _ in range(12):
        day, count = numbers.day(date(2028, 11, 1), date(2035, 1, 1)), 1 + numbers.below(60)
        last = working_on(day, count, DIVISIONS[0])
        row(plural(count, "working day"), end_of(last), start=utc(day, 9, 0, LONDON), provisional=is_provisional(day + DAY, last, DIVISIONS[0]))


if __name__ == "__main__":
    by_hand()
    for seed, family in enumerate((working_days, lambda _: ladders(), months, rolled, periods, yearly, meetings, clocks, at_times, stops, cycles,
                                   unknown_years)):
        family(Numbers(2016 + seed))
    print("rule|from|zone|division|fields|meetings|stops|after|due|provisional")
    for fields in ROWS:
        print("|".join(fields))
