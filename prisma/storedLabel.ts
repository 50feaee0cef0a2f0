/**
 * How words of open lists are stored: in upper case with _ for blanks and hyphens, so that "In progress" and "in-progress" are one.
 * The status of an order and the kind of a ticket are such words. Whoever looks for one may write it as the files do.
 */
export const storedLabel = (word: string) =>
  word
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');

/** Of a status: American and British spelling are one. */
export const storedStatus = (word: string) => {
  const label = storedLabel(word);
  return label === 'CANCELED' ? 'CANCELLED' : label;
};
