/** Escape codes for terminals that want them: none into files and pipes, none where NO_COLOR is set (no-color.org). */
export interface Colours {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  green(text: string): string;
}

export function coloursFor(stream: { readonly isTTY?: boolean }): Colours {
  const { env } = process;
  const isOn = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  const wrap = (code: number, end: number) => (text: string) => (isOn ? `\u001b[${code}m${text}\u001b[${end}m` : text);
  return { bold: wrap(1, 22), dim: wrap(2, 22), red: wrap(31, 39), green: wrap(32, 39) };
}
