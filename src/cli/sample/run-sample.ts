import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { mediaTypeOfName } from '../../common/media-types.js';
import { createPainter } from '../colours.js';
import { type ProjectPaths } from '../paths.js';
import { ApiClient, type SampleDocument } from './api-client.js';
import { logInAsDemoUser } from './demo-user.js';
import { describeResult, type SampleResult } from './describe-extraction.js';
import { createProgressView } from './progress-view.js';

const POLL_MS = 200;
/** OCR of the picture is the longest; a slow machine takes its time. */
const TIMEOUT_MS = 180_000;
const REPORT_TIMEOUT_MS = 15_000;

export interface SampleOptions {
  apiUrl: string;
  /** The address to print. */
  publicUrl: string;
  paths: Pick<ProjectPaths, 'samples' | 'sampleUser'>;
}

/** Uploads the bundled samples as a demo user, shows their progress and what was extracted. */
export async function runSample({ apiUrl, publicUrl, paths }: SampleOptions): Promise<void> {
  const paint = createPainter();
  const client = new ApiClient(apiUrl);
  const user = await logInAsDemoUser(client, paths.sampleUser);
  process.stdout.write(`${paint('bold', 'Sample')}: as user ${user.username}, password ${user.password}\n\n`);
  const accepted: SampleDocument[] = [];
  for (const file of await sampleFiles(paths.samples)) {
    accepted.push(await client.upload(file.path, file.mediaType));
  }
  const finished = await watch(client, accepted);
  process.stdout.write('\n');
  for (const document of finished) {
    process.stdout.write(`${describeResult(await resultOf(client, document, publicUrl), paint)}\n`);
  }
  process.stdout.write(`Log in at ${publicUrl}/docs (Authorize) with the user above to see and do more.\n`);
}

async function sampleFiles(folder: string): Promise<{ path: string; mediaType: string }[]> {
  return (await readdir(folder)).sort().flatMap((name) => {
    const mediaType = mediaTypeOfName(name);
    return mediaType === null ? [] : [{ path: join(folder, name), mediaType }];
  });
}

async function watch(client: ApiClient, accepted: SampleDocument[]): Promise<SampleDocument[]> {
  const view = createProgressView(accepted);
  const deadline = Date.now() + TIMEOUT_MS;
  let documents = accepted;
  try {
    for (const document of documents) view.show(document);
    while (documents.some(isActive) && Date.now() < deadline) {
      await sleep(POLL_MS);
      documents = await Promise.all(documents.map((known) => refresh(client, known)));
      for (const document of documents) view.show(document);
    }
  } finally {
    view.end();
  }
  return documents;
}

async function refresh(client: ApiClient, known: SampleDocument): Promise<SampleDocument> {
  return isActive(known) ? client.document(known.id) : known;
}

function isActive({ status }: SampleDocument): boolean {
  return status === 'queued' || status === 'processing';
}

async function resultOf(client: ApiClient, document: SampleDocument, publicUrl: string): Promise<SampleResult> {
  if (document.status !== 'completed') return { document, extraction: undefined, reportUrl: undefined };
  const extraction = await client.extraction(document.id);
  return { document, extraction, reportUrl: await reportUrl(client, document.id, publicUrl) };
}

/** A report is written after its document is complete; undefined when it takes too long. */
async function reportUrl(client: ApiClient, documentId: string, publicUrl: string): Promise<string | undefined> {
  const deadline = Date.now() + REPORT_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const [report] = await client.reports(documentId);
    if (report !== undefined) {
      return `${publicUrl}/api/documents/${documentId}/reports/${report.id}/download?format=md`;
    }
    await sleep(POLL_MS);
  }
  return undefined;
}
