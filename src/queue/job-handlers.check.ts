import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { JobProcessor } from './job-processor.js';
import { JOB_KINDS, JOBS } from './jobs.js';

/** Refuses to start a worker in which a kind of job has no processor, or two. */
@Injectable()
export class JobHandlersCheck implements OnApplicationBootstrap {
  constructor(private readonly discovery: DiscoveryService) {}

  onApplicationBootstrap(): void {
    const served = this.discovery
      .getProviders()
      .map(({ instance }: { instance: unknown }) => instance)
      .filter((instance) => instance instanceof JobProcessor)
      .map((processor) => processor.worker.name);
    assertEachServedOnce(served);
  }
}

/** Throws unless `queues` holds the queue of every kind of job exactly once, and nothing else. */
export function assertEachServedOnce(queues: string[]): void {
  const expected = JOB_KINDS.map((kind): string => JOBS[kind].queue);
  const problems = [
    ...expected
      .map((queue) => ({ queue, count: queues.filter((name) => name === queue).length }))
      .filter(({ count }) => count !== 1)
      .map(({ queue, count }) => `the queue "${queue}" has ${count} processors`),
    ...queues.filter((name) => !expected.includes(name)).map((name) => `the queue "${name}" is not a known one`),
  ];
  if (problems.length > 0) throw new Error(`Every kind of job needs one processor: ${problems.join('; ')}`);
}
