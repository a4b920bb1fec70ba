import { posix } from 'node:path';
import { parseXml } from '../xml.js';
import type { ZipPackage } from '../zip-package.js';

export interface Relationship {
  id: string;
  /** The last part of its type: `worksheet`, `sharedStrings`, … in either of the format's two namespaces. */
  type: string;
  /** The name of a part, or the address of something outside. */
  target: string;
  external: boolean;
}

/** What a part refers to; nothing when it has no relationships. `''` stands for the package itself. */
export async function readRelationships(zip: ZipPackage, part: string): Promise<Relationship[]> {
  const directory = posix.dirname(part);
  const name = posix.join(directory, '_rels', `${posix.basename(part)}.rels`);
  const found: Relationship[] = [];
  if (!zip.has(name)) return found;
  await parseXml(zip.read(name), {
    open(element, { Id: id = '', Type: type = '', Target: target = '', TargetMode: mode }) {
      if (element !== 'Relationship') return;
      const external = mode === 'External';
      const resolved = external ? target : resolvePart(directory, target);
      found.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: resolved, external });
    },
  });
  return found;
}

function resolvePart(directory: string, target: string): string {
  const path = target.replaceAll('\\', '/');
  return path.startsWith('/') ? path.slice(1) : posix.join(directory, path);
}
