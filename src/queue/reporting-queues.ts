import { Logger } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { OutageLog } from '../logging/outage-log.js';

/*
 * Without a listener from the very beginning BullMQ prints errors itself, with all that its connection knows, and an
 * unreachable queue ends the process of a worker. Both connect again by themselves.
 */

export class ReportingQueue extends Queue {
  constructor(...settings: ConstructorParameters<typeof Queue>) {
    super(...settings);
    const outages = new OutageLog(new Logger(Queue.name), `the queue ${this.name}`);
    this.on('error', (error) => {
      outages.note(error);
    });
  }
}

export class ReportingWorker extends Worker {
  constructor(...settings: ConstructorParameters<typeof Worker>) {
    super(...settings);
    const outages = new OutageLog(new Logger(Worker.name), `the queue ${this.name}`);
    this.on('error', (error) => {
      outages.note(error);
    });
  }
}
