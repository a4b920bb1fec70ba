import { describe, expect, it } from '@jest/globals';
import { fileTypeOf, mediaTypeOfName, readableExtensions } from './media-types.js';

describe('the media type of a name', () => {
  it.each([
    ['report.pdf', 'application/pdf'],
    ['REPORT.PDF', 'application/pdf'],
    ['/scans/2026.01.07/page.tif', 'image/tiff'],
    ['archive.csv.xls', 'application/vnd.ms-excel'],
  ])('%s', (name, mediaType) => {
    expect(mediaTypeOfName(name)).toBe(mediaType);
  });

  it.each(['report', 'report.docx', '.pdf', 'pdf', 'constructor', ''])('is not told by %j', (name) => {
    expect(mediaTypeOfName(name)).toBeNull();
  });

  it('is known for everything that can be read', () => {
    const types = readableExtensions()
      .split(', ')
      .map((extension) => mediaTypeOfName(`a.${extension}`));
    expect(types.map((type) => type && fileTypeOf(type))).not.toContain(null);
  });
});
