import { init } from '@embedpdf/pdfium';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import { requirePackageDirectory } from '../installed-package.js';

/** Addresses in the engine's memory; 0 is null. */
type Pointer = number;
type Numeric = (...args: number[]) => number;

/** What we use of the engine. Its own types need those of Emscripten, which are not installed. */
export type PdfiumFunctions = Record<NumericFunction, Numeric> & {
  FPDF_LoadMemDocument: (data: Pointer, size: number, password: string) => Pointer;
  FPDF_GetMetaText: (document: Pointer, tag: string, buffer: Pointer, size: number) => number;
  FPDFAnnot_GetStringValue: (annotation: Pointer, key: string, buffer: Pointer, size: number) => number;
  EPDFAttachment_GetIntegerValue: (attachment: Pointer, key: string, value: Pointer) => number;
};

type NumericFunction =
  | `FPDF_${'GetLastError' | 'GetPageCount' | 'LoadPage' | 'ClosePage' | 'CloseDocument' | 'GetFileVersion'}`
  | `FPDF_${'GetPageBoundingBox' | 'RenderPageBitmap' | 'GetPageLabel' | 'GetFormType' | 'FFLDraw'}`
  | `FPDFPage_${'GetRotation' | 'CountObjects' | 'GetObject' | 'GetAnnotCount' | 'GetAnnot' | 'CloseAnnot'}`
  | `FPDFPageObj_${'GetType' | 'GetMatrix' | 'GetStrokeWidth'}`
  | `FPDFPath_${'CountSegments' | 'GetPathSegment' | 'GetDrawMode'}`
  | `FPDFPathSegment_${'GetType' | 'GetPoint' | 'GetClose'}`
  | `FPDFFormObj_${'CountObjects' | 'GetObject'}`
  | `FPDFText_${'LoadPage' | 'ClosePage' | 'CountChars' | 'GetUnicode' | 'GetLooseCharBox' | 'GetCharAngle'}`
  | `FPDFText_${'HasUnicodeMapError' | 'IsGenerated' | 'GetMatrix' | 'GetFontSize'}`
  | `FPDFAnnot_${'GetSubtype' | 'GetRect'}`
  | `FPDFPage_Flatten`
  | `FPDFTextObj_GetTextRenderMode`
  | `FPDFPageObj_GetBounds`
  | `FPDFBitmap_${'CreateEx' | 'FillRect' | 'Destroy'}`
  | `FPDFLink_${'Enumerate' | 'GetAction' | 'GetDest' | 'GetAnnotRect'}`
  | `FPDFAction_${'GetType' | 'GetURIPath' | 'GetDest'}`
  | 'FPDFDest_GetDestPageIndex'
  | `FPDFBookmark_${'GetFirstChild' | 'GetNextSibling' | 'GetTitle' | 'GetDest' | 'GetAction'}`
  | `FPDFDoc_${'GetAttachmentCount' | 'GetAttachment'}`
  | `FPDFAttachment_${'GetName' | 'GetSubtype'}`
  | `FPDFAnnot_${'GetFormFieldType' | 'GetFormFieldName' | 'GetFormFieldValue' | 'IsChecked'}`
  | `PDFiumExt_${'Init' | 'OpenFormFillInfo' | 'CloseFormFillInfo' | 'InitFormFillEnvironment'}`
  | 'PDFiumExt_ExitFormFillEnvironment';

interface EngineMemory {
  HEAPU8: Uint8Array;
  HEAPF32: Float32Array;
  wasmExports: Record<NumericFunction, Numeric> & { malloc(size: number): Pointer; free(pointer: Pointer): void };
}

/** Part of every Node, yet only declared by the types of browsers. */
interface WebAssemblyApi {
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule, imports: object): Promise<WasmInstance>;
  Memory: new (description: { initial: number }) => WasmMemory;
}
type WasmModule = object & { readonly kind?: 'module' };
interface WasmInstance {
  exports: Record<string, unknown>;
}
interface WasmMemory {
  buffer: ArrayBuffer;
  grow(pages: number): number;
}
type Instantiate = (imports: object, done: (instance: object) => void) => object;

const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyApi };
let compiled: Promise<WasmModule> | undefined;

/**
 * What one engine may hold: half of the heap that this process may have, so that two of them and what they are read into
 * stay below what its parent allows. A page may ask for gigabytes by a few bytes, faster than any parent looks.
 */
export const MAX_ENGINE_BYTES = Math.floor(getHeapStatistics().heap_size_limit / 2);
const WASM_PAGE_BYTES = 65_536;

/** Room for what the engine writes: a matrix of six floats is the largest. */
const SCRATCH_BYTES = 64;
const MAX_STRING_BYTES = 1_048_576;

/**
 * An instance of the engine with a memory of its own: nothing of one document is left when the next one is read, and a
 * document that breaks it breaks nothing else. Its memory goes with it.
 */
export class Pdfium {
  private constructor(
    readonly call: PdfiumFunctions,
    private readonly memory: EngineMemory,
    /** Room for the results of a call that are written to an address: {@link SCRATCH_BYTES}. */
    readonly scratch: Pointer,
    private readonly bound: MemoryBound,
  ) {}

  /** Whether it has asked for more memory than it may have: whatever it then says of a file is not the file's fault. */
  get hasRunOutOfMemory(): boolean {
    return this.bound.isReached;
  }

  /** The engine's memory as floats. It is another array once that memory has grown: never kept over a call. */
  get heapOfFloats(): Float32Array {
    return this.memory.HEAPF32;
  }

  /** Compiled once in a process; an instance takes milliseconds. */
  static async create(): Promise<Pdfium> {
    const module = await compiledEngine();
    const bound = new MemoryBound();
    const instantiateWasm: Instantiate = (imports, done) => {
      void WebAssembly.instantiate(module, imports).then((instance) => {
        bound.applyTo(instance);
        done(instance);
      });
      return {};
    };
    const wrapped = (await init({
      instantiateWasm,
      printErr: () => undefined,
    } as object)) as unknown as PdfiumFunctions & {
      pdfium: EngineMemory;
    };
    const { pdfium } = wrapped;
    // Without the wrappers but of what takes strings: they look every call's function and types up: a page has thousands of calls.
    const { FPDF_LoadMemDocument, FPDF_GetMetaText, FPDFAnnot_GetStringValue, EPDFAttachment_GetIntegerValue } =
      wrapped;
    const withStrings = {
      FPDF_LoadMemDocument,
      FPDF_GetMetaText,
      FPDFAnnot_GetStringValue,
      EPDFAttachment_GetIntegerValue,
    };
    const call: PdfiumFunctions = { ...pdfium.wasmExports, ...withStrings };
    call.PDFiumExt_Init();
    return new Pdfium(call, pdfium, pdfium.wasmExports.malloc(SCRATCH_BYTES), bound);
  }

  /** Reads a file of `size` bytes straight into the engine's memory; to be freed with {@link free}. */
  async storeFile(path: string, size: number): Promise<Pointer> {
    const pointer = this.allocate(size);
    const file = await open(path);
    try {
      let from = 0;
      while (from < size) {
        const { bytesRead } = await file.read(this.memory.HEAPU8, pointer + from, size - from, from);
        if (bytesRead === 0) break;
        from += bytesRead;
      }
      return pointer;
    } finally {
      await file.close();
    }
  }

  free(pointer: Pointer): void {
    this.memory.wasmExports.free(pointer);
  }

  allocate(size: number): Pointer {
    const pointer = this.memory.wasmExports.malloc(size);
    if (pointer === 0) throw new Error(`The PDF engine has no memory for ${size} bytes`);
    return pointer;
  }

  /** A copy of the engine's memory. */
  copy(pointer: Pointer, size: number): Buffer {
    return Buffer.from(this.memory.HEAPU8.subarray(pointer, pointer + size));
  }

  /** Calls what writes `count` floats; null when it writes nothing. The array is good until the next call. */
  floats(count: number, write: (target: Pointer) => number): Float32Array | null {
    const from = this.scratch >> 2;
    return write(this.scratch) ? this.memory.HEAPF32.subarray(from, from + count) : null;
  }

  /** Calls what writes two values, each to an address of its own. */
  pair(write: (first: Pointer, second: Pointer) => number): [number, number] | null {
    if (!write(this.scratch, this.scratch + 4)) return null;
    const from = this.scratch >> 2;
    return [this.memory.HEAPF32[from] ?? 0, this.memory.HEAPF32[from + 1] ?? 0];
  }

  /** Calls what writes a 32-bit number; null when it writes nothing. */
  integer(write: (target: Pointer) => number): number | null {
    return write(this.scratch) ? new DataView(this.memory.HEAPU8.buffer).getInt32(this.scratch, true) : null;
  }

  /** Reads a string by the engine's convention: asked with no buffer it tells the size, ending included. */
  text(encoding: 'utf16le' | 'utf8', read: (buffer: Pointer, size: number) => number): string {
    const size = read(0, 0);
    const ending = encoding === 'utf16le' ? 2 : 1;
    if (size <= ending || size > MAX_STRING_BYTES) return '';
    const buffer = this.allocate(size);
    try {
      read(buffer, size);
      return this.copy(buffer, size - ending).toString(encoding);
    } finally {
      this.free(buffer);
    }
  }
}

/** Keeps the memory of an instance within {@link MAX_ENGINE_BYTES}; the engine takes the refusal as an end of memory. */
class MemoryBound {
  isReached = false;

  applyTo({ exports }: WasmInstance): void {
    const memory = Object.values(exports).find((exported) => exported instanceof WebAssembly.Memory);
    if (!memory) throw new Error('The PDF engine has no memory of its own');
    const grow = memory.grow.bind(memory);
    memory.grow = (pages) => {
      if (memory.buffer.byteLength + pages * WASM_PAGE_BYTES <= MAX_ENGINE_BYTES) return grow(pages);
      this.isReached = true;
      throw new RangeError('The PDF engine has all the memory that it may have');
    };
  }
}

/** The compiled engine, which may be handed to another thread to {@link adoptEngine} there. */
export function compiledEngine(): Promise<WasmModule> {
  compiled ??= compile();
  return compiled;
}

/** Uses what another thread has compiled. */
export function adoptEngine(module: object): void {
  compiled = Promise.resolve(module);
}

async function compile(): Promise<WasmModule> {
  return WebAssembly.compile(await readFile(join(requirePackageDirectory('@embedpdf/pdfium'), 'dist', 'pdfium.wasm')));
}
