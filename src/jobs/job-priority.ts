/** The last place in BullMQ's range; smaller numbers go first, and 0 would go before all of them. */
const LAST = 2_097_151;
const BYTES_PER_STEP = 1024 * 1024;

/**
 * Where a new job stands among those that wait: behind as many steps as its user has unfinished jobs already and as the
 * file has mebibytes. So whoever has little to do is served before whoever has a thousand files, and a small file
 * before a huge one, while jobs of the same place keep the order in which they came.
 */
export function priorityOf(unfinishedOfUser: number, sizeBytes: number): number {
  return Math.min(1 + unfinishedOfUser + Math.floor(sizeBytes / BYTES_PER_STEP), LAST);
}
