/** Everything in the graph that takes a name, an id or a cursor, made from the schema: a new field or argument is attacked the day it appears. */

import { isObjectType } from 'graphql';
import { schema } from '../../../schema/index.ts';
import { shownOf, type Way, waysFromQuery } from './graphPaths.ts';
import { type InputLeaf, leavesOf } from './inputLeaves.ts';

export interface GraphAttack {
  /** For example Customer.orders(status). */
  readonly name: string;
  readonly operation: 'query' | 'mutation' | 'subscription';
  readonly kind: InputLeaf['kind'];
  /** The type whose field it is: attacks of one type fit into one request. */
  readonly type: string;
  /** The field with this value in its argument, and all that it shows. */
  field(value: string): string;
  /** The whole document around one field or several. */
  document(fields: string): string;
}

export function graphAttacks(): GraphAttack[] {
  const ways = waysFromQuery();
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const operation = ({ Mutation: 'mutation', Subscription: 'subscription' } as const)[type.name] ?? 'query';
    return Object.values(type.getFields()).flatMap((field) =>
      leavesOf(field).map((leaf) => {
        const way: Way | undefined = operation === 'query' ? ways.get(type.name) : (asked) => `${operation} { ${asked} }`;
        if (!way) throw new Error(`no way leads to ${type.name}, so ${type.name}.${field.name} is not covered`);
        return {
          name: `${type.name}.${field.name}(${leaf.path})`,
          operation,
          kind: leaf.kind,
          type: type.name,
          field: (value: string) => `${field.name}${leaf.write(value)} ${shownOf(field.type)}`,
          document: way,
        };
      }),
    );
  });
}

/** Fields as few documents, each within what one request may ask for. */
export function inBatches(attacks: readonly GraphAttack[], value: (attack: GraphAttack) => string): string[] {
  const documents: string[] = [];
  for (const group of Map.groupBy(attacks, ({ type }) => type).values()) {
    let fields: string[] = [];
    const flush = () => {
      if (fields.length > 0) documents.push(group[0]!.document(fields.join(' ')));
      fields = [];
    };
    for (const attack of group) {
      const field = `a${fields.length}: ${attack.field(value(attack))}`;
      const names = (text: string) => text.match(/\w+/g)?.length ?? 0;
      if (fields.length > 0 && names(fields.join(' ')) + names(field) > 200) flush();
      fields.push(fields.length === 0 ? `a0: ${attack.field(value(attack))}` : field);
    }
    flush();
  }
  return documents;
}

/** Where the answer is the same for what is there and for what is not, also to whoever may have it. */
const sameForAll = [
  /^Query\.cronTimes\(|\.(cron|timeZone|from|to|calibrationUntil|observedUntil)\)$/, // moments
  / (HOUR|DAY|WEEK|MONTH|QUARTER|YEAR|COHORT|NPS_BAND|SEGMENT|SAMPLE_SOURCE)\)$/, // moments, and words of ours
  /^Mutation\.(create|update)Segment\(.*\.(acquired|cell|events|orders|subscriptions|tickets|trait|visits|score)\./, // kept, and looked for when customers are
  /^Mutation\.(create|update|save)(Segment|Survey|Webhook|Document)\((input|change)\.(name|title|description|touchpoint|url|document)\)$/, // texts
  /^Mutation\.createSurvey\(input\.questions\.|^Mutation\.setTouchpointRules\(rules\.(name|channel)\)$/, // texts of what is made
  /^Mutation\.createAnalysis\(input\.(drivers\.(compare\.own|features\.event|forces\.name)|valueLoyalty\.question)\)$/, // kept, and looked for by a run
  /^Mutation\.createSignedUrl\(/, // words of ours
  /^Query\.responders\(.* (CAMPAIGN|VISIT_SOURCE|MEDIUM|DEVICE|TICKET_KIND|CATEGORY|PRIORITY)\)$/, // what no answer has: refused
  /^Query\..*\.cell\.analysis\)$/, // the analysis of this name is of another kind, as none is: of value and loyalty there is one that nobody names
  /^Query\.scoreChange\(input\.by\.traitKey\)$/, // groups are shown of 30 customers on each side, and so many are not planted
  /^Mutation\.delete/, // what is gone already is no error
];

export const saysTheSame = (attack: string) => sameForAll.some((pattern) => pattern.test(attack));

/** A document for every argument of a query that takes a name, with the name as its variable `value`. */
export function attacksToSave(): string[] {
  const names = graphAttacks().filter(({ operation, kind, name }) => operation === 'query' && kind === 'name' && !saysTheSame(name));
  const byArgument = Map.groupBy(names, ({ name }) => name.replace(/[. ].*/s, (rest) => /^\.\w+\(\w+/.exec(rest)?.[0] ?? ''));
  return [...byArgument.values()].map(([first]) => {
    const document = first!.document(first!.field('VALUE'));
    return `query ($value: String!) ${document.replaceAll('"VALUE"', '$value')}`;
  });
}
