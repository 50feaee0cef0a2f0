/** A CLV run that ended, with a row in each of its tables, as a worker would have left it. */
import type { Sql } from '../../prisma/sql.ts';

export async function fillClvRun(admin: Sql, workspaceId: number, { mark, name }: { mark: string; name: string }): Promise<bigint> {
  const [analysis] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${name}, 'CLV', ${admin.json({ tiers: [mark] })}) returning id`;
  const [run] = await admin<{ id: bigint }[]>`
    insert into run ${admin({
      workspace_id: workspaceId,
      analysis_id: analysis!.id,
      kind: 'CLV',
      trigger: 'API',
      parameters: admin.json({ tiers: [mark] }),
      population: admin.json({}),
      state: 'SUCCEEDED',
      outcome: 'FITTED',
      finished_at: new Date(),
      engine_version: '1',
      data_versions: admin.json({ crm: '3' }),
      data_through: new Date('2026-01-04T00:00:00Z'),
    })} returning id`;
  const key = { workspace_id: workspaceId, run_id: run!.id };
  const rows: Readonly<Record<string, Record<string, unknown>>> = {
    clv_model: {
      ...{ setting: 'NON_CONTRACTUAL', setting_reason: mark, model: 'BG_NBD', model_reason: mark, measure: 'REVENUE', time_unit: 'WEEK' },
      ...{ observed_from: '2025-01-01', observed_until: '2026-01-04', horizon_months: 24, horizon_length: 104, discount_rate: 0.1 },
      ...{
        confidence_level: 0.95,
        n: 2,
        repeat_buyers: 1,
        repeat_purchases: 3,
        log_likelihood: -10,
        limits: admin.array([mark], 1009),
        ranked_by: 'VALUE',
      },
    },
    model_parameter: {
      model: 'BG_NBD',
      parameter: 'r',
      position: 1,
      estimate: 0.25,
      std_err: 0.1,
      ci_low: 0.1,
      ci_high: 0.6,
      reason: null,
    },
    clv_total: {
      quantity: 'VALUE',
      estimate: 100,
      expected_ci_low: 90,
      expected_ci_high: 110,
      predicted_ci_low: 80,
      predicted_ci_high: 120,
      n: 10,
      unknown: 0,
    },
    clv_tier: { position: 1, tier: mark, n: 10, expected_purchases: 4, value: 100 },
    clv_holdout: {
      ...{ model: 'BG_NBD', is_chosen: true, calibration_until: '2025-06-30', holdout_until: '2026-01-04', length: 26, n: 2, actual: 3 },
      ...{
        expected_purchases: 2.5,
        predicted_ci_low: 0,
        predicted_ci_high: 6,
        is_inside: true,
        mean_absolute_error: 0.5,
        log_predictive: -4,
      },
    },
    clv_holdout_bin: { model: 'BG_NBD', frequency: 1, is_open: false, n: 10, actual_mean: 1.5, expected_mean: 1.25 },
    clv_tracking: { position: 1, time: 1, actual: 3, expected: 2.5 },
    clv_renewal: { period: 1, at_risk: 10, renewed: 5, retention: 0.5, survival: 0.5 },
  };
  for (const [table, row] of Object.entries(rows)) await admin`insert into ${admin(table)} ${admin({ ...key, ...row })}`;
  await admin`
    insert into customer_score (workspace_id, run_id, customer_id, position, p_alive, expected_purchases, expected_purchases_low, expected_purchases_high,
                                value, value_expected_low, value_expected_high, value_predicted_low, value_predicted_high, percentile, tier)
    select workspace_id, ${run!.id}::bigint, id, row_number() over (order by id), 0.5, 2, 0, 5, 50, 45, 55, 0, 120, 0.5, ${mark}::text
      from customer where workspace_id = ${workspaceId}::integer`;
  return run!.id;
}
