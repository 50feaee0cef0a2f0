import type { GraphQLResolveInfo } from 'graphql';
import { KeptStatements, type StatementTemplate } from '../written/keptStatements.ts';
import { type FieldRule, rowTemplate } from '../written/rowTemplate.ts';

const properties: Readonly<Record<string, ReadonlySet<string>>> = {
  Response: new Set(['externalId', 'respondedAt', 'invitedAt', 'channel', 'touchpoint', 'brand', 'sampleSource', 'samplingWeight']),
  Answer: new Set(['value', 'notApplicable']),
  Question: new Set(['position', 'key', 'label', 'kind', 'scaleMin', 'scaleMax', 'role', 'force', 'weight']),
};

const rule: FieldRule = (typename, field) => {
  if (properties[typename]?.has(field)) return { property: field };
  if (typename === 'Response' && field === 'answers') return 'LIST';
  return typename === 'Answer' && field === 'question' ? 'OBJECT' : null;
};

const statements = new KeptStatements();

/** How the database can write the responses of the list that `info` resolves; null when it cannot. */
export function responseTemplate(info: GraphQLResolveInfo): StatementTemplate | null {
  const template = rowTemplate(info, rule);
  return template && statements.of(template);
}
