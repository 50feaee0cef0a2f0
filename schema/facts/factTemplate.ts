import type { GraphQLResolveInfo } from 'graphql';
import { KeptStatements, type StatementTemplate } from '../written/keptStatements.ts';
import { type RowShape, rowTemplate } from '../written/rowTemplate.ts';
import type { FactRow, FactTable } from './factTable.ts';

const statementsOf = new WeakMap<object, KeptStatements>();

/** How the facts of the list that `info` resolves can be written; null when they cannot. */
export function factTemplate<Row extends FactRow>(fact: FactTable<Row>, info: GraphQLResolveInfo): StatementTemplate | null {
  const template = rowTemplate(info, shapeOf(fact));
  const statements = statementsOf.get(fact) ?? new KeptStatements();
  statementsOf.set(fact, statements);
  return template && statements.of(template);
}

/** Fields of facts are called as their columns; amounts have another, `revenueFloat` beside `revenue`. Personal ones ask for a scope: not these. */
const shapeOf = <Row extends FactRow>({ columns, personal, time }: FactTable<Row>): RowShape => ({
  time,
  property: (field) => {
    const property = field in columns ? field : field.replace(/Float$/, '');
    return property in columns && !personal.some((one) => one === property) ? property : null;
  },
});
