import { describe, expect, it } from '@jest/globals';
import { etagOf, wantedPart, type Wanted } from './original-file.js';

const file = { sha256: 'abc', sizeBytes: 1_000 };
const etag = '"abc"';
const part = (start: number, end: number): Wanted => ({ kind: 'part', range: { start, end } });
const whole: Wanted = { kind: 'whole' };
const unmodified: Wanted = { kind: 'unmodified' };
const unsatisfiable: Wanted = { kind: 'unsatisfiable' };

describe('what a download asks for', () => {
  it('is tagged with the digest of the content', () => {
    expect(etagOf(file)).toBe(etag);
  });

  it.each<[string, Record<string, string>, Wanted]>([
    ['nothing special', {}, whole],
    ['a part', { range: 'bytes=0-99' }, part(0, 99)],
    ['one byte', { range: 'bytes=0-0' }, part(0, 0)],
    ['everything from a place on', { range: 'bytes=900-' }, part(900, 999)],
    ['the last bytes', { range: 'bytes=-100' }, part(900, 999)],
    ['more last bytes than there are', { range: 'bytes=-5000' }, part(0, 999)],
    ['a part that goes beyond the end', { range: 'bytes=990-5000' }, part(990, 999)],
    ['a part behind the end', { range: 'bytes=1000-1001' }, unsatisfiable],
    ['no last bytes at all', { range: 'bytes=-0' }, unsatisfiable],
    ['a part from back to front', { range: 'bytes=5-2' }, unsatisfiable],
    ['several parts', { range: 'bytes=0-1,5-6' }, whole],
    ['several parts of which one exists', { range: 'bytes=0-1,5000-5001' }, part(0, 1)],
    ['another unit', { range: 'items=0-1' }, whole],
    ['nonsense', { range: 'bytes' }, whole],
    ['what it has', { 'if-none-match': etag }, unmodified],
    ['what it has, weakly', { 'if-none-match': `W/${etag}` }, unmodified],
    ['what it has among others', { 'if-none-match': `"x", ${etag}` }, unmodified],
    ['anything it does not have', { 'if-none-match': '*' }, unmodified],
    ['what it does not have', { 'if-none-match': '"x"' }, whole],
    ['a part of what it has', { 'if-none-match': etag, range: 'bytes=0-1' }, unmodified],
    ['a part if it is unchanged', { 'if-range': etag, range: 'bytes=0-1' }, part(0, 1)],
    ['a part if it is unchanged, which it is not', { 'if-range': '"x"', range: 'bytes=0-1' }, whole],
    ['a part by a weak tag', { 'if-range': `W/${etag}`, range: 'bytes=0-1' }, whole],
    ['a part by date', { 'if-range': 'Wed, 07 Jan 2026 03:21:09 GMT', range: 'bytes=0-1' }, whole],
  ])('%s', (_case, headers, expected) => {
    expect(wantedPart({ headers }, file)).toEqual(expected);
  });
});
