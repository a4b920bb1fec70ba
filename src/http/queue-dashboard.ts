import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter as BoardAdapter } from '@bull-board/fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AuthService } from '../auth/auth.service.js';
import type { UserRole } from '../common/principal.js';
import { AppError } from '../common/errors.js';
import { JobDispatcher } from '../queue/job-dispatcher.js';
import { toAppError } from './app-error.js';
import { refuse } from './refusal.js';

const PATH = '/queues';
const CHALLENGE = 'Basic realm="Sheaf queues", charset="UTF-8"';

/** bull-board at `/queues`, for administrators: with a bearer token, or with user name and password in a browser. */
export async function serveQueueDashboard(app: NestFastifyApplication): Promise<void> {
  const board = new BoardAdapter();
  board.setBasePath(PATH);
  const queues = app.get(JobDispatcher).queues();
  createBullBoard({
    queues: queues.map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter: board,
  });
  const auth = app.get(AuthService);
  await app.register(
    async (scope: FastifyInstance) => {
      scope.addHook('onRequest', async (request, reply) => {
        await admitAdmins(auth, request, reply);
      });
      await scope.register(board.registerPlugin());
    },
    { prefix: PATH },
  );
}

/** Answers itself: what is thrown here would reach bull-board's error handler, which tells it to the caller. */
async function admitAdmins(auth: AuthService, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const refusal = await refusalFor(auth, request);
  if (refusal === null) return;
  if (refusal.code === 'UNAUTHORIZED') void reply.header('www-authenticate', CHALLENGE);
  await refuse(reply, refusal);
}

async function refusalFor(auth: AuthService, request: FastifyRequest): Promise<AppError | null> {
  try {
    const role = await roleOf(auth, request.headers.authorization ?? '');
    if (role === 'admin') return null;
    return role === null
      ? new AppError('UNAUTHORIZED', 'error.unauthorized')
      : new AppError('FORBIDDEN', 'error.admins_only');
  } catch (error) {
    return toAppError(error, request);
  }
}

async function roleOf(auth: AuthService, authorization: string): Promise<UserRole | null> {
  const [, scheme = '', credentials = ''] = /^(bearer|basic) (.+)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return (await auth.resolveToken(credentials))?.principal.role ?? null;
  if (scheme.toLowerCase() !== 'basic') return null;
  const [username = '', ...password] = Buffer.from(credentials, 'base64').toString().split(':');
  try {
    return (await auth.authenticate(username, password.join(':'))).role;
  } catch (error) {
    if (error instanceof AppError) return null;
    throw error;
  }
}
