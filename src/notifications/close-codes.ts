/**
 * WebSocket close codes: 1001 when this process stops and 1012 after a fault, both as registered with IANA and both an
 * invitation to connect again; the rest our own, named after HTTP's statuses.
 */
export const CLOSE = { goingAway: 1001, restart: 1012, unauthorized: 4401, idle: 4408, tooMany: 4429 } as const;
