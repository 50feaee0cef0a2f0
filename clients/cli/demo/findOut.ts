/** What the demo does in each workspace and what it has found at the end. */

import { CliError } from '../cliError.ts';
import { begin, follow as followRun } from '../commands/run.ts';
import { createAnalysisDocument, scoresDocument } from '../documents/analyses.ts';
import {
  complainantsDocument,
  joinCoverageDocument,
  orderTotalsDocument,
  relationshipDocument,
  setTouchpointRulesDocument,
  subscriptionTotalsDocument,
} from '../documents/demo.ts';
import type {
  AnalysisInput,
  JoinCoverageQuery,
  OrderTotalsQuery,
  RelationshipQuery,
  ScoresQuery,
  SubscriptionTotalsQuery,
} from '../generated/graphql.ts';
import { formatDuration } from '../print/numbers.ts';
import type { Progress } from '../print/progress.ts';
import { ask } from '../server/ask.ts';
import type { Connection } from '../server/connection.ts';
import type { FollowedImport } from '../server/followImport.ts';
import { type RunReport, readRun } from '../server/followRun.ts';
import { createWorkspace, type DemoPlace, demoKey } from './access.ts';
import { cdnowFiles, worthAnalysis } from './cdnow.ts';
import { type DemoFile, loadFiles } from './demoFiles.ts';
import {
  buyersAnalysis,
  churnAnalysis,
  generateLumen,
  joinedQuery,
  journeyRules,
  loyaltyAnalysis,
  segmentsAnalysis,
  trueEffects,
} from './lumen.ts';
import { pastedQueries, satisfactionAnalysis, sfoFiles } from './sfo.ts';
import { convertTelco, leavingAnalysis } from './telco.ts';
import { type WorkspaceKey, workspaceKeys, workspaces } from './workspaces.ts';

/** A survey of which every score that was asked for is there. */
type WithScores<Survey> = { readonly [Field in keyof Survey]: NonNullable<Survey[Field]> };

export interface SfoFindings {
  readonly import: FollowedImport;
  readonly scores: WithScores<NonNullable<ScoresQuery['survey']>>;
  readonly run: RunReport;
  /** To paste; each was run before it is given away. */
  readonly queries: readonly string[];
}

export interface LumenFindings {
  readonly imports: readonly FollowedImport[];
  readonly coverage: JoinCoverageQuery['joinCoverage'];
  readonly survey: WithScores<NonNullable<RelationshipQuery['survey']>>;
  readonly run: RunReport;
  readonly churn: RunReport;
  readonly clv: RunReport;
  readonly valueLoyalty: RunReport;
  readonly trueEffects: Readonly<Record<string, number>>;
  readonly query: string;
  readonly answer: unknown;
}

export interface DemoFindings {
  readonly url: string;
  readonly keys: Readonly<Record<WorkspaceKey, string>>;
  readonly sfo: SfoFindings;
  readonly lumen: LumenFindings;
  readonly cdnow: { readonly orders: OrderTotalsQuery['orders']; readonly clv: RunReport };
  readonly telco: { readonly subscriptions: SubscriptionTotalsQuery; readonly churn: RunReport };
}

export async function findOut(place: DemoPlace, progress: Progress): Promise<DemoFindings> {
  progress.show('making four workspaces, and simulating a company', null);
  const lumenFiles = generateLumen(place);
  lumenFiles.catch(() => {}); // told where it is awaited
  const entries = workspaceKeys.map(async (key) => {
    await createWorkspace(place, workspaces[key]);
    return [key, await demoKey(place, workspaces[key])] as const;
  });
  const keys = Object.fromEntries(await Promise.all(entries)) as Record<WorkspaceKey, string>;
  const at = (key: WorkspaceKey): Connection => ({ url: place.url, key: keys[key] });
  return {
    url: place.url,
    keys,
    sfo: await airport(at('sfo'), progress, place.signal),
    lumen: await simulated(at('lumen'), place, await lumenFiles, progress),
    cdnow: await orders(at('cdnow'), progress, place.signal),
    telco: await subscriptions(at('telco'), place, progress),
  };
}

async function airport(connection: Connection, progress: Progress, signal: AbortSignal): Promise<SfoFindings> {
  const [imported] = await loadFiles(connection, 'sfo', sfoFiles, progress, signal);
  if (!imported?.surveyKey) throw new CliError('the survey was loaded without its key');
  const survey = imported.surveyKey;
  const run = await analyse(connection, satisfactionAnalysis(survey), progress, signal);
  const { survey: scores } = await ask(connection, scoresDocument, { survey }, signal);
  const queries = pastedQueries(survey);
  for (const query of queries) await answerTo(connection, query, signal);
  return { import: imported, scores: withScores(scores, survey), run, queries };
}

function withScores<Survey extends object>(survey: Survey | null, key: string): WithScores<Survey> {
  if (!survey || Object.values(survey).includes(null))
    throw new CliError(`the survey ${key} is not there with its scores after its import`);
  return survey as WithScores<Survey>;
}

async function simulated(connection: Connection, place: DemoPlace, files: readonly DemoFile[], progress: Progress): Promise<LumenFindings> {
  const { signal } = place;
  const imports = await loadFiles(connection, 'lumen', files, progress, signal);
  await ask(connection, setTouchpointRulesDocument, { rules: journeyRules }, signal);
  const run = await analyse(connection, loyaltyAnalysis, progress, signal);
  const churn = await analyse(connection, churnAnalysis, progress, signal);
  const clv = await analyse(connection, buyersAnalysis, progress, signal);
  const valueLoyalty = await analyse(connection, segmentsAnalysis, progress, signal);
  const { joinCoverage: coverage } = await ask(connection, joinCoverageDocument, {}, signal);
  const { survey } = await ask(connection, relationshipDocument, {}, signal);
  const query = joinedQuery(await someCustomer(connection, signal));
  return {
    imports,
    coverage,
    survey: withScores(survey, 'relationship'),
    run,
    churn,
    clv,
    valueLoyalty,
    trueEffects: await trueEffects(place),
    query,
    answer: await answerTo(connection, query, signal),
  };
}

/** The last who complained and has done everything else too: the same one in every demo. */
async function someCustomer(connection: Connection, signal: AbortSignal): Promise<string> {
  const { tickets } = await ask(connection, complainantsDocument, {}, signal);
  for (const { node } of tickets.edges) {
    const { externalId, responses, orders, visits } = node.customer ?? {};
    if (externalId && responses?.edges.length === 2 && orders?.totalCount && visits?.totalCount) return externalId;
  }
  throw new CliError('nobody of the simulated company has complained, answered, bought and visited');
}

async function orders(connection: Connection, progress: Progress, signal: AbortSignal): Promise<DemoFindings['cdnow']> {
  await loadFiles(connection, 'cdnow', cdnowFiles, progress, signal);
  const clv = await analyse(connection, worthAnalysis, progress, signal);
  return { orders: (await ask(connection, orderTotalsDocument, {}, signal)).orders, clv };
}

async function subscriptions(connection: Connection, place: DemoPlace, progress: Progress): Promise<DemoFindings['telco']> {
  const { signal } = place;
  await loadFiles(connection, 'telco', await convertTelco(place), progress, signal);
  const churn = await analyse(connection, leavingAnalysis, progress, signal);
  return { subscriptions: await ask(connection, subscriptionTotalsDocument, {}, signal), churn };
}

async function analyse(connection: Connection, input: AnalysisInput, progress: Progress, signal: AbortSignal): Promise<RunReport> {
  const startedAt = Date.now();
  await ask(connection, createAnalysisDocument, { input }, signal);
  const { id } = await begin(connection, input.name, 'DEMO', { signal });
  await followRun(connection, id, progress, signal);
  const run = await readRun(connection, id, signal);
  progress.done(`✓ Analysis "${run.analysis.name}" ${run.state} (${formatDuration(Date.now() - startedAt)})`);
  return run;
}

/** A query is given away only when it works. */
function answerTo(connection: Connection, query: string, signal: AbortSignal): Promise<unknown> {
  return ask<unknown, object>(connection, query, {}, signal);
}
