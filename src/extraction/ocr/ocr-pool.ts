import type { EngineInfo } from '../extraction.types.js';
import type { Word } from '../layout/layout.types.js';
import type { GreyImage } from './grey-image.js';
import type { OcrEngine } from './ocr-engine.js';

/** Of an engine in memory each takes up to 250 MB; a process may have six times that, pictures and all. */
export const MAX_ENGINES = 2;

/** Several engines of one document as one: further ones are started when all that there are are busy. */
export class OcrPool implements OcrEngine {
  private readonly engines: OcrEngine[];
  private readonly idle: OcrEngine[];
  private readonly waiting: ((engine: OcrEngine) => void)[] = [];

  constructor(private readonly create: () => OcrEngine) {
    const first = create();
    this.engines = [first];
    this.idle = [first];
  }

  get info(): EngineInfo {
    return this.first.info;
  }

  supported(languages: readonly string[]): string[] {
    return this.first.supported(languages);
  }

  async recognise(image: GreyImage, languages: readonly string[]): Promise<Word[]> {
    const engine = await this.take();
    try {
      return await engine.recognise(image, languages);
    } finally {
      const next = this.waiting.shift();
      if (next) next(engine);
      else this.idle.push(engine);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.close()));
  }

  private get first(): OcrEngine {
    const [first] = this.engines;
    if (!first) throw new Error('A pool has an engine from the beginning');
    return first;
  }

  private take(): OcrEngine | Promise<OcrEngine> {
    const idle = this.idle.pop();
    if (idle) return idle;
    if (this.engines.length < MAX_ENGINES) {
      const engine = this.create();
      this.engines.push(engine);
      return engine;
    }
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
