import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { PRIVATE_FILE, readJsonFile, writeJsonFile } from '../claim-file.js';
import { ApiRefusal, type ApiClient } from './api-client.js';

const demoUserSchema = z.object({ username: z.string(), email: z.string(), password: z.string() });
export type DemoUser = z.infer<typeof demoUserSchema>;

/** Logs in as the demo user of earlier samples, or registers a new one with a password of its own. */
export async function logInAsDemoUser(client: ApiClient, stateFile: string): Promise<DemoUser> {
  const known = await readJsonFile(stateFile, demoUserSchema);
  if (known !== undefined && (await canLogIn(client, known))) return known;
  const suffix = randomBytes(3).toString('hex');
  const user = {
    username: `demo_${suffix}`,
    email: `demo-${suffix}@example.com`,
    // Three classes of characters, whatever the service's rule about passwords is.
    password: `Demo-${randomBytes(12).toString('base64url')}-7a`,
  };
  await client.register(user.username, user.email, user.password);
  await writeJsonFile(stateFile, user, PRIVATE_FILE);
  await client.logIn(user.username, user.password);
  return user;
}

/** False when the database is another one by now and knows nothing of the user. */
async function canLogIn(client: ApiClient, { username, password }: DemoUser): Promise<boolean> {
  try {
    await client.logIn(username, password);
    return true;
  } catch (error) {
    if (error instanceof ApiRefusal && error.status === 401) return false;
    throw error;
  }
}
