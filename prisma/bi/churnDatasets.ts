/** Who leaves, and when. What fewer than ten customers stand behind is left out. */
import { column, type Dataset, derived, freshness, share } from './dataset.ts';

const customers = { unit: 'customers' } as const;
const days = { unit: 'days' } as const;
const money = { unit: 'currency of the workspace' } as const;

export const churnDatasets: readonly Dataset[] = [
  {
    name: 'survival_points',
    description:
      'Share of customers still there by time since the start (Kaplan-Meier), by the current run of each churn analysis: one row a step of a curve. Curves of fewer than 10 customers, and what would lead back to them, are left out, and so are steps with fewer than 10 at risk and the last one before these, which with all losses would tell theirs: a curve ends at its last row.',
    key: ['analysis', 'curve', 'day'],
    since: 'computed_at',
    domains: derived,
    columns: [
      ...freshness,
      column('curve', 'integer', 'Number of the curve within the run.'),
      column('grouping', 'text', 'all, plan, billing_interval, acquisition_channel, trait:<key> or nps_band.'),
      column('level', 'text?', 'Which group. Null: everybody.'),
      column('landmark_days', 'integer?', 'The curve begins so long after the start, with those still there. Null: at the start.', days),
      column('n', 'bigint', 'Customers of the curve.', customers),
      column('losses', 'bigint', 'Customers lost on it.', customers),
      column('day', 'double', 'Since the start, or since the landmark.', days),
      column('at_risk', 'bigint', 'Customers under observation just before.', customers),
      column('survival', 'double', 'Share still there after this day, until the next point.', share),
      column('std_err', 'double?', 'Its standard error (Greenwood). Null once nobody is left.', share),
      column('ci_low', 'double?', 'Lower end of its interval, on the log-log scale.', share),
      column('ci_high', 'double?', 'Upper end of its interval.', share),
    ],
  },
  {
    name: 'cohort_cells',
    description:
      'Retention of cohorts by age, by the current run of each churn analysis: one row a cohort and age. Cells of fewer than 10 customers are left out, and what would lead back to them.',
    key: ['analysis', 'grouping', 'cohort', 'age'],
    since: 'computed_at',
    domains: derived,
    columns: [
      ...freshness,
      column('grouping', 'text', 'start: by the period of the start; else what customers were at the start.'),
      column('cohort', 'text', 'The period or the level.'),
      column('age', 'integer', 'Periods since the one of the start.', { unit: 'periods' }),
      column('size', 'bigint', 'Customers; by level, those whose age has come.', customers),
      column('active', 'bigint', 'Of these, with a subscription at the period’s end; silent churn: with an activity in it.', customers),
      column('retention', 'double', 'active / size.', share),
      column('ci_low', 'double', 'Lower end of its interval (Wilson).', share),
      column('ci_high', 'double', 'Upper end of its interval.', share),
      column('rolling_active', 'bigint?', 'Active in this period or a later one. Null by level.', customers),
      column(
        'starting_revenue',
        'decimal?',
        'Monthly recurring revenue on the first day. Null by level, for silent churn, and where some is not known.',
        money,
      ),
      column(
        'revenue',
        'decimal?',
        'Monthly recurring revenue at the period’s end; silent churn: revenue of the period. Null as starting_revenue, and of 1 to 9 active customers.',
        money,
      ),
      column('is_complete', 'boolean', 'Whether the period was over.'),
    ],
  },
  {
    name: 'churn_rates',
    description:
      'Churn of a month: of those active at its start, the share lost in it, by the current run of each churn analysis: one row a month. Months of fewer than 10 customers are left out.',
    key: ['analysis', 'period'],
    since: 'computed_at',
    domains: derived,
    columns: [
      ...freshness,
      column('period', 'text', 'The month, in the workspace’s time zone.'),
      column('starts_at', 'timestamp', 'When it begins.'),
      column('ends_at', 'timestamp', 'When it ends.'),
      column('active', 'bigint', 'Under observation at its start.', customers),
      column('lost', 'bigint', 'Of these, lost in it.', customers),
      column('rate', 'double?', 'lost / active.', share),
      column('ci_low', 'double?', 'Lower end of its interval (Wilson).', share),
      column('ci_high', 'double?', 'Upper end of its interval.', share),
      column(
        'joined',
        'bigint?',
        'Started in it: in neither number above. Null where they are fewer than 10, and where they would lead back to a month of so few.',
        customers,
      ),
      column('joined_and_lost', 'bigint?', 'Of these, lost in it. Null as joined.', customers),
      column('is_complete', 'boolean', 'Whether it was observed from its start to its end.'),
    ],
  },
  {
    name: 'hazard_estimates',
    description:
      'What features do to the rate at which customers leave, by the current run of each churn analysis (Cox): one row a model and term.',
    key: ['analysis', 'model', 'position'],
    since: 'computed_at',
    domains: derived,
    columns: [
      ...freshness,
      column('model', 'integer', 'Number of the model within the run.'),
      column('cause', 'text', 'ANY, or the one cause whose losses it is about; the others are then censored.'),
      column('customers', 'bigint', 'Customers of the run.', customers),
      column('losses', 'bigint?', 'Losses among those that it is fitted to.', customers),
      column('position', 'integer', 'Place in the table, from 1.'),
      column('term', 'text', 'The feature, or feature=level.'),
      column('feature', 'text', 'Key of the feature.'),
      column('level', 'text?', 'Null: a number, its effect is that of one more.'),
      column('reference', 'text?', 'The level that it is compared with; (mean) of a number that is not known. Null: a number.'),
      column('hazard_ratio', 'double?', 'Times as many leave, day by day. Null beyond what a number holds.'),
      column('hazard_ratio_low', 'double?', 'Lower end of its interval.'),
      column('hazard_ratio_high', 'double?', 'Upper end of its interval.'),
      column('estimate', 'double', 'Log of the hazard ratio.'),
      column('std_err', 'double?', 'Its standard error, by customer.'),
      column('classical_std_err', 'double', 'The same if each row were a customer of its own.'),
      column('statistic', 'double?', 'Estimate over its error.'),
      column('p_value', 'double?', 'Of no effect, not corrected.'),
      column('p_adjusted', 'double?', 'The same, corrected over the terms by Holm.'),
      column('ci_low', 'double?', 'Lower end of the interval of the estimate.'),
      column('ci_high', 'double?', 'Upper end of the interval of the estimate.'),
      column('reason', 'text?', 'Why something here is null.'),
    ],
  },
];
