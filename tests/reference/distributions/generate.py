"""Tail probabilities, quantiles and special functions in 60-digit arithmetic, with arguments as a double holds them.

Run: python3 generate.py > expected.json
"""
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


def gamma_quantile(probability, shape):
    p, a = mpf(probability), mpf(shape)
    z = mpmath.sqrt(2) * mpmath.erfinv(2 * p - 1)
    start = a * (1 - 1 / (9 * a) + z / (3 * mpmath.sqrt(a))) ** 3 if a > 1 else (p * mpmath.gamma(a + 1)) ** (1 / a)
    logarithm = mpmath.log(start)
    for _ in range(100):
        g = mpmath.exp(logarithm)
        density = mpmath.exp(a * logarithm - g - mpmath.loggamma(a))
        step = (mpmath.gammainc(a, 0, g, regularized=True) - p) / density
        logarithm -= max(min(step, 1), -1)
        if abs(step) < mpf(10) ** -40:
            return float(mpmath.exp(logarithm))
    raise ValueError(f"no quantile {probability} of shape {shape}")


def log_beta(a, b):
    a, b = mpf(a), mpf(b)
    return float(mpmath.loggamma(a) + mpmath.loggamma(b) - mpmath.loggamma(a + b))


def beta_stieltjes(a, b, z):
    """2F1(1, a; a + b; -z); by its integral over the beta density where both parameters are large."""
    a, b, z = mpf(a), mpf(b), mpf(z)
    if min(a, b) < 1000:
        return float(mpmath.hyp2f1(1, a, a + b, -z))
    mean, sd = a / (a + b), mpmath.sqrt(a * b / (a + b) ** 3)
    density = lambda p: mpmath.exp((a - 1) * mpmath.log(p / mean) + (b - 1) * mpmath.log((1 - p) / (1 - mean)))
    points = [mean + k * sd for k in range(-30, 31, 2) if 0 < mean + k * sd < 1]
    return float(mpmath.quad(lambda p: density(p) / (1 + z * p), points) / mpmath.quad(density, points))


def scaled_exponential_integral(order, y):
    """Integral from 0 to infinity of exp(-y w) (1 + w)^-order dw, over the logarithm of w."""
    s, y = mpf(order), mpf(y)
    scale = 1 / (1 + s + y)
    w = lambda v: scale * mpmath.exp(v)
    integrand = lambda v: mpmath.exp(v - y * w(v) - s * mpmath.log1p(w(v)))
    return float(scale * mpmath.quad(integrand, list(range(-160, 20, 4)) + list(range(20, 121, 10))))


def gamma_mean_of_reciprocal(shape, rate):
    """E[1 / (1 + L)] of L ~ Gamma(shape, rate) = rate e^rate E_shape(rate)."""
    return float(rate * mpmath.exp(mpf(rate)) * mpmath.expint(mpf(shape), mpf(rate)))


def negative_binomial(shape, share, k):
    r, q = mpf(shape), mpf(share)
    return float(mpmath.exp(mpmath.loggamma(r + k) - mpmath.loggamma(r) - mpmath.loggamma(k + 1) + k * mpmath.log(q) + r * mpmath.log1p(-q)))


def gauss_legendre(size):
    """Nodes as eigenvalues of the Jacobi matrix (Golub and Welsch), weights by the derivative there."""
    jacobi = mpmath.zeros(size)
    for k in range(1, size):
        jacobi[k, k - 1] = jacobi[k - 1, k] = k / mpmath.sqrt(4 * k * k - mpf(1))
    nodes = sorted(mpmath.eigsy(jacobi, eigvals_only=True))
    slope = lambda x: size * (x * mpmath.legendre(size, x) - mpmath.legendre(size - 1, x)) / (x * x - 1)
    return [[float(x), float(2 / ((1 - x * x) * slope(x) ** 2))] for x in nodes]


T = [(0.5, 3), (1, 1), (2, 10), (-2.5, 9), (8.473754543378817, 1713), (30, 50), (37, 999979), (1e-8, 15), (0.001, 999979),
     (2, 999979), (100, 5), (12, 30000)]
F = [(248.84322037565033, 9, 1713), (2162.439545114888, 10, 71), (0.006755244582401224, 5, 15), (1, 3, 7), (3, 7, 1), (4, 2, 1000000),
     (30, 20, 999979), (60, 20, 999979), (1.1, 20, 999979), (1000, 1, 10), (0.01, 3, 30)]
CHI_SQUARE = [(0.5, 1), (3.84, 1), (100, 1), (1200, 1), (0.001, 2), (5.99, 2), (30, 3), (11, 10), (250, 10), (99, 100), (400, 100),
              (1400, 3), (1e-6, 5), (1050, 1000)]
NORMAL = [0.1, 1, -1.96, 3, 5, 8, -12, 25, 37]
QUANTILES = [(0.025, 9), (0.025, 41), (0.005, 1713), (0.05, 1), (0.025, 999979)]
Z = ["0.90", "0.95", "0.99"]
GAMMA = [1e-8, 0.01, 0.5, 0.99, 1.0001, 1.46, 2.0001, 3, 10, 170, 1e5, 1e10]
GAMMA_QUANTILES = [(p, shape) for shape in (0.3, 1, 2, 16.24, 100, 400, 700, 800, 801, 2000) for p in (0.005, 0.025, 0.5, 0.975, 0.995)]
BETA = [(a, b) for a in (1e-3, 0.3, 6.25, 50, 1e6, 1e12) for b in (1e-3, 3, 1e5, 1e9)]
STIELTJES = [(a, b, z) for a in (0.001, 0.793, 5, 300) for b in (0.5, 2.426, 400) for z in (0.01, 1, 3, 100, 1e6)]
STIELTJES += [(1e6, 1e9, 1), (1e6, 1e6, 1e6), (1000, 1e6, 100)]
EXPONENTIAL = [(s, y) for s in (0.05, 0.606, 1, 2, 3.5, 50, 1e6) for y in (1e-6, 0.1, 1, 100, 1e4)]
GAMMA_MEANS = [(1, 0.5), (1.3, 3.7), (8.24, 3.7), (120, 100), (2000, 30)]
NEGATIVE_BINOMIAL = [(0.05, 0.9, 0), (0.05, 0.9, 60), (3, 0.4, 1), (3, 0.4, 25), (500, 0.5, 400), (2000, 0.9, 18000), (1e5, 0.01, 1000)]

print(json.dumps({
    "computedWith": f"mpmath {mpmath.__version__}, 60 digits",
    "studentTTwoSided": [[t, df, t_two_sided(t, df)] for t, df in T],
    "fUpperTail": [[f, a, b, f_upper_tail(f, a, b)] for f, a, b in F],
    "chiSquareUpperTail": [[x, df, chi_square_upper_tail(x, df)] for x, df in CHI_SQUARE],
    "normalTwoSided": [[z, normal_two_sided(z)] for z in NORMAL],
    "normalLowerTail": [[z, normal_lower_tail(z)] for z in NORMAL],
    "studentTUpperQuantile": [[p, df, t_quantile(p, df)] for p, df in QUANTILES],
    "twoSidedZ": [[float(c), float(mpmath.sqrt(2) * mpmath.erfinv(mpf(c)))] for c in Z],
    "gammaFunctions": [[x, float(mpmath.loggamma(x)), float(mpmath.digamma(x)), float(mpmath.psi(1, x))] for x in GAMMA],
    "gammaQuantile": [[p, shape, gamma_quantile(p, shape)] for p, shape in GAMMA_QUANTILES],
    "logBeta": [[a, b, log_beta(a, b)] for a, b in BETA],
    "betaStieltjes": [[a, b, z, beta_stieltjes(a, b, z)] for a, b, z in STIELTJES],
    "scaledExponentialIntegral": [[s, y, scaled_exponential_integral(s, y)] for s, y in EXPONENTIAL],
    "gammaMeanOfReciprocal": [[shape, rate, gamma_mean_of_reciprocal(shape, rate)] for shape, rate in GAMMA_MEANS],
    "negativeBinomialMass": [[shape, share, k, negative_binomial(shape, share, k)] for shape, share, k in NEGATIVE_BINOMIAL],
    "gaussLegendre16": gauss_legendre(16),
}, indent=1))
