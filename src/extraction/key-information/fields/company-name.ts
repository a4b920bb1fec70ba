const MAX_LENGTH = 80;
const LETTER = /\p{L}/gu;
const HANGUL = /\p{Script=Hangul}|\p{Script=Han}/u;

const KOREAN_FORM =
  /주식회사|유한회사|유한책임회사|\(\s?주\s?\)|\(\s?유\s?\)|㈜|합자회사|합명회사|협동조합|사단법인|재단법인/u;
/** Legal forms at the end of a name, as registers write them. */
const FORM =
  /(?:^|[\s,.&])(?:Inc|Incorporated|L\.?L\.?C|Ltd|Limited|L\.?L\.?P|P\.?L\.?C|Corp|Corporation|Co|GmbH|mbH|AG|KG|OHG|e\.?\s?K|UG|SE|B\.?V|N\.?V|V\.?O\.?F|S\.?A|S\.?A\.?S\.?U?|SARL|S\.?A\.?R\.?L|EURL|S\.?L\.?U?|S\.?r\.?l|S\.?p\.?A|Sdn\.?\s?Bhd|Bhd|Berhad|Pte|Pvt|Pty|Enterprise|Trading|S\.?n\.?c|A\/S|ApS|AB|Oy|AS|SCRL|SPRL|BVBA|e\.?\s?V)\.?(?=$|[\s,.)(;:])/iu;
/** Words that a sentence has and a name has not. */
const SENTENCE =
  /(?:^|\s)(?:the|this|that|your|you|are|is|was|were|will|has|have|been|with|which|and\/or|bitte|wir|ist|sind|nous)(?=\s|$)|습니다|합니다|하세요|십시오|바랍니다|드립니다|입니다/u;
const POLITE = /(?:^|\s)(?:please|thanks?|welcome|vielen dank|veuillez|gracias|merci|bedankt)(?=[\s,!.]|$)|감사/iu;
/** A number in a register behind a name: `(519537-X)`. */
const REGISTER_NUMBER = /\s*[([]\s?(?:co\.?\s?(?:reg\.?\s?)?no\.?\s?:?\s?)?\d[\d\- ]{4,14}[A-Z]?\s?[)\]]\s*$/iu;
/** `221 High Street`: a house and its street. */
const STREET =
  /^(?:no|lot|unit)\b[.:]?\s?[\dA-Z]|^\d+[A-Za-z]?,?\s.*(?:,|\b(?:street|st|road|rd|avenue|ave|lane|jalan|jln|straat|rue)\b)/iu;
/** Several words and a full stop: somebody says something. */
const ENDED = /\s\p{Ll}+[.!?]$/u;
const CONTACT = /@|https?:|www\.|\btel\b|\bfax\b|\bphone\b|전화|팩스/iu;
const MOSTLY_FIGURES = /^[\d\s.,:;/()\-+#*₩$€£%]+$/;
const HONORIFIC = /\s*(?:귀중|귀하|님|貴中|貴下)\s*$/u;

/** A name as it is told: without what addresses its bearer, and with single spaces. */
export function tidyName(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/^[\s:：,;|·•\-–_=*"'‘’“”]+|[\s:：;,|·•\-–_=*"'‘’“”]+$/gu, '')
    .replace(HONORIFIC, '')
    .replace(REGISTER_NUMBER, '')
    .trim();
}

/** Whether a text could be the name of a person or a company: no figure, address of the net or sentence. */
export function isNameLike(text: string): boolean {
  if (text.length > MAX_LENGTH || (text.match(LETTER)?.length ?? 0) < (HANGUL.test(text) ? 2 : 3)) return false;
  if (MOSTLY_FIGURES.test(text) || CONTACT.test(text)) return false;
  if (SENTENCE.test(text) || POLITE.test(text)) return false;
  if (/^\((?!\s*[주유사재합]\s*\))/u.test(text) || (ENDED.test(text) && !FORM.test(text))) return false;
  const digits = text.match(/\d/g)?.length ?? 0;
  return digits <= text.length / 3;
}

/** Whether a text begins as an address does. */
export function isStreetLike(text: string): boolean {
  return STREET.test(text);
}

/** Whether a name bears a legal form. */
export function isCompanyName(text: string): boolean {
  return isNameLike(text) && (KOREAN_FORM.test(text) || (FORM.test(text) && /\p{L}{2}/u.test(text.replace(FORM, ''))));
}
