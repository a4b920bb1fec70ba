/**
 * Preloaded with `node --import`, it writes down every module that a process has loaded when it ends: ES modules by
 * a loader hook, CommonJS modules from the cache of `require`. The list goes to the file in RECORD_MODULES.
 */
import { createRequire, register } from 'node:module';
import { writeFileSync } from 'node:fs';
import { MessageChannel } from 'node:worker_threads';

const { port1: heard, port2: told } = new MessageChannel();
const modules = new Set();
heard.on('message', (url) => modules.add(url));
heard.unref();

const hook = `
  let port;
  export const initialize = ({ told }) => { port = told; };
  export const load = (url, context, next) => { port.postMessage(url); return next(url, context); };
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`, { data: { told }, transferList: [told] });

process.on('exit', () => {
  const { cache } = createRequire(import.meta.url);
  writeFileSync(process.env.RECORD_MODULES, [...modules, ...Object.keys(cache)].join('\n'));
});
