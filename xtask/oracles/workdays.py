"""Working days as the PyPI package chinesecalendar has them: one line a day, «YYYY-MM-DD 0|1».

    pip install chinesecalendar && python3 workdays.py > chinesecalendar.txt
"""

from datetime import date, timedelta

from chinese_calendar import is_workday
from chinese_calendar.constants import holidays

first = date(min(day.year for day in holidays), 1, 1)
last = date(max(day.year for day in holidays), 12, 31)
for offset in range((last - first).days + 1):
    day = first + timedelta(days=offset)
    try:
        print(day, int(is_workday(day)))
    except NotImplementedError:
        # The package refuses years it does not cover.
        continue
