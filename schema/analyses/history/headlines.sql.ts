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
  // Of the curves that are shown (withoutFew). A restricted mean over another horizon or from another day, and a hazard ratio against another level, are other numbers: rows of their own.
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
     where e.workspace_id = ${workspaceId} and e.run_id = any(${ids}::bigint[]) and m.customers >= ${PRIVACY_CUSTOMERS}`,
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
