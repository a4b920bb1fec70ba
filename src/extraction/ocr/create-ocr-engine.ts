import type { OcrEngineChoice } from '../../common/reading-options.js';
import { BundledTesseractOcrEngine } from './bundled-tesseract.ocr-engine.js';
import { NativeTesseractOcrEngine, nativeTesseractVersion } from './native-tesseract.ocr-engine.js';
import type { OcrEngine } from './ocr-engine.js';
import { OcrPool } from './ocr-pool.js';

/** A new engine for one document: nothing that it learns from one reaches another. */
export function createOcrEngine(choice: OcrEngineChoice): OcrEngine {
  return new OcrPool(() => (usesNative(choice) ? new NativeTesseractOcrEngine() : new BundledTesseractOcrEngine()));
}

function usesNative(choice: OcrEngineChoice): boolean {
  return choice === 'native' || (choice === 'auto' && nativeTesseractVersion() !== null);
}
