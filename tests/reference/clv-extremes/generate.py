"""BG/NBD and Pareto/NBD in the corners where doubles fail the textbook formulas: those very formulas in 120-digit arithmetic.
Run: python3 generate.py > expected.json (three minutes)."""
import json
import mpmath
from mpmath import beta, exp, expint, gamma, hyperu, log, mpf, quad

mpmath.mp.dps = 120


def hyp2f1(a, b, c, z):
    return mpmath.hyp2f1(a, b, c, z, maxterms=10**7)


DISCOUNT = log(mpf("1.15")) / 52


def bgnbd(params, x, tx, T, t):
    r, alpha, a, b = (mpf(float(value)) for value in params)
    tx, T, t = mpf(float(tx)), mpf(float(T)), mpf(float(t))
    # Fader, Hardie & Lee (2005), equations 6, 8 and 10
    first = beta(a, b + x) / beta(a, b) * gamma(r + x) * alpha**r / (gamma(r) * (alpha + T) ** (r + x))
    second = beta(a + 1, b + x - 1) / beta(a, b) * gamma(r + x) * alpha**r / (gamma(r) * (alpha + tx) ** (r + x)) if x > 0 else 0
    alive = first / (first + second)
    if a == 1:
        a += mpf(10) ** -50
    w = t / (alpha + T + t)
    expected = (a + b + x - 1) / (a - 1) * (1 - ((alpha + T) / (alpha + T + t)) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, w)) * alive
    if max(a, b) > 1000:
        return first + second, alive, expected, None  # its integral takes mpmath hours
    mpmath.mp.dps = 25
    rate = lambda u: exp(-DISCOUNT * u) * (r + x) / (alpha + T) * hyp2f1(r + x + 1, a, a + b + x, -u / (alpha + T))
    dert = quad(rate, [0, 1, 10, 100, 1000, 4000, 30000]) * alive
    mpmath.mp.dps = 120
    return first + second, alive, expected, dert


def paretonbd(params, x, tx, T, t):
    r, alpha, s, b = (mpf(float(value)) for value in params)
    tx, T, t = mpf(float(tx)), mpf(float(T)), mpf(float(t))
    # Fader & Hardie (2005), note 009
    def half(y):
        if alpha >= b:
            return hyp2f1(r + s + x, s + 1, r + s + x + 1, (alpha - b) / (alpha + y)) / (alpha + y) ** (r + s + x)
        return hyp2f1(r + s + x, r + x, r + s + x + 1, (b - alpha) / (b + y)) / (b + y) ** (r + s + x)
    factor = gamma(r + x) * alpha**r * b**s / gamma(r)
    still = factor / ((alpha + T) ** (r + x) * (b + T) ** s)
    likelihood = still + factor * s / (r + s + x) * (half(tx) - half(T))
    alive = still / likelihood
    s_off = s + mpf(10) ** -50 if s == 1 else s
    expected = (r + x) * (b + T) / ((alpha + T) * (s_off - 1)) * (1 - ((b + T) / (b + T + t)) ** (s_off - 1)) * alive
    dert = (alpha**r * b**s * DISCOUNT ** (s - 1) * gamma(r + x + 1) * hyperu(s, s, DISCOUNT * (b + T))
            / (gamma(r) * (alpha + T) ** (r + x + 1) * likelihood))
    return likelihood, alive, expected, dert


BGNBD = [
    (("0.25", "4.5", "1e6", "3e6"), 3, "20", "39", "39"), (("0.25", "4.5", "1e8", "1e9"), 60, "38", "39", "39"),
    (("0.25", "4.5", "1e-6", "2"), 7, "30", "39", "52"), (("0.25", "4.5", "1e-3", "1e-3"), 1, "5", "39", "39"),
    (("0.25", "4.5", "1", "2.5"), 4, "35", "39", "39"), (("0.25", "4.5", "1", "2.5"), 0, "0", "0", "104"),
    (("2e6", "1e7", "0.8", "2.5"), 9, "37", "39", "39"), (("1e-3", "0.5", "0.8", "2.5"), 2, "1", "39", "39"),
    (("0.25", "4.5", "0.8", "2.5"), 300, "38.9", "39", "26"), (("0.25", "4.5", "0.8", "2.5"), 5, "0.001", "39", "39"),
    (("0.25", "4.5", "0.8", "2.5"), 12, "39", "39", "39"), (("30", "500", "40", "2"), 3, "30", "39", "10"),
]
PARETONBD = [
    (("0.5", "10", "0.6", "10"), 3, "20", "39", "39"), (("0.5", "1000", "0.6", "0.1"), 3, "20", "39", "39"),
    (("0.5", "0.1", "0.6", "1000"), 3, "20", "39", "39"), (("0.5", "10", "1", "12"), 4, "30", "39", "52"),
    (("0.5", "10", "2", "12"), 0, "0", "0", "104"), (("0.5", "10", "0.6", "12"), 300, "30", "39", "39"),
    (("0.5", "10", "0.6", "12"), 300, "38.99", "39", "39"), (("0.5", "10", "0.6", "12"), 12, "39", "39", "39"),
    (("0.5", "10", "1e-6", "12"), 2, "10", "39", "39"), (("2e6", "1e7", "0.6", "12"), 9, "37", "39", "39"),
    (("0.5", "10", "3e5", "1e7"), 2, "30", "39", "39"), (("0.5", "10", "0.6", "1e-3"), 1, "0.1", "39", "39"),
    (("0.5", "12", "0.6", "11.9999999"), 40, "10", "39", "26"), (("0.01", "0.2", "5", "300"), 1, "1", "200", "10"),
]
INTEGRAL = [("0.5", "0.01"), ("1", "0.1"), ("1", "3"), ("2", "1e-4"), ("2.5", "40"), ("0.01", "0.5"), ("80", "0.3"), ("3e5", "2e4")]
STIELTJES = [("0.8", "2.5", "0.01"), ("0.8", "2.5", "1"), ("0.8", "2.5", "1000"), ("1e-6", "3", "50"), ("5", "1e6", "1e5"),
             ("0.3", "0.7", "40"), ("20", "0.1", "1e4"), ("2", "1", "7")]


def case(model, function, params, names, x, tx, T, t):
    likelihood, alive, expected, dert = function(params, x, tx, T, t)
    return {"model": model, "params": dict(zip(names, map(float, params))), "x": x, "t_x": float(tx), "T": float(T), "t": float(t),
            "logLik": float(log(likelihood)), "pAlive": float(alive), "expected": float(expected), "dert_annual15": None if dert is None else float(dert)}


cases = [case("bgnbd", bgnbd, p, ("r", "alpha", "a", "b"), *rest) for p, *rest in BGNBD]
cases += [case("paretonbd", paretonbd, p, ("r", "alpha", "s", "beta"), *rest) for p, *rest in PARETONBD]
print(json.dumps({
    "id": "clv-extremes",
    "expected": {
        "customers": cases,
        "scaledExponentialIntegral": [{"order": float(s), "y": float(y), "value": float(exp(mpf(float(y))) * expint(mpf(float(s)), mpf(float(y))))} for s, y in INTEGRAL],
        "betaStieltjes": [{"a": float(a), "b": float(b), "z": float(z), "value": float(hyp2f1(1, mpf(float(a)), mpf(float(a)) + mpf(float(b)), -mpf(float(z))))}
                          for a, b, z in STIELTJES],
    },
    "tolerance": "relative 1e-12 (dert 1e-10, pAlive below 1e-10 relative 1e-9)",
    "source": {"expected": f"mpmath {mpmath.__version__}, 120 digits; parameters are the doubles nearest to those written"},
}, indent=1))
