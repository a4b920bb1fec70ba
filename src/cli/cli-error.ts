/** Something the person at the terminal can act on: its message is one clear sentence and is printed without a stack. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}

/** The system's code of a failed call (`ENOENT`, `EACCES`, …), when it has one. */
export function errorCode(error: unknown): string | undefined {
  // Not `instanceof Error`: under jest the errors of Node itself come from another realm.
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Faults of the system that their message explains; a stack would only frighten. */
const SELF_EXPLANATORY = ['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'EMFILE'];

/** What to print about an error: a sentence where it has one, the stack where it is a fault of ours. */
export function tellError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const explains = error instanceof CliError || SELF_EXPLANATORY.includes(errorCode(error) ?? '');
  return explains ? error.message : (error.stack ?? error.message);
}
