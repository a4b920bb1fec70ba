import type { ValueType } from '../../extraction.types.js';
import { typeOfValue } from '../../tables/value-type.js';
import { parseXml, type XmlHandler } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import { readEscapedText } from './escaped-text.js';

/** The texts that cells share, each with what it is. */
export interface SharedStrings {
  texts: string[];
  types: ValueType[];
}

export async function readSharedStrings(zip: ZipPackage, part: string | null): Promise<SharedStrings> {
  const strings: SharedStrings = { texts: [], types: [] };
  const handler = richTextHandler('si', (raw) => {
    const text = readEscapedText(raw);
    strings.texts.push(text);
    strings.types.push(typeOfValue(text));
  });
  if (part !== null) await parseXml(zip.read(part), handler);
  return strings;
}

/** Puts the runs of formatted text inside of `element` together; how words are pronounced is none of the text. */
export function richTextHandler(
  element: string,
  onText: (text: string, attributes: XmlAttributesOf) => void,
): XmlHandler {
  let text = '';
  let attributes: XmlAttributesOf = {};
  let inText = false;
  let inPronunciation = false;
  return {
    open(name, given) {
      if (name === element) [text, attributes] = ['', given];
      else if (name === 't') inText = !inPronunciation;
      else if (name === 'rPh') inPronunciation = true;
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPronunciation = false;
      else if (name === element) onText(text, attributes);
    },
  };
}

type XmlAttributesOf = Readonly<Record<string, string>>;
