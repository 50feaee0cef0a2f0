/** Imports, analyses and runs in every state, as a worker would have left them. */
import { randomBytes } from 'node:crypto';
import type { Sql } from '../../prisma/sql.ts';
import { fillChurn } from './churnResultFixture.ts';
import { fillClvRun } from './clvRunFixture.ts';
import { fillSchedules, type ScheduleFixture } from './scheduleFixture.ts';

export interface RunFixture extends ScheduleFixture {
  /** RUNNING, of the analysis only-<mark>. */
  readonly run: bigint;
  readonly fitted: bigint;
  readonly analysis: bigint;
  readonly import: bigint;
  readonly webhook: bigint;
  readonly delivery: bigint;
}

/** The workspace already holds the survey `visit` of fillWorkspace. */
export async function fillRun(admin: Sql, workspaceId: number, { mark = 'x', name = 'drivers' } = {}): Promise<RunFixture> {
  const parameters = admin.json({
    outcome: 'NPS',
    drivers: ['RATE'],
    confidenceLevel: 0.95,
    features: [{ feature: 'ORDERS', windowDays: 90 }],
  });
  const population = admin.json({ answered: [{ question: 'NPS', min: 0, max: 10 }], respondedFrom: null, respondedUntil: null });
  const analysis = async (name: string) => {
    const [row] = await admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, survey_id, parameters, population)
      select ${workspaceId}, ${name}, 'DRIVERS', id, ${parameters}, ${population} from survey where workspace_id = ${workspaceId} and key = 'visit' returning id`;
    return row!.id;
  };
  const run = async (analysisId: bigint, columns: Record<string, unknown>) => {
    const row = {
      workspace_id: workspaceId,
      analysis_id: analysisId,
      kind: 'DRIVERS',
      trigger: 'API',
      triggered_by: `key of ${mark}`,
      parameters,
      population,
      ...columns,
    };
    const [inserted] = await admin<{ id: bigint }[]>`insert into run ${admin(row)} returning id`;
    return inserted!.id;
  };
  const over = {
    finished_at: new Date(),
    engine_version: '1',
    data_versions: admin.json({ feedback: '3' }),
    data_through: new Date('2026-01-04T00:00:00Z'),
  };
  const drivers = await analysis(name);
  const warnings = admin.json([{ code: 'LOW_R2', subject: null, detail: `R squared is 0.05 ${mark}` }]);
  const fitted = await run(drivers, {
    ...over,
    state: 'SUCCEEDED',
    outcome: 'FITTED',
    warnings,
    timeout_seconds: 600,
    memory_megabytes: 512,
    exclusions: admin.json({ MISSING: 7 }),
    timings: admin.json({ read: 1, compute: 2, write: 3 }),
  });
  await run(drivers, { ...over, state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'RANK_DEFICIENT', status_detail: mark });
  await run(drivers, { state: 'FAILED', finished_at: new Date(), error_code: 'BROKEN', error_message: mark });
  await run(drivers, { state: 'CANCELLED', finished_at: new Date() });
  const only = await analysis(`only-${mark}`);
  const running = await run(only, {
    state: 'RUNNING',
    started_at: new Date(),
    progress: admin.json({ stage: 'reading', rowsDone: 5, rowsTotal: 10, fraction: 0.5 }),
  });
  await run(drivers, { ...over, state: 'SUCCEEDED', outcome: 'FITTED', reused_run_id: fitted });
  await writeResult(admin, workspaceId, fitted, mark);
  await admin`insert into run_part (workspace_id, run_id, attempt, part, parts, snapshot) values (${workspaceId}, ${running}, 0, 0, 1, ${mark})`;
  await admin`insert into run_part_chunk (workspace_id, run_id, attempt, part, chunk, bytes) values (${workspaceId}, ${running}, 0, 0, 0, 'x')`;
  await admin`insert into run_joined_key (workspace_id, run_id, idempotency_key) values (${workspaceId}, ${fitted}, ${`joined by ${mark}`})`;
  await admin`insert into run_log (workspace_id, run_id, attempt, level, message)
    select ${workspaceId}::integer, ${fitted}::bigint, 1, 'INFO', ${`line `}::text || n || ${` ${mark}`}::text from generate_series(1, 4) n`;
  await admin`insert into customer_score (workspace_id, run_id, customer_id, position, churn_risk, value, percentile, tier)
    select workspace_id, ${fitted}::bigint, id, row_number() over (order by id), 0.5, 100, 0.5, ${mark}::text from customer where workspace_id = ${workspaceId}::integer`;
  const scheduled = await fillSchedules(admin, workspaceId, drivers, mark);
  await fillValueLoyalty(admin, workspaceId, mark);
  await fillChurn(admin, workspaceId, mark);
  await fillClvRun(admin, workspaceId, { mark, name: `value-of-${name}` });
  const elsewhere = `earshot_bi_${randomBytes(8).toString('hex')}`; // a login of another server, as a restore would leave it
  await admin`insert into bi_login (workspace_id, role_name, name) values (${workspaceId}, ${elsewhere}, ${mark})`;
  await fillAccess(admin, workspaceId, mark);
  const webhook = await fillWebhook(admin, workspaceId, fitted, mark);
  return { run: running, fitted, analysis: only, import: await fillImport(admin, workspaceId, mark), ...scheduled, ...webhook };
}

/** Who may ask besides keys, and what was done. */
async function fillAccess(admin: Sql, workspaceId: number, mark: string): Promise<void> {
  const own = { workspace_id: workspaceId };
  const issuer = `https://id.${mark}.example`;
  await admin`insert into membership ${admin({ ...own, issuer, subject: `somebody of ${mark}`, role: 'VIEWER' })}`;
  await admin`insert into trusted_issuer ${admin({ ...own, issuer, audience: mark, default_role: 'VIEWER' })}`;
  await admin`insert into api_key ${admin({ ...own, name: mark, prefix: `ek_${mark}`, hash: randomBytes(32), scopes: ['read'], revoked_at: new Date() })}`;
  await admin`insert into signing_key ${admin({ ...own, secret: Buffer.alloc(32, mark) })}`;
  await admin`insert into audit_event ${admin([
    { ...own, actor_kind: 'COMMAND', action: 'ISSUER_TRUSTED', subject_type: 'TrustedIssuer', details: admin.json({ mark }) },
    { ...own, actor_kind: 'COMMAND', action: 'OF_ANOTHER_RELEASE', subject_type: 'Analysis', details: admin.json({ mark }) },
  ])}`;
}

/** An endpoint with two secrets, which was told of a run at the second attempt. */
async function fillWebhook(admin: Sql, workspaceId: number, runId: bigint, mark: string): Promise<{ webhook: bigint; delivery: bigint }> {
  const own = { workspace_id: workspaceId };
  const document = '{ workspace { key } }';
  await admin`
    insert into saved_document (workspace_id, name, document, hash, operation, description, saved_by)
    values (${workspaceId}, ${`saved-${mark}`}, ${document}, sha256(${mark}::bytea), 'QUERY', ${`Saved by ${mark}`}, 'API_KEY 1')`;
  const url = `https://${mark}.example.com/`;
  const [webhook] = await admin<{ id: bigint }[]>`
    insert into webhook ${admin({ ...own, url, description: `Told of ${mark}`, events: ['run.succeeded', 'run.failed'] })} returning id`;
  const secret = (until: Date | null) => ({ ...own, webhook_id: webhook!.id, secret: Buffer.alloc(32, mark), valid_until: until });
  await admin`insert into webhook_secret ${admin([secret(null), secret(new Date('2030-01-01T00:00:00Z'))])}`;
  const event = { ...own, type: 'run.succeeded', run_id: runId, transition_id: runId, body: `{"mark":"${mark}"}` };
  const [told] = await admin<{ id: bigint }[]>`insert into webhook_event ${admin(event)} returning id`;
  const over = { state: 'DELIVERED', attempt: 2, failures: 1, next_attempt_at: null, finished_at: new Date() };
  const [delivery] = await admin<{ id: bigint }[]>`
    insert into webhook_delivery ${admin({ ...own, webhook_id: webhook!.id, event_id: told!.id, ...over })} returning id`;
  const attempt = (number: number, status: number) => ({
    ...own,
    delivery_id: delivery!.id,
    attempt: number,
    at: new Date(),
    status,
    response: mark,
    milliseconds: 12,
  });
  await admin`insert into webhook_attempt ${admin([attempt(1, 500), attempt(2, 204)])}`;
  return { webhook: webhook!.id, delivery: delivery!.id };
}

async function writeResult(admin: Sql, workspaceId: number, runId: bigint, mark: string): Promise<void> {
  await admin`insert into driver_model ${admin({
    workspace_id: workspaceId,
    run_id: runId,
    outcome_key: 'NPS',
    n: 100,
    n_dropped: 7,
    df: 98,
    r_squared: 0.05,
    adjusted_r_squared: 0.04,
    quality: 'WEAK',
    residual_std_err: 1,
    f_statistic: 5,
    f_p_value: 0.03,
    condition_number: 2,
    method: 'GRAM',
    se_type: 'HC3',
    confidence_level: 0.95,
    intercept: 1,
    importance_cut: 1,
    performance_cut: 3,
    performance_unit: 'MEAN',
  })}`;
  const driver = (position: number) => ({
    workspace_id: workspaceId,
    run_id: runId,
    driver_key: `D${position}`,
    position,
    label: `Driver ${position} ${mark}`,
    rank: 4 - position,
    lmg: 0.01,
    lmg_share: 0.2,
    estimate: 1,
    classical_std_err: 0.1,
    standardized_estimate: 0.2,
    correlation: 0.2,
    vif: 1,
    mean: 3,
    mean_std_err: 0.1,
    mean_ci_low: 2.8,
    mean_ci_high: 3.2,
    n: 100,
    priority: 'KEEP',
    ...{ promoter_effect: 0.06, promoter_effect_ci_low: 0.05, promoter_effect_ci_high: 0.071 },
    ...{ detractor_effect: -0.03, detractor_effect_ci_low: -0.042, detractor_effect_ci_high: -0.02 },
  });
  const feature = { ...driver(3), driver_key: 'orders_90d', feature: 'ORDERS', window_days: 90, priority: null };
  await admin`insert into driver_estimate ${admin([driver(1), driver(2), feature])}`;
  await admin`insert into driver_force (workspace_id, run_id, name, position, drivers, rank, lmg) values
    (${workspaceId}, ${runId}, ${`CONTROL ${mark}`}, 1, ${['D1', 'D2']}, 1, 0.02)`;
  await admin`insert into driver_group (workspace_id, run_id, group_key, position, is_own, n, customers, r_squared, quality, se_type) values
    (${workspaceId}, ${runId}, ${`own ${mark}`}, 1, true, 60, 50, 0.2, 'MODERATE', 'CR1')`;
  await admin`insert into driver_group (workspace_id, run_id, group_key, position, is_own, n, customers, status_code) values
    (${workspaceId}, ${runId}, ${`other ${mark}`}, 2, false, 12, 12, 'NOT_ENOUGH_DATA')`;
  await admin`insert into driver_group_estimate (workspace_id, run_id, group_key, driver_key, position, rank, lmg, estimate) values
    (${workspaceId}, ${runId}, ${`own ${mark}`}, 'D1', 1, 1, 0.1, 0.5)`;
  await admin`insert into driver_difference (workspace_id, run_id, position, measure, driver_key, group_key, reference, estimate) values
    (${workspaceId}, ${runId}, 1, 'LMG', 'D1', ${`own ${mark}`}, ${`other ${mark}`}, 0.05)`;
}

async function fillImport(admin: Sql, workspaceId: number, mark: string): Promise<bigint> {
  const [row] = await admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, state, report) values (${workspaceId}, 'CUSTOMERS', ${`${mark}.csv`}, 'RUNNING', ${admin.json({ mark })}) returning id`;
  const id = row!.id;
  await admin`insert into import_error (workspace_id, import_id, position, line, code, reason, raw)
    select ${workspaceId}::integer, ${id}::bigint, n, n + 1, 'BAD', ${mark}::text, ${mark}::text from generate_series(1, 3) n`;
  await admin`insert into import_chunk (workspace_id, import_id, byte_offset, bytes) values (${workspaceId}, ${id}, 0, 'x')`;
  await admin`insert into import_undo (workspace_id, import_id, table_name, row_key) values (${workspaceId}, ${id}, 'customer', '1')`;
  await admin`insert into shared_visitor (workspace_id, visitor_id, customer_id, import_id)
    select workspace_id, ${`shared ${mark}`}, id, ${id}::bigint from customer where workspace_id = ${workspaceId} order by id limit 2`;
  await admin`insert into erasure_secret (workspace_id, secret) values (${workspaceId}, sha256(${`key of ${mark}`}::text::bytea)) on conflict do nothing`;
  await admin`insert into erased_name (workspace_id, hash, erased_on) values (${workspaceId}, sha256(${`name of ${mark}`}::text::bytea), '2026-01-01') on conflict do nothing`;
  return id;
}

/** A segmentation of the customers, one cell of it with everybody, and what it rests on. */
async function fillValueLoyalty(admin: Sql, workspaceId: number, mark: string): Promise<void> {
  const parameters = admin.json({ valueAnalysis: null, question: mark, answerMaxAgeDays: 365, tiers: 1, confidenceLevel: 0.95 });
  const [analysis] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${`segments-${mark}`}, 'VALUE_LOYALTY', ${parameters}) returning id`;
  const [run] = await admin<{ id: bigint }[]>`insert into run ${admin({
    workspace_id: workspaceId,
    analysis_id: analysis!.id,
    kind: 'VALUE_LOYALTY',
    trigger: 'API',
    parameters,
    population: admin.json({}),
    state: 'SUCCEEDED',
    outcome: 'FITTED',
    finished_at: new Date(),
  })} returning id`;
  const key = { workspace_id: workspaceId, run_id: run!.id };
  await admin`
    insert into value_loyalty_model (workspace_id, run_id, as_of, period_start, survey_id, question_key, answer_max_age_days, value_source, measure, tiers,
      confidence_level, se_type, n, service_spend, service_allocated, service_no_tickets, service_nobody)
    select ${workspaceId}::integer, ${run!.id}::bigint, now(), now() - interval '1 year', id, ${mark}::text, 365, 'REALISED', 'REVENUE', 1, 0.95, 'LINEARIZED', 40, 9, 4, 3, 2
      from survey where workspace_id = ${workspaceId} and key = 'visit'`;
  await admin`insert into value_loyalty_cost ${admin([
    { ...key, position: 1, channel: mark, spend: 6, tickets: 2, cost_per_ticket: 3 },
    { ...key, position: 2, channel: null, spend: 3, tickets: 0, cost_per_ticket: null },
  ])}`;
  const cell = (loyalty: string, tier: number) => ({
    ...key,
    loyalty,
    tier,
    is_hidden: false,
    n: 40,
    share: 1,
    value: 400,
    revenue: 400,
    cost_to_serve: 4,
    net_value: 396,
  });
  await admin`insert into value_loyalty_cell ${admin([cell('UNKNOWN', 1), cell('UNKNOWN', 0), cell('ALL', 1), cell('ALL', 0)])}`;
  await admin`
    insert into value_loyalty_customer (workspace_id, run_id, customer_id, loyalty, tier, position, value, revenue, cost_to_serve, net_value)
    select workspace_id, ${run!.id}::bigint, id, 'UNKNOWN', 1, row_number() over (order by id), 10, 10, 0.1, 9.9 from customer where workspace_id = ${workspaceId}::integer`;
}
