/** As it is told to users, 0–1: it is stored as a 32-bit float, whose tail of digits means nothing. */
export function roundProgress(progress: number): number {
  return Math.round(progress * 1000) / 1000;
}

/** Names of stages travel from child processes into metrics and traces: nothing but a plain name is one. */
export function isStageName(name: string): boolean {
  return /^[a-z][a-z_]{0,39}$/.test(name);
}
