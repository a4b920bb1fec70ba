import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What every benchmark understands. */
const COMMON = {
  dist: { type: 'string', default: join(ROOT, 'dist'), value: '<folder>', help: 'the compiled service' },
  help: { type: 'boolean', short: 'h', default: false, help: 'this text' },
};

/**
 * Reads the command line. `options` are those of `node:util` with a `help` for people; ones with `min` and `max` are
 * whole numbers. With `argument` (`{name, help}`) the line must also hold that, without a dash. Prints the help and
 * ends when asked to, or when something on the line is not understood.
 */
export function readCommandLine(title, options, argument) {
  const all = { ...options, ...COMMON };
  try {
    const { values, positionals } = parseArgs({ options: all, allowPositionals: argument !== undefined });
    if (values.help) {
      process.stdout.write(describe(title, all, argument));
      process.exit(0);
    }
    if (argument) {
      if (positionals.length !== 1) throw new Error(`Name one ${argument.name}: ${argument.help}`);
      values[argument.name] = resolve(positionals[0]);
    }
    values.dist = resolve(values.dist);
    if (!existsSync(join(values.dist, 'main.js')))
      throw new Error(`${values.dist} holds no build: run "npm run build"`);
    for (const [name, option] of Object.entries(all)) {
      if (option.min !== undefined) values[name] = toInteger(name, values[name], option);
    }
    return values;
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${describe(title, all, argument)}`);
    process.exit(64);
  }
}

function toInteger(name, text, { min, max }) {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new Error(`--${name} must be a whole number from ${min} to ${max}`);
}

function describe(title, options, argument) {
  const lines = Object.entries(options).map(([name, { help, value, min, max, default: usual }]) => {
    const flag = `--${name} ${value ?? (min === undefined ? '' : '<count>')}`.trimEnd();
    const bounds = min === undefined ? '' : ` (${min} to ${max}, default ${usual})`;
    return `  ${flag.padEnd(24)} ${help}${bounds}`;
  });
  const given = argument ? `Argument:\n  ${argument.name.toUpperCase().padEnd(24)} ${argument.help}\n\n` : '';
  return `${title}\n\n${given}Options:\n${lines.join('\n')}\n`;
}
