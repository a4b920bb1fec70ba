import { styleText } from 'node:util';

export type Style = Parameters<typeof styleText>[0];

/** Whether a stream wants colours: it is a terminal, unless `NO_COLOR` or `FORCE_COLOR` say otherwise. */
export function wantsColour(stream: { isTTY?: boolean } = process.stdout, env = process.env): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '') return env.FORCE_COLOR !== '0';
  return stream.isTTY === true;
}

/** Colours text, or gives it back as it is where colours are not wanted. */
export type Painter = (style: Style, text: string) => string;

export function createPainter(coloured = wantsColour()): Painter {
  return coloured ? (style, text) => styleText(style, text) : (_style, text) => text;
}

const WORKER_STYLES: Style[] = ['magenta', 'yellow', 'green', 'blue'];

/** The colour of a process, the same wherever its lines are shown. */
export function styleOfProcess(name: string): Style {
  if (name.startsWith('worker')) {
    const number = Number(/\d+$/.exec(name)?.[0] ?? 1);
    return WORKER_STYLES[(number - 1) % WORKER_STYLES.length] ?? 'magenta';
  }
  return name === 'api' || name === 'app' || name === 'access' ? 'cyan' : name === 'postgres' ? 'blue' : 'gray';
}
