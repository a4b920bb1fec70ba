import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Sandbox } from '../extraction/sandbox/sandbox.js';

/** Ends the child processes once the worker has drained. */
@Injectable()
export class SandboxShutdown implements OnApplicationShutdown {
  constructor(private readonly sandbox: Sandbox) {}

  onApplicationShutdown(): Promise<void> {
    return this.sandbox.close();
  }
}
