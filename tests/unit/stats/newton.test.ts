import { describe, expect, it } from 'vitest';
import { type Likelihood, newton } from '../../../worker/stats/optimize/newton.ts';

/** log-likelihood of k successes in n under a logit: maximum at log(k / (n - k)). */
const binomial =
  (successes: number, n: number) =>
  ([eta]: Float64Array): Likelihood => {
    const share = 1 / (1 + Math.exp(-eta!));
    return {
      logLikelihood: -successes * Math.log1p(Math.exp(-eta!)) - (n - successes) * Math.log1p(Math.exp(eta!)),
      score: Float64Array.of(successes - n * share),
      information: Float64Array.of(n * share * (1 - share)),
    };
  };

describe("Newton's method", () => {
  it('finds the maximum to rounding, also from where a full step would overshoot', () => {
    for (const start of [0, 4, -6]) {
      const found = newton(Float64Array.of(start), binomial(30, 40));
      expect(found.status).toBe('CONVERGED');
      expect(found.parameters[0]).toBeCloseTo(Math.log(3), 14);
    }
  });
  it('never steps outside the parameter space', () => {
    const seen: number[] = [];
    const found = newton(Float64Array.of(0.01), ([x]) => {
      seen.push(x!);
      return x! <= 0
        ? null
        : { logLikelihood: Math.log(x!) - x!, score: Float64Array.of(1 / x! - 1), information: Float64Array.of(1 / x! ** 2) };
    });
    expect(found.parameters[0]).toBeCloseTo(1, 12);
    expect(found.status).toBe('CONVERGED');
    expect(seen.every((x) => x > -1)).toBe(true);
  });
  it('says SINGULAR where the information is not positive definite', () => {
    const flat = newton(Float64Array.of(0, 0), () => ({
      logLikelihood: -1,
      score: Float64Array.of(1, 1),
      information: Float64Array.of(1, 1, 1, 1),
    }));
    expect(flat.status).toBe('SINGULAR');
  });
  it('says STALLED when it runs out of steps or is stopped, with where it got', () => {
    const all = binomial(40, 40); // every trial succeeds: the likelihood rises for ever
    expect(newton(Float64Array.of(0), all, { maxIterations: 3 })).toMatchObject({ status: 'STALLED', iterations: 3 });
    const stopped = newton(Float64Array.of(0), all, { stop: ({ parameters }) => parameters[0]! > 5 });
    expect(stopped.status).toBe('STALLED');
    expect(stopped.parameters[0]).toBeGreaterThan(5);
  });
});
