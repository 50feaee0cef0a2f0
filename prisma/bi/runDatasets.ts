/** What analyses found: rows of the run whose numbers stand, the published one or else the latest on all the data. */
import { column, type Dataset, freshness } from './dataset.ts';

const workspaceMoney = { unit: 'currency of the workspace' } as const;
const share = { unit: 'share 0-1' } as const;

export const runDatasets: readonly Dataset[] = [
  {
    name: 'customer_scores',
    description: 'What the current run of each analysis of churn or value says of single customers: one row an analysis and customer.',
    key: ['analysis', 'customer_id'],
    since: 'computed_at',
    domains: ['runs', 'feedback', 'customers', 'crm', 'web', 'journey'],
    columns: [
      ...freshness,
      column('kind', 'text', 'Which question the analysis answers, for example CHURN or CLV.'),
      column('customer_id', 'bigint', 'Of whom.'),
      column('customer_external_id', 'text?', 'Their number in your own systems.'),
      column('position', 'integer', 'In the ranking of the run, by risk or by value; 1 is first.'),
      column('churn_risk', 'double?', 'Probability of leaving within the horizon.', share),
      column('churn_risk_ci_low', 'double?', 'Lower end of its interval.', share),
      column('churn_risk_ci_high', 'double?', 'Upper end of its interval.', share),
      column('p_alive', 'double?', 'Probability of being a customer still, by the model of purchases; not churn.', share),
      column('expected_purchases', 'double?', 'Purchases, or payments of a contract, within the horizon.', { unit: 'purchases' }),
      column('expected_purchases_low', 'double?', 'Lower end of its interval.', { unit: 'purchases' }),
      column('expected_purchases_high', 'double?', 'Upper end of its interval.', { unit: 'purchases' }),
      column('value', 'double?', 'Money within the horizon, discounted. Null where spend is not known.', workspaceMoney),
      column('value_expected_low', 'double?', 'Lower end: doubt about the parameters alone.', workspaceMoney),
      column('value_expected_high', 'double?', 'Upper end of the same.', workspaceMoney),
      column('value_predicted_low', 'double?', 'Lower end: doubt about the parameters, and chance.', workspaceMoney),
      column('value_predicted_high', 'double?', 'Upper end of the same.', workspaceMoney),
      column(
        'percentile',
        'double?',
        'Share of customers of a lower risk or value, and half of those of the same: equals share it.',
        share,
      ),
      column('tier', 'text?', 'Name of the tier. Equals share it.'),
    ],
  },
];
