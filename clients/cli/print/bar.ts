const eighths = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A share, 0-1, as a bar of at most `width` characters, to an eighth of one; padded to the width. */
export function bar(share: number, width: number): string {
  const parts = Math.round(Math.min(Math.max(share, 0), 1) * width * 8);
  return `${'█'.repeat(Math.floor(parts / 8))}${eighths[parts % 8]}`.padEnd(width);
}
