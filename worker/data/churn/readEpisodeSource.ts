import type { Transaction } from '../../../prisma/sql.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import { ModelInputError } from '../../stats/outcome.ts';
import { otherLevel, unknownLevel } from '../churnEpisodes.ts';
import type { ChurnKind, ChurnParameters, StartGroup } from '../churnParameters.ts';
import { daysOfMoment } from '../days.ts';
import { readLastChange } from '../readLastChange.ts';
import { type EpisodeSource, groupKey, type SourceGroup } from './episodeSource.ts';

/** More levels than this make no comparison; the rest are one level together. */
const maxLevels = 12;
const maxCauses = 8;

/** What stands in the data and decides what churn means, before episodes are read. */
export interface ChurnSetting {
  readonly kind: ChurnKind;
  /** Latest moment known, null without a fact. */
  readonly asOf: Date | null;
  /** Latest fact up to it. */
  readonly dataThrough: Date | null;
  /** SILENT: how far facts go that are no activities. Null: there are none, or it does not matter. */
  readonly othersUntil: Date | null;
}

/**
 * Which kind of churn it is, and as of when: the moment that the run looks at, or the latest fact where the data end before it. Nobody was seen
 * to stay, or to stay away, in a time of which nothing is loaded. Of silence the latest activity, whose absence it is: with tickets of three months
 * for which no orders are loaded everybody would have fallen silent. A planned end in the future is not yet a fact: what lies after the last change
 * of the data is not looked at.
 */
export async function readChurnSetting(
  tx: Transaction,
  workspaceId: number,
  parameters: Pick<ChurnParameters, 'kind' | 'visitsCount'>,
  asOf: Date | null,
): Promise<ChurnSetting> {
  const { visitsCount } = parameters;
  const until = await readLastChange(tx, workspaceId, ['customers', 'crm', 'feedback', ...(visitsCount ? (['web'] as const) : [])]);
  const facts = await readLatestFacts(tx, workspaceId, visitsCount, until);
  const kind = parameters.kind ?? (facts.contractual ? 'CONTRACTUAL' : 'SILENT');
  const latestOf = ({ activity, other }: LatestFacts) =>
    kind === 'CONTRACTUAL' && (activity === null || (other !== null && other > activity)) ? other : activity;
  const latest = latestOf(facts);
  const isBounded = asOf !== null && latest !== null && asOf < latest;
  return {
    kind,
    asOf: isBounded ? asOf : latest,
    dataThrough: isBounded ? latestOf(await readLatestFacts(tx, workspaceId, visitsCount, asOf)) : latest,
    othersUntil: kind === 'SILENT' ? earlierOf(facts.other, asOf) : null,
  };
}

interface LatestFacts {
  readonly contractual: boolean;
  readonly activity: Date | null;
  readonly other: Date | null;
}

async function readLatestFacts(tx: Transaction, workspaceId: number, visitsCount: boolean, until: Date): Promise<LatestFacts> {
  const [row] = await tx<LatestFacts[]>`
    select exists (select from subscription where workspace_id = ${workspaceId}) as contractual,
           greatest(
             (select max(occurred_at) from "order" where workspace_id = ${workspaceId} and occurred_at <= ${until}),
             (select max(started_at) from visit where workspace_id = ${workspaceId} and started_at <= ${until} and ${visitsCount})
           ) as activity,
           greatest(
             (select max(opened_at) from ticket where workspace_id = ${workspaceId} and opened_at <= ${until}),
             (select max(started_at) from subscription where workspace_id = ${workspaceId} and started_at <= ${until}),
             (select max(canceled_at) from subscription where workspace_id = ${workspaceId} and canceled_at <= ${until}),
             (select max(ended_at) from subscription where workspace_id = ${workspaceId} and ended_at <= ${until})
           ) as other`;
  if (!row) throw new Error('a select without a table has one row');
  return row;
}

/** @param bound null: there is none */
function earlierOf(moment: Date | null, bound: Date | null): Date | null {
  return moment !== null && bound !== null && bound < moment ? bound : moment;
}

/**
 * @param silenceDays N of a silent kind, 0 of a contractual one
 * @throws ModelInputError OUT_OF_RANGE for groups of subscriptions where there are none
 */
export async function readEpisodeSource(
  tx: Transaction,
  workspaceId: number,
  parameters: ChurnParameters,
  { kind, asOf }: { kind: ChurnKind; asOf: Date },
  silenceDays: number,
): Promise<EpisodeSource> {
  const asOfDays = daysOfMoment(asOf);
  const { datedAt, visitsCount, causeColumn } = parameters;
  const asked = parameters.groups ?? defaultGroups(kind);
  const ofSubscriptions = asked.find(({ by }) => by === 'PLAN' || by === 'BILLING_INTERVAL');
  if (kind === 'SILENT' && ofSubscriptions !== undefined)
    throw new ModelInputError('OUT_OF_RANGE', `groups has ${ofSubscriptions.by}, which is of subscriptions, and there are none`);
  const groups: SourceGroup[] = [];
  for (const group of asked) {
    const levels = await readLevels(tx, workspaceId, group, asOf);
    groups.push({ ...group, key: groupKey(group), levels: [...levels, otherLevel, unknownLevel] });
  }
  return {
    kind,
    asOf: asOfDays,
    followUpEnd: kind === 'SILENT' && datedAt === 'LAST_ACTIVITY' ? asOfDays - silenceDays : asOfDays,
    silenceDays,
    datedAt,
    visitsCount,
    causeColumn,
    causes: kind === 'SILENT' ? ['SILENT'] : [...(await readCauses(tx, workspaceId, causeColumn, asOf)), 'UNKNOWN'],
    groups,
  };
}

function defaultGroups(kind: ChurnKind): StartGroup[] {
  const channel: StartGroup = { by: 'ACQUISITION_CHANNEL', trait: null };
  return kind === 'CONTRACTUAL' ? [{ by: 'PLAN', trait: null }, channel] : [channel];
}

/**
 * The most frequent levels, in the order of their names. A level of few customers could show one of them: it is part of the rest. A personal
 * trait has none, for whoever may read sees the results.
 */
export async function readLevels(tx: Transaction, workspaceId: number, { by, trait }: StartGroup, asOf: Date): Promise<string[]> {
  const counted =
    by === 'TRAIT'
      ? tx`select value_text as level, count(*) as n from customer_trait where workspace_id = ${workspaceId} and key = ${trait} and not is_personal group by 1`
      : by === 'ACQUISITION_CHANNEL'
        ? tx`select acquisition_channel as level, count(*) as n from customer where workspace_id = ${workspaceId} group by 1`
        : tx`select ${by === 'PLAN' ? tx`s.plan` : tx`s.billing_interval`} as level, count(distinct i.customer_id) as n
               from subscription s join identity i on i.workspace_id = ${workspaceId} and i.id = s.identity_id
              where s.workspace_id = ${workspaceId} and s.started_at <= ${asOf} group by 1`;
  const rows = await tx<{ level: string }[]>`
    select level from (${counted}) counted where level is not null and n >= ${PRIVACY_CUSTOMERS}
     order by n desc, level collate "C" limit ${maxLevels}`;
  return rows.map(({ level }) => level).sort();
}

/**
 * Reasons of losses that were known by then. Free text may say who somebody is: a reason is only what ten customers share word for word, as those
 * that a list offers are; all others are OTHER.
 */
export async function readCauses(
  tx: Transaction,
  workspaceId: number,
  column: ChurnParameters['causeColumn'],
  asOf: Date,
): Promise<string[]> {
  if (column === 'CANCEL_KIND') return ['VOLUNTARY', 'INVOLUNTARY'];
  const rows = await tx<{ cause: string }[]>`
    select s.cancel_reason as cause
      from subscription s join identity i on i.workspace_id = ${workspaceId} and i.id = s.identity_id
     where s.workspace_id = ${workspaceId} and s.cancel_reason is not null and s.cancel_kind is distinct from 'MIGRATION'
       and s.started_at <= ${asOf} and least(s.canceled_at, s.ended_at) <= ${asOf}
     group by 1 having count(distinct i.customer_id) >= ${PRIVACY_CUSTOMERS}
     order by count(*) desc, s.cancel_reason collate "C" limit ${maxCauses}`;
  return [...rows.map(({ cause }) => cause).sort(), 'OTHER'];
}

export async function countSubscriptions(tx: Transaction, workspaceId: number): Promise<number> {
  const [row] = await tx<{ n: number }[]>`select count(*)::double precision as n from subscription where workspace_id = ${workspaceId}`;
  return row?.n ?? 0;
}
