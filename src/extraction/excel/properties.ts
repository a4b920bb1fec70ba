import { toStorableText } from '../../common/text.js';
import type { DocumentMetadata } from '../extraction.types.js';
import type { XmlHandler } from './xml.js';

type Names = Partial<Record<string, string>>;

/** Takes properties from elements by the names of these; `texts` and `times` say what they are called here. */
export function collectProperties(metadata: DocumentMetadata, texts: Names, times: Names): XmlHandler {
  let text = '';
  return {
    open() {
      text = '';
    },
    text(piece) {
      text += piece;
    },
    close(element) {
      const value = toStorableText(text.trim());
      text = '';
      const name = texts[element];
      if (value !== '' && name !== undefined) metadata[name] = value;
      const time = times[element];
      const date = new Date(value);
      if (time !== undefined && !Number.isNaN(date.getTime())) metadata[time] = date.toISOString();
    },
  };
}
