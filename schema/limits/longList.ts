/**
 * Of lists that are in memory, hundreds of items long and resolved in turns, so many fields count as one: what is at hand takes less than a list
 * of rows that is read for the page.
 */
export const fieldsAsOne = 5;

/** What such a list costs that comes without pages and holds `most` items at most. */
export const longList = (most: number) => ({ field: 1, multiplier: most / fieldsAsOne });
