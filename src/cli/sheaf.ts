#!/usr/bin/env node
// Nothing that an old Node cannot parse or resolve may be imported before its version is checked.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`Sheaf needs Node 20.19 or newer, this is ${process.versions.node}.\n`);
  process.exitCode = 1;
} else {
  const { runCli } = await import('./program.js');
  await runCli(process.argv);
}
