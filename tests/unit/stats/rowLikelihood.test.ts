import { describe, expect, it } from 'vitest';
import { likelihoodDesign } from '../../../worker/stats/logistic/likelihoodDesign.ts';
import { logitLikelihood } from '../../../worker/stats/logistic/logitLikelihood.ts';
import { ordinalLikelihood } from '../../../worker/stats/logistic/ordinalLikelihood.ts';
import type { RowLikelihood } from '../../../worker/stats/logistic/rowLikelihood.ts';
import { newton } from '../../../worker/stats/optimize/newton.ts';
import { rowMass } from '../../../worker/stats/rows/rowMass.ts';
import { type Answers, generatedAnswers, scaledSlopes } from './generatedAnswers.ts';

const weightsOf = ({ outcome }: Answers) => Float64Array.from(outcome.values, (_, i) => 1 + (i % 3) / 2);

function designOf({ outcome, drivers }: Answers, weights: Float64Array | undefined) {
  const roles = rowMass(outcome.values.length, { weights });
  const design = likelihoodDesign(outcome, drivers, true, roles);
  if (design.kind !== 'design') throw new Error(design.detail);
  return { rows: design.rows, mass: roles.mass };
}

interface Case {
  readonly likelihood: RowLikelihood;
  readonly mass: Float64Array | null;
}

function binary(weights: boolean): Case {
  const answers = generatedAnswers(700, 3, [0.3], 21); // two blocks of rows
  const { rows, mass } = designOf(answers, weights ? weightsOf(answers) : undefined);
  return { likelihood: logitLikelihood(rows, answers.outcome.values, mass), mass };
}

function ordered(weights: boolean): Case {
  const answers = generatedAnswers(700, 3, [-0.8, 0, 0.1, 0.9], 22);
  const { rows, mass } = designOf(answers, weights ? weightsOf(answers) : undefined);
  const levels = Int32Array.from(answers.outcome.values);
  const levelMass = new Float64Array(5);
  levels.forEach((level, i) => {
    levelMass[level]! += mass?.[i] ?? 1;
  });
  return { likelihood: ordinalLikelihood({ rows, levels, levelCount: 5, mass, levelMass }), mass };
}

describe.each([
  ['logit', binary(false)],
  ['logit under weights', binary(true)],
  ['proportional odds', ordered(false)],
  ['proportional odds under weights', ordered(true)],
])('%s, away from its maximum', (_, { likelihood, mass }) => {
  const at = Array.from(likelihood.start, (value, j) => value + 0.02 * (j + 1));
  const scales = at.map(() => 0.05);
  const evaluated = likelihood.evaluate(Float64Array.from(at))!;
  const valueAt = (point: readonly number[]) => likelihood.evaluate(Float64Array.from(point))!.logLikelihood;

  it('the score is the slope of the log-likelihood', () =>
    scaledSlopes(at, scales, valueAt).forEach((slope, j) => {
      expect(slope / scales[j]!).toBeCloseTo(evaluated.score[j]!, 5);
    }));
  it('the information is the slope of the score', () => {
    const { size } = likelihood;
    for (let a = 0; a < size; a++) {
      scaledSlopes(at, scales, (point) => -likelihood.evaluate(Float64Array.from(point))!.score[a]!).forEach((slope, b) => {
        if (b >= a) expect(slope / scales[b]!).toBeCloseTo(evaluated.information[a * size + b]!, 5);
      });
    }
  });
  it('the scores of the rows sum to the score', () => {
    const sums = new Float64Array(likelihood.size);
    likelihood.walkScores(
      Float64Array.from(at),
      mass,
      (block) => {
        for (let j = 0; j < sums.length; j++) for (let i = 0; i < 512; i++) sums[j]! += block[j * 512 + i]!;
      },
      null,
    );
    sums.forEach((sum, j) => {
      expect(sum).toBeCloseTo(evaluated.score[j]!, 9);
    });
  });
  it('Newton climbs at every step', () => {
    const reached: number[] = [valueAt(Array.from(likelihood.start))];
    const found = newton(likelihood.start, likelihood.evaluate, {
      stop: ({ logLikelihood }) => {
        reached.push(logLikelihood);
        return false;
      },
    });
    expect(found.status).toBe('CONVERGED');
    expect(reached.length).toBeGreaterThan(2);
    reached.slice(1).forEach((value, step) => {
      expect(value).toBeGreaterThanOrEqual(reached[step]! - 1e-9);
      expect(value).toBeLessThanOrEqual(0);
    });
    for (const slope of found.score) expect(Math.abs(slope)).toBeLessThan(1e-9);
  });
});

describe('thresholds that cross', () => {
  it('are outside of the parameter space', () => {
    const { likelihood } = ordered(false);
    const crossed = likelihood.start.slice();
    crossed[1] = crossed[0]!;
    expect(likelihood.evaluate(crossed)).toBeNull();
  });
});
