import { Injectable } from '@nestjs/common';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { InjectEnv } from '../config/config.module.js';
import type { Env } from '../config/env.js';
import { Storage } from '../storage/storage.js';
import { renderingFile } from './rendering/rendering-file.js';
import { ReportSandbox } from './report-sandbox.js';
import type { RenderedFormat } from './report.types.js';

/** Has the structure of a report rendered in the sandbox, and stores what comes of it. */
@Injectable()
export class ReportRenderings {
  constructor(
    private readonly storage: Storage,
    private readonly sandbox: ReportSandbox,
    @InjectEnv() private readonly env: Env,
  ) {}

  /** From the structure stored under `structureKey` to a file of each format under `keyOf(format)`. */
  async render(
    structureKey: string,
    formats: RenderedFormat[],
    keyOf: (format: RenderedFormat) => string,
    signal: AbortSignal,
  ): Promise<void> {
    const structure = await this.storage.localCopy(structureKey, this.env.SCRATCH_DIR);
    try {
      const rendered = await this.sandbox.render({ structurePath: structure.path, formats }, signal);
      try {
        for (const format of formats) {
          const body = createReadStream(join(rendered.outputDirectory, renderingFile(format)));
          await this.storage.write(keyOf(format), body);
        }
      } finally {
        await rendered.release();
      }
    } finally {
      await structure.release();
    }
  }
}
