import Tesseract from 'tesseract.js';
import type { EngineInfo } from '../extraction.types.js';
import { engineInfo } from '../installed-package.js';
import type { Word } from '../layout/layout.types.js';
import { hasLanguageData, withLanguageFolder } from './language-data.js';
import type { OcrEngine } from './ocr-engine.js';
import { type GreyImage, toPortableGreyMap } from './grey-image.js';
import { wordsOf } from './tesseract-words.js';

/** A worker adapts itself to what it reads and its memory only grows: after some pages another takes its place. */
const PAGES_PER_WORKER = 10;

/** Tesseract as WebAssembly, in a thread of its own; reads one picture at a time. Its data comes from npm packages, never from the network. */
export class BundledTesseractOcrEngine implements OcrEngine {
  private worker: Tesseract.Worker | null = null;
  private workerLanguages = '';
  private loaded: readonly string[] = [];
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
    const isLoaded = languages.every((language) => this.loaded.includes(language));
    if (!this.worker || !isLoaded || this.pages >= PAGES_PER_WORKER) {
      await this.close();
      this.worker = await startWorker(languages);
      this.loaded = languages;
      this.pages = 0;
    } else if (wanted === this.workerLanguages) return this.worker;
    else await this.worker.reinitialize(wanted, Tesseract.OEM.LSTM_ONLY);
    // Of the resolution it would otherwise believe what the file says of itself, which is often wrong.
    await this.worker.setParameters({ user_defined_dpi: '300', tessedit_pageseg_mode: Tesseract.PSM.SINGLE_BLOCK });
    this.workerLanguages = wanted;
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
