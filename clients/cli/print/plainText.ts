/**
 * Text of the data as a terminal may show it: in one line, and without what a terminal would obey. An id, a question or a plan of somebody's
 * file could otherwise clear the screen, rename the window or write one line over another.
 */
export function plainText(text: string): string {
  return obeyed.test(text) ? text.replaceAll(/[\r\n\t]+/g, ' ').replaceAll(everyObeyed, pictureOf) : text;
}

/** Control characters, and marks that turn the direction of what follows. */
const obeyed = /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u;
const everyObeyed = new RegExp(obeyed.source, 'gu');

/** ␛ for ESC: Unicode has a picture of each of the first 32. */
function pictureOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : '�';
}
