/** Below this a design effect is what rounding leaves of errors that cancel exactly. */
const SMALLEST_DESIGN_EFFECT = 1e-12;

export interface DesignEffect {
  /** variance of the mean over that of as many independent answers of equal weight; null where undefined */
  readonly designEffect: number | null;
  /** independent answers of equal weight that would carry the same error: what the intervals of shares use */
  readonly effectiveN: number;
  /** Kish's (Σw)² / Σw²: what the weights alone leave, whatever was answered */
  readonly kishEffectiveN: number;
}

export interface DesignMoments {
  readonly n: number;
  /** of the mean; null where it cannot be estimated */
  readonly variance: number | null;
  /** s² = n/(n - 1) Σ w (u - mean)² / Σw; null at n = 1 */
  readonly variancePerAnswer: number | null;
  /** over answers */
  readonly kishEffectiveN: number;
  /** over customers, by their summed weights: the same as over answers where nobody answered twice */
  readonly kishUnits: number;
}

/** Of n independent answers of equal weight. */
export function independentAnswers(n: number): DesignEffect {
  return { designEffect: 1, effectiveN: n, kishEffectiveN: n };
}

/**
 * Design effect of a mean and the effective number of answers.
 *
 *   designEffect = variance / (s² / n),   effectiveN = n / designEffect = s² / variance
 *
 * Where it is undefined (all answers alike, one customer) or 0 (errors that cancel within every customer), effectiveN is Kish's number
 * over customers: the cautious end, as if the answers of one customer were copies of each other. It may exceed n where strata help.
 *
 * @see Kish (1965), Survey Sampling, section 8.2; R survey: svymean(deff = "replace")
 */
export function designEffect({ n, variance, variancePerAnswer, kishEffectiveN, kishUnits }: DesignMoments): DesignEffect {
  const unknown: DesignEffect = { designEffect: null, effectiveN: kishUnits, kishEffectiveN };
  if (variance === null || variancePerAnswer === null || variancePerAnswer === 0) return unknown;
  const effect = (n * variance) / variancePerAnswer;
  return effect > SMALLEST_DESIGN_EFFECT ? { designEffect: effect, effectiveN: variancePerAnswer / variance, kishEffectiveN } : unknown;
}
