const EVERY_MS = 10_000;

/** How far it is: one line that changes on a terminal, a line every ten seconds elsewhere. */
export class ProgressLine {
  #state = { uploaded: 0, ended: 0 };
  #told = 0;
  #startedAt = Date.now();

  constructor(total) {
    this.total = total;
  }

  update(change) {
    Object.assign(this.#state, change);
    if (!process.stderr.isTTY && Date.now() - this.#told < EVERY_MS) return;
    this.#told = Date.now();
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${this.#text()}${process.stderr.isTTY ? '' : '\n'}`);
  }

  end() {
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${this.#text()}\n`);
  }

  #text() {
    const { uploaded, ended } = this.#state;
    const seconds = Math.round((Date.now() - this.#startedAt) / 1000);
    return `  ${uploaded} uploaded, ${ended} ended of ${this.total} after ${seconds} s`;
  }
}
