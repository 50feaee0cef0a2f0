/** The query of a driver run: its answers, whose they are, and what is joined to each. */
import { literal } from '../../prisma/sql.ts';
import { behaviourSql } from './behaviourOutcome.ts';
import { partOfCustomer, type Slice, wholeSlice } from './customerSlice.ts';
import type { Comparison } from './driverParameters.ts';
import { featureSql } from './joinedFeatures.ts';
import type { DriverRun } from './readDriverRun.ts';

/** Which columns the rows have beside id and values, in this order. */
export interface AnswerFields {
  /** bigint, null for an answer of nobody known. */
  readonly hasCustomer: boolean;
  /** real[]: the behaviour, where one is explained, then the features; '{}' for an answer without date or customer. */
  readonly hasNumbers: boolean;
  /** text[]: the traits, then the group, a missing one as NULL. */
  readonly hasTexts: boolean;
}

export function answerFields({ parameters: { behaviour, features, traits, compare }, isOfCustomers }: DriverRun): AnswerFields {
  return {
    hasCustomer: isOfCustomers,
    hasNumbers: behaviour !== null || features.length > 0,
    hasTexts: traits.length > 0 || compare !== null,
  };
}

/**
 * The survey's answers of one slice of the customers, in no order. The plain case, questions alone and nobody known, is a scan of one table.
 *
 * Facts are joined as sets, and to be run with enable_nestloop off: featureSql tells why.
 */
export function driverQuery(workspaceId: number, run: DriverRun, slice: Slice): string {
  const { parameters, observation } = run;
  const { behaviour, features, traits, compare } = parameters;
  const { hasCustomer, hasNumbers, hasTexts } = answerFields(run);
  const answers = conditionsOf(workspaceId, run).join(' and ');
  if (!hasCustomer && !hasNumbers && traits.length === 0) {
    return `select id, "values"${hasTexts ? `, array[${groupOf(compare)}]` : ''} from response r where ${answers}${slice.index === 0 ? '' : ' and false'}`;
  }
  const ofWorkspace = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const joined = featureSql(workspaceId, features);
  const done = behaviour && observation && behaviourSql(workspaceId, behaviour, observation, slice);
  const keys = [...traits, ...(compare?.by === 'TRAIT' && compare.trait !== null ? [compare.trait] : [])];
  const tables = [...joined.tables.map((table) => ({ ...table, isJoined: true })), ...(done?.tables ?? [])];
  const customer = joined.own.length > 0 ? `join customer c on ${ofWorkspace('c')} and c.id = i.customer_id` : '';
  const numbers = [...(done ? [`(${done.value})::real`] : []), ...joined.values].join(', ');
  const part = slice.count === 1 ? 'true' : `(${partOfCustomer('i.customer_id', slice)} or (i.customer_id is null and ${slice.index} = 0))`;
  return `
    with answer as not materialized (
        select id, "values", responded_at, identity_id, touchpoint, brand from response r where ${answers})${
          hasNumbers
            ? `,
      asked as materialized (
        select r.id, r.responded_at, i.customer_id${joined.own.join('')}
          from answer r join identity i on ${ofWorkspace('i')} and i.id = r.identity_id ${customer}
         where r.responded_at is not null and ${part}),
      kin as materialized (
        select q.id, q.responded_at, k.id as identity_id from asked q join identity k on ${ofWorkspace('k')} and k.customer_id = q.customer_id)`
            : ''
        }${tables.map(({ sql }) => `,\n      ${sql}`).join('')}
    select r.id, r."values"${hasCustomer ? ', i.customer_id' : ''}${
      hasNumbers ? `, case when a.id is null then '{}' else array[${numbers}] end` : ''
    }${hasTexts ? `, array[${[...keys.map((_, index) => `t${index}.value_text`), ...(compare && compare.by !== 'TRAIT' ? [groupOf(compare)] : [])].join(', ')}]` : ''}
      from answer r left join identity i on ${ofWorkspace('i')} and i.id = r.identity_id
      ${hasNumbers ? 'left join asked a on a.id = r.id' : ''}
      ${tables
        .filter(({ isJoined }) => isJoined)
        .map(({ name }) => `left join ${name} on ${name}.id = r.id`)
        .join('\n      ')}
      ${keys
        .map(
          (key, index) =>
            `left join customer_trait t${index} on ${ofWorkspace(`t${index}`)} and t${index}.customer_id = i.customer_id and t${index}.key = ${literal(key)} and not t${index}.is_personal`,
        )
        .join('\n      ')}
     where ${part}`;
}

/** Queries of a row for each answer of a customer, and for each fact that is held against one to see whether it lies in its window. */
export function joinedRowQueries(workspaceId: number, run: DriverRun): { readonly answers: string; readonly facts: readonly string[] } {
  const { parameters, observation } = run;
  const { behaviour, features } = parameters;
  const { facts } = featureSql(workspaceId, features);
  const done = behaviour && observation && behaviourSql(workspaceId, behaviour, observation, wholeSlice);
  const ofWorkspace = (alias: string) => `${alias}.workspace_id = ${literal(workspaceId)}`;
  const answers = conditionsOf(workspaceId, run).join(' and ');
  const from = `response r join identity i on ${ofWorkspace('i')} and i.id = r.identity_id`;
  return {
    answers: `select from ${from} where ${answers}`,
    facts: [...facts, ...(done ? [done.facts] : [])].map(
      ({ table, condition }) => `
        select from ${from}
          join identity k on ${ofWorkspace('k')} and k.customer_id = i.customer_id
          join ${table} f on ${ofWorkspace('f')} and f.identity_id = k.id
         where ${answers} and r.responded_at is not null and ${condition}`,
    ),
  };
}

function conditionsOf(workspaceId: number, { surveyId, parameters: { compare }, population, asOf, surveySource }: DriverRun): string[] {
  const { respondedFrom, respondedUntil } = population;
  const conditions = [`r.workspace_id = ${literal(workspaceId)}`, `r.survey_id = ${literal(surveyId)}`];
  if (respondedFrom) conditions.push(`r.responded_at >= ${literal(new Date(respondedFrom))}`);
  if (respondedUntil) conditions.push(`r.responded_at < ${literal(new Date(respondedUntil))}`);
  if (asOf) conditions.push(`r.responded_at <= ${literal(asOf)}`);
  if (compare?.by === 'BRAND')
    conditions.push(`coalesce(r.sample_source, ${literal(surveySource)}) = ${literal(compare.sampleSource ?? surveySource)}`);
  return conditions;
}

function groupOf(compare: Comparison | null): string {
  return compare?.by === 'BRAND' ? 'r.brand' : 'r.touchpoint';
}
