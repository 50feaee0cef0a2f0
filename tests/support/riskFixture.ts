/** A churn run's hazards, risk model, proof and one customer's risk, as the job would have left them. */
import type { Sql } from '../../prisma/sql.ts';

export async function writeRiskRows(admin: Sql, workspaceId: number, runId: bigint, mark: string): Promise<void> {
  const ofRun = { workspace_id: workspaceId, run_id: runId };
  await admin`insert into hazard_model ${admin({ ...ofRun, position: 1, cause: `ANY ${mark}`, customers: 40, sampled_customers: 40, n: 60, events: 9, clusters: 40, se_type: 'CR1' })}`;
  const estimate = {
    term: `plan=${mark}`,
    feature_key: 'plan',
    level: mark,
    reference: 'basic',
    estimate: 0.7,
    classical_std_err: 0.1,
    hazard_ratio: 2,
  };
  await admin`insert into hazard_estimate ${admin({ ...ofRun, model_position: 1, position: 1, ...estimate })}`;
  await admin`insert into hazard_test ${admin({ ...ofRun, model_position: 1, position: 1, term: `plan=${mark}`, statistic: 1, df: 1, p_value: 0.3, rho: 0.1 })}`;
  const asOf = new Date('2026-01-04T00:00:00Z');
  const model = {
    method: 'COX',
    horizon_days: 90,
    as_of: asOf,
    n: 1,
    expected_losses: 0.1,
    mean_risk: 0.1,
    extrapolated: 0,
    confidence_level: 0.95,
  };
  await admin`insert into risk_model ${admin({ ...ofRun, ...model, features: [`plan=${mark}`] })}`;
  await admin`insert into risk_validation ${admin({ ...ofRun, fitted_through: asOf, judged_through: asOf, reason: 'NOT_ENOUGH_DATA', detail: mark })}`;
  await admin`insert into risk_decile ${admin({ ...ofRun, decile: 1, n: 10, events: 0, mean_risk: 0.1, min_risk: 0.1, max_risk: 0.1 })}`;
}
