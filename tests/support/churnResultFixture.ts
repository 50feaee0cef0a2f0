/** A finished churn run with a row of each of its tables, as a worker would have left it. */
import type { Sql } from '../../prisma/sql.ts';
import { writeRiskRows } from './riskFixture.ts';

const doubtOfRevenue = {
  ...{ gross_std_err: 0.05, gross_ci_low: 0.77, gross_ci_high: 0.96 },
  ...{ net_std_err: 0.06, net_ci_low: 0.88, net_ci_high: 1.12 },
};

export async function fillChurn(admin: Sql, workspaceId: number, mark: string): Promise<void> {
  const [analysis] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${`churn-${mark}`}, 'CHURN', ${admin.json({})}) returning id`;
  const finished = { kind: 'CHURN', trigger: 'API', state: 'SUCCEEDED', outcome: 'FITTED', finished_at: new Date() };
  const [run] = await admin<{ id: bigint }[]>`insert into run ${admin({
    workspace_id: workspaceId,
    analysis_id: analysis!.id,
    ...finished,
    parameters: admin.json({}),
    population: admin.json({}),
  })} returning id`;
  const key = { workspace_id: workspaceId, run_id: run!.id };
  await writeRiskRows(admin, workspaceId, run!.id, mark);
  const at = new Date('2026-01-04T00:00:00Z');
  const counts = { customers: 40, episodes: 41, losses: 9, returns: 1, return_share: 0.1, delayed_entries: 0, provisional_losses: 0 };
  await admin`insert into churn_model ${admin({
    ...key,
    ...counts,
    kind: 'SILENT',
    silence_days: 90,
    is_suggested: true,
    dated_at: 'LAST_ACTIVITY',
    visits_count: false,
    as_of: at,
    follow_up_end: at,
    shape: 'CURVES',
    cohort_period: 'MONTH',
    cohort_customers: 40,
    confidence_level: 0.95,
    ...{
      revenue_from: '2025-12',
      revenue_to: '2026-01',
      revenue_periods: 1,
      starting_revenue: '100',
      revenue_customers: 40,
      revenue_stayed: 38,
    },
    ...{ gross_retention: 0.9, net_retention: 1, ...doubtOfRevenue },
  })}`;
  await admin`insert into silence_option ${admin({ ...key, position: 1, quantile: 0.95, days: 90, returns: 1, return_share: 0.1, is_chosen: true })}`;
  const curve = { grouping_key: 'plan', level: mark, n: 40, losses: 9, restricted_mean: 300 };
  await admin`insert into survival_curve ${admin({ ...key, position: 1, ...curve })}`;
  const point = { at_risk: 40, std_err: 0.1, ci_low: 0.7, ci_high: 0.9 };
  await admin`insert into survival_point ${admin({ ...key, curve_position: 1, day: 30, survival: 0.8, ...point })}`;
  await admin`insert into curve_test ${admin({ ...key, position: 1, grouping_key: 'plan', n: 40, losses: 9, statistic: 1, df: 1, p_value: 0.3 })}`;
  await admin`insert into churn_cause ${admin({ ...key, position: 1, cause: mark, n: 40, losses: 9 })}`;
  await admin`insert into incidence_point ${admin({ ...key, cause_position: 1, day: 30, incidence: 0.2, ...point })}`;
  const share = { active: 38, ci_low: 0.8, ci_high: 1 };
  await admin`insert into cohort_cell ${admin({ ...key, grouping_key: 'plan', cohort: mark, age: 1, size: 40, retention: 0.95, is_complete: true, ...share })}`;
  const rate = { ...share, lost: 2, rate: 0.05 };
  const month = { period: '2026-01', starts_at: at, ends_at: at, joined: 0, joined_and_lost: 0, is_complete: true };
  await admin`insert into churn_rate ${admin({ ...key, ...month, ...rate })}`;
  await admin`insert into tenure_rate ${admin({ ...key, position: 1, grouping_key: 'plan', level: mark, ...rate })}`;
  await admin`insert into revenue_retention ${admin({ ...key, period: '2026-01', n: 40, stayed: 38, starting_revenue: '100', gross: 0.9, net: 1, ...doubtOfRevenue })}`;
}
