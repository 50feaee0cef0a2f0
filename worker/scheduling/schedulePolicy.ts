/** What is done about ticks that nobody was there for. */
export const catchUps = ['SKIP', 'LATEST', 'ALL'] as const;
export type CatchUp = (typeof catchUps)[number];

/** What is done about a tick while a run of the analysis waits or is under way. */
export const overlaps = ['SKIP', 'QUEUE', 'REPLACE'] as const;
export type Overlap = (typeof overlaps)[number];
