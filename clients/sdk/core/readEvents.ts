/** Server-sent events out of the bytes of a response, as the HTML standard reads them. */
export interface ServerEvent {
  readonly event: string;
  readonly data: string;
}

export type Hear = <Bytes>(bytes: Promise<Bytes>) => Promise<Bytes>;

/** @param hear waits for the next bytes, comments that only keep the connection alive included */
export async function* readEvents(body: ReadableStream<Uint8Array>, hear: Hear = (bytes) => bytes): AsyncGenerator<ServerEvent> {
  const reader = body.getReader(); // not every browser can iterate a stream
  const decoder = new TextDecoder();
  let held = '';
  let event = '';
  let data: string[] = [];
  try {
    for (;;) {
      const { done, value } = await hear(reader.read());
      if (done) return; // what was not closed by an empty line was cut off
      const lines = (held + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/); // the rest of a \r\n may be on its way
      held = lines.pop() ?? '';
      for (const line of lines) {
        if (line === '') {
          if (event !== '' || data.length > 0) yield { event: event || 'message', data: data.join('\n') };
          event = '';
          data = [];
          continue;
        }
        const [, name, text = ''] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
        if (name === 'event') event = text;
        else if (name === 'data') data.push(text);
      }
    }
  } finally {
    await reader.cancel().catch(() => {}); // a stream that failed cannot be cancelled any more
  }
}
