import { Agent, request } from 'node:http';

/**
 * Asks one API for a path from so many connections at once, each as soon as its last answer is read, for so long.
 * Returns the durations in milliseconds of all requests. Throws on any answer but 200.
 */
export async function load({ port, authorization }, path, { connections, seconds }) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const target = { agent, host: '127.0.0.1', port, path, headers: authorization };
  const deadline = performance.now() + seconds * 1000;
  const durations = [];
  const connection = async () => {
    for (let now = performance.now(); now < deadline; now = performance.now()) {
      await ask(target);
      durations.push(performance.now() - now);
    }
  };
  await Promise.all(Array.from({ length: connections }, connection));
  agent.destroy();
  return durations;
}

function ask(target) {
  return new Promise((resolve, reject) => {
    const outgoing = request(target, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`${target.path} answered ${response.statusCode}`));
      });
    });
    outgoing.once('error', reject).end();
  });
}
