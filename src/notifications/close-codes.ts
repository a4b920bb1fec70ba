/** WebSocket close codes: 1012 as registered with IANA, the rest our own, named after HTTP's statuses. */
export const CLOSE = { restart: 1012, unauthorized: 4401, idle: 4408, tooMany: 4429 } as const;
