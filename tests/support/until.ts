/**
 * Looks until something holds, and returns how many seconds that took. The limit is no claim: it is generous, for a machine that has other things
 * to do. Where a time is claimed, the test judges what this returns.
 *
 * @param seen is told when it never holds
 */
export async function until(
  met: () => boolean | Promise<boolean>,
  what: string,
  { seconds = 60, seen }: { readonly seconds?: number; readonly seen?: () => unknown } = {},
): Promise<number> {
  const began = performance.now();
  const passed = () => (performance.now() - began) / 1000;
  while (!(await met())) {
    if (passed() > seconds) throw new Error([`not within ${seconds} s: ${what}`, ...(seen ? [asText(await seen())] : [])].join(': '));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return passed();
}

/** The value for which it holds at last. */
export async function eventually<Value>(
  look: () => Promise<Value> | Value,
  holds: (value: Value) => boolean,
  seconds = 60,
): Promise<Value> {
  let value = await look();
  const looked = async () => {
    value = await look();
    return holds(value);
  };
  if (!holds(value)) await until(looked, 'it is still', { seconds, seen: () => value });
  return value;
}

const asText = (value: unknown) => JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? `${part}` : part));
