import { listLogFiles, readRange, type LogFile } from './log-files.js';

const TAIL_BYTES = 512 * 1024;
const NEWLINE = 0x0a;

export interface SourcedLine {
  source: string;
  text: string;
}

/** Reads what is appended to the logs of a folder, over rotation and new files. */
export class LogTail {
  private readonly offsets = new Map<string, number>();

  constructor(
    private readonly folder: string,
    private readonly wanted: (source: string) => boolean,
  ) {}

  /** The end of every log so far; {@link readNew} goes on from there. */
  async readPast(): Promise<SourcedLine[]> {
    const files = await this.files();
    const lines: SourcedLine[] = [];
    for (const file of files) {
      const from = Math.max(0, file.size - TAIL_BYTES);
      const found = await this.readFrom(file, from);
      // The first line of a cut is half a line.
      lines.push(...(from > 0 ? found.slice(1) : found));
    }
    return lines;
  }

  async readNew(): Promise<SourcedLine[]> {
    const lines: SourcedLine[] = [];
    for (const file of await this.files()) {
      const offset = this.offsets.get(file.path) ?? 0;
      // A file that shrank was replaced by a new one of its name.
      if (file.size !== offset) lines.push(...(await this.readFrom(file, file.size < offset ? 0 : offset)));
    }
    return lines;
  }

  private async files(): Promise<LogFile[]> {
    const files = (await listLogFiles(this.folder)).filter(({ source }) => this.wanted(source));
    return files.sort((a, b) => a.modifiedMs - b.modifiedMs);
  }

  /** Whole lines only: what is still being written is read the next time. */
  private async readFrom({ path, size, source }: LogFile, from: number): Promise<SourcedLine[]> {
    const bytes = await readRange(path, from, size);
    const end = bytes.lastIndexOf(NEWLINE) + 1;
    this.offsets.set(path, from + end);
    const text = bytes.subarray(0, end).toString('utf8');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => ({ source, text: line }));
  }
}
