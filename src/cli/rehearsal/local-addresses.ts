import { join } from 'node:path';

/** What is elsewhere than in the containers' network. */
export interface LocalAddresses {
  directory: string;
  databaseUrl: string;
  redisPort: number;
}

const POSTGRES = 'postgres:5432';
const REDIS = 'redis:6379';

/** A container's environment, with the addresses and folders of this machine in the place of the containers'. */
export function toLocalEnvironment(
  environment: Record<string, string>,
  { directory, databaseUrl, redisPort }: LocalAddresses,
): Record<string, string> {
  const database = new URL(databaseUrl);
  const local = (value: string): string => {
    if (value.startsWith('postgres://') && value.includes(`@${POSTGRES}/`)) {
      return `${value.replace(POSTGRES, database.host)}${database.search}`;
    }
    if (value.startsWith('redis://')) return value.replace(REDIS, `127.0.0.1:${redisPort}`);
    return value.startsWith('/data/') ? join(directory, value) : value;
  };
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, local(value)]));
}

/** PostgreSQL's settings among the arguments of its command: `-c name=value`. */
export function settingsOf(command: readonly string[]): Record<string, string> {
  const pairs = command.filter((_, index) => command[index - 1] === '-c').map((setting) => setting.split('='));
  return Object.fromEntries(pairs.map(([name = '', value = '']) => [name, value]));
}
