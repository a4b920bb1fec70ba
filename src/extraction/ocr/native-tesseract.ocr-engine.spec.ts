import { afterEach, describe, expect, it, jest } from '@jest/globals';
import sharp from 'sharp';
import { extractFixture, fixture } from '../../../test/fixtures/extract-fixture.js';
import type { GreyImage } from './grey-image.js';
import { NativeTesseractOcrEngine, nativeTesseractVersion } from './native-tesseract.ocr-engine.js';

jest.setTimeout(120_000);

const version = nativeTesseractVersion();
const describeNative = version === null ? describe.skip : describe;
if (version === null) console.warn('Skipped: tesseract-ocr is not installed on this machine');

async function receipt(): Promise<GreyImage> {
  const { data, info } = await sharp(fixture('s_영수증.png').path)
    .greyscale()
    .resize({ width: 1600 })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: data, width: info.width, height: info.height };
}

describeNative("the machine's own Tesseract", () => {
  const engine = new NativeTesseractOcrEngine();
  afterEach(() => engine.close());

  it('reads what the bundled one reads, with its own models', async () => {
    const {
      text,
      engine: engines,
      pages,
    } = await extractFixture('s_영수증.png', {
      languages: ['kor', 'eng'],
      ocrEngine: 'native',
    });
    expect(text).toContain('(주)동해물산');
    expect(text).toContain('1,559,250');
    expect(engines).toContainEqual({ name: 'tesseract', version });
    expect(pages[0]?.confidence).toBeGreaterThan(0.7);
  });

  it('reads two pictures at once', async () => {
    const image = await receipt();
    const read = await Promise.all([engine.recognise(image, ['kor']), engine.recognise(image, ['kor'])]);
    expect(read[0]).toEqual(read[1]);
  });

  it('is stopped in the middle of a page when it is closed', async () => {
    const reading = engine.recognise(await receipt(), ['kor', 'eng']);
    const ended = expect(reading).rejects.toThrow(/SIGKILL|ENOENT/);
    while (!engine.isReading) await new Promise((resolve) => setImmediate(resolve));
    await engine.close();
    await ended;
  });
});
