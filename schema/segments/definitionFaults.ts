import { isDeepStrictEqual } from 'node:util';
import { GraphQLError } from 'graphql';
import type { Queryable } from '../../prisma/sql.ts';
import { customerFilter } from '../customers/customerFilter.sql.ts';
import { type CustomerFilter, parseCustomerFilter } from '../customers/filter/customerFilter.ts';
import { readFilterNames } from '../customers/filter/filterNames.ts';

const path = 'definition';

/**
 * What is wrong with each definition, in the words with which a list by it would be refused. A definition is checked when it is written; what
 * it names may go later, and a release may ask for more than the one before. At most three statements, whatever the number of them.
 */
export async function definitionFaults(sql: Queryable, workspaceId: number, definitions: readonly object[]): Promise<(string | null)[]> {
  const parsed = definitions.map((definition) => attempt(() => parseCustomerFilter(definition, path)));
  const asked = parsed.flatMap(({ value }) => (value ? [{ filter: value, asOf: null }] : []));
  const names = await readFilterNames(sql, workspaceId, asked);
  const scope = { workspaceId, names, asOf: null, showPersonal: true, isJoinable: true, path }; // what a key may see is no fault of a definition
  return parsed.map(({ value, fault }) => fault ?? attempt(() => customerFilter(sql, scope, value as CustomerFilter)).fault);
}

/** Whether a definition says what a filter says: an earlier release may have stored words otherwise than they are read now. */
export function saysSame(definition: unknown, filter: CustomerFilter): boolean {
  const { value } = attempt(() => parseCustomerFilter(definition, path));
  return value !== null && isDeepStrictEqual(value, filter);
}

function attempt<Value>(run: () => Value): { value: Value; fault: null } | { value: null; fault: string } {
  try {
    return { value: run(), fault: null };
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return { value: null, fault: error.message };
  }
}
