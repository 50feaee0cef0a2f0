"""BG/NBD and Pareto/NBD over 50 years: discounted purchases, and the distribution of their number, in 30-digit arithmetic by other routes
than the engine's. Run: python3 generate.py > expected.json (a minute)."""
import json
import mpmath
from mpmath import betainc, exp, hyp2f1, log, mpf, quad

mpmath.mp.dps = 30
DISCOUNT = log(mpf("1.10")) / 52
HORIZON = mpf(2600)  # weeks of 600 months, 52 a year
PLACES = [mpf(u) for u in (0, 1, 10, 50, 200, 800, 2600)]


def negative_binomial(shape, rate, u, count):
    """P(N <= count) of purchases in u, had nobody dropped out."""
    return betainc(shape, count + 1, 0, rate / (rate + u), regularized=True)


def paretonbd(r, alpha, s, b, x, T, counts):
    R, A, B = r + x, alpha + T, b + T
    alive = lambda u: (B / (B + u)) ** s
    discounted = quad(lambda u: exp(-DISCOUNT * u) * R / A * alive(u), PLACES)
    expected = R * B / (A * (s - 1)) * (1 - (B / (B + HORIZON)) ** (s - 1))
    # whoever dies at u has bought as long
    at_most = lambda count: alive(HORIZON) * negative_binomial(R, A, HORIZON, count) + quad(
        lambda u: negative_binomial(R, A, u, count) * s / (B + u) * alive(u), PLACES)
    return discounted, expected, [at_most(count) for count in counts]


def bgnbd(r, alpha, a, b, x, T, counts):
    R, A, B = r + x, alpha + T, b + x
    discounted = quad(lambda u: exp(-DISCOUNT * u) * R / A * hyp2f1(R + 1, a, a + B, -u / A), PLACES)
    # Fader, Hardie & Lee (2005), equation 10 without its last factor
    w = HORIZON / (A + HORIZON)
    expected = (a + B - 1) / (a - 1) * (1 - (A / (A + HORIZON)) ** R * hyp2f1(R, B, a + B - 1, w))
    # P(Y = k) = e_k P(N = k) + (e_(k-1) - e_k) P(N >= k), added up
    at_most, total, survived, before = [], mpf(0), mpf(1), mpf(1)
    mass, above = (A / (A + HORIZON)) ** R, mpf(1)  # P(N = k), P(N >= k)
    for k in range(max(counts) + 1):
        total += survived * mass + (before - survived) * above
        if k in counts:
            at_most.append(total)
        above -= mass
        mass *= w * (R + k) / (k + 1)
        before, survived = survived, survived * (B + k) / (a + B + k)
    return discounted, expected, at_most


NAMES = {"bgnbd": ("r", "alpha", "a", "b"), "paretonbd": ("r", "alpha", "s", "beta")}
MODELS = {"bgnbd": bgnbd, "paretonbd": paretonbd}
CASES = [
    ("paretonbd", ("0.6", "8", "0.7", "12"), 0, "5", (0, 3, 40, 700)),
    ("paretonbd", ("0.6", "8", "0.7", "12"), 12, "52", (0, 20, 90, 600)),
    ("paretonbd", ("0.6", "8", "0.7", "12"), 60, "52", (1, 100, 1000, 3000)),
    ("paretonbd", ("0.6", "8", "0.05", "200"), 60, "52", (2000, 2900, 3500)),
    ("paretonbd", ("4", "0.5", "3", "40"), 25, "30", (10, 33, 250)),
    ("bgnbd", ("0.6", "6", "0.8", "2.5"), 0, "5", (0, 3, 40, 700)),
    ("bgnbd", ("0.6", "6", "0.8", "2.5"), 12, "52", (0, 20, 90, 600)),
    ("bgnbd", ("0.6", "6", "0.8", "2.5"), 60, "52", (1, 100, 1000, 3000)),
    ("bgnbd", ("0.6", "6", "0.01", "0.02"), 60, "52", (2000, 2900, 3500)),
    ("bgnbd", ("4", "0.5", "30", "400"), 25, "30", (10, 33, 250)),
]


def case(model, params, x, T, counts):
    discounted, expected, at_most = MODELS[model](*map(mpf, params), x, mpf(T), counts)
    return {"model": model, "params": dict(zip(NAMES[model], map(float, params))), "x": x, "T": float(T),
            "discounted": float(discounted), "expected": float(expected), "counts": counts, "atMost": [float(p) for p in at_most]}


print(json.dumps({
    "id": "clv-horizons",
    "expected": {"horizon": float(HORIZON), "yearlyDiscount": 0.1, "customers": [case(*row) for row in CASES]},
    "tolerance": "discounted and expected relative 1e-12, atMost absolute 1e-9; all of a customer who is alive",
    "source": {"expected": f"mpmath {mpmath.__version__}, 30 digits"},
}, indent=1))
