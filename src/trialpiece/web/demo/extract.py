"""An extract of bookings for the demo's audit of data: made anew each time from one seed, with the faults of real ones."""

from __future__ import annotations

import random
from datetime import date, timedelta

_ROWS, _SEED = 900, 41
_HEAD = "booking_id,shipper_id,booked_on,lane,containers,price_eur,contact_email,support_calls,left_within_60_days,cancelled_on"
_LANES = ("GDN-HEL", "GDN-STO", "KLJ-KIE", "TLL-LUB", "RIX-ROS")

DICTIONARY = """column,description
booking_id,number of the booking; unique
shipper_id,key of the shipper in the CRM
booked_on,day on which the booking was confirmed
lane,from port to port
containers,number of 20-foot containers
price_eur,agreed price in euros before surcharges
left_within_60_days,1 where the shipper did not book again within 60 days
"""


def bookings(until: date) -> bytes:
    """The extract as CSV, its last row of that day.

    Its faults: two formats of dates, -999 for unknown prices, repeated rows, a column filled only after the outcome.
    """
    chance = random.Random(_SEED)  # noqa: S311 (made-up rows, no secret)
    lines = [_HEAD]
    for number in range(_ROWS):
        day = until - timedelta(days=700 - round(700 * number / _ROWS))
        left = chance.random() < 0.19
        price = -999 if chance.random() < 0.04 else round(chance.lognormvariate(7.1, 0.4))
        over = min(day + timedelta(days=chance.randint(5, 58)), until)
        gone = f"{over:{'%d.%m.%Y' if number % 3 == 0 else '%Y-%m-%d'}}" if left else ""
        shipper = chance.randint(1, 420)
        lines.append(
            f"B{number:05d},S{shipper:04d},{day:%Y-%m-%d},{chance.choice(_LANES)},"
            f"{chance.choice((1, 1, 1, 2, 2, 4))},{price},office{shipper}@shipper.example,"
            f"{'' if chance.random() < 0.22 else chance.randint(0, 6)},{int(left)},{gone}"
        )
    lines += lines[5:17]
    return "\n".join(lines).encode()
