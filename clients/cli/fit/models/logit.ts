import { type LogitFit, logit, logitBootstrap, logitImportance } from '../../../../worker/stats/index.ts';
import { formatCount, formatNumber } from '../../print/numbers.ts';
import { defineFit } from '../fitModel.ts';
import { type LikelihoodModel, likelihoodReport, oddsRatioJson, summaryLines } from '../likelihoodReport.ts';
import { likelihoodOptions, likelihoodRequest, refuseLinearOptions } from '../likelihoodRequest.ts';
import { readRegression } from '../regressionData.ts';
import { coefficientLines } from '../regressionOutput.ts';

export const logitFit = defineFit({
  name: 'logit',
  summary: 'Logistic regression of a yes or no: coefficients, odds ratios, importance',
  usage: '--y Y --x A,B,C [--cluster C] [--weights W] [--group G]',
  options: likelihoodOptions,
  notes:
    'The outcome is 1 for yes (promoter, churned) and 0 for no. An odds ratio of 1.8: one point more of that driver multiplies the odds of yes by 1.8, ' +
    'the others unchanged. Importance splits McFadden R² among the drivers (Shapley value), exactly up to 10 drivers, and is left out where that takes ' +
    'more than half a minute. A driver that splits yes from no without exception is refused by name: its effect has no finite size.',
  examples: [
    'earshot fit logit answers.csv --y promoter --x Q1,Q2,Q3',
    'earshot fit logit answers.csv --y churned --x Q1,Q2,plan --categorical plan --cluster customer',
    "earshot fit logit answers.csv --y promoter --x Q1,Q2,Q3 --forces 'FAIR=Q1,Q2' --counts freq --json",
  ],
  fit: async (file, values) => {
    refuseLinearOptions('logit', values);
    const data = await readRegression(file, values);
    const { name, values: outcome } = data.outcome;
    data.table.requireRows(
      name,
      (row) => (outcome[row] === 0 || outcome[row] === 1 ? null : `${outcome[row]} is neither 0 nor 1`),
      'logit needs 1 for yes and 0 for no; earshot fit ordinal takes scores',
    );
    return likelihoodReport(logitModel(values['no-intercept'] !== true), data, likelihoodRequest(values, data));
  },
});

function logitModel(intercept: boolean): LikelihoodModel<LogitFit> {
  return {
    name: 'logit',
    fit: ({ outcome, drivers, roles, confidenceLevel }, { seType, draws, seed }) => {
      const asked = { intercept, roles, confidenceLevel };
      if (draws !== null) return logitBootstrap(outcome, drivers, { ...asked, draws, seed });
      return logit(outcome, drivers, seType === undefined ? asked : { ...asked, seType });
    },
    importance: ({ outcome, drivers, roles }, options) => logitImportance(outcome, drivers, { intercept, roles, ...options }),
    json: (fit) => {
      const { n: _n, ...rest } = fit.model;
      return { coefficients: coefficientsOf(fit).map(oddsRatioJson), ...rest };
    },
    lines: (fit) => {
      const { events, tjur, auc, confidenceLevel } = fit.model;
      const quality = [`Tjur ${formatNumber(tjur, 3)}`, `area under the curve ${formatNumber(auc, 3)}`];
      return [...summaryLines(fit, [`${formatCount(events)} yes`], quality), '', ...coefficientLines(coefficientsOf(fit), confidenceLevel)];
    },
  };
}

function coefficientsOf({ intercept, drivers }: LogitFit) {
  return [...(intercept === null ? [] : [intercept]), ...drivers];
}
