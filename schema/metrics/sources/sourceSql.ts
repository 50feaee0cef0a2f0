/** How facts of one source are read: every source is declared, one statement (cells.sql.ts) sums them all. */
import type { Queryable } from '../../../prisma/sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import type { MetricDimension } from '../metricDimensions.ts';
import type { CellsRequest } from '../metricsRequest.ts';
import type { SegmentConditions } from '../segments.sql.ts';

/** Which answers are scored. */
export interface Scoring {
  /** Questions that a score is made of, one a survey: by the name of the part. */
  readonly questions: Readonly<Record<string, readonly bigint[]>>;
  /** Of the same parts: whether these are the questions that are taken where none is named, and of which surveys. */
  readonly scored: Readonly<Record<string, ScoredSurveys>>;
  /** Whether answers to relational surveys are among them: then only the last of a customer in a period counts. */
  readonly hasRelational: boolean;
}

/** What a statement needs to know of the workspace beside the request. */
export interface CellsContext extends Scoring {
  readonly workspaceId: number;
  readonly timeZone: string;
  /** Before when facts are asked for; null = no bound. */
  readonly until: Date | null;
  /** The same without a filter by survey: of the table that a filtered answer is a part of. */
  readonly frame: Scoring;
  /** By key: who is in a segment, of a row `c` of customer. */
  readonly segments: SegmentConditions;
  /** Tells the NPS band; null = there is none. */
  readonly loyaltyQuestionId: bigint | null;
  /** Whose scores are the value of customers; null = there is none. */
  readonly clvRunId: bigint | null;
  /** Within which a ticket should be answered. */
  readonly targetHours: number;
}

export interface ScoredSurveys {
  readonly areDefault: boolean;
  readonly surveys: 'ALL' | readonly string[];
}

/** Writes a part of a statement. */
export type Sql = (sql: Queryable, context: CellsContext, request: CellsRequest) => Fragment;

/** One value of each fact and its weight: what a measure is made of. */
export interface PartSql {
  /** 1, or null where the fact does not belong to the part. */
  readonly counts: Sql;
  /** Absent: 1. */
  readonly value?: Sql;
  /** Takes sampling weights where they are asked for. */
  readonly isWeighted?: true;
  /** Summed by customer first: each customer is then one fact, with the sum as its value. */
  readonly perCustomer?: true;
  /** The sum is given as a decimal, too. */
  readonly isMoney?: true;
  /** Of answers: only the last of a customer to a relational survey in a period. */
  readonly lastOnly?: true;
}

export interface SourceSql {
  /** Tables with alias f for the fact, i for its identity where it has one, joined by workspace. */
  readonly from: Sql;
  /** Condition beside the workspace. */
  readonly condition?: Sql;
  /** The moment of a fact; null: it has none, or has been given its periods already (`bucket`). */
  readonly at: Sql | null;
  /** A fact is of a whole period and has its beginning as its moment. */
  readonly isOfPeriods?: true;
  /** Of a fact in each period, grouped by time: the statement that counts, as `rows`, about how many there would be. */
  readonly size?: Sql;
  /** So many days a fact is open: what becomes of it is not known before, and it is left out (`condition`). */
  readonly openDays?: number;
  /** As of when its customer is looked at, where that is not the moment itself. */
  readonly seenAt?: Sql;
  /** Whose it is; null: spend is of nobody. */
  readonly customer: Sql | null;
  /** Who counts as one customer. */
  readonly unit: Sql;
  /** Groups that the fact has of its own. */
  readonly own: Partial<Readonly<Record<MetricDimension, Sql>>>;
  readonly parts: Readonly<Record<string, PartSql>>;
}

/** The customer of an identity, else the fact itself: somebody unknown is a customer of his own. */
export const customerOrFact: Sql = (sql) => sql`coalesce(i.customer_id, -f.id)`;
export const customerOfIdentity: Sql = (sql) => sql`i.customer_id`;

/** A table of facts with their identities. */
export const factsOf =
  (table: string): Sql =>
  (sql) =>
    sql`${sql(table)} f left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id`;
export const column =
  (name: string): Sql =>
  (sql) =>
    sql`f.${sql(name)}`;
export const always: Sql = (sql) => sql`1`;

/** Fragments one after the other. */
export const all = (sql: Queryable, fragments: readonly Fragment[]): Fragment =>
  fragments.reduce((before, fragment) => sql`${before} ${fragment}`, sql``);
