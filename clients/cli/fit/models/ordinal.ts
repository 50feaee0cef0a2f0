import { ORDINAL_MOST_LEVELS, type OrdinalFit, ordinalBootstrap, ordinalImportance, ordinalLogit } from '../../../../worker/stats/index.ts';
import { UsageError } from '../../cliError.ts';
import { formatCount } from '../../print/numbers.ts';
import { defineFit } from '../fitModel.ts';
import { type LikelihoodModel, likelihoodReport, oddsRatioJson, summaryLines } from '../likelihoodReport.ts';
import { likelihoodOptions, likelihoodRequest, refuseLinearOptions } from '../likelihoodRequest.ts';
import { type RegressionData, readRegression } from '../regressionData.ts';
import { coefficientJson, coefficientLines } from '../regressionOutput.ts';

export const ordinalFit = defineFit({
  name: 'ordinal',
  summary: 'Proportional-odds regression of a score (0-10, 1-5): coefficients, thresholds, importance',
  usage: '--y Y --x A,B,C [--cluster C] [--weights W] [--group G]',
  options: likelihoodOptions,
  notes:
    'The outcome is an order, not a distance: its distinct values are the levels. logit P(Y <= level) = threshold - Σ b x, so a positive coefficient goes with ' +
    'higher levels; an odds ratio of 1.8: one point more of that driver multiplies the odds of a higher level by 1.8, at every level alike. ' +
    'Importance splits McFadden R² among the drivers (Shapley value), exactly up to 10 drivers, and is left out where that takes more than half a minute.',
  examples: [
    'earshot fit ordinal answers.csv --y NPS --x Q1,Q2,Q3',
    'earshot fit ordinal answers.csv --y NPS --x Q1,Q2 --cluster customer --group country',
    'earshot fit ordinal table.csv --y satisfaction --x influence,contact --counts freq --json',
  ],
  fit: async (file, values) => {
    refuseLinearOptions('ordinal', values);
    if (values['no-intercept'] === true)
      throw new UsageError('--no-intercept is not for ordinal: its thresholds take the place of the intercept', 'leave it out');
    const data = await readRegression(file, values);
    requireFewLevels(data);
    return likelihoodReport(ordinalModel, data, likelihoodRequest(values, data));
  },
});

function requireFewLevels({ table, outcome: { name, values } }: RegressionData): void {
  const seen = new Set<number>();
  table.requireRows(
    name,
    (row) => {
      seen.add(values[row] ?? 0);
      return seen.size > ORDINAL_MOST_LEVELS ? `${values[row]} is different value number ${seen.size}` : null;
    },
    `at most ${ORDINAL_MOST_LEVELS} levels are an order; earshot fit ols takes numbers`,
  );
}

const ordinalModel: LikelihoodModel<OrdinalFit> = {
  name: 'ordinal',
  fit: ({ outcome, drivers, roles, confidenceLevel }, { seType, draws, seed }) => {
    const asked = { roles, confidenceLevel };
    if (draws !== null) return ordinalBootstrap(outcome, drivers, { ...asked, draws, seed });
    return ordinalLogit(outcome, drivers, seType === undefined ? asked : { ...asked, seType });
  },
  importance: ({ outcome, drivers, roles }, options) => ordinalImportance(outcome, drivers, { roles, ...options }),
  json: ({ model, thresholds, drivers }) => {
    const { n: _n, ...rest } = model;
    return { coefficients: drivers.map(oddsRatioJson), thresholds: thresholds.map(coefficientJson), ...rest };
  },
  lines: (fit) => {
    const { model, thresholds, drivers } = fit;
    return [
      ...summaryLines(fit, [`${model.levels.length} levels`], []),
      `levels: ${model.levels.map(({ value, n }) => `${value} (${formatCount(n)})`).join(', ')}`,
      '',
      ...coefficientLines([...drivers, ...thresholds], model.confidenceLevel),
    ];
  },
};
