import { ModelInputError } from '../../outcome.ts';

/** A horizon may hold this many purchases on average, and be so many times the age of the data. */
const MOST_EXPECTED = 1_000_000;
const LONGEST = 100_000;

/** @throws ModelInputError unless all are finite and above 0; those named may be 0 */
export function requireParameters<Parameters extends object>(parameters: Parameters, mayBeZero: readonly string[]): Parameters {
  for (const [name, value] of Object.entries(parameters) as [string, number][]) {
    const isValid = Number.isFinite(value) && (value > 0 || (value === 0 && mayBeZero.includes(name)));
    if (!isValid) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${value}, a number above 0 is needed`);
  }
  return parameters;
}

/**
 * The purchases that could occur are counted one by one, so their number bounds time and memory.
 *
 * @throws ModelInputError
 */
export function requireHorizon(horizon: number, shape: number, rate: number): void {
  if (!(horizon >= 0 && Number.isFinite(horizon)))
    throw new ModelInputError('OUT_OF_RANGE', `horizon has ${horizon}, a finite time from 0 up is needed`);
  const longest = Math.min(LONGEST, MOST_EXPECTED / shape) * rate;
  if (horizon > longest)
    throw new ModelInputError(
      'OUT_OF_RANGE',
      `horizon has ${horizon}, at most ${longest} is possible with these parameters and this history`,
    );
}
