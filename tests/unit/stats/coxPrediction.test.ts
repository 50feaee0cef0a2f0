import { describe, expect, it } from 'vitest';
import { cox, coxLinearPredictor, coxPrediction, type NamedColumn } from '../../../worker/stats/index.ts';
import { fittedCox } from './fittedCox.ts';
import { generatedSurvival } from './generatedSurvival.ts';

describe('prediction', () => {
  const data = generatedSurvival({ n: 400, seed: 9, hasEntry: false, hasStrata: false, lastTime: 30 });
  const fit = fittedCox(cox(data.columns, data.covariates));
  const row = (x: number, used: number): NamedColumn[] => [
    { name: 'x', values: Float64Array.of(x) },
    { name: 'used', values: Float64Array.of(used) },
  ];

  it('starts at 1, never rises, and stays in its interval', () => {
    const [points] = coxPrediction(
      fit,
      row(0.5, 1),
      Float64Array.from({ length: 31 }, (_, i) => i),
    );
    expect(points![0]).toEqual({ time: 0, survival: 1, cumulativeHazard: 0, stdErr: 0, ciLow: null, ciHigh: null, reason: null });
    points!.slice(1).forEach(({ survival, ciLow, ciHigh }, i) => {
      expect(survival).toBeLessThanOrEqual(points![i]!.survival!);
      if (ciLow === null) return;
      expect(ciLow).toBeLessThanOrEqual(survival!);
      expect(ciHigh).toBeGreaterThanOrEqual(survival!);
    });
  });
  it('knows nothing after the last time under observation, and says so', () => {
    const [points] = coxPrediction(fit, row(0, 0), Float64Array.of(31, 32));
    expect(points![0]!.reason).toBeNull();
    expect(points![1]).toMatchObject({ survival: null, stdErr: null, reason: 'EXTRAPOLATED' });
  });
  it.each([-1e4, 1e4])('of a covariate so far out that its hazard is beyond a double (x %d) is unknown, not NaN', (x) => {
    const [points] = coxPrediction(fit, row(x, 1), Float64Array.of(10));
    expect(points).toEqual([
      { time: 10, survival: null, cumulativeHazard: null, stdErr: null, ciLow: null, ciHigh: null, reason: 'EXTRAPOLATED' },
    ]);
  });
  it('of average covariates is the baseline; one unit more multiplies the cumulative hazard by the hazard ratio', () => {
    const times = Float64Array.of(10);
    const hazard = (covariates: NamedColumn[]): number => coxPrediction(fit, covariates, times)[0]![0]!.cumulativeHazard!;
    const average = row(fit.means[0]!, fit.means[1]!);
    expect(coxLinearPredictor(fit, average)[0]).toBeCloseTo(0, 14);
    const at = fit.baselines[0]!.times.findLastIndex((time) => time <= 10);
    expect(hazard(average)).toBeCloseTo(fit.baselines[0]!.cumulativeHazard[at]!, 12);
    expect(hazard(row(1, 0)) / hazard(row(0, 0))).toBeCloseTo(fit.coefficients[0]!.hazardRatio!, 10);
  });
  it('sums to the observed events: the cumulative hazards at each customer’s own time, with Breslow ties', () => {
    const breslow = fittedCox(cox(data.columns, data.covariates, { ties: 'breslow' }));
    const points = coxPrediction(
      breslow,
      data.covariates,
      Float64Array.from({ length: 31 }, (_, i) => i + 1),
    );
    const expected = points.reduce((sum, own, i) => sum + own[data.columns.time[i]! - 1]!.cumulativeHazard!, 0);
    expect(expected).toBeCloseTo(breslow.events, 8);
  });
  it('names what is missing', () => {
    expect(() => coxPrediction(fit, row(0, 0).slice(1), Float64Array.of(1))).toThrow(
      'covariates has no column x, every covariate of the fit is needed',
    );
    const { columns, covariates, strata } = generatedSurvival({ n: 100, seed: 2, hasEntry: false, hasStrata: true, lastTime: 30 });
    const stratified = fittedCox(cox(columns, covariates, { strata }));
    expect(() => coxPrediction(stratified, row(0, 0), Float64Array.of(1))).toThrow(
      'strata is missing, the model has one baseline a stratum',
    );
    expect(() => coxPrediction(stratified, row(0, 0), Float64Array.of(1), { strata: ['west'] })).toThrow(
      'strata has west at row 0, a stratum of the fit is needed',
    );
  });
});
