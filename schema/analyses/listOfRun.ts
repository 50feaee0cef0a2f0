import { builder } from '../builder.ts';
import { type Connection, emptyPage, type Page } from '../connection.ts';

export type EmptyListReason = 'NO_RESULT' | 'SCORES_CLEARED' | 'NOBODY';

export const EmptyListReasonEnum = builder.enumType('EmptyListReason', {
  description: 'Why a list of the customers of a run has nobody in it.',
  values: {
    NO_RESULT: { description: 'The run has not ended, or not with a result.' },
    SCORES_CLEARED: {
      description:
        'What the run said of single customers is no longer kept: see scoresClearedAt. Run the analysis again, as of that date where it is to be that of then.',
    },
    NOBODY: { description: 'The run scored nobody, or nobody of what was asked for.' },
  } as const satisfies Record<EmptyListReason, unknown>,
});

/** A page of the customers of a run. */
export interface ListOfRun<Row> extends Connection<Row> {
  /** Null: somebody is in it, or it is a page behind its end. */
  readonly emptyReason: EmptyListReason | null;
}

export const emptyReasonDescription = 'Why nobody is in it. Null where somebody is, or behind the last page.';

export const emptyListOfRun = (emptyReason: EmptyListReason): ListOfRun<never> => ({ ...emptyPage, emptyReason });

export function listOfRun<Row>({ edges, pageInfo }: Connection<Row>, { after }: Page): ListOfRun<Row> {
  return { edges, pageInfo, emptyReason: edges.length === 0 && after === null ? 'NOBODY' : null };
}
