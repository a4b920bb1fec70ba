import { Injectable } from '@nestjs/common';

const PER_USER = 10;

/** How many live connections each user has on this process, sockets and event streams together. */
@Injectable()
export class LivePlaces {
  readonly perUser = PER_USER;
  private readonly taken = new Map<string, number>();

  /** Takes one of the user's places; the result gives it back, once. Null when all are taken. */
  take(userId: string): (() => void) | null {
    const count = this.taken.get(userId) ?? 0;
    if (count >= PER_USER) return null;
    this.taken.set(userId, count + 1);
    let isTaken = true;
    return () => {
      if (isTaken) this.giveBack(userId);
      isTaken = false;
    };
  }

  private giveBack(userId: string): void {
    const count = (this.taken.get(userId) ?? 1) - 1;
    if (count > 0) this.taken.set(userId, count);
    else this.taken.delete(userId);
  }
}
