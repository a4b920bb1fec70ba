const LINE_FEED = 0x0a;

/**
 * The lines of a stream of UTF-8, without their line feeds. Unlike `node:readline` it takes nothing else for the end of
 * a line: JSON may hold other line separators as they are.
 */
export async function* readLines(stream: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let carry: Buffer[] = [];
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const line = chunk.subarray(start, end);
      yield carry.length === 0 ? line.toString() : Buffer.concat([...carry, line]).toString();
      carry = [];
      start = end + 1;
    }
    if (start < chunk.length) carry.push(chunk.subarray(start));
  }
  if (carry.length > 0) yield Buffer.concat(carry).toString();
}
