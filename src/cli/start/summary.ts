import { type Painter } from '../colours.js';

export interface SummaryFacts {
  url: string;
  seconds: number;
  logs: string;
  detached: boolean;
}

/** What a newcomer needs to know once the service is up. */
export function summary({ url, seconds, logs, detached }: SummaryFacts, paint: Painter): string {
  const rows: [string, string][] = [
    ['API docs', `${url}/docs`],
    ['ReDoc', `${url}/redoc`],
    ['Health', `${url}/health`],
    ['Logs', detached ? `${logs}  (scripts/logs.sh follows them)` : logs],
    ['Stop', detached ? 'scripts/stop.sh' : 'Ctrl-C, or scripts/stop.sh'],
  ];
  const lines = rows.map(([name, value]) => `  ${paint('dim', name.padEnd(9))} ${value}`);
  return ['', paint(['bold', 'green'], `Sheaf is ready in ${seconds.toFixed(1)} s`), ...lines, ''].join('\n');
}
