export type UserRole = 'user' | 'admin';

/** Who is calling, as far as a handler needs to know. */
export interface Principal {
  userId: string;
  sessionId: string;
  role: UserRole;
}
