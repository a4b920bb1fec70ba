import { Command, Option } from 'commander';
import { loadDotEnv } from '../config/env.js';
import { CliError, tellError } from './cli-error.js';
import { createPainter, wantsColour } from './colours.js';
import { createAdminCommand, migrateCommand } from './database/database.commands.js';
import { logsCommand } from './logs/logs.command.js';
import { type ProjectPaths, projectPaths } from './paths.js';
import { resolveRestartSettings, resolveSettings, type StartFlags } from './start/settings.js';
import { runAsSupervisor, startCommand } from './start/start.command.js';
import { readVersion } from './start/supervise.js';
import { statusCommand } from './status/status.command.js';
import { stopCommand } from './stop/stop.command.js';

interface StartOptions extends StartFlags {
  detach?: boolean;
  sample?: boolean;
  asSupervisor?: boolean;
}

/** Runs the command line, and turns what goes wrong into one sentence and an exit code. */
export async function runCli(argv: string[]): Promise<void> {
  // A terminal that is closed, or `| head`, must not end the supervisor before its processes.
  process.stdout.on('error', () => undefined);
  process.stderr.on('error', () => undefined);
  try {
    process.chdir(projectPaths().root);
    loadDotEnv();
    await (await createProgram(projectPaths())).parseAsync(argv);
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  const exitCode = error instanceof CliError ? error.exitCode : 1;
  const paint = createPainter(wantsColour(process.stderr));
  if (exitCode === 0) process.stdout.write(`${tellError(error)}\n`);
  else process.stderr.write(`${paint('red', '✗')} ${tellError(error)}\n`);
  process.exitCode = exitCode;
}

async function createProgram(paths: ProjectPaths): Promise<Command> {
  const program = new Command('sheaf')
    .description('Runs the Sheaf document-processing service on this machine.')
    .version(await readVersion(paths.root))
    .showHelpAfterError()
    .enablePositionalOptions();
  addStart(program, paths);
  addStop(program, paths);
  addRestart(program, paths);
  addStatus(program, paths);
  addLogs(program, paths);
  addDatabaseCommands(program, paths);
  addBackupCommands(program, paths);
  return program;
}

function withStartFlags(command: Command): Command {
  return command
    .option('-p, --port <port>', 'port of the API; 0 takes a free one (default: PORT, or 8001)')
    .option('--host <address>', 'address to listen on (default: HOST, or 0.0.0.0)')
    .option('-a, --apis <count>', 'number of API processes, each on the port after the one before (default: 1)')
    .option('-w, --workers <count>', 'number of worker processes (default: 1)')
    .option('--production', 'refuse a configuration that is not fit for production')
    .option('--sample', 'then register a demo user, upload the bundled samples and show what was extracted');
}

function addStart(program: Command, paths: ProjectPaths): void {
  withStartFlags(program.command('start'))
    .description('start the database, the API and the workers; Ctrl-C drains and stops all of them')
    .option('-d, --detach', 'run in the background, and return when the service is ready')
    .addOption(new Option('--as-supervisor').hideHelp())
    .addHelpText(
      'after',
      `
Without DATABASE_URL an embedded PostgreSQL is used, with its data in var/postgres.

Examples:
  sheaf start                      in the foreground, with the log lines of all processes
  sheaf start --detach --workers 2 in the background, two workers
  sheaf start --sample             with a tour of what it does`,
    )
    .action(async (options: StartOptions) => {
      const settings = resolveSettings(options);
      if (options.asSupervisor) await runAsSupervisor(paths, settings);
      else await startCommand(paths, settings, { detach: options.detach ?? false, sample: options.sample ?? false });
    });
}

function addStop(program: Command, paths: ProjectPaths): void {
  program
    .command('stop')
    .description('stop the service: requests and jobs under way may finish, for half a minute at most')
    .option('-f, --force', 'do not wait for them')
    .action(async ({ force }: { force?: boolean }) => {
      await stopCommand(paths, { force: force ?? false });
    });
}

function addRestart(program: Command, paths: ProjectPaths): void {
  withStartFlags(program.command('restart'))
    .description('stop the service if it runs, and start it in the background with the options of its last start')
    .action(async (options: StartOptions) => {
      const settings = await resolveRestartSettings(paths, options);
      await stopCommand(paths, { force: false });
      await startCommand(paths, settings, { detach: true, sample: options.sample ?? false });
    });
}

function addStatus(program: Command, paths: ProjectPaths): void {
  program
    .command('status')
    .description('show the processes, their uptime and memory, the URL and the health checks')
    .option('--json', 'for programs')
    .addHelpText('after', '\nExit code: 0 running and well, 1 running but not well, 3 not running.')
    .action(async ({ json }: { json?: boolean }) => {
      process.exitCode = await statusCommand(paths, { json: json ?? false });
    });
}

function addLogs(program: Command, paths: ProjectPaths): void {
  program
    .command('logs')
    .description('show the logs of all processes, and follow them')
    .argument('[process...]', 'only of these: api, worker, access, postgres, supervisor (default: all)')
    .option('-n, --lines <count>', 'lines of the past to show', '50')
    .option('--no-follow', 'show and end')
    .option('--errors', 'warnings and errors only')
    .action(async (processes: string[], options: { lines: string; follow: boolean; errors?: boolean }) => {
      await logsCommand(paths, { ...options, errors: options.errors ?? false, processes });
    });
}

function addDatabaseCommands(program: Command, paths: ProjectPaths): void {
  program
    .command('migrate')
    .description('bring the database schema up to date')
    .action(async () => {
      process.exitCode = await migrateCommand(paths);
    });
  program
    .command('create-admin')
    .description('make an administrator (see "sheaf create-admin --help")')
    .helpOption(false)
    .argument('[options...]')
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[]) => {
      process.exitCode = await createAdminCommand(paths, args);
    });
}

function addBackupCommands(program: Command, paths: ProjectPaths): void {
  program
    .command('backup')
    .description('copy database and files, of one moment, into a folder; the service may go on')
    .argument('[folder]', 'where to (default: var/backups/sheaf-<time>)')
    .option('-f, --force', 'replace an earlier backup in that folder')
    .action(async (folder: string | undefined, { force }: { force?: boolean }) => {
      const { backupCommand } = await import('./backup/backup.commands.js');
      await backupCommand(paths, { folder, force: force ?? false });
    });
  program
    .command('restore')
    .description('fill database and storage with what a backup holds; the service must not run')
    .argument('<folder>', 'of the backup')
    .option('-f, --force', 'replace what database and storage hold')
    .action(async (folder: string, { force }: { force?: boolean }) => {
      const { restoreCommand } = await import('./backup/backup.commands.js');
      await restoreCommand(paths, folder, { force: force ?? false });
    });
}
