/** What is needed of a page; `header` and `footer` are lines of its `text`. */
export interface PageWithRunningLines {
  text: string;
  header?: string;
  footer?: string;
}

/** How a sentence ends, closing quotes and brackets after it. */
const SENTENCE_END = /[.!?。！？…:;][\p{Pe}\p{Pf}"'”’]*$/u;
const PARTED = /\p{L}[-\u00AD\u2010]$/u;
/** A Latin sentence goes on in lower case; Korean, Chinese and Japanese have none. */
const GOES_ON = /^[\p{Ll}\p{Lo}]/u;

/**
 * The text of pages without running headers and footers. A sentence that goes on over the end of a page is whole, so
 * that what looks at sentences (summary, keywords) sees none that is cut; pages are otherwise apart by an empty line.
 * Pages beyond the first `maxCharacters` are left out.
 */
export function bodyText(pages: readonly PageWithRunningLines[], maxCharacters = Infinity): string {
  let text = '';
  for (const page of pages) {
    if (text.length >= maxCharacters) break;
    const body = withoutRunningLines(page);
    if (body === '') continue;
    if (text === '') text = body;
    else if (PARTED.test(text.slice(-2)) && /^\p{Ll}/u.test(body)) text = text.slice(0, -1) + body;
    else text += (goesOn(text, body) ? '\n' : '\n\n') + body;
  }
  return text;
}

function goesOn(before: string, after: string): boolean {
  const lastLine = before.slice(before.lastIndexOf('\n') + 1);
  return !SENTENCE_END.test(lastLine) && !lastLine.includes('\t') && GOES_ON.test(after);
}

function withoutRunningLines({ text, header, footer }: PageWithRunningLines): string {
  const lines = text.split('\n');
  for (const line of header?.split('\n') ?? []) remove(lines, lines.indexOf(line));
  for (const line of footer?.split('\n') ?? []) remove(lines, lines.lastIndexOf(line));
  return lines.join('\n').trim();
}

function remove(lines: string[], index: number): void {
  if (index >= 0) lines.splice(index, 1);
}
