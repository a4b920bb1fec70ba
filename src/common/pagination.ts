export interface PageRequest {
  page: number;
  pageSize: number;
}

/** One page of a list, with what a client needs to draw a pager. */
export class Page<T> {
  constructor(
    readonly items: T[],
    readonly total: number,
    readonly request: PageRequest,
  ) {}

  get totalPages(): number {
    return Math.ceil(this.total / this.request.pageSize);
  }

  map<U>(fn: (item: T) => U): Page<U> {
    return new Page(this.items.map(fn), this.total, this.request);
  }
}

export function offsetOf({ page, pageSize }: PageRequest): number {
  return (page - 1) * pageSize;
}
