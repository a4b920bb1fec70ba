import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { Operators } from './operators.js';

const PATH = '/queues';

/** bull-board at `/queues`, for administrators: with a bearer token, or with user name and password in a browser. */
export async function serveQueueDashboard(app: NestFastifyApplication): Promise<void> {
  const board = new BoardAdapter();
  board.setBasePath(PATH);
  const queues = app.get(JobDispatcher).queues();
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
  });
  const operators = app.get(Operators);
  await app.register(
    async (scope: FastifyInstance) => {
      scope.addHook('onRequest', async (request, reply) => {
        await operators.admit(request, reply);
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: PATH },
  );
}
