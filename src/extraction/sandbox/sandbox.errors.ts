/** The child ended by itself, without saying why: a fault of the world, so the file may be tried again. */
export class ChildLostError extends Error {
  constructor(
    readonly exitCode: number | null,
    readonly signal: NodeJS.Signals | null,
    /** The last that the child wrote to stderr; for logs only, it may quote the document. */
    readonly output: string,
  ) {
    super(`The process that read the file ended unexpectedly (${signal ?? `exit code ${exitCode ?? 'unknown'}`})`);
    this.name = 'ChildLostError';
  }
}

/** The sandbox was closed before the task was finished. */
export class SandboxClosedError extends Error {
  constructor() {
    super('The sandbox is closed');
    this.name = 'SandboxClosedError';
  }
}
