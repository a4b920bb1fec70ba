import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import { type SampleDocument } from './api-client.js';

const PERCENT = 100;

/** How far each document is: a bar for each in a terminal, a line for each change of state elsewhere. */
export interface ProgressView {
  show(document: SampleDocument): void;
  end(): void;
}

export function createProgressView(documents: SampleDocument[], isTerminal = process.stdout.isTTY): ProgressView {
  return isTerminal ? bars(documents) : lines();
}

function bars(documents: SampleDocument[]): ProgressView {
  const width = Math.max(...documents.map(({ filename }) => displayWidth(filename)));
  const multi = new MultiBar(
    { format: '  {name} {bar} {percentage}% {state}', hideCursor: true, barsize: 28, stream: process.stdout },
    Presets.shades_classic,
  );
  const shown = new Map<string, SingleBar>();
  return {
    show(document) {
      const name = document.filename + ' '.repeat(width - displayWidth(document.filename));
      const state = document.status === 'processing' ? (document.stage ?? document.status) : document.status;
      const percent = document.status === 'completed' ? PERCENT : Math.round(document.progress * PERCENT);
      const bar = shown.get(document.id) ?? multi.create(PERCENT, percent, { name, state });
      shown.set(document.id, bar);
      bar.update(percent, { name, state });
    },
    end() {
      multi.stop();
    },
  };
}

function lines(): ProgressView {
  const last = new Map<string, string>();
  return {
    show({ id, filename, status }) {
      if (last.get(id) === status) return;
      last.set(id, status);
      process.stdout.write(`  ${filename}: ${status}\n`);
    },
    end() {
      process.stdout.write('\n');
    },
  };
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/g;

/** Columns in a terminal: Hangul and other wide letters take two. */
function displayWidth(text: string): number {
  return text.length + (text.match(WIDE)?.length ?? 0);
}
