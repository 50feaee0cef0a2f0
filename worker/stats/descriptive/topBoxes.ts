import type { Scale } from './scale.ts';

/**
 * The lowest answer that counts as satisfied: of the top two boxes of a scale; of the top one alone where there are two or three.
 *
 *   from = max - 1, where max - min >= 3;   else max
 *
 * Two boxes of two are everybody, and of three they take in the middle one, which agrees to nothing; of four and more they lie above the
 * middle. `top_box_from` of the database is the same function: a test holds one against the other.
 *
 * @param scale lowest and highest answer, min below max
 */
export const topBoxFrom = ({ min, max }: Scale): number => (max - min >= 3 ? max - 1 : max);
