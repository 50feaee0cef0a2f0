/**
 * What the lists of facts have in common. A fact is a row that says what somebody did at a moment: an order, a ticket,
 * a visit. Every such table has an identity, a moment, its source's own key, and indexes by both; so one declaration a
 * table and one set of statements (fact.sql.ts) serve them all.
 */
import type { Queryable } from '../../prisma/sql.ts';

/** A part of a statement. */
export type Fragment = ReturnType<typeof empty>;
const empty = (sql: Queryable) => sql``;

export interface FactRow {
  readonly id: bigint;
  readonly externalId: string;
}

type Properties<Row extends FactRow> = Exclude<keyof Row, 'id' | 'customerId'> & string;

export interface FactTable<Row extends FactRow> {
  readonly table: string;
  /** Columns by the name of their property, the moment among them. Id and customer come with every row. */
  readonly columns: { readonly [Property in Properties<Row>]: string };
  /** What lists are sorted by, newest first. */
  readonly time: Properties<Row>;
  /** All its moments: they come as text, as an answer shows them. */
  readonly times: readonly Properties<Row>[];
  /** What is JSON: it comes as text, for postgres.js would parse long numbers into shorter ones. */
  readonly json?: readonly Properties<Row>[];
  /** What lists can be narrowed by. */
  readonly kind: Properties<Row>;
  /** How a word of it is stored that somebody asks for. Default: as it is written. */
  readonly storedKind?: (word: string) => string;
  /** What leaves the database only where personal data may be shown. */
  readonly personal: readonly Properties<Row>[];
  /** What fields need that are not called as their property: relations by a key of the source. */
  readonly shownBy: Readonly<Record<string, readonly Properties<Row>[]>>;
  /** Whether a row belongs to an identity, and by it to a customer. */
  readonly hasCustomer: boolean;
  /** What a row `f` adds to the revenue of its list. */
  readonly revenue?: (sql: Queryable) => Fragment;
}

/** All that can be read of a row beside its id. */
export const propertiesOf = <Row extends FactRow>(fact: FactTable<Row>): readonly string[] => [
  ...Object.keys(fact.columns),
  ...(fact.hasCustomer ? ['customerId'] : []),
];

/** Whose facts a list holds: a customer's (by id), all of the workspace, those of a visit (by its external id). */
export type FactOwner = 'customer' | 'workspace' | 'visit';

export interface FactFilter {
  /** Of the owner; empty for the workspace. */
  readonly owner: string;
  /** Inclusive. */
  readonly from: Date | null;
  /** Exclusive. */
  readonly until: Date | null;
  /** Null: all. */
  readonly kinds: readonly string[] | null;
}

export interface FactTotals {
  readonly count: number;
  /** Null where none of the rows says one, and where it was not asked for. */
  readonly revenue: string | null;
}
