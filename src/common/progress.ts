/** As it is told to users, 0–1: it is stored as a 32-bit float, whose tail of digits means nothing. */
export function roundProgress(progress: number): number {
  return Math.round(progress * 1000) / 1000;
}
