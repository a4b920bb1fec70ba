/** How far a task is. `progress` is 0–1 over the whole task; `stage` a stable snake_case name, `message` for people. */
export interface TaskProgress {
  stage: string;
  progress: number;
  message: string;
}
export type TaskProgressListener = (progress: TaskProgress) => void;

export interface TaskContext {
  /** For the files that belong to the result; it goes with the result's release. */
  outputDirectory: string;
  onProgress: TaskProgressListener;
}

/** What the module of a task exports as `run`. Its input comes over IPC, its output goes through a JSON file. */
export type TaskFunction<Input, Output> = (input: Input, context: TaskContext) => Promise<Output>;

/** Work that a child process can be given: a module, and the types of what goes in and comes out. */
export interface SandboxTask<Input, Output> {
  /** Of the compiled module, relative to the root of the build: `extraction/extraction.task.js`. */
  module: string;
  /** Never there: it ties the types to the name. */
  readonly types?: TaskFunction<Input, Output>;
}
