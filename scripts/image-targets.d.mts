interface ImageTarget {
  entries: string[];
  assets: [chain: string, paths: string[]][];
  without: RegExp;
}

export const TARGETS: Record<'api' | 'worker', ImageTarget>;
