/** Whether the time of a refused log-in tells if the name exists. */
import { readCommandLine } from './command-line.mjs';
import { conclude, describeMachine, formatTable, median } from './figures.mjs';
import { withService } from './service.mjs';

const ALLOWED_DIFFERENCE = 0.1;

const options = readCommandLine('Compares refused log-ins with a wrong name and with a wrong password.', {
  pairs: { type: 'string', default: '150', min: 20, max: 2000, help: 'log-ins of each kind' },
});

process.stdout.write(`${describeMachine()}\n`);
await withService({ dist: options.dist, variables: { LOG_LEVEL: 'warn' } }, measure);

async function measure(service) {
  const { client } = await service.startApi();
  const { username } = await client.signUp();
  const names = { 'a wrong password': () => username, 'a wrong name': (round) => `nobody-${round}` };
  const durations = { 'a wrong password': [], 'a wrong name': [] };
  // In turns, so that whatever else the machine does befalls both.
  for (let round = 0; round < options.pairs; round += 1) {
    for (const [kind, name] of Object.entries(names)) durations[kind].push(await refusal(client, name(round)));
  }
  const medians = Object.values(durations).map(median);
  const rows = Object.entries(durations).map(([kind, all]) => [kind, median(all).toFixed(2)]);
  process.stdout.write(`\n${formatTable([['', 'median ms'], ...rows])}\n`);
  const difference = Math.abs(medians[0] - medians[1]) / Math.max(...medians);
  const sentence = `they differ by ${(difference * 100).toFixed(1)} % in the median, allowed are 10 %`;
  conclude(difference <= ALLOWED_DIFFERENCE, sentence);
}

async function refusal(client, username) {
  const startedAt = performance.now();
  const { status } = await client.tryPost('/api/auth/login', { username, password: 'not-the-password-1' });
  if (status !== 401) throw new Error(`The log-in was to be refused and got ${status}`);
  return performance.now() - startedAt;
}
