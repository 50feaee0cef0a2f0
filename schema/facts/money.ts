/** Money: an exact decimal, and beside it a number for whoever draws charts. */
import type { SchemaTypes } from '../builder.ts';

type Fields<Row> = PothosSchemaTypes.ObjectFieldBuilder<SchemaTypes, Row>;

export const toFloat = (amount: string | null) => (amount === null ? null : Number(amount));

/** The two fields of an amount that may be unknown. */
export function money<Row>(t: Fields<Row>, name: string & keyof Row, description: string) {
  const amountOf = (row: Row) => row[name] as string | null;
  return {
    [name]: t.field({ type: 'Decimal', nullable: true, description, resolve: amountOf }),
    [`${name}Float`]: t.float({ nullable: true, description: floatDescription(name), resolve: (row) => toFloat(amountOf(row)) }),
  };
}

export const floatDescription = (name: string) => `${name} as a number, for charts; sums of cents need the exact one.`;
