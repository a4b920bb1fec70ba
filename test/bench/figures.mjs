import { arch, cpus, platform } from 'node:os';

const MEBIBYTE = 1024 * 1024;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the slopes between all pairs of points: unlike least squares it does not follow single peaks. */
export function medianSlope(points) {
  const slopes = points.flatMap(([x1, y1], index) =>
    points.slice(index + 1).flatMap(([x2, y2]) => (x2 === x1 ? [] : [(y2 - y1) / (x2 - x1)])),
  );
  return slopes.length > 0 ? median(slopes) : 0;
}

/** Bytes as `12.3` mebibytes. */
export function inMegabytes(bytes) {
  return (bytes / MEBIBYTE).toFixed(1);
}

/** Rows of cells, the first of them the titles, as aligned columns. */
export function formatTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => String(row[column]).length)));
  return rows
    .map((row) => row.map((cell, column) => String(cell).padStart(widths[column])).join('  '))
    .map((line) => `  ${line}`)
    .join('\n');
}

/** What a figure must be read with. */
export function describeMachine() {
  const [processor] = cpus();
  return `${new Date().toISOString().slice(0, 10)}, Node ${process.version}, ${platform()} ${arch()}, ${cpus().length} × ${processor?.model.trim() ?? 'unknown'}`;
}

/** Prints the verdict and sets the exit code by it. */
export function conclude(passed, sentence) {
  process.stdout.write(`\n${passed ? 'ok' : 'NOT OK'}: ${sentence}\n`);
  if (!passed) process.exitCode = 1;
}
