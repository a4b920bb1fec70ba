import { StringDecoder } from 'node:string_decoder';
import { SaxesParser } from 'saxes';

export type XmlAttributes = Record<string, string>;

/** Is told of the elements of a document in turn, by their names without prefix. */
export interface XmlHandler {
  open?(name: string, attributes: XmlAttributes): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Parses XML as its bytes come. Throws on XML that is not well-formed; entities of its own a document cannot declare. */
export async function parseXml(chunks: AsyncIterable<Buffer>, handler: XmlHandler): Promise<void> {
  for await (const _ of parseXmlStepwise(chunks, handler));
}

/** {@link parseXml} that yields after each piece of the document, with the number of bytes that were read so far. */
export async function* parseXmlStepwise(chunks: AsyncIterable<Buffer>, handler: XmlHandler): AsyncGenerator<number> {
  const parser = new SaxesParser({ position: false, xmlns: false });
  parser.on('opentag', ({ name, attributes }) => handler.open?.(localName(name), attributes));
  parser.on('closetag', ({ name }) => handler.close?.(localName(name)));
  if (handler.text) {
    parser.on('text', (text) => handler.text?.(text));
    parser.on('cdata', (text) => handler.text?.(text));
  }
  let decoder: { write(chunk: Buffer): string; end(): string } | undefined;
  let bytes = 0;
  for await (const chunk of chunks) {
    decoder ??= decoderFor(chunk);
    const text = decoder.write(chunk);
    bytes += chunk.length;
    yield* parseStep(() => parser.write(text), bytes);
  }
  const rest = decoder?.end() ?? '';
  yield* parseStep(() => parser.write(rest).close(), bytes);
}

/** What is complete before a break can be taken before its error is thrown. */
function* parseStep(parse: () => void, bytes: number): Generator<number> {
  try {
    parse();
  } catch (error) {
    yield bytes;
    throw error;
  }
  yield bytes;
}

/** The attribute of a namespace, whose prefix a document is free to choose. */
export function prefixedAttribute(attributes: XmlAttributes, name: string): string | undefined {
  const key = Object.keys(attributes).find((candidate) => candidate.endsWith(`:${name}`));
  return key === undefined ? undefined : attributes[key];
}

/** As XML Schema writes a truth value. */
export function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

function localName(name: string): string {
  const colon = name.indexOf(':');
  return colon === -1 ? name : name.slice(colon + 1);
}

function decoderFor(beginning: Buffer): { write(chunk: Buffer): string; end(): string } {
  const isBigEndian = beginning[0] === 0xfe && beginning[1] === 0xff;
  if (!isBigEndian) return new StringDecoder(beginning[0] === 0xff && beginning[1] === 0xfe ? 'utf16le' : 'utf8');
  const decoder = new TextDecoder('utf-16be');
  return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}
