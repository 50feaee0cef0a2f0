"""Writes expected.json: gross and net revenue retention with errors and intervals, by definition.

Subscriptions of retention-subscriptions, three to a customer (the number of the subscription modulo 1000), so that customers add and drop
some. What each pays at a month's end is looked up subscription by subscription; ratios and the sums of squares about them, customer by
customer, are fractions without rounding; roots and quantiles (mpmath, 50 digits) come last. Errors also by intercept-only weighted least
squares of k/m with weights m and HC1 errors (numpy), which is the same estimator by another road: they have to agree to 11 digits.

Run in this folder: python3 generate.py
"""
import csv
import datetime
import json
from fractions import Fraction

import mpmath as mp
import numpy as np

mp.mp.dps = 50
LEVEL = mp.mpf("0.95")

customers = {}
with open("../retention-subscriptions/data.csv") as file:
    for row in csv.DictReader(file):
        start = datetime.date.fromisoformat(row["start_date"])
        end = datetime.date.fromisoformat(row["end_date"]) if row["end_date"] else datetime.date.max
        customers.setdefault(int(row["subscription_id"][1:]) % 1000, []).append((start, end, Fraction(row["mrr"])))


def month_end(index):
    return datetime.date(2023 + (index + 1) // 12, (index + 1) % 12 + 1, 1) - datetime.timedelta(days=1)


def paid(subscriptions, day):
    return sum((mrr for start, end, mrr in subscriptions if start <= day < end), Fraction(0))


def real(value):
    return mp.mpf(value.numerator) / value.denominator


def t_quantile(df):
    """Of 1 - (1 - LEVEL) / 2: the regularised incomplete beta function, inverted."""
    tail = 1 - LEVEL
    return mp.findroot(lambda q: mp.betainc(mp.mpf(df) / 2, mp.mpf("0.5"), 0, df / (df + q * q), regularized=True) - tail, mp.mpf(2))


def least_squares_error(pairs):
    m = np.array([float(before) for before, _ in pairs])
    y = np.array([float(after / before) for before, after in pairs])
    residual = y - (m * y).sum() / m.sum()
    n = len(pairs)
    return float(np.sqrt(n / (n - 1) * (m * m * residual * residual).sum()) / m.sum())


def covariance(n, total, first, second):
    """Of two ratios Σ d / Σ m by linearisation; pairs are (m, d)."""
    ratio = lambda pairs: sum(change for _, change in pairs) / total
    one, other = ratio(first), ratio(second)
    parts = ((d - one * m) * (e - other * m) for (m, d), (_, e) in zip(first, second))
    return Fraction(n, n - 1) * sum(parts) / total**2


def kept(earlier, later):
    ends = [(paid(own, month_end(earlier)), paid(own, month_end(later))) for own in customers.values()]
    pairs = [(before, after) for before, after in ends if before > 0]
    n, total = len(pairs), sum(before for before, _ in pairs)
    less = [(m, max(Fraction(0), m - k)) for m, k in pairs]
    more = [(m, max(Fraction(0), k - m)) for m, k in pairs]
    gross = real(1 - sum(d for _, d in less) / total)
    rise = real(sum(d for _, d in more) / total)
    net = real(sum(k for _, k in pairs) / total)
    of_less, of_more, of_net = (covariance(n, total, each, each) for each in (less, more, pairs))
    for variance, each in ((of_less, less), (of_net, pairs)):
        if variance > 0:
            assert abs(float(mp.sqrt(real(variance))) / least_squares_error(each) - 1) < 1e-11
    q = t_quantile(n - 1)
    kish = real(total**2 / sum(m * m for m, _ in pairs))
    like = min(kish, gross * (1 - gross) / real(of_less)) if of_less > 0 else kish
    centre = (gross + q * q / (2 * like)) / (1 + q * q / like)
    half = q * mp.sqrt(gross * (1 - gross) / like + q * q / (4 * like * like)) / (1 + q * q / like)
    spread = of_less * of_more
    r = -real(covariance(n, total, less, more)) / mp.sqrt(real(spread)) if spread > 0 else mp.mpf(0)
    added = lambda x, y: mp.sqrt(x * x + y * y + 2 * r * x * y)
    reach = q * mp.sqrt(real(of_more))
    low = net - added(gross - (centre - half), min(rise, reach))
    numbers = {
        "gross": gross,
        "grossStdErr": mp.sqrt(real(of_less)),
        "grossCiLow": centre - half,
        "grossCiHigh": centre + half,
        "net": net,
        "netStdErr": mp.sqrt(real(of_net)),
        "netCiLow": max(0, low),
        "netCiHigh": net + added(centre + half - gross, reach),
    }
    counts = {"n": n, "stayed": sum(after > 0 for _, after in pairs), "startingRevenue": float(total)}
    return {**counts, **{name: float(value) for name, value in numbers.items()}}


label = lambda index: month_end(index).strftime("%Y-%m")
json.dump(
    {
        "source": "definition, generate.py (fractions, mpmath " + mp.__version__ + ")",
        "crossChecked": "errors by weighted least squares with HC1 errors (numpy " + np.__version__ + ") to 11 digits",
        "tolerance": {"minDigits": 11},
        "year": {"from": label(11), "to": label(23), **kept(11, 23)},
        "byPeriod": [{"period": label(at + 1), **kept(at, at + 1)} for at in range(23)],
    },
    open("expected.json", "w"),
    indent=1,
)
