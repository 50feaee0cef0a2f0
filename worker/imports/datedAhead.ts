import type { Transaction } from '../../prisma/sql.ts';
import type { FieldSpec } from './fields.ts';
import type { Owner } from './upsert.ts';

/**
 * What is said of staged rows that tell of something yet to come, mostly a slip in the year: they are loaded, and analyses, metrics of a time that is over and
 * latest moments leave them out; totals of a customer have them. A day of tomorrow is let pass, for the source may live by another zone.
 */
export async function warnOfAhead(
  tx: Transaction,
  { workspaceId }: Owner,
  stage: string,
  { name, column }: Pick<FieldSpec, 'name' | 'column'>,
): Promise<object[]> {
  const [ahead] = await tx<{ rows: number; line: number; latest: string }[]>`
    select count(*)::integer as rows, min(s.line)::integer as line, to_char(max(s.${tx(column)}) at time zone (select time_zone from workspace where id = ${workspaceId}), 'YYYY-MM-DD') as latest
      from ${tx(stage)} s where s.${tx(column)} > now() + interval '1 day'`;
  if (!ahead || ahead.rows === 0) return [];
  const { rows, line, latest } = ahead;
  return [
    {
      code: 'DATED_AHEAD',
      subject: name,
      detail:
        `${rows} ${rows === 1 ? 'row' : 'rows'} with ${name} yet to come, the first in line ${line}, the latest of ${latest}: analyses leave ` +
        `${rows === 1 ? 'it' : 'them'} out until then. Where that is a slip, undo the import, correct ${rows === 1 ? 'it' : 'them'} and send the file again`,
    },
  ];
}
