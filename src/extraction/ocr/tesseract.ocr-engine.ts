import Tesseract from 'tesseract.js';
import type { EngineInfo } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { Word } from '../layout/layout.types.js';
import { hasLanguageData, withLanguageFolder } from './language-data.js';
import type { OcrEngine } from './ocr-engine.js';
import { type GreyImage, toPortableGreyMap } from './page-image.js';
import { wordsOf } from './tesseract-words.js';

/** A worker adapts itself to what it reads and its memory only grows: after some pages another takes its place. */
const PAGES_PER_WORKER = 10;

/** Tesseract as WebAssembly, in a thread of its own. Its data comes from npm packages, never from the network. */
export class TesseractOcrEngine implements OcrEngine {
  private worker: Tesseract.Worker | null = null;
  private workerLanguages = '';
  private pages = 0;

  get info(): EngineInfo {
    return engineInfo('tesseract.js');
  }

  supported(languages: readonly string[]): string[] {
    return languages.filter(hasLanguageData);
  }

  async recognise(image: GreyImage, languages: readonly string[]): Promise<Word[]> {
    const worker = await this.workerFor(languages);
    this.pages += 1;
    const { data } = await worker.recognize(toPortableGreyMap(image), {}, { text: true, tsv: true });
    return wordsOf({ tsv: data.tsv ?? '', text: data.text });
  }

  async close(): Promise<void> {
    const worker = this.worker;
    this.worker = null;
    await worker?.terminate();
  }

  private async workerFor(languages: readonly string[]): Promise<Tesseract.Worker> {
    const wanted = languages.join('+');
    if (this.worker && wanted === this.workerLanguages && this.pages < PAGES_PER_WORKER) return this.worker;
    await this.close();
    this.worker = await startWorker(languages);
    // Otherwise it believes what the file says of itself, which is often wrong.
    await this.worker.setParameters({ user_defined_dpi: '300' });
    this.workerLanguages = wanted;
    this.pages = 0;
    return this.worker;
  }
}

async function startWorker(languages: readonly string[]): Promise<Tesseract.Worker> {
  return withLanguageFolder(
    languages,
    (langPath) =>
      new Promise((resolve, reject) => {
        const options = {
          langPath,
          gzip: true,
          cacheMethod: 'none',
          // Without a handler the library throws into the void; its promise stays open when a language does not load.
          errorHandler: (error: unknown) => {
            reject(error instanceof Error ? error : new Error(String(error)));
          },
        };
        Tesseract.createWorker([...languages], Tesseract.OEM.LSTM_ONLY, options).then(resolve, reject);
      }),
  );
}
