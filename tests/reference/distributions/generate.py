"""Tail probabilities of Student's t, F, chi-square and the normal in 60-digit arithmetic. Run: python3 generate.py > expected.json"""
import json
import mpmath
from mpmath import betainc, mpf

mpmath.mp.dps = 60


def t_two_sided(statistic, df):
    t, v = mpf(statistic), mpf(df)
    return float(betainc(v / 2, mpf(1) / 2, 0, v / (v + t * t), regularized=True))


def f_upper_tail(statistic, d1, d2):
    x, a, b = mpf(statistic), mpf(d1), mpf(d2)
    return float(betainc(b / 2, a / 2, 0, b / (b + a * x), regularized=True))


def t_quantile(upper, df):
    two_sided = 2 * mpf(upper)
    tail = lambda t: betainc(mpf(df) / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) - two_sided
    return float(mpmath.findroot(tail, 2))


def chi_square_upper_tail(statistic, df):
    return float(mpmath.gammainc(mpf(df) / 2, mpf(statistic) / 2, regularized=True))


def normal_two_sided(z):
    return float(mpmath.erfc(abs(mpf(z)) / mpmath.sqrt(2)))


def normal_lower_tail(z):
    return float(mpmath.erfc(-mpf(z) / mpmath.sqrt(2)) / 2)


T = [(0.5, 3), (1, 1), (2, 10), (-2.5, 9), (8.473754543378817, 1713), (30, 50), (37, 999979), (1e-8, 15), (0.001, 999979),
     (2, 999979), (100, 5), (12, 30000)]
F = [(248.84322037565033, 9, 1713), (2162.439545114888, 10, 71), (0.006755244582401224, 5, 15), (1, 3, 7), (3, 7, 1), (4, 2, 1000000),
     (30, 20, 999979), (60, 20, 999979), (1.1, 20, 999979), (1000, 1, 10), (0.01, 3, 30)]
CHI_SQUARE = [(0.5, 1), (3.84, 1), (100, 1), (1200, 1), (0.001, 2), (5.99, 2), (30, 3), (11, 10), (250, 10), (99, 100), (400, 100),
              (1400, 3), (1e-6, 5), (1050, 1000)]
NORMAL = [0.1, 1, -1.96, 3, 5, 8, -12, 25, 37]
QUANTILES = [(0.025, 9), (0.025, 41), (0.005, 1713), (0.05, 1), (0.025, 999979)]
Z = ["0.90", "0.95", "0.99"]

print(json.dumps({
    "computedWith": f"mpmath {mpmath.__version__}, 60 digits",
    "studentTTwoSided": [[t, df, t_two_sided(t, df)] for t, df in T],
    "fUpperTail": [[f, a, b, f_upper_tail(f, a, b)] for f, a, b in F],
    "chiSquareUpperTail": [[x, df, chi_square_upper_tail(x, df)] for x, df in CHI_SQUARE],
    "normalTwoSided": [[z, normal_two_sided(z)] for z in NORMAL],
    "normalLowerTail": [[z, normal_lower_tail(z)] for z in NORMAL],
    "studentTUpperQuantile": [[p, df, t_quantile(p, df)] for p, df in QUANTILES],
    "twoSidedZ": [[float(c), float(mpmath.sqrt(2) * mpmath.erfinv(mpf(c)))] for c in Z],
}, indent=1))
