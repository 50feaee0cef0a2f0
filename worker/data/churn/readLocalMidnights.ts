import type { Transaction } from '../../../prisma/sql.ts';

export interface LocalMidnights {
  /** Number of the date of the first, 1970-01-01 = 0. */
  readonly firstDay: number;
  /** Instants at which consecutive local days begin, in days of 24 hours since 1970-01-01T00:00Z. */
  readonly midnights: Float64Array;
}

/**
 * When the days of a time zone begin, from 1930 to two years after `until`: with these any number of instants find their local day without
 * asking again. PostgreSQL is asked, for it buckets everything else in this time zone.
 */
export async function readLocalMidnights(tx: Transaction, timeZone: string, until: Date): Promise<LocalMidnights> {
  const rows = await tx<{ day: number; instant: number }[]>`
    select d::date - date '1970-01-01' as day, extract(epoch from d at time zone ${timeZone})::double precision / 86400 as instant
      from generate_series(timestamp '1930-01-01', ${until}::timestamptz at time zone ${timeZone} + interval '2 years', interval '1 day') d
     order by d`;
  return { firstDay: rows[0]?.day ?? 0, midnights: Float64Array.from(rows, ({ instant }) => instant) };
}
