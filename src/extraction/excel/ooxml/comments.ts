import { toStorableText } from '../../../common/text.js';
import type { SheetFacts } from '../sheet-facts.js';
import { parseXml } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';
import { readEscapedText } from './escaped-text.js';
import type { Relationship } from './relationships.js';
import { richTextHandler } from './shared-strings.js';

/** For programs that know no threads, each is kept as a comment too, with a notice; this is what its author is called. */
const COPY_OF_THREAD = /^tc=/;

/** Notes what a worksheet's cells are commented with, `links` being what it refers to: comments, and threads of them. */
export async function readAllComments(
  zip: ZipPackage,
  links: readonly Relationship[],
  persons: ReadonlyMap<string, string>,
  facts: SheetFacts,
): Promise<void> {
  const targetOf = (type: string): string | undefined =>
    links.find((link) => link.type === type && zip.has(link.target))?.target;
  const [threads, comments] = [targetOf('threadedComment'), targetOf('comments')];
  const threaded = threads === undefined ? new Set<string>() : await readThreads(zip, threads, persons, facts);
  if (comments !== undefined) await readComments(zip, comments, threaded, facts);
}

/** The names of those who write in threads, by their ids. */
export async function readPersons(zip: ZipPackage, part: string | null): Promise<Map<string, string>> {
  const persons = new Map<string, string>();
  if (part === null) return persons;
  await parseXml(zip.read(part), {
    open(element, { id = '', displayName = '' }) {
      if (element === 'person') persons.set(id, toStorableText(displayName));
    },
  });
  return persons;
}

/** Returns the cells that have threads. An answer is a comment of its own, in the order in which they were given. */
async function readThreads(
  zip: ZipPackage,
  part: string,
  persons: ReadonlyMap<string, string>,
  facts: SheetFacts,
): Promise<Set<string>> {
  const cells = new Set<string>();
  let [cell, author, text, inText] = ['', '', '', false];
  await parseXml(zip.read(part), {
    open(element, { ref = '', personId = '' }) {
      if (element === 'threadedComment') [cell, author, text] = [ref, persons.get(personId) ?? '', ''];
      inText = element === 'text';
    },
    text(piece) {
      if (inText) text += piece;
    },
    close(element) {
      inText = false;
      if (element !== 'threadedComment') return;
      cells.add(cell);
      facts.addComment(cell, author, readEscapedText(text));
    },
  });
  return cells;
}

async function readComments(
  zip: ZipPackage,
  part: string,
  threaded: ReadonlySet<string>,
  facts: SheetFacts,
): Promise<void> {
  const authors: string[] = [];
  let author = '';
  const comments = richTextHandler('comment', (text, { ref = '', authorId = '' }) => {
    const name = authors[Number(authorId)] ?? '';
    if (threaded.has(ref) && COPY_OF_THREAD.test(name)) return;
    facts.addComment(ref, name, readEscapedText(text));
  });
  await parseXml(zip.read(part), {
    open(element, attributes) {
      author = '';
      comments.open?.(element, attributes);
    },
    text(text) {
      author += text;
      comments.text?.(text);
    },
    close(element) {
      if (element === 'author') authors.push(toStorableText(author));
      comments.close?.(element);
    },
  });
}
