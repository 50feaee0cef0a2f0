import type { Queryable } from '../../../prisma/sql.ts';
import type { AnalysisKind } from '../../../worker/queue.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';

/** One number that a run is known by. */
export interface Headline {
  readonly runId: bigint;
  /** The same in every run of the analysis. */
  readonly key: string;
  readonly label: string;
  readonly estimate: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/** By kind: the numbers that two runs are compared by, of several runs in one statement. */
const selections = {
  DRIVERS: (sql: Queryable, workspaceId: number, ids: readonly string[]) => sql<Headline[]>`
    select run_id as "runId", 'effect ' || driver_key as key, label || ': effect' as label, estimate, ci_low as "ciLow", ci_high as "ciHigh"
      from driver_estimate where workspace_id = ${workspaceId} and run_id = any(${ids}::bigint[])
    union all
    -- The importance that the run ranks by; draws give an interval to LMG alone.
    select e.run_id, concat_ws(' ', 'importance', m.importance_measure, e.driver_key), e.label || ': share of importance (' || m.importance_measure || ')',
           case m.importance_measure when 'LMG' then e.lmg_share else e.shapley_share end,
           case m.importance_measure when 'LMG' then e.share_ci_low end, case m.importance_measure when 'LMG' then e.share_ci_high end
      from driver_estimate e join driver_model m on m.workspace_id = e.workspace_id and m.run_id = e.run_id
     where e.workspace_id = ${workspaceId} and e.run_id = any(${ids}::bigint[])
    union all
    select m.run_id, fit.key, fit.label, fit.estimate, null, null
      from driver_model m
     cross join lateral (values ('r_squared', 'R squared of the linear model', m.r_squared), ('mc_fadden', 'McFadden R squared', m.mc_fadden))
                as fit (key, label, estimate)
     where m.workspace_id = ${workspaceId} and m.run_id = any(${ids}::bigint[]) and fit.estimate is not null`,
  // Of the curves and tenures that are shown (withoutFew), and of a year of revenue that is (shownYear). A restricted mean or a risk over another horizon, a mean from
  // another day and a hazard ratio against another level are other numbers: rows of their own.
  CHURN: (sql: Queryable, workspaceId: number, ids: readonly string[]) => sql<Headline[]>`
    select run_id as "runId", concat_ws(' ', 'restricted_mean', grouping_key, level, landmark_days, restricted_mean_horizon, 'from ' || nullif(observed_from_day, 0)) as key,
           concat_ws(' ', 'Mean days there within', restricted_mean_horizon, 'days' || coalesce(' from day ' || coalesce(landmark_days, nullif(observed_from_day, 0)), '') || ':', grouping_key, level) as label,
           restricted_mean as estimate, restricted_mean_ci_low as "ciLow", restricted_mean_ci_high as "ciHigh"
      from (select *, coalesce(sum(n) over (partition by run_id, grouping_key, landmark_days order by n, position rows between unbounded preceding and 1 preceding), 0) as smaller
              from survival_curve where workspace_id = ${workspaceId} and run_id = any(${ids}::bigint[])) curve
     where restricted_mean is not null and n >= ${PRIVACY_CUSTOMERS} and (smaller = 0 or smaller >= ${PRIVACY_CUSTOMERS})
    union all
    select e.run_id, concat_ws(' ', 'hazard_ratio', m.cause, e.term, e.reference),
           concat_ws(' ', 'Hazard ratio,', lower(m.cause) || ':', e.term, 'against ' || e.reference), e.hazard_ratio, e.hazard_ratio_low, e.hazard_ratio_high
      from hazard_estimate e join hazard_model m on m.workspace_id = e.workspace_id and m.run_id = e.run_id and m.position = e.model_position
     where e.workspace_id = ${workspaceId} and e.run_id = any(${ids}::bigint[]) and m.customers >= ${PRIVACY_CUSTOMERS}
    union all
    select m.run_id, kept.key || '_retention', initcap(kept.key) || ' revenue retention', kept.estimate, kept.low, kept.high
      from churn_model m
     cross join lateral (values ('gross', m.gross_retention, m.gross_ci_low, m.gross_ci_high), ('net', m.net_retention, m.net_ci_low, m.net_ci_high))
                as kept (key, estimate, low, high)
     where m.workspace_id = ${workspaceId} and m.run_id = any(${ids}::bigint[]) and kept.estimate is not null
       and m.revenue_customers >= ${PRIVACY_CUSTOMERS} and coalesce(m.revenue_stayed, 0) not between 1 and ${PRIVACY_CUSTOMERS - 1}
    union all
    select run_id, concat_ws(' ', 'rate', grouping_key, level, from_months, until_months),
           concat_ws(' ', 'Churn of the period:', grouping_key, level, 'from month ' || from_months, 'until month ' || until_months), rate, ci_low, ci_high
      from (select *, coalesce(sum(active) over (partition by run_id, grouping_key order by active, position rows between unbounded preceding and 1 preceding), 0) as smaller
              from tenure_rate where workspace_id = ${workspaceId} and run_id = any(${ids}::bigint[])) part
     where rate is not null and active >= ${PRIVACY_CUSTOMERS} and (smaller = 0 or smaller >= ${PRIVACY_CUSTOMERS})
    union all
    select m.run_id, concat_ws(' ', 'risk', m.horizon_days, risk.key), 'Risk within ' || m.horizon_days || ' days: ' || risk.label, risk.estimate, null, null
      from risk_model m
     cross join lateral (values ('customers', 'customers scored', m.n::double precision), ('losses', 'expected losses', m.expected_losses), ('mean', 'mean', m.mean_risk))
                as risk (key, label, estimate)
     where m.workspace_id = ${workspaceId} and m.run_id = any(${ids}::bigint[]) and risk.estimate is not null and m.reason is null
    union all
    select v.run_id, concat_ws(' ', 'proof', m.horizon_days, proof.key), 'Proof of the risk within ' || m.horizon_days || ' days: ' || proof.label,
           proof.estimate, proof.low, proof.high
      from risk_validation v join risk_model m on m.workspace_id = v.workspace_id and m.run_id = v.run_id
     cross join lateral (values ('concordance', 'concordance', v.concordance, v.concordance_ci_low, v.concordance_ci_high),
                                ('brier', 'Brier', v.brier, v.brier_ci_low, v.brier_ci_high),
                                ('difference', 'Brier less that of the base rate', v.difference, v.difference_ci_low, v.difference_ci_high),
                                ('intercept', 'calibration intercept', v.intercept, v.intercept_ci_low, v.intercept_ci_high),
                                ('slope', 'calibration slope', v.slope, v.slope_ci_low, v.slope_ci_high))
                as proof (key, label, estimate, low, high)
     where v.workspace_id = ${workspaceId} and v.run_id = any(${ids}::bigint[]) and proof.estimate is not null`,
  CLV: (sql: Queryable, workspaceId: number, ids: readonly string[]) => sql<Headline[]>`
    select run_id as "runId", 'total ' || quantity as key, 'Total: ' || lower(quantity) as label, estimate, predicted_ci_low as "ciLow", predicted_ci_high as "ciHigh"
      from clv_total where workspace_id = ${workspaceId} and run_id = any(${ids}::bigint[]) and n >= ${PRIVACY_CUSTOMERS}
    union all
    select run_id, concat_ws(' ', 'parameter', model, parameter), model || ' ' || parameter, estimate, ci_low, ci_high
      from model_parameter where workspace_id = ${workspaceId} and run_id = any(${ids}::bigint[]) and fitted_on = 'OBSERVATION'`,
  VALUE_LOYALTY: (sql: Queryable, workspaceId: number, ids: readonly string[]) => sql<Headline[]>`
    select c.run_id as "runId", concat_ws(' ', number.key, c.loyalty, c.tier) as key,
           concat_ws(' ', number.label, lower(c.loyalty), case when c.tier > 0 then 'tier ' || c.tier end) as label,
           number.estimate, number.low as "ciLow", number.high as "ciHigh"
      from value_loyalty_cell c
     cross join lateral (values ('customers', 'Customers:', c.n::double precision, null::double precision, null::double precision),
                                ('value', 'Value:', c.value, c.value_ci_low, c.value_ci_high),
                                ('at_risk', 'Revenue at risk:', c.at_risk, c.at_risk_ci_low, c.at_risk_ci_high))
                as number (key, label, estimate, low, high)
     where c.workspace_id = ${workspaceId} and c.run_id = any(${ids}::bigint[])`,
} as const satisfies Record<AnalysisKind, unknown>;

export function selectHeadlines(
  sql: Queryable,
  workspaceId: number,
  kind: AnalysisKind,
  runIds: readonly bigint[],
): PromiseLike<Headline[]> {
  return selections[kind](sql, workspaceId, runIds.map(String));
}
