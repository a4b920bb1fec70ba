/** The sandbox was closed before the task was finished. */
export class SandboxClosedError extends Error {
  constructor() {
    super('The sandbox is closed');
    this.name = 'SandboxClosedError';
  }
}
