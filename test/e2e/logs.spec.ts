import { beforeAll, describe, expect, it } from '@jest/globals';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { instruct } from '../factories.js';
import { eventually } from '../support/eventually.js';
import type { Owner } from '../support/owner.js';
import { processesSuite } from '../support/processes-suite.js';

interface LogLine {
  message: string;
  service: string;
  context?: string;
  request_id?: string;
  job_id?: string;
  child_pid?: number;
}

describe('the logs of one upload', () => {
  const suite = processesSuite();
  const REQUEST_ID = 'follow-me-7';
  let owner: Owner;
  let jobs: { id: string; kind: string }[];

  beforeAll(async () => {
    const api = await suite.start('main');
    await suite.start('obedient-worker', { LOG_LEVEL: 'debug' });
    owner = await suite.signUp(api);
    // One before it, so that the child process is not its own.
    await owner.process(instruct('succeed'));
    const answer = await owner.client.upload(owner.token, instruct('steps 3'), {
      headers: { 'x-request-id': REQUEST_ID },
    });
    const { id } = answer.body.data as { id: string };
    await owner.live.untilType('report_ready', id);
    jobs = await owner.jobs(id);
    // What must never be seen in a log, in the places where it comes in.
    await owner.client.get(`/api/documents?token=${owner.token}&q=my-private-search`, owner.token);
    await owner.client.get(`/ws?token=${owner.token}`);
    await owner.client.request('POST', '/api/auth/login', { json: { username: 'x', password: 'a-wrong-password-9' } });
  }, 90_000);

  async function lines(): Promise<LogLine[]> {
    const folder = suite.environment.variables.LOG_DIR ?? '';
    const files = (await readdir(folder)).filter((name) => name.endsWith('.log'));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
    return texts
      .join('')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  }

  it('bear its request id from the API through the worker to the report, and the ids of its jobs', async () => {
    await eventually(async () => {
      const own = (await lines()).filter(({ request_id }) => request_id === REQUEST_ID);
      expect(own.filter(({ service, context }) => service === 'api' && context === 'access')).toHaveLength(1);
      for (const { id, kind } of jobs) {
        expect(own).toContainEqual(
          expect.objectContaining({ service: 'worker', job_id: id, message: `${kind} succeeded in attempt 1` }),
        );
      }
    });
  });

  it('bear them in the lines of the child process too', async () => {
    const extraction = jobs.find(({ kind }) => kind === 'extraction');
    await eventually(async () => {
      const ofChild = (await lines()).filter(({ message }) => message.includes('told to steps'));
      expect(ofChild).toEqual([
        expect.objectContaining({
          context: 'Sandbox',
          service: 'worker',
          request_id: REQUEST_ID,
          job_id: extraction?.id,
          child_pid: expect.any(Number),
        }),
      ]);
    });
  });

  it('hold no token, no query and no password', async () => {
    await eventually(async () => {
      const paths = (await lines()).filter(({ message }) => message === 'request');
      expect(paths.length).toBeGreaterThan(4);
    });
    const text = JSON.stringify(await lines());
    for (const secret of [owner.token, owner.user.password, 'my-private-search', 'a-wrong-password-9', 'token=']) {
      expect(text).not.toContain(secret);
    }
  });
});
