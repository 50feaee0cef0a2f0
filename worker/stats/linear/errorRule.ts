import type { SeType } from '../inference/waldRow.ts';
import { ModelInputError } from '../outcome.ts';
import type { RowMass } from '../rows/rowMass.ts';

/** What is summed for the middle of the sandwich: nothing, row scores with the leverage of HC3, plain row scores, scores summed by cluster. */
export type ScoreKind = 'NONE' | 'HC3' | 'ROWS' | 'CLUSTERS';

/** How the errors of one fit are made. */
export interface ErrorRule {
  readonly seType: SeType;
  readonly scores: ScoreKind;
  /** multiplies the sandwich */
  readonly factor: number;
  /** of Student's t for tests and intervals; below 1 nothing can be tested */
  readonly df: number;
}

/**
 * Kind of errors that the rows ask for (definitions.md, section 1) and its constants, for n responses, p coefficients, G clusters.
 *
 *   CLASSICAL    s² (XᵀWX)⁻¹                                             t with n - p
 *   HC3          factor 1                                                t with n - p
 *   CR1          factor G/(G - 1) · (n - 1)/(n - p)                      t with G - 1
 *   LINEARIZED   factor n/(n - 1), by cluster G/(G - 1)                  t with n - p, by cluster G - p (as R's svyglm)
 *
 * Default: LINEARIZED with sampling weights, else CR1 with clusters, else HC3.
 *
 * @throws ModelInputError OUT_OF_RANGE for CR1 without clusters, or BOOTSTRAP, which is not made from one fit
 * @see Cameron & Miller (2015), J Human Resources 50:317-372, doi:10.3368/jhr.50.2.317 (CR1)
 * @see Binder (1983), Int Statist Rev 51:279-292, doi:10.2307/1402588 (linearisation)
 */
export function errorRule(asked: SeType | undefined, { n, weights, clusters }: RowMass, size: number): ErrorRule {
  const seType = asked ?? (weights !== null ? 'LINEARIZED' : clusters !== null ? 'CR1' : 'HC3');
  const residualDf = n - size;
  switch (seType) {
    case 'CLASSICAL':
      return { seType, scores: 'NONE', factor: 1, df: residualDf };
    case 'HC3':
      return { seType, scores: 'HC3', factor: 1, df: residualDf };
    case 'CR1': {
      if (clusters === null) throw new ModelInputError('OUT_OF_RANGE', 'seType has CR1, which needs clusters');
      const { count } = clusters;
      return { seType, scores: 'CLUSTERS', factor: ((count / (count - 1)) * (n - 1)) / residualDf, df: count - 1 };
    }
    case 'LINEARIZED': {
      if (clusters === null) return { seType, scores: 'ROWS', factor: n / (n - 1), df: residualDf };
      return { seType, scores: 'CLUSTERS', factor: clusters.count / (clusters.count - 1), df: clusters.count - size };
    }
    case 'BOOTSTRAP':
      throw new ModelInputError('OUT_OF_RANGE', 'seType has BOOTSTRAP, which olsBootstrap makes');
  }
}
