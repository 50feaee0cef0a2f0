import { type NotEstimable, notEstimable } from '../outcome.ts';
import type { DesignFactor } from './designFactor.ts';
import { exactDependences } from './exactDependences.ts';

/**
 * Why a design cannot be estimated, naming every column at fault, or null when it can.
 * RANK_DEFICIENT when a driver repeats others exactly; ZERO_VARIANCE when drivers are only constant.
 *
 * @param names     the drivers of the design
 * @param constants names of the drivers left out of the design because they are constant
 * @param isSingle  whether any driver is stored in 4 bytes
 */
export function dependenceRefusal(
  factor: DesignFactor,
  names: readonly string[],
  constants: readonly string[],
  isSingle: boolean,
): NotEstimable | null {
  const dependences = factor.method === 'GRAM' ? [] : exactDependences(factor, names, isSingle); // the Gram route has bounded the condition number
  const constantParts = constants.map((name) => `${name} has the same value in every row`);
  if (dependences.length === 0) {
    return constants.length === 0 ? null : notEstimable('ZERO_VARIANCE', constantParts.join('; '), constants);
  }
  const parts = dependences.map(({ name, on }) =>
    on.length === 0 ? `${name} is constant to the precision of its numbers` : `${name} is an exact linear combination of ${on.join(', ')}`,
  );
  const subjects = [...dependences.flatMap(({ name, on }) => [name, ...on]), ...constants];
  return notEstimable('RANK_DEFICIENT', [...parts, ...constantParts].join('; '), [...new Set(subjects)]);
}
