/** Loads what reports are built and rendered with, in a process that has nothing to do yet. */
export async function run(): Promise<null> {
  await import('./building/build-report.task.js');
  await import('./rendering/render-report.task.js');
  return null;
}
