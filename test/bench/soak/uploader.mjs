import { setTimeout as sleep } from 'node:timers/promises';

const ATTEMPTS = 200;
const USUAL_WAIT_S = 2;

/**
 * Uploads files, several at a time, and keeps what became of each: `{path, document}` or `{path, refusal}`, the code the
 * service refused it with. Waits when the service asks to (429, 503).
 */
export async function uploadAll(client, paths, { concurrency, onUploaded }) {
  const uploads = [];
  const waiting = [...paths];
  const next = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      uploads.push(await uploadOne(client, path));
      onUploaded(uploads.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, next));
  return uploads;
}

async function uploadOne(client, path) {
  for (let attempt = 1; ; attempt += 1) {
    const { status, headers, body } = await client.tryUpload(path);
    if (status < 300) return { path, document: body.data };
    if ((status !== 429 && status !== 503) || attempt === ATTEMPTS) return { path, refusal: body.error_code };
    await sleep(Number(headers['retry-after'] ?? USUAL_WAIT_S) * 1000);
  }
}
